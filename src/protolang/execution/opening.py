"""Before any dose: what is reported, stops, clinicians' decisions, moves (R2, R8, R9, R20, R21, R23)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Decision, Ruling
from protolang.execution.moves import move, pass_over, suspend
from protolang.execution.obligation import deadline, following
from protolang.execution.state import RegionState, Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import StateKind, Stop
from protolang.model.evidence import Evidence
from protolang.model.treatment import Consequence
from protolang.quantity import decimal_text
from protolang.source import Span


def open_day(sheet: Day) -> None:
    """Everything before doses: ingest, one snapshot, stops, decisions, moves."""
    _ingest(sheet)
    sheet.snapshot = Snapshot(
        sheet.machine,
        attrs.evolve(sheet.before, observations=tuple(sheet.observations)),
        sheet.day,
        frozenset(sheet.inputs.events),
    )
    sheet.measure_now = {name for name in sheet.measure_now if not sheet.snapshot.values(name)}
    # R8, R9: stop before everything else, protocol rules before those of a track or phase
    if _stop_rules(sheet) or _stop_states(sheet):
        return
    for decision in sheet.inputs.decisions:
        _rule(sheet, decision)
    _end_holds(sheet)
    for index in range(len(sheet.regions)):
        if sheet.regions[index].status is Status.RUNNING and sheet.regions[index].entry <= sheet.day:
            move(sheet, index)
    # R8: a state entered today acts today, so its own stop rules are in force before its doses
    if not _stop_rules(sheet) and not _stop_states(sheet):
        _hold_back(sheet)


def _ingest(sheet: Day) -> None:
    known = {lab.id for lab in sheet.machine.labs} | {item.id for item in sheet.machine.attributes}
    declared = {event.id for event in sheet.machine.events}
    for event in sheet.inputs.events:
        sheet.log(EntryKind.HAPPENED if event in declared else EntryKind.REJECTED, None, event)
    for item in sheet.inputs.observations:
        # R2: nothing from the future, nothing reported on another day, nothing undeclared
        if item.name not in known or not item.sampled <= item.reported == sheet.day:
            sheet.log(EntryKind.REJECTED, None, item.name)
            continue
        sheet.observations.append(item)
        sheet.accepted.append(item)
        value = "no result" if item.value is None else decimal_text(item.value)
        sheet.log(EntryKind.OBSERVED, None, item.name, values=((item.name, value),))


def _stop_rules(sheet: Day) -> bool:
    for rule in sheet.machine.stops:
        if _in_force(sheet, rule) and sheet.snapshot.truth(rule.guard) is Truth.HOLDS:
            stop_everything(
                sheet,
                rule.region,
                "stop rule",
                origin=rule.origin,
                evidence=rule.evidence,
                values=sheet.readings(rule.guard),
            )
            return True
    return False


def _in_force(sheet: Day, rule: Stop) -> bool:
    return any(
        region.status in (Status.RUNNING, Status.HELD)  # R20: safety rules stay live in a hold
        and (rule.region is None or (chart.name == rule.region and region.entry <= sheet.day))
        and rule.state in (None, region.state)
        for region, chart in zip(sheet.regions, sheet.machine.regions, strict=True)
    )


def _hold_back(sheet: Day) -> None:
    """R6: while nobody knows whether to stop, the doses it would end wait, unless the author says to ignore it."""
    for rule in sheet.machine.stops:
        if _in_force(sheet, rule) and sheet.snapshot.truth(rule.guard) is Truth.UNKNOWN:
            for index, region in enumerate(sheet.machine.regions):
                if rule.region in (None, region.name):
                    suspend(sheet, rule.guard, index)


def _end_holds(sheet: Day) -> None:
    """R21: a hold that has lasted as long as it may goes on without what was missed, where the author says so."""
    hold = sheet.machine.hold
    for index, held in enumerate(sheet.regions):
        if hold is None or held.status is not Status.HELD or held.since is None:
            continue
        if hold.consequence is Consequence.SKIP and sheet.day - held.since > hold.limit:
            _resume(sheet, index, held, held.since, skip=True)


def _stop_states(sheet: Day) -> bool:
    for index, region in enumerate(sheet.regions):
        if region.status is Status.RUNNING and region.entry <= sheet.day:
            state = sheet.chart_state(index)
            if state.kind is StateKind.STOP:
                stop_everything(
                    sheet, sheet.machine.regions[index].name, state.name, origin=state.origin, evidence=state.evidence
                )
                return True
    return False


def stop_everything(
    sheet: Day,
    region: str | None,
    why: str,
    *,
    origin: Span,
    evidence: Evidence | None = None,
    values: tuple[tuple[str, str], ...] = (),
) -> None:
    """Ends the protocol for this patient (R23); nothing restarts."""
    sheet.log(EntryKind.STOPPED, region, why, values=values, evidence=evidence, origin=origin)
    for index, item in enumerate(sheet.regions):
        if item.status in (Status.RUNNING, Status.HELD):
            sheet.cancel(index)
            sheet.regions[index] = attrs.evolve(item, status=Status.STOPPED, since=sheet.day, dues=())
    sheet.measure_now.clear()


def _rule(sheet: Day, decision: Decision) -> None:
    # R21: only a held region can be resumed
    for index, region in enumerate(sheet.machine.regions):
        held = sheet.regions[index]
        if region.name != decision.region or held.status is not Status.HELD or held.since is None:
            continue
        match decision.ruling:
            case Ruling.STOP:
                stop_everything(sheet, region.name, "decision", origin=region.origin)
            case Ruling.RESUME | Ruling.SKIP:
                _resume(sheet, index, held, held.since, skip=decision.ruling is Ruling.SKIP)
            case _:
                assert_never(decision.ruling)
        return
    sheet.log(EntryKind.REJECTED, decision.region, decision.ruling.value)


def _resume(sheet: Day, index: int, held: RegionState, since: int, *, skip: bool) -> None:
    state = sheet.chart_state(index)
    # R20: with a stopped clock everything moves by the length of the hold
    shift = sheet.day - since if sheet.machine.hold is None or sheet.machine.hold.clock_stops else 0
    dues = []
    for due in held.dues:
        obligation = state.obligations[due.obligation]
        last = deadline(due, obligation)
        if due.over or due.day is None or last is None or due.first is None:
            dues.append(due)
            continue
        moved = attrs.evolve(due, day=due.day + shift, first=due.first + shift)
        if last > since:
            dues.append(moved)
        elif skip:
            after = held.shift + shift
            dues.append(
                following(
                    sheet.machine, moved, obligation, day=sheet.day, shift=after, start=sheet.before.start, met=False
                )
            )
        else:
            dues.append(attrs.evolve(moved, day=sheet.day))
    sheet.regions[index] = attrs.evolve(
        held, status=Status.RUNNING, since=None, shift=held.shift + shift, entry=held.entry + shift, dues=tuple(dues)
    )
    # R12: with a running clock some windows may have closed meanwhile
    pass_over(sheet, index)
    sheet.log(EntryKind.RESUMED, sheet.machine.regions[index].name, held.state)
