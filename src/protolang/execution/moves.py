"""Leaving and entering states: exits, timeouts, limits, and loops whose end has come (R8, R10, R11, R17, R19)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.evaluate import Truth
from protolang.execution.obligation import (
    consequence_of,
    deadline,
    duration_of,
    enter,
    following,
    is_dose,
    later,
    limit_of,
    parameter,
)
from protolang.execution.state import Due, RegionState, Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation, State, Transition, TransitionEvent
from protolang.model.action import Every
from protolang.model.expression import Expression
from protolang.model.treatment import Consequence, MissingPolicy
from protolang.quantity import CalendarMonths, Days


def move(sheet: Day, index: int) -> None:
    """At most one move of region `index` today (R10)."""
    region, name = sheet.regions[index], sheet.machine.regions[index].name
    state = sheet.chart_state(index)
    if region.entry == sheet.day and index not in sheet.moved:
        sheet.log(EntryKind.ENTERED, name, state.name, origin=state.origin)
        _announce(sheet, index, state)
    finished = _conclude_untils(sheet, index, state)
    region = sheet.regions[index]  # a loop that has just ended cannot reach its limit any more
    ready: list[Transition] = []
    for transition in state.transitions:
        truth = _possible(sheet, transition, region, state, finished=finished)
        if truth is Truth.HOLDS:
            ready.append(transition)
        elif truth is Truth.UNKNOWN and transition.guard is not None:
            suspend(sheet, transition.guard, index)
    if not ready:
        return
    # R8: class, then rank; the order of lines decides nothing
    best = min((item.precedence, item.rank) for item in ready)
    winners = [item for item in ready if (item.precedence, item.rank) == best]
    if len({item.target for item in winners}) > 1:
        for item in winners:
            sheet.log(EntryKind.CONFLICT, name, item.target or "end", origin=item.origin)
        return
    winner = winners[0]
    for item in ready:
        if item not in winners:
            sheet.log(EntryKind.SUPPRESSED, name, item.target or "end", origin=item.origin)
    sheet.cancel(index)
    take(sheet, index, winner, sheet.day, sheet.readings(winner.guard))


def _announce(sheet: Day, index: int, state: State) -> None:
    """Names what this state needs and nobody has decided, on the day it is entered."""
    region = sheet.machine.regions[index].name
    undecided = []
    for obligation in state.obligations:
        if isinstance(obligation.timing, Every) and isinstance(obligation.timing.interval, str):
            undecided.append((obligation.timing.interval, obligation.origin))
        if obligation.until is not None and isinstance(obligation.until.limit, str):
            undecided.append((obligation.until.limit, obligation.origin))
    for transition in state.transitions:
        if isinstance(transition.delay, str):
            undecided.append((transition.delay, transition.origin))
    for name, origin in undecided:
        if parameter(sheet.machine, name).value is None:
            sheet.log(EntryKind.UNDECIDED, region, name, origin=origin)


def _conclude_untils(sheet: Day, index: int, state: State) -> bool:
    """Completes obligations whose `until` holds; True when that leaves none open."""
    region, changed, dues = sheet.regions[index], False, []
    for due in region.dues:
        obligation = state.obligations[due.obligation]
        if due.over or obligation.until is None:
            dues.append(attrs.evolve(due, blocked=False))
            continue
        truth = sheet.snapshot.truth(obligation.until.condition)
        if truth is not Truth.HOLDS and _limited_in_place(sheet, due, obligation, region, state):
            sheet.log(EntryKind.LIMIT, sheet.machine.regions[index].name, state.name, origin=obligation.origin)
            truth = Truth.HOLDS
        match truth:
            case Truth.HOLDS:
                changed = True
                dues.append(attrs.evolve(due, over=True, blocked=False))
            case Truth.FAILS:
                dues.append(attrs.evolve(due, blocked=False))
            case Truth.UNKNOWN:
                elective = sheet.snapshot.policy(obligation.until.condition) is MissingPolicy.ELECTIVE
                dues.append(attrs.evolve(due, blocked=not elective and is_dose(obligation)))
                sheet.raise_measurements(obligation.until.condition, index)
    sheet.regions[index] = attrs.evolve(region, dues=tuple(dues))
    return changed and all(due.over for due in dues)


def _possible(sheet: Day, transition: Transition, region: RegionState, state: State, *, finished: bool) -> Truth:
    match transition.event:
        case TransitionEvent.COMPLETION:
            return Truth.HOLDS if finished else Truth.FAILS
        case TransitionEvent.LIMIT:
            return Truth.HOLDS if _time_limit(sheet, transition, region, state) else Truth.FAILS
        case TransitionEvent.TIMEOUT:
            delay = None if transition.delay is None else duration_of(sheet.machine, transition.delay)
            if delay is None or sheet.day < later(sheet.before.start, region.entry, delay):
                return Truth.FAILS
        case TransitionEvent.CONDITION:
            pass
        case _:
            assert_never(transition.event)
    return Truth.HOLDS if transition.guard is None else sheet.snapshot.truth(transition.guard)


def _limited_in_place(sheet: Day, due: Due, obligation: Obligation, region: RegionState, state: State) -> bool:
    """Whether its time is up and no exit is named for that: then it is as if complete."""
    named = any(item.obligation == due.obligation for item in state.transitions)
    return not named and _time_is_up(sheet, obligation, region)


def _time_limit(sheet: Day, transition: Transition, region: RegionState, state: State) -> bool:
    if transition.obligation is None or region.dues[transition.obligation].over:
        return False
    return _time_is_up(sheet, state.obligations[transition.obligation], region)


def _time_is_up(sheet: Day, obligation: Obligation, region: RegionState) -> bool:
    match limit_of(sheet.machine, obligation):
        case Days() | CalendarMonths() as limit:
            return sheet.day >= later(sheet.before.start, region.entry, limit)
        case _:
            return False


def suspend(sheet: Day, guard: Expression, index: int) -> None:
    """What an unknown guard means for region `index`."""
    # R6: an unknown exit or stop blocks the doses of its state, unless the author says to ignore it
    if sheet.snapshot.policy(guard) is MissingPolicy.ELECTIVE:
        return
    sheet.raise_measurements(guard, index)
    state = sheet.chart_state(index)
    dues = tuple(
        attrs.evolve(due, blocked=due.blocked or is_dose(state.obligations[due.obligation]))
        for due in sheet.regions[index].dues
    )
    sheet.regions[index] = attrs.evolve(sheet.regions[index], dues=dues)


def take(sheet: Day, index: int, transition: Transition, day: int, values: tuple[tuple[str, str], ...] = ()) -> None:
    """Takes a transition; the new state is entered on `day`, today or tomorrow (R11, R17)."""
    region, old = sheet.machine.regions[index], sheet.regions[index]
    sheet.moved.add(index)
    if transition.target is None:
        sheet.regions[index] = attrs.evolve(old, status=Status.DONE, since=day, dues=())
        sheet.log(
            EntryKind.ENDED,
            region.name,
            old.state,
            values=values,
            evidence=transition.evidence,
            origin=transition.origin,
        )
        return
    state = region.state(transition.target)
    start = sheet.before.start
    kind, named = (EntryKind.ENTERED, state.name) if day == sheet.day else (EntryKind.COMPLETED, old.state)
    sheet.log(kind, region.name, named, values=values, evidence=transition.evidence, origin=transition.origin)
    dues = enter(sheet.machine, state, region.name, entry=day, shift=old.shift, start=start, given=tuple(sheet.given))
    sheet.regions[index] = RegionState(Status.RUNNING, state.name, day, dues, None, old.shift)
    pass_over(sheet, index)
    if day == sheet.day:
        # R10: no second move today, but what the new state's loops need to know is known today
        _announce(sheet, index, state)
        _block_new(sheet, index, state)


def _block_new(sheet: Day, index: int, state: State) -> None:
    dues = []
    for due in sheet.regions[index].dues:
        until = state.obligations[due.obligation].until
        truth = Truth.FAILS if until is None else sheet.snapshot.truth(until.condition)
        if until is not None and truth is Truth.UNKNOWN:
            sheet.raise_measurements(until.condition, index)
        policy = MissingPolicy.ELECTIVE
        if until is not None and truth is Truth.UNKNOWN:
            policy = sheet.snapshot.policy(until.condition)
        # a loop whose end has already come gives nothing; it is left tomorrow (R10)
        blocked = truth is Truth.HOLDS or (
            policy is not MissingPolicy.ELECTIVE and is_dose(state.obligations[due.obligation])
        )
        dues.append(attrs.evolve(due, blocked=blocked))
    sheet.regions[index] = attrs.evolve(sheet.regions[index], dues=tuple(dues))


def pass_over(sheet: Day, index: int) -> None:
    """Leaves behind listed days that were over before the state was entered, so that later ones are not late (R12).

    Where a missed one asks for a decision it stays, and is missed at the end of the day.
    """
    region = sheet.regions[index]
    state, name, dues = sheet.chart_state(index), sheet.machine.regions[index].name, list(region.dues)
    today = max(region.entry, sheet.day)
    for position, due in enumerate(dues):
        obligation = state.obligations[due.obligation]
        if consequence_of(obligation) not in (Consequence.SKIP, Consequence.ALERT):
            continue
        while not due.over and due.day is not None and (last := deadline(due, obligation)) is not None and last < today:
            evidence = obligation.missed.evidence
            sheet.log(EntryKind.MISSED, name, obligation.subject, evidence=evidence, origin=obligation.origin)
            start = sheet.before.start
            due = dues[position] = following(  # noqa: PLW2901
                sheet.machine, due, obligation, day=due.day, shift=region.shift, start=start, met=False
            )
    sheet.regions[index] = attrs.evolve(region, dues=tuple(dues))
