"""A track as planned: its phases with the study days that the text fixes, as long as nothing intervenes."""

from collections.abc import Iterable, Iterator

import attrs

from protolang.model.action import Action, Every, OnDays
from protolang.model.course import AfterExit, Phase, Track, WhenExit
from protolang.model.protocol import Protocol
from protolang.quantity import CalendarMonths, Days, Duration


@attrs.frozen
class Due:
    """The planned days of one action.

    `days` are all of them, unless the action is `open_ended`: then they are those the text fixes, and `step` (if any)
    is the interval at which it goes on after the last of them, at most up to day `until` (None: no such limit).
    """

    action: Action
    days: tuple[int, ...]
    open_ended: bool = False
    step: int | None = None
    count: int | None = None
    until: int | None = None

    def days_to(self, horizon: int) -> tuple[int, ...]:
        """The planned days up to `horizon`; those of the list all the same."""
        if not self.open_ended or self.step is None or not self.days:
            return self.days
        limit = horizon if self.until is None else min(horizon, self.until)
        days = tuple(range(self.days[0], limit + 1, self.step))
        return days if self.count is None else days[: self.count]


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


def plan(protocol: Protocol, track: Track) -> TrackPlan:
    """The fixed part of `track`, then what may follow it."""
    phases = {phase.id: phase for phase in track.phases}
    given: dict[str, int] = {}
    stays: list[Stay] = []
    name: str | None = track.start
    entry = 0
    while name is not None and name in phases and all(name != stay.phase.id for stay in stays):
        stay, following = _stay(protocol, phases[name], entry, given)
        stays.append(stay)
        for due in stay.dues:
            given[due.action.subject] = max((given.get(due.action.subject, 0), *due.days))
        name, entry = following if following else (None, entry)
    loop = name if name in phases else None
    return TrackPlan(track, tuple(stays), tuple(_later(phases, stays)), loop)


def _stay(protocol: Protocol, phase: Phase, entry: int, given: dict[str, int]) -> tuple[Stay, tuple[str, int] | None]:
    """The stay in `phase` from `entry`, and the phase and day that follow it for every patient."""
    dues = tuple(_due(protocol, action, entry, given.get(action.subject)) for action in phase.actions)
    timeout = _timeout(protocol, phase, entry)
    complete = max((day for due in dues for day in due.days), default=entry)
    waits = any(due.open_ended for due in dues) or (phase.successor is None and bool(phase.exits))
    if is_terminal(phase):
        return Stay(phase, entry, entry, ()), None
    if timeout is not None and (waits or timeout[1] <= complete):
        left = timeout[1] - 1
        return Stay(phase, entry, left, tuple(_cut(due, left) for due in dues)), timeout
    if waits:
        return Stay(phase, entry, None, dues), None
    target = phase.successor.target if phase.successor else None
    return Stay(phase, entry, complete, dues), (target, complete + 1) if target is not None else None


def _cut(due: Due, last: int) -> Due:
    """What is left of `due` in a phase that is left after day `last`."""
    if due.open_ended and due.step is not None and due.action.until is None:
        return attrs.evolve(due, days=due.days_to(last), open_ended=False)
    until = last if due.until is None else min(last, due.until)
    return attrs.evolve(due, days=tuple(day for day in due.days if day <= last), until=until)


def _timeout(protocol: Protocol, phase: Phase, entry: int) -> tuple[str, int] | None:
    """The earliest exit that needs nothing but time."""
    timeouts = []
    for leave in phase.exits:
        match leave:
            case AfterExit(when=None):
                delay = _fixed_days(protocol, leave.delay)
                if delay is not None:
                    timeouts.append((leave.target, entry + delay))
            case AfterExit() | WhenExit():
                pass
    return min(timeouts, key=lambda timeout: timeout[1], default=None)


def _due(protocol: Protocol, action: Action, entry: int, last_given: int | None) -> Due:
    match action.timing:
        case None:
            return Due(action, (entry,))
        case OnDays(days=days):
            return Due(action, days, open_ended=action.until is not None)
        case Every() as every:
            return _repetition(protocol, action, every, entry, last_given)


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
        case Days(count=days):
            return Due(action, (first,), open_ended=True, step=step, count=every.times, until=entry + days)
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
        case Days(count=days):
            return days
        case int() | CalendarMonths() | None:
            return None


def _later(phases: dict[str, Phase], stays: Iterable[Stay]) -> Iterator[Phase]:
    """The other phases a patient can reach, nearest first."""
    seen = {stay.phase.id for stay in stays}
    queue = [target for stay in stays for target in targets(stay.phase)]
    while queue:
        name = queue.pop(0)
        if name in phases and name not in seen:
            seen.add(name)
            yield phases[name]
            queue.extend(targets(phases[name]))


def targets(phase: Phase) -> tuple[str, ...]:
    """Where the track can go from `phase`: exits, limits, then the successor; the end of the track is not named."""
    exits = [leave.target for leave in phase.exits]
    limits = [action.until.otherwise for action in phase.actions if action.until and action.until.otherwise]
    following = [phase.successor.target] if phase.successor and phase.successor.target else []
    return tuple(dict.fromkeys([*exits, *limits, *following]))
