"""A track as planned: its phases with the study days that the text fixes, as long as nothing intervenes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

import attrs

from protolang.model.action import Action, ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.course import AfterExit, Phase, Track, WhenExit
from protolang.model.protocol import Protocol
from protolang.model.rule import Cycle
from protolang.quantity import CalendarMonths, Days, Duration
from protolang.schedule.ways import exits_of, successor_of, targets


@attrs.frozen
class Due:
    """The planned days of one action.

    `days` are all of them, unless the action is `open_ended`: then they are those the text fixes, and `step` (if any)
    is the interval at which all of them come again, at most up to day `until` (None: no such limit), `count` times.
    `months` are calendar months after day 0, which have no day of their own. `cycles` are the cycle of each of `days`
    from 0, and its day in it.
    """

    action: Action
    days: tuple[int, ...]
    open_ended: bool = False
    step: int | None = None
    count: int | None = None
    until: int | None = None
    months: tuple[int, ...] = ()
    cycles: tuple[tuple[int, int], ...] = ()

    def days_to(self, horizon: int) -> tuple[int, ...]:
        """The planned days up to `horizon`; those of the list all the same."""
        if not self.open_ended or self.step is None or not self.days:
            return self.days
        limit = horizon if self.until is None else min(horizon, self.until)
        rounds = max(0, limit - self.days[0]) // self.step + 1
        rounds = rounds if self.count is None else min(rounds, self.count)
        days = (day + number * self.step for number in range(rounds) for day in self.days)
        # The days of the first round stand together: a cycle that begins is not shown by half.
        last = max(limit, self.days[-1]) if limit >= self.days[0] else limit
        return tuple(day for day in days if day <= last)

    def cycle_of(self, day: int) -> tuple[int, int] | None:
        """The cycle from 0 in which a planned day lies, and its day in it; None where there are no cycles."""
        for first, (cycle, offset) in zip(self.days, self.cycles, strict=False):
            if day == first:
                return cycle, offset
            if self.open_ended and self.step is not None and day > first and (day - first) % self.step == 0:
                return cycle + (day - first) // self.step, offset
        return None


@attrs.frozen
class Stay:
    """A phase that every patient enters on `entry`, as planned; `last` is its last day, None when open-ended."""

    phase: Phase
    entry: int
    last: int | None
    dues: tuple[Due, ...]


@attrs.frozen
class TrackPlan:
    """`stays` follow one another for every patient; `later` phases are reached on days no text fixes, or never.

    `loop` is the phase at which the fixed part would begin again.
    """

    track: Track
    stays: tuple[Stay, ...]
    later: tuple[Phase, ...]
    loop: str | None = None


def is_terminal(phase: Phase) -> bool:
    """Whether entering the phase stops the protocol at once."""
    return any(stop.when is None for stop in phase.stops)


def decision_actions(phase: Phase) -> tuple[Action, ...]:
    """The decisions of a phase as things to do, each under a name of its own."""
    return tuple(
        Action(
            ActionKind.DECIDE,
            f"decide_{phase.id}_{number}",
            decision.timing,
            decision.window,
            None,
            None,
            None,
            None,
            decision.evidence,
            decision.origin,
            cycle=decision.cycle,
        )
        for number, decision in enumerate(phase.decisions, 1)
    )


def decision_titles(protocol: Protocol) -> dict[str, str]:
    """What each decision is called where it stands beside drugs and measurements."""
    titles = {}
    for phase in (phase for track in protocol.tracks for phase in track.phases):
        for number, (action, decision) in enumerate(zip(decision_actions(phase), phase.decisions, strict=True), 1):
            which = f" {number}" if len(phase.decisions) > 1 else ""
            titles[action.subject] = decision.title or f"Decision{which} in {phase.title or phase.id}"
    return titles


def plan(protocol: Protocol, track: Track) -> TrackPlan:
    """The fixed part of `track`, then what may follow it."""
    phases = {phase.id: phase for phase in track.phases}
    given: dict[str, int] = {}
    stays: list[Stay] = []
    # Nobody knows on which day a protocol is stopped, so nothing of a track that then begins has a day.
    name: str | None = None if track.on_stop else track.start
    entry = 0
    while name is not None and name in phases and all(name != stay.phase.id for stay in stays):
        stay, following = _stay(protocol, track, phases[name], entry, given)
        stays.append(stay)
        for due in stay.dues:
            given[due.action.subject] = max((given.get(due.action.subject, 0), *due.days))
        name, entry = following if following else (None, entry)
    loop = name if name in phases else None
    return TrackPlan(track, tuple(stays), tuple(_later(protocol, track, phases, stays)), loop)


def dues_in(protocol: Protocol, phase: Phase) -> tuple[Due, ...]:
    """What is due in a phase that nothing precedes, with its days counted from the day it is entered."""
    return _dues(protocol, phase, phase.actions, 0, {})


def _stay(
    protocol: Protocol, track: Track, phase: Phase, entry: int, given: dict[str, int]
) -> tuple[Stay, tuple[str, int] | None]:
    """The stay in `phase` from `entry`, and the phase and day that follow it for every patient."""
    dues = _dues(protocol, phase, phase.actions, entry, given)
    exits, following = exits_of(phase, track), successor_of(phase)
    timeout = _timeout(protocol, exits, entry)
    if is_terminal(phase):
        return Stay(phase, entry, entry, ()), None
    deciding = _dues(protocol, phase, decision_actions(phase), entry, given)
    # A decision that comes again and again keeps nobody in a phase: it is taken while the patient is there. One with
    # days of its own is waited for.
    awaited = (*dues, *(due for due in deciding if not due.open_ended))
    complete = max((day for due in awaited for day in due.days), default=entry)
    waits = any(due.open_ended or due.months for due in awaited) or (following is None and bool(exits))
    if timeout is not None and (waits or timeout[1] <= complete):
        left = timeout[1] - 1
        stay = Stay(phase, entry, left, tuple(_cut(due, left) for due in (*dues, *deciding)))
        # `back` leads to a phase that was left before, which no plan enters twice.
        return stay, None if timeout[0] is None else (timeout[0], timeout[1])
    if waits:
        return Stay(phase, entry, None, (*dues, *deciding)), None
    target = following.target if following else None
    decided = tuple(_cut(due, complete) for due in deciding)
    return Stay(phase, entry, complete, (*dues, *decided)), (target, complete + 1) if target is not None else None


def _cut(due: Due, last: int) -> Due:
    """What is left of `due` in a phase that is left after day `last`."""
    if due.open_ended and due.step is not None and due.action.until is None:
        return attrs.evolve(due, days=due.days_to(last), open_ended=False)
    until = last if due.until is None else min(last, due.until)
    return attrs.evolve(due, days=tuple(day for day in due.days if day <= last), until=until)


def _timeout(protocol: Protocol, exits: Iterable[WhenExit | AfterExit], entry: int) -> tuple[str | None, int] | None:
    """The earliest exit that needs nothing but time."""
    timeouts = []
    for leave in exits:
        match leave:
            case AfterExit(when=None):
                delay = _fixed_days(protocol, leave.delay)
                if delay is not None:
                    timeouts.append((leave.target, entry + delay))
            case AfterExit() | WhenExit():
                pass
    return min(timeouts, key=lambda timeout: timeout[1], default=None)


def _dues(
    protocol: Protocol, phase: Phase, actions: Sequence[Action], entry: int, given: dict[str, int]
) -> tuple[Due, ...]:
    """What is due in a phase. What goes along with something, or waits for it, takes its days from there."""
    found: dict[int, Due] = {}
    waiting = dict(enumerate(actions))
    while waiting:
        before = len(waiting)
        for place, action in list(waiting.items()):
            leader = _leader(action)
            others = [other for other, one in enumerate(actions) if one.subject == leader and other != place]
            if leader is not None and any(other in waiting for other in others):
                continue
            del waiting[place]
            if leader is None or not others:
                found[place] = _due(protocol, phase, action, entry, given.get(action.subject))
            else:
                found[place] = _beside(action, [found[other] for other in others])
        if len(waiting) == before:
            # A circle of statements that wait for each other has no day; it is reported where the file is checked.
            found |= {place: Due(action, (), open_ended=True) for place, action in waiting.items()}
            waiting = {}
    return tuple(found[place] for place in range(len(actions)))


def _leader(action: Action) -> str | None:
    match action.timing:
        case Alongside(subject=subject):
            return subject
        case None:
            return action.following
        case OnDays() | OnMonths() | Every() | Growing() | AtEach():
            return None


def _beside(action: Action, leaders: list[Due]) -> Due:
    days = [(day, due) for due in leaders for day in due.days]
    match action.timing:
        case Alongside(offset=offset):
            places = (due.cycles[due.days.index(day)] for day, due in days if due.cycles)
            cycles = tuple((number, place + offset) for number, place in places)
            open_ended = any(due.open_ended for due in leaders)
            first = leaders[0]
            shifted = tuple(max(0, day + offset) for day, _ in days)
            months = tuple(month for due in leaders for month in due.months)
            return Due(action, shifted, open_ended, first.step, first.count, first.until, months, cycles)
        case _:
            # Once all of it is done: the last of its planned days, where it has one.
            fixed = days and not any(due.open_ended or due.months for due in leaders)
            return Due(action, (max(day for day, _ in days),)) if fixed else Due(action, (), open_ended=True)


def _due(protocol: Protocol, phase: Phase, action: Action, entry: int, last_given: int | None) -> Due:
    match action.timing:
        case None:
            return Due(action, (entry,))
        case OnDays(days=days, counted_from=Origin.CYCLE) if action.cycle is not None:
            return _in_cycles(protocol, phase.cycles[action.cycle], action, days, entry)
        case OnDays(days=days, counted_from=origin):
            shift = 0 if origin is Origin.DAY_ZERO else entry
            return Due(action, tuple(day + shift for day in days), open_ended=action.until is not None)
        case OnMonths(months=months, counted_from=origin):
            # A month of the calendar has a name and no day until the date of day 0 is known.
            fixed = origin is Origin.DAY_ZERO or entry == 0
            return Due(action, (), open_ended=not fixed, months=months if fixed else ())
        case Every() as every:
            return _repetition(protocol, action, every, entry, last_given)
        case Growing(intervals=intervals):
            return _growing(protocol, action, intervals, entry)
        case Alongside() | AtEach():
            return Due(action, (), open_ended=True)
    assert_never(action.timing)


def _growing(protocol: Protocol, action: Action, intervals: tuple[Duration, ...], entry: int) -> Due:
    days = [entry]
    for interval in intervals:
        length = _fixed_days(protocol, interval)
        if length is None:
            return Due(action, tuple(days), open_ended=True)
        days.append(days[-1] + length)
    return Due(action, tuple(days), open_ended=action.until is not None)


def _in_cycles(protocol: Protocol, cycle: Cycle, action: Action, offsets: tuple[int, ...], entry: int) -> Due:
    """The planned days of an action on days of a cycle, as long as no cycle is delayed."""
    starts, step, count, until = _cycle_starts(protocol, cycle, entry)
    days = tuple(start + offset for start in starts for offset in offsets)
    cycles = tuple((number, offset) for number in range(len(starts)) for offset in offsets)
    open_ended = cycle.until is not None or (step is not None and count is None) or not starts
    return Due(action, days, open_ended, step, count, until, (), cycles)


def _cycle_starts(
    protocol: Protocol, cycle: Cycle, entry: int
) -> tuple[tuple[int, ...], int | None, int | None, int | None]:
    """The planned starts; where cycles go on, the first of them, then interval, number and last day of all."""
    match cycle.timing:
        case Every(interval=interval, times=times):
            step = _fixed_days(protocol, interval)
            if step is None or step < 1:
                return (entry,), None, times, None
            if cycle.until is None and times is not None:
                return tuple(range(entry, entry + step * times, step)), None, None, None
            match _value(protocol, cycle.limit):
                case int(limit):
                    return (entry,), step, limit if times is None else min(limit, times), None
                case Days() as limit:
                    return (entry,), step, times, entry + _ticks(protocol, limit)
                case CalendarMonths() | None:
                    return (entry,), step, times, None
        case Growing(intervals=intervals):
            starts = [entry]
            for one in intervals:
                length = _fixed_days(protocol, one)
                if length is None:
                    break
                starts.append(starts[-1] + length)
            return tuple(starts), None, None, None
        case _:
            return (entry,), None, None, None
    assert_never(cycle.timing)


def _repetition(protocol: Protocol, action: Action, every: Every, entry: int, last_given: int | None) -> Due:
    step = _fixed_days(protocol, every.interval)
    if step is None or step < 1:
        # The first one may be due on entry, but without an interval its day after an earlier dose is not known.
        return Due(action, (entry,) if last_given is None else (), open_ended=True)
    first = entry if last_given is None else max(entry, last_given + step)
    if action.until is None:
        if every.times is not None:
            return Due(action, tuple(range(first, first + step * every.times, step)))
        return Due(action, (first,), open_ended=True, step=step)
    limit = _value(protocol, action.until.limit)
    match limit:
        case int():
            count: int | None = limit if every.times is None else min(limit, every.times)
            return Due(action, (first,), open_ended=True, step=step, count=count)
        case Days() as longest:
            last = entry + _ticks(protocol, longest)
            return Due(action, (first,), open_ended=True, step=step, count=every.times, until=last)
        case CalendarMonths() | None:
            return Due(action, (first,), open_ended=True, step=step, count=every.times)


def _value(protocol: Protocol, value: int | Duration | str | None) -> int | Duration | None:
    if not isinstance(value, str):
        return value
    for parameter in protocol.parameters:
        if parameter.id == value and isinstance(parameter.value, int | Days | CalendarMonths):
            return parameter.value
    return None


def _fixed_days(protocol: Protocol, value: Duration | str) -> int | None:
    match _value(protocol, value):
        case Days() as days:
            return _ticks(protocol, days)
        case int() | CalendarMonths() | None:
            return None


def _ticks(protocol: Protocol, length: Days) -> int:
    """A length in ticks of the protocol's clock."""
    return length.count * protocol.conventions.resolution.per_day // length.per_day


def _later(protocol: Protocol, track: Track, phases: dict[str, Phase], stays: Sequence[Stay]) -> Iterator[Phase]:
    """The other phases a patient can reach, nearest first."""
    seen = {stay.phase.id for stay in stays}
    queue = [target for stay in stays for target in targets(stay.phase, track, protocol)]
    queue = queue if stays else [track.start]
    while queue:
        name = queue.pop(0)
        if name in phases and name not in seen:
            seen.add(name)
            yield phases[name]
            queue.extend(targets(phases[name], track, protocol))
