"""Holds (R20, R21): a track stops acting, its windows are frozen or run on, and it goes on where it stopped."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.entering import pass_over
from protolang.execution.evaluate import Truth
from protolang.execution.moves import Move, suspend, take
from protolang.execution.obligation import deadline
from protolang.execution.planning import following
from protolang.execution.state import Due, Held, Status
from protolang.execution.stopping import stop_everything
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.treatment import Consequence
from protolang.quantity import Duration
from protolang.source import Span


def hold(
    sheet: Day,
    index: int,
    subject: str,
    *,
    morning: bool,
    origin: Span,
    evidence: Evidence | None = None,
    guard: Expression | None = None,
    rule: int | None = None,
    time: Duration | None = None,
) -> None:
    """Holds region `index` from today on; in the morning before its doses, else after them."""
    region = sheet.regions[index]
    if region.status is not Status.RUNNING:
        return
    until = None if time is None else sheet.day + sheet.snapshot.ticks(time)
    held = Held(sheet.day, morning, rule, until)
    sheet.regions[index] = attrs.evolve(region, status=Status.HELD, since=sheet.day, held=held)
    sheet.log(EntryKind.HELD, sheet.name(index), subject, evidence=evidence, origin=origin, guard=guard)


def begin_holds(sheet: Day) -> None:
    """R20: holds the tracks whose hold rule applies today; an unknown one blocks their doses (R6)."""
    for number, rule in enumerate(sheet.machine.holds):
        for index in sheet.at_work():
            if sheet.name(index) != rule.track or rule.phase not in (None, sheet.regions[index].state):
                continue
            truth = sheet.snapshot.truth(rule.when)
            if truth is Truth.HOLDS:
                evidence, state = rule.evidence, sheet.regions[index].state
                hold(
                    sheet,
                    index,
                    state,
                    morning=True,
                    origin=rule.origin,
                    evidence=evidence,
                    guard=rule.when,
                    rule=number,
                )
            elif truth is Truth.UNKNOWN:
                suspend(sheet, rule.when, index)


def end_holds(sheet: Day) -> None:
    """R21: a hold that has lasted as long as it may goes on without what was missed, where the author says so."""
    for index, region in enumerate(sheet.regions):
        if region.status is not Status.HELD or region.held is None:
            continue
        limit, consequence, _, _ = terms_of_hold(sheet, index)
        if region.held.until is not None and sheet.day >= region.held.until:
            resume(sheet, index, skip=False)
        elif limit is not None and consequence is Consequence.SKIP and sheet.day - region.held.since > limit:
            resume(sheet, index, skip=True)


def resume_by_rule(sheet: Day) -> None:
    """R8, R21: after all moves, the holds whose condition for going on is met."""
    for index, region in enumerate(sheet.regions):
        held = region.held
        if region.status is not Status.HELD or held is None or held.rule is None or held.since == sheet.day:
            continue
        rule = sheet.machine.holds[held.rule]
        met = (
            sheet.snapshot.truth(rule.when) is Truth.FAILS
            if rule.until is None
            else sheet.snapshot.truth(rule.until) is Truth.HOLDS
        )
        if met:
            resume(sheet, index, skip=False, guard=rule.until or rule.when, origin=rule.origin)
        else:
            sheet.raise_measurements(rule.until or rule.when, index)


def resume(sheet: Day, index: int, *, skip: bool, guard: Expression | None = None, origin: Span | None = None) -> None:
    """Goes on where the track stopped; with `skip` without what was missed."""
    region, state = sheet.regions[index], sheet.chart_state(index)
    if region.held is None:
        return
    since = region.held.since
    # R20: with a stopped clock everything moves by the length of the hold
    stops = sheet.machine.hold is None or sheet.machine.hold.clock_stops
    shift = sheet.day - since if stops else 0
    cycles = tuple(
        attrs.evolve(item, start=None if item.start is None else item.start + shift, planned=item.planned + shift)
        for item in region.cycles
    )
    running = attrs.evolve(
        region,
        status=Status.RUNNING,
        since=None,
        held=None,
        shift=region.shift + shift,
        entry=region.entry + shift,
        groups=tuple(day + shift for day in region.groups),
        cycles=cycles,
    )
    sheet.regions[index] = running
    dues: list[Due] = []
    for due in region.dues:
        obligation = state.obligations[due.obligation]
        last = deadline(due, obligation)
        if due.over or due.day is None or last is None or due.first is None:
            dues.append(due)
            continue
        moved = attrs.evolve(due, day=due.day + shift, first=due.first + shift)
        if last > since or (region.held.morning and last == since):
            dues.append(moved)
        elif skip:
            dues.append(following(sheet, moved, obligation, running, day=due.day + shift, met=False))
        else:
            dues.append(attrs.evolve(moved, day=sheet.day))
    sheet.regions[index] = attrs.evolve(running, dues=tuple(dues))
    # R12: with a running clock some windows may have closed meanwhile
    pass_over(sheet, index)
    sheet.log(EntryKind.RESUMED, sheet.name(index), region.state, guard=guard, origin=origin)


def terms_of_hold(sheet: Day, index: int) -> tuple[int | None, Consequence | None, str | None, Span | None]:
    """How long the present hold of a region may last, what follows then, where it leaves for, and who says so."""
    held, policy = sheet.regions[index].held, sheet.machine.hold
    if held is not None and held.rule is not None:
        rule = sheet.machine.holds[held.rule]
        if rule.limit is not None:
            return sheet.snapshot.ticks(rule.limit), rule.consequence, rule.target, rule.origin
    if policy is None:
        return None, None, None, None
    return policy.limit, policy.consequence, None, policy.origin


def close_holds(sheet: Day) -> None:
    """R21: the declared exit of a hold that has lasted as long as it may."""
    for index, region in enumerate(sheet.regions):
        limit, consequence, target, origin = terms_of_hold(sheet, index)
        if region.status is not Status.HELD or region.held is None or origin is None:
            continue
        if sheet.day - region.held.since != limit:
            continue
        evidence = sheet.machine.hold.evidence if region.held.rule is None and sheet.machine.hold else Evidence()
        sheet.log(EntryKind.HELD, sheet.name(index), region.state, evidence=evidence, origin=origin)
        if target is not None:
            take(sheet, index, Move(target, origin=origin), sheet.day + 1)
        elif consequence is Consequence.STOP:
            stop_everything(sheet, sheet.name(index), "hold", origin=origin, evidence=evidence)
            return
        elif consequence is Consequence.REVIEW:
            # from here on only a clinician's decision resumes it
            sheet.regions[index] = attrs.evolve(region, held=attrs.evolve(region.held, rule=None))


def limit_reached(sheet: Day, index: int, obligation: Obligation, consequence: Consequence) -> None:
    """R22: what the author says follows when a limit of a drug would be passed."""
    match consequence:
        case Consequence.STOP:
            stop_everything(sheet, sheet.name(index), "limit", origin=obligation.origin)
        case Consequence.REVIEW:
            hold(sheet, index, obligation.subject, morning=False, origin=obligation.origin)
        case Consequence.SKIP | Consequence.ALERT:
            pass  # told already; the missed rule of the dose says how it goes on
        case _:
            assert_never(consequence)
