"""The end of the day: misses, limits, completions; what they lead to begins tomorrow (R14, R16, R17, R19)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.effects import apply_effects
from protolang.execution.entering import end_beside, miss, next_cycle
from protolang.execution.holding import close_holds, hold
from protolang.execution.moves import Move, is_complete, of_transition, take
from protolang.execution.obligation import consequence_of, deadline, decided_limit, limit_of
from protolang.execution.planning import following
from protolang.execution.state import Status
from protolang.execution.stopping import stop_everything
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import TransitionEvent
from protolang.model.treatment import Consequence, Missed


def close_day(sheet: Day) -> None:
    """Misses, limits and completions; what they lead to begins tomorrow."""
    sheet.closing = True
    stops = [stop for index in sheet.at_work() for stop in _miss(sheet, index)]
    # R14, R23: all that was missed today is written down before what it stops
    for index, missed in stops[:1]:
        stop_everything(sheet, sheet.name(index), "missed", origin=missed.origin, evidence=missed.evidence)
    for index in sheet.at_work():
        _end_delays(sheet, index)
    for index in sheet.at_work():
        complete(sheet, index)
    for item in sheet.extras:
        if item.day == sheet.day:
            sheet.miss(item.drug)
            sheet.log(EntryKind.MISSED, item.region, item.drug, evidence=item.evidence, origin=item.origin)
    sheet.extras = [item for item in sheet.extras if item.day > sheet.day]
    close_holds(sheet)
    # R11: what a phase does on exit, when it was left after the doses of the day
    apply_effects(sheet)


def _miss(sheet: Day, index: int) -> list[tuple[int, Missed]]:
    """Writes down what was missed today, and what follows; the stops it asks for are left to the caller."""
    name, state, stops = sheet.name(index), sheet.chart_state(index), list[tuple[int, Missed]]()
    for position, due in enumerate(sheet.regions[index].dues):
        obligation = state.obligations[due.obligation]
        last = deadline(due, obligation)
        if due.over or last is None or due.day is None or sheet.day < last:
            continue
        miss(sheet, index, obligation)
        consequence = consequence_of(obligation)
        rule = obligation.missed
        match consequence:
            case Consequence.SKIP | Consequence.ALERT:
                after = following(sheet, due, obligation, sheet.regions[index], day=due.day, met=False)
                # the next one is another dose: why that is not given is told for itself (R22)
                sheet.set_due(index, position, attrs.evolve(after, blocked=False))
                if consequence is Consequence.ALERT:
                    told = (("text", "missed"),)
                    sheet.log(EntryKind.TOLD, name, obligation.subject, values=told, origin=rule.origin)
            case Consequence.REVIEW:
                hold(sheet, index, obligation.subject, morning=False, origin=rule.origin, evidence=rule.evidence)
            case Consequence.STOP:
                stops.append((index, rule))
            case _:
                assert_never(consequence)
    return stops


def _end_delays(sheet: Day, index: int) -> None:
    """What follows when a cycle has waited for its condition as long as it may (R14, R21)."""
    region, name = sheet.regions[index], sheet.name(index)
    if region.status is not Status.RUNNING:
        return  # R23: the delay of another track has stopped it
    for cycle, cycling in zip(sheet.chart_state(index).cycles, region.cycles, strict=True):
        delay = cycle.delay
        waiting = cycling.start is None and not cycling.over
        if delay is None or not waiting or sheet.day - cycling.planned != sheet.snapshot.ticks(delay.limit):
            continue
        sheet.log(EntryKind.LIMIT, name, region.state, guard=delay.until, origin=delay.origin)
        if delay.target is not None:
            take(sheet, index, Move(delay.target, origin=delay.origin), sheet.day + 1)
            return
        match delay.consequence:
            case Consequence.REVIEW:
                hold(sheet, index, region.state, morning=False, origin=delay.origin)
            case Consequence.STOP:
                stop_everything(sheet, name, "delay", origin=delay.origin)
                return
            case Consequence.SKIP | Consequence.ALERT | None:
                pass  # told; it goes on waiting
            case _:
                assert_never(delay.consequence)


def complete(sheet: Day, index: int) -> None:
    """Leaves the state, from tomorrow on, when nothing keeps it open or a limit is reached (R16, R17, R19)."""
    end_beside(sheet, index)
    region, state = sheet.regions[index], sheet.chart_state(index)
    tomorrow = sheet.day + 1
    for position, due in enumerate(region.dues):
        obligation = state.obligations[due.obligation]
        limit = limit_of(sheet.machine, obligation)
        if not due.over and isinstance(limit, int) and due.given >= limit:
            sheet.log(EntryKind.LIMIT, sheet.name(index), state.name, origin=obligation.origin)
            if _leave_by(sheet, index, TransitionEvent.LIMIT, due.obligation):
                return
            sheet.set_due(index, position, attrs.evolve(due, over=True))
    for position in range(len(state.cycles)):
        if _turn_over(sheet, index, position):
            return
    if is_complete(state, sheet.regions[index]):
        done = [item for item in state.transitions if item.event is TransitionEvent.COMPLETION]
        if done:
            # R17: the successor is entered tomorrow, so that no two phases act on one day
            take(sheet, index, of_transition(done[0]), tomorrow)


def _leave_by(sheet: Day, index: int, event: TransitionEvent, number: int) -> bool:
    for item in sheet.chart_state(index).transitions:
        if item.event is event and item.obligation == number:
            take(sheet, index, of_transition(item), sheet.day + 1)
            return True
    return False


def _turn_over(sheet: Day, index: int, position: int) -> bool:
    """Plans the next cycle when the present one is complete (R16); True when the state was left instead."""
    region, state = sheet.regions[index], sheet.chart_state(index)
    cycle, cycling = state.cycles[position], region.cycles[position]
    inside = [due.over for due in region.dues if state.obligations[due.obligation].cycle == position]
    if cycling.over or cycling.start is None or not all(inside):
        return False
    limit = decided_limit(sheet.machine, cycle.limit)
    following_one = next_cycle(sheet, index, position, cycle)
    if isinstance(limit, int) and cycling.number >= limit:
        sheet.log(EntryKind.LIMIT, sheet.name(index), state.name, origin=cycle.origin)
        if _leave_by(sheet, index, TransitionEvent.CYCLE_LIMIT, position):
            return True
        following_one = None
    planned = attrs.evolve(cycling, over=True) if following_one is None else following_one
    cycles = tuple(planned if at == position else item for at, item in enumerate(region.cycles))
    dues = region.dues
    if following_one is not None:
        # until it begins, nothing of the next cycle is due
        dues = tuple(
            attrs.evolve(due, over=False, day=None) if state.obligations[due.obligation].cycle == position else due
            for due in region.dues
        )
    sheet.regions[index] = attrs.evolve(region, cycles=cycles, dues=dues)
    return False
