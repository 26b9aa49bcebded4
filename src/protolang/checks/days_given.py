"""On which days of a course a drug can be given, track by track, as sets of clock ticks.

A set is a whole number whose bit `n` is tick `n`, so that thousands of courses are one addition of sets. Each track is
looked at for itself, on the assumption that its conditions can hold on any day: tracks are never multiplied.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from protolang.checks.leaving import exits, leaves, rows
from protolang.execution.obligation import duration_of, is_dose, limit_of
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind, TransitionEvent
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.rule import Go
from protolang.model.treatment import Anchor
from protolang.quantity import CalendarMonths, Days, Duration

HORIZON = 1200
"""The ticks of a course that are looked at."""

_ALL = (1 << HORIZON) - 1
MOST_ROUNDS = 200
"""How often the phases of one track are looked at again before what is known is enough."""


class Dose(NamedTuple):
    """What gives a drug, and the ticks on which it can, from day 0 or from the entry of its phase."""

    item: Obligation
    state: State
    days: int


def days(set_of: int) -> Iterator[int]:
    """The members of a set, ascending."""
    while set_of:
        low = set_of & -set_of
        yield low.bit_length() - 1
        set_of ^= low


def spread(set_of: int, least: int, most: int) -> int:
    """Every sum of a member and a number from `least` to `most`."""
    found = set_of << least if least >= 0 else set_of >> -least
    width, reach = 1, most - least + 1
    total = found
    while width < reach:
        step = min(width, reach - width)
        total |= total << step
        width += step
    return total & _ALL


def sum_of(sets: Iterable[int]) -> int:
    """The members of all of them."""
    total = 0
    for one in sets:
        total |= one
    return total


def sums(one: int, other: int) -> int:
    """Every sum of a member of each set."""
    small, large = sorted((one, other), key=int.bit_count)
    total = 0
    for day in days(small):
        total |= large << day
    return total & _ALL


def ticks(machine: Machine, duration: Duration | str | None) -> int | None:
    """A decided duration in ticks of the clock; the shortest of calendar months."""
    match None if duration is None else duration_of(machine, duration):
        case Days(count, per_day):
            return count * machine.resolution.per_day // per_day
        case CalendarMonths() as months:
            return months.shortest() * machine.resolution.per_day
        case None:
            return None


def within_phase(machine: Machine, region: Region, state: State, *, windows: bool = True) -> tuple[Dose, ...]:
    """The doses of one stay in a phase, counted from its entry; without `windows` on their planned days alone."""
    found: dict[int, int] = {}
    for item in state.obligations:
        if not isinstance(item.timing, Alongside):
            found[item.index] = _due(machine, region, state, item, windows=windows)
    for item in state.obligations:
        match item.timing:
            case Alongside(subject, offset):
                duties = (other for other in state.obligations if other.subject == subject)
                leaders = (found[other.index] for other in duties if not isinstance(other.timing, Alongside))
                found[item.index] = spread(sum_of(leaders), offset, offset)
            case None if item.following is not None:
                # it waits for the other, and may be given on the same day
                leaders = (found[other.index] for other in state.obligations if other.subject == item.following)
                found[item.index] = sum_of(leaders)
            case _:
                pass
    end = _timeout(machine, state)
    kept = _ALL if end is None else (1 << end) - 1
    return tuple(Dose(item, state, found[item.index] & kept) for item in state.obligations if is_dose(item))


def _due(machine: Machine, region: Region, state: State, item: Obligation, *, windows: bool) -> int:
    """The ticks on which one action can be done; none where nothing of it is known."""
    early = item.window.before if windows else 0
    late = item.window.after + item.missed.limit if windows else 0
    planned = 0
    match item.timing:
        case None:
            return 0 if item.following is not None else spread(1, 0, late)
        case OnDays(listed, counted_from=Origin.PHASE):
            planned = sum(1 << day for day in listed if day < HORIZON)
        case OnDays(listed, counted_from=Origin.CYCLE) if item.cycle is not None:
            starts = _starts(machine, state, item.cycle)
            planned = sums(starts, sum(1 << day for day in listed if day < HORIZON))
        case OnDays(listed, counted_from=Origin.DAY_ZERO) if state.name == region.initial and not region.on_stop:
            planned = sum(1 << day for day in listed if day < HORIZON)
        case Every(interval, times):
            return _repeated(machine, region, state, item, ticks(machine, interval), times, early, late)
        case Growing(intervals):
            at = 0
            planned = 1
            for interval in intervals:
                at += ticks(machine, interval) or HORIZON
                planned |= 1 << at if at < HORIZON else 0
        case OnDays() | OnMonths() | Alongside() | AtEach():
            return 0
        case _:
            assert_never(item.timing)
    # nothing is done before the phase is entered (R12)
    return spread(planned, 0, late) | spread(planned, -early, 0)


def _repeated(
    machine: Machine,
    region: Region,
    state: State,
    item: Obligation,
    step: int | None,
    times: int | None,
    early: int,
    late: int,
) -> int:
    if step is None or step < 1:
        return 0
    limit = limit_of(machine, item)
    count = min(one for one in (times, limit if isinstance(limit, int) else None, HORIZON) if one is not None)
    earlier = any(
        other.subject == item.subject for one in region.states if one is not state for other in one.obligations
    )
    first = 1 << (step - 1) if earlier and step - 1 < HORIZON else 1
    one = spread(first, 0, late) | spread(first, -early, 0)
    total, grid = 0, first
    for _ in range(count):
        total |= one
        if item.anchor is Anchor.LAST_GIVEN:
            one = spread(one, max(1, step - early), step + late)
        else:
            grid = spread(grid, step, step)
            one = spread(grid, 0, late) | spread(grid, -early, 0)
        if not one:
            break
    if isinstance(limit, Days | CalendarMonths):
        total &= (1 << min(HORIZON, ticks(machine, limit) or HORIZON)) - 1
    return total


def _starts(machine: Machine, state: State, cycle: int) -> int:
    """The planned starts of the cycles."""
    planned = state.cycles[cycle]
    match planned.timing:
        case Every(interval, times):
            step = ticks(machine, interval)
            if step is None or step < 1:
                return 1
            limit = planned.limit if isinstance(planned.limit, int) else None
            count = min(one for one in (times, limit, HORIZON // step + 1) if one is not None)
            return sum(1 << step * number for number in range(count)) & _ALL
        case _:
            return 1


def _timeout(machine: Machine, state: State) -> int | None:
    """The tick of a stay on which every patient leaves, whatever the results."""
    found = [
        ticks(machine, edge.delay)
        for edge in exits(state)
        if edge.event is TransitionEvent.TIMEOUT and edge.guard is None and edge.scope == len(state.groups) + 1
    ]
    return min((one for one in found if one is not None), default=None)


def completion(machine: Machine, region: Region, state: State, *, windows: bool = True) -> int:
    """The ticks of a stay on which the last thing to do can be done; empty where nothing known ends the phase."""
    last = 0
    for item in state.obligations:
        done = _due(machine, region, state, item, windows=windows)
        if not done:
            return 0
        endless = isinstance(item.timing, Every) and item.timing.times is None
        latest = 1 << (done.bit_length() - 1)
        last = max(last, latest)
        if endless or item.until is not None:
            return done
    return last or 1


def course_days(machine: Machine, region: Region) -> tuple[Dose, ...]:
    """The doses of a whole track that begins on day 0, each with every tick on which some patient may get it."""
    entries = {state.name: 0 for state in region.states}
    if not region.on_stop:
        entries[region.initial] = 1
    waiting = [region.initial]
    for _ in range(MOST_ROUNDS):
        if not waiting:
            break
        state = region.state(waiting.pop(0))
        for target, entry in _onward(machine, region, state, entries[state.name]):
            if target in entries and entry & ~entries[target]:
                entries[target] |= entry
                if target not in waiting:
                    waiting.append(target)
    found = []
    for state in region.states:
        if entries[state.name]:
            for dose in within_phase(machine, region, state):
                found.append(dose._replace(days=sums(entries[state.name], dose.days)))
    return tuple(found)


def _onward(machine: Machine, region: Region, state: State, entry: int) -> Iterator[tuple[str, int]]:
    """Where a phase that is entered on these ticks leads, and on which."""
    if state.kind is StateKind.STOP:
        return
    done = completion(machine, region, state)
    end = _timeout(machine, state)
    lasts = end if end is not None else done.bit_length() if done else HORIZON
    stay = spread(1, 0, max(0, lasts - 1))
    for edge in state.transitions:
        if edge.target is None:
            continue
        match edge.event:
            case TransitionEvent.COMPLETION:
                yield edge.target, spread(sums(entry, done), 1, 1)
            case TransitionEvent.CONDITION:
                yield edge.target, sums(entry, stay)
            case TransitionEvent.TIMEOUT:
                after = ticks(machine, edge.delay)
                if after is not None:
                    until = after if edge.guard is None else max(after, lasts)
                    yield edge.target, sums(entry, spread(1, after, until))
            case TransitionEvent.LIMIT | TransitionEvent.CYCLE_LIMIT:
                yield edge.target, spread(sums(entry, done or stay), 1, 1)
            case _:
                assert_never(edge.event)
    for row in rows(state):
        for effect in row.effects:
            if leaves(effect) and isinstance(effect, Go) and effect.target is not None:
                yield effect.target, sums(entry, stay)
