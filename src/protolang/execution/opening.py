"""Before any dose: what is reported, stops, holds, decisions, moves, and what may not be given (R2, R6 to R11)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.deciding import decide_all
from protolang.execution.effects import apply_effects, start_levels
from protolang.execution.entering import bring_up, call_up, waits
from protolang.execution.evaluate import Truth
from protolang.execution.event import Decision, ObservationStatus, Ruling
from protolang.execution.holding import begin_holds, end_holds, limit_reached, resume, resume_by_rule
from protolang.execution.ingest import ingest, report_discordant
from protolang.execution.moves import arrive, move, stands, suspend, vetoed
from protolang.execution.obligation import is_dose, is_open
from protolang.execution.state import Due, Status
from protolang.execution.stopping import stop_everything
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation, StateKind, Stop
from protolang.model.rule import Eligibility, VetoVerb
from protolang.model.treatment import Consequence, MissingPolicy


def open_day(sheet: Day) -> None:
    """Everything before doses: ingest, one snapshot, stops, decisions, moves."""
    ingest(sheet)
    sheet.look()
    report_discordant(sheet)
    start_levels(sheet)
    sheet.look()
    # what a decision has ordered is done by a new sample, however fresh the one before is
    fresh = [item for item in sheet.accepted if item.value and item.status is not ObservationStatus.PRELIMINARY]
    done = {item.name for item in fresh if item.sampled >= sheet.ordered.get(item.name, sheet.day)}
    sheet.ordered = {name: day for name, day in sheet.ordered.items() if name not in done}
    sheet.measure_now = {name for name in sheet.measure_now if not sheet.snapshot.values(name)} | set(sheet.ordered)
    _unblock(sheet)
    # R8, R9: stop before everything else, protocol rules before those of a track or phase
    stopped = _not_eligible(sheet) or _stop_rules(sheet) or _stop_states(sheet)
    # R8: a stop before all other decisions
    for decision in sorted(sheet.inputs.decisions, key=lambda item: item.ruling is not Ruling.STOP):
        _rule(sheet, decision)
    if stopped:
        return
    end_holds(sheet)
    for index in sheet.at_work():
        if sheet.arrives(index):
            _begin(sheet, index)
            arrive(sheet, index)
        bring_up(sheet, index)
        call_up(sheet, index)
    begin_holds(sheet)
    decide_all(sheet)
    apply_effects(sheet)
    for index in sheet.at_work():
        if index not in sheet.moved:
            move(sheet, index)
    apply_effects(sheet)
    resume_by_rule(sheet)
    # R8: a hold before a resume and before routine, also in a state entered today and for a second reason
    begin_holds(sheet)
    for index in sheet.at_work():
        bring_up(sheet, index)
        if index in sheet.moved:
            call_up(sheet, index)
    # R8: a state entered today acts today, so its own stop rules are in force before its doses
    if not _stop_rules(sheet) and not _stop_states(sheet):
        _tell(sheet)
        _hold_back(sheet)


def _begin(sheet: Day, index: int) -> None:
    state = sheet.chart_state(index)
    sheet.log(EntryKind.ENTERED, sheet.name(index), state.name, origin=state.origin)
    sheet.arrived.add(index)


def _unblock(sheet: Day) -> None:
    for index, region in enumerate(sheet.regions):
        if any(due.blocked for due in region.dues):
            dues = tuple(attrs.evolve(due, blocked=False) for due in region.dues)
            sheet.regions[index] = attrs.evolve(region, dues=dues)


def _criteria(sheet: Day) -> tuple[Eligibility, ...]:
    """What decides who is treated, while that is open; of what follows a stop nobody asks it any more."""
    treated = any(
        region.status in (Status.RUNNING, Status.HELD) and not chart.on_stop
        for region, chart in zip(sheet.regions, sheet.machine.regions, strict=True)
    )
    return sheet.machine.eligibility if treated and not sheet.eligible else ()


def _not_eligible(sheet: Day) -> bool:
    """Ends the protocol for whom it is not meant; while that is unknown, nothing is given (R6)."""
    for rule in _criteria(sheet):
        truth = sheet.snapshot.truth(rule.when)
        if truth is (Truth.FAILS if rule.include else Truth.HOLDS):
            why = f"not eligible: {rule.title}"
            stop_everything(sheet, None, why, origin=rule.origin, evidence=rule.evidence, guard=rule.when)
            return True
    unknown = (sheet.snapshot.truth(rule.when) is Truth.UNKNOWN for rule in sheet.machine.eligibility)
    sheet.eligible = sheet.eligible or not any(unknown)
    return False


def _stop_rules(sheet: Day) -> bool:
    for rule in sheet.machine.stops:
        if _in_force(sheet, rule) and sheet.snapshot.truth(rule.guard) is Truth.HOLDS:
            stop_everything(
                sheet, rule.region, "stop rule", origin=rule.origin, evidence=rule.evidence, guard=rule.guard
            )
            return True
    return False


def _in_force(sheet: Day, rule: Stop) -> bool:
    return any(
        region.status in (Status.RUNNING, Status.HELD)  # R20: safety rules stay live in a hold
        and (rule.region is not None or not chart.on_stop)
        and (rule.region is None or (chart.name == rule.region and region.entry <= sheet.day))
        and rule.state in (None, region.state)
        for region, chart in zip(sheet.regions, sheet.machine.regions, strict=True)
    )


def _stop_states(sheet: Day) -> bool:
    for index in sheet.at_work():
        state = sheet.chart_state(index)
        if state.kind is StateKind.STOP:
            if sheet.arrives(index):
                _begin(sheet, index)
            stop_everything(sheet, sheet.name(index), state.name, origin=state.origin, evidence=state.evidence)
            return True
    return False


def _rule(sheet: Day, decision: Decision) -> None:
    # R21: only a held region can be resumed
    for index, region in enumerate(sheet.machine.regions):
        if region.name != decision.region or sheet.regions[index].status is not Status.HELD:
            continue
        match decision.ruling:
            case Ruling.STOP:
                stop_everything(sheet, region.name, "decision", origin=region.origin)
            case Ruling.RESUME | Ruling.SKIP:
                resume(sheet, index, skip=decision.ruling is Ruling.SKIP)
            case _:
                assert_never(decision.ruling)
        return
    sheet.log(EntryKind.REJECTED, decision.region, decision.ruling.value)


def _tell(sheet: Day) -> None:
    """Tells on the first day of each time that an alert's condition holds."""
    holding = set()
    for number, rule in enumerate(sheet.machine.alerts):
        if not stands(sheet, rule.track, rule.phase) or sheet.snapshot.truth(rule.when) is not Truth.HOLDS:
            continue
        holding.add(number)
        if number not in sheet.before.alerting:
            said = (("text", rule.tell.text),)
            sheet.log(
                EntryKind.TOLD,
                rule.track,
                rule.tell.kind.value,
                values=said,
                guard=rule.when,
                evidence=rule.evidence,
                origin=rule.origin,
            )
    sheet.alerting = frozenset(holding)


def _hold_back(sheet: Day) -> None:
    """What may not be given today: while nobody knows whether to stop, under a veto, or without a known amount."""
    for rule in sheet.machine.stops:
        if _in_force(sheet, rule) and sheet.snapshot.truth(rule.guard) is Truth.UNKNOWN:
            for index, region in enumerate(sheet.machine.regions):
                if rule.region in (None, region.name):
                    suspend(sheet, rule.guard, index)
    for wanted in _criteria(sheet):
        if sheet.snapshot.truth(wanted.when) is Truth.UNKNOWN:
            for index in sheet.at_work():
                sheet.raise_measurements(wanted.when, index, MissingPolicy.PROTECT)
                _block_all(sheet, index)
    for item in sheet.extras:
        if item.region in sheet.suspended:
            sheet.log(EntryKind.BLOCKED, item.region, item.drug, evidence=item.evidence, origin=item.origin)
    reached: list[tuple[int, Obligation, Consequence]] = []
    for index in sheet.at_work():
        state = sheet.chart_state(index)
        for position, due in enumerate(sheet.regions[index].dues):
            obligation = state.obligations[due.obligation]
            if is_open(due, obligation, sheet.day, sheet.regions[index].entry):
                consequence = _check(sheet, index, position, obligation, due)
                reached += [] if consequence is None else [(index, obligation, consequence)]
    # R8, R22: what limits ask for comes after all tracks were looked at, a stop before all else
    for index, obligation, consequence in sorted(reached, key=lambda item: item[2] is not Consequence.STOP):
        if sheet.regions[index].status is Status.RUNNING:
            limit_reached(sheet, index, obligation, consequence)


def _block_all(sheet: Day, index: int) -> None:
    state = sheet.chart_state(index)
    sheet.suspended.add(sheet.name(index))
    for position, due in enumerate(sheet.regions[index].dues):
        if is_dose(state.obligations[due.obligation]):
            sheet.set_due(index, position, attrs.evolve(due, blocked=True))


def _check(sheet: Day, index: int, position: int, obligation: Obligation, due: Due) -> Consequence | None:
    """Blocks one open obligation that may not be met today, and says why where nothing else has (R22).

    What a limit that would be passed asks for is left to the caller.
    """
    name = sheet.name(index)
    # told on the day it is due, or on the first day of its window on which it is blocked
    told = due.day == sheet.day or not _was_blocked(sheet, index, position)
    told = told and due.day is not None and due.day <= sheet.day
    if due.blocked:
        over = obligation.until is not None and sheet.snapshot.truth(obligation.until.condition) is Truth.HOLDS
        if told and not over:
            sheet.log(
                EntryKind.BLOCKED, name, obligation.subject, evidence=obligation.evidence, origin=obligation.origin
            )
        return None
    if waits(sheet, index, obligation) and not _is_offered(sheet, index, obligation.following):
        sheet.set_due(index, position, attrs.evolve(due, blocked=True))
        return None
    if not is_dose(obligation):
        return None
    if vetoed(sheet, VetoVerb.GIVE, obligation.subject, index, quiet=not told):
        sheet.set_due(index, position, attrs.evolve(due, blocked=True))
        return None
    amount = sheet.amount(obligation, due)
    if amount.refused is not None:
        sheet.set_due(index, position, attrs.evolve(due, blocked=True))
        if told:
            why = (("because", amount.refused),)
            sheet.log(
                EntryKind.NO_DOSE,
                name,
                obligation.subject,
                values=why,
                evidence=obligation.evidence,
                origin=obligation.origin,
            )
        if due.day == sheet.day:
            return amount.consequence
    return None


def _is_offered(sheet: Day, index: int, subject: str | None) -> bool:
    """Whether what must come first may itself be done today, so that both can be done one after the other."""
    return any(at == index and obligation.subject == subject for at, _, obligation, _ in sheet.open_dues())


def _was_blocked(sheet: Day, index: int, position: int) -> bool:
    before, now = sheet.before.regions[index], sheet.regions[index]
    same = before.state == now.state and before.entry == now.entry and position < len(before.dues)
    return same and before.dues[position].blocked
