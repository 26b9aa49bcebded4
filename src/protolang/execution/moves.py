"""Leaving states: exits, timeouts, limits, and loops whose end has come (R8, R9, R10, R11, R17, R19)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.entering import enter
from protolang.execution.evaluate import Truth
from protolang.execution.obligation import duration_of, is_dose, limit_of, parameter
from protolang.execution.planning import later, time_is_up
from protolang.execution.state import Due, RegionState, Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation, State, Transition, TransitionEvent
from protolang.model.action import ActionKind, AtEach, Every
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.rule import VetoVerb
from protolang.model.treatment import MissingPolicy
from protolang.quantity import Duration
from protolang.source import Span


@attrs.frozen
class Move:
    """Where a region goes; `target` None is its end, or with `back` the state before."""

    target: str | None
    back: bool = False
    as_new: bool = False
    evidence: Evidence = attrs.field(factory=Evidence)
    origin: Span | None = None
    guard: Expression | None = None


def of_transition(edge: Transition) -> Move:
    """The move that a transition makes."""
    return Move(edge.target, edge.back, edge.as_new, edge.evidence, edge.origin, edge.guard)


def move(sheet: Day, index: int) -> None:
    """At most one move of region `index` today (R10)."""
    name, state = sheet.name(index), sheet.chart_state(index)
    finished = _conclude_loops(sheet, index, state)
    region = sheet.regions[index]  # a loop that has just ended cannot reach its limit any more
    ready: list[Transition] = []
    for transition in state.transitions:
        truth = _possible(sheet, transition, region, state, finished=finished)
        if truth is Truth.HOLDS:
            ready.append(transition)
        elif truth is Truth.UNKNOWN and transition.guard is not None:
            suspend(sheet, transition.guard, index)
    ready = [item for item in ready if not vetoed(sheet, VetoVerb.GO, item.target or "", index)]
    if not ready:
        return
    # R8, R9: class, then the outer scope, then rank; the order of lines decides nothing
    best = min((item.precedence, item.scope, item.rank) for item in ready)
    winners = [item for item in ready if (item.precedence, item.scope, item.rank) == best]
    if len({(item.target, item.back) for item in winners}) > 1:
        for item in winners:
            sheet.log(EntryKind.CONFLICT, name, _named(item.target, back=item.back), origin=item.origin)
        return
    winner = winners[0]
    for item in ready:
        if item not in winners:
            sheet.log(EntryKind.SUPPRESSED, name, _named(item.target, back=item.back), origin=item.origin)
    take(sheet, index, of_transition(winner), sheet.day)


def _named(target: str | None, *, back: bool) -> str:
    return target or ("back" if back else "end")


def take(sheet: Day, index: int, step: Move, day: int) -> None:
    """Leaves the present state; the new one is entered on `day`, today or tomorrow (R11, R17)."""
    name, old = sheet.name(index), sheet.regions[index]
    if index in sheet.moved and day == sheet.day:
        sheet.log(EntryKind.SUPPRESSED, name, _named(step.target, back=step.back), origin=step.origin)
        return
    target = (old.trail[-1] if old.trail else None) if step.back else step.target
    if step.back and target is None:
        sheet.log(EntryKind.CONFLICT, name, "back", origin=step.origin)
        return
    sheet.cancel(index, f"leaves for {_named(target, back=False)}")
    sheet.moved.add(index)
    sheet.leave(index)
    if target is None:
        sheet.regions[index] = attrs.evolve(old, status=Status.DONE, since=day, dues=(), cycles=(), held=None)
        entry, subject = EntryKind.ENDED, old.state
    else:
        entry, subject = (EntryKind.ENTERED, target) if day == sheet.day else (EntryKind.COMPLETED, old.state)
    sheet.log(entry, name, subject, guard=step.guard, evidence=step.evidence, origin=step.origin)
    if step.as_new:
        sheet.forget(index, step.evidence, step.origin)
    if target is not None:
        trail = old.trail[:-1] if step.back else (*old.trail, old.state)[-_REMEMBERED:]
        enter(sheet, index, target, day, trail)
        if day == sheet.day:
            # R10: no second move today, but what the new state's loops need to know is known today
            arrive(sheet, index)
            _block_new(sheet, index, sheet.chart_state(index))


_REMEMBERED = 8
"""How many states back a region can go."""


def arrive(sheet: Day, index: int) -> None:
    """What happens on the day a state is entered: its open decisions are named, its entry acts."""
    state, region = sheet.chart_state(index), sheet.name(index)
    undecided: list[tuple[Duration | int | str | None, Span]] = []
    for obligation in state.obligations:
        if isinstance(obligation.timing, Every):
            undecided.append((obligation.timing.interval, obligation.origin))
        if obligation.until is not None:
            undecided.append((obligation.until.limit, obligation.origin))
    for cycle in state.cycles:
        undecided.append((cycle.limit, cycle.origin))
        if isinstance(cycle.timing, Every):
            undecided.append((cycle.timing.interval, cycle.origin))
    undecided += [(transition.delay, transition.origin) for transition in state.transitions]
    parameters = {item.id for item in sheet.machine.parameters}
    for name, origin in undecided:
        if isinstance(name, str) and name in parameters and parameter(sheet.machine, name).value is None:
            sheet.log(EntryKind.UNDECIDED, region, name, origin=origin)
    sheet.request(index, state.on_entry, state.evidence)


def _conclude_loops(sheet: Day, index: int, state: State) -> bool:
    """Completes obligations and cycles whose `until` holds; True when that leaves none open."""
    region, dues, changed = sheet.regions[index], list[Due](), False
    cycles = list(region.cycles)
    for at, cycle in enumerate(state.cycles):
        if cycle.until is not None and not cycles[at].over:
            truth = _loop_truth(sheet, index, cycle.until, cycle.limit, named=_leads(state, at, cycle=True))
            changed = changed or truth is Truth.HOLDS
            cycles[at] = attrs.evolve(cycles[at], over=truth is Truth.HOLDS)
            if truth is Truth.UNKNOWN:
                suspend(sheet, cycle.until, index)
    for due in sheet.regions[index].dues:
        obligation = state.obligations[due.obligation]
        ended = obligation.cycle is not None and cycles[obligation.cycle].over
        if due.over or obligation.until is None:
            dues.append(attrs.evolve(due, over=due.over or ended))
            continue
        condition = obligation.until.condition
        named = _leads(state, due.obligation, cycle=False)
        truth = _loop_truth(sheet, index, condition, limit_of(sheet.machine, obligation), named=named)
        changed = changed or truth is Truth.HOLDS
        blocked = due.blocked
        if truth is Truth.UNKNOWN:
            blocked = blocked or (
                sheet.snapshot.policy(condition) is not MissingPolicy.ELECTIVE and is_dose(obligation)
            )
            sheet.raise_measurements(condition, index)
        dues.append(attrs.evolve(due, over=truth is Truth.HOLDS, blocked=blocked))
    sheet.regions[index] = attrs.evolve(sheet.regions[index], dues=tuple(dues), cycles=tuple(cycles))
    return changed and is_complete(state, sheet.regions[index])


def _leads(state: State, number: int, *, cycle: bool) -> bool:
    event = TransitionEvent.CYCLE_LIMIT if cycle else TransitionEvent.LIMIT
    return any(item.event is event and item.obligation == number for item in state.transitions)


def _loop_truth(
    sheet: Day, index: int, condition: Expression, limit: int | Duration | str | None, *, named: bool
) -> Truth:
    """Whether a loop is over: its condition holds, or its time is up and no exit is named for that (R19)."""
    truth = sheet.snapshot.truth(condition)
    if truth is not Truth.HOLDS and not named and time_is_up(sheet, limit, sheet.regions[index]):
        sheet.log(EntryKind.LIMIT, sheet.name(index), sheet.regions[index].state, origin=condition.origin)
        return Truth.HOLDS
    return truth


def is_complete(state: State, region: RegionState) -> bool:
    """Whether nothing keeps the state open (R17); a decision that comes again and again does so only alone."""
    bounded = [due.over for due in region.dues if not _endless(state.obligations[due.obligation])]
    alone = bool(region.dues) and not bounded
    return not alone and all(bounded) and all(item.over for item in region.cycles)


def _endless(obligation: Obligation) -> bool:
    """Whether it comes as long as the patient is there: at each result, or a decision without a number of times."""
    match obligation.timing:
        case AtEach():
            return True
        case Every(times=None):
            return obligation.kind is ActionKind.DECIDE
        case _:
            return False


def _possible(sheet: Day, transition: Transition, region: RegionState, state: State, *, finished: bool) -> Truth:
    match transition.event:
        case TransitionEvent.COMPLETION:
            return Truth.HOLDS if finished else Truth.FAILS
        case TransitionEvent.LIMIT:
            number = transition.obligation
            if number is None or region.dues[number].over:
                return Truth.FAILS
            up = time_is_up(sheet, limit_of(sheet.machine, state.obligations[number]), region)
            return Truth.HOLDS if up else Truth.FAILS
        case TransitionEvent.CYCLE_LIMIT:
            number = transition.obligation
            if number is None or region.cycles[number].over:
                return Truth.FAILS
            up = time_is_up(sheet, state.cycles[number].limit, region)
            return Truth.HOLDS if up else Truth.FAILS
        case TransitionEvent.TIMEOUT:
            delay = None if transition.delay is None else duration_of(sheet.machine, transition.delay)
            # a limit of a group of phases counts from the day the group was entered
            inside = 0 < transition.scope <= len(region.groups)
            entry = region.groups[transition.scope - 1] if inside else region.entry
            if delay is None or sheet.day < later(sheet, entry, delay):
                return Truth.FAILS
        case TransitionEvent.CONDITION:
            pass
        case _:
            assert_never(transition.event)
    return Truth.HOLDS if transition.guard is None else sheet.snapshot.truth(transition.guard)


def suspend(sheet: Day, guard: Expression, index: int) -> None:
    """What an unknown guard means for region `index`."""
    # R6: an unknown exit or stop blocks the doses of its state, unless the author says to ignore it
    if sheet.snapshot.policy(guard) is MissingPolicy.ELECTIVE:
        return
    sheet.raise_measurements(guard, index)
    sheet.suspended.add(sheet.name(index))
    state = sheet.chart_state(index)
    dues = tuple(
        attrs.evolve(due, blocked=due.blocked or is_dose(state.obligations[due.obligation]))
        for due in sheet.regions[index].dues
    )
    sheet.regions[index] = attrs.evolve(sheet.regions[index], dues=dues)


def _block_new(sheet: Day, index: int, state: State) -> None:
    for cycle in state.cycles:
        if cycle.until is not None and sheet.snapshot.truth(cycle.until) is Truth.UNKNOWN:
            suspend(sheet, cycle.until, index)
    for position, due in enumerate(sheet.regions[index].dues):
        obligation = state.obligations[due.obligation]
        if obligation.until is None:
            continue
        condition = obligation.until.condition
        truth = sheet.snapshot.truth(condition)
        if truth is Truth.UNKNOWN:
            sheet.raise_measurements(condition, index)
        waits = truth is Truth.UNKNOWN and sheet.snapshot.policy(condition) is not MissingPolicy.ELECTIVE
        # a loop whose end has already come gives nothing; it is left tomorrow (R10)
        blocked = truth is Truth.HOLDS or (waits and is_dose(obligation))
        sheet.set_due(index, position, attrs.evolve(due, blocked=blocked))


def vetoed(sheet: Day, verb: VetoVerb, subject: str, index: int | None, *, quiet: bool = False) -> bool:
    """Whether a veto forbids it today, whatever another rule says; an unknown one forbids it too (R6, R8).

    It is logged, but `quiet` where that has been done.
    """
    for veto in sheet.machine.vetoes:
        if (veto.verb, veto.subject) != (verb, subject) or not stands(sheet, veto.track, veto.phase):
            continue
        truth = sheet.snapshot.truth(veto.when)
        ignored = truth is Truth.UNKNOWN and sheet.snapshot.policy(veto.when) is MissingPolicy.ELECTIVE
        if truth is Truth.FAILS or ignored:
            continue
        if truth is Truth.UNKNOWN:
            sheet.raise_measurements(veto.when, index)
        if quiet:
            return True
        where = None if index is None else sheet.name(index)
        subjects = f"{verb.value} {subject}"
        sheet.log(EntryKind.VETOED, where, subjects, guard=veto.when, evidence=veto.evidence, origin=veto.origin)
        return True
    return False


def stands(sheet: Day, track: str | None, phase: str | None) -> bool:
    """Whether a rule that stands in a track or phase is in force: everywhere, or while that is the current one."""
    return track is None or any(
        chart.name == track
        and region.status in (Status.RUNNING, Status.HELD)
        and region.entry <= sheet.day
        and phase in (None, region.state)
        for chart, region in zip(sheet.machine.regions, sheet.regions, strict=True)
    )
