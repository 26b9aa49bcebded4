"""States, transitions and obligations compiled for the explorer: names become numbers, durations sets of days."""

from collections.abc import Iterable
from typing import NamedTuple

from protolang.execution.obligation import consequence_of, duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation, State, StateKind, Transition, TransitionEvent
from protolang.model.action import ActionKind, Every, OnDays, Origin
from protolang.model.expression import Expression, Not
from protolang.model.treatment import Anchor
from protolang.quantity import Duration
from protolang.verify.components import components
from protolang.verify.guards import Guards
from protolang.verify.reading import fact, parts, reads_events, trigger_of

UNTRACKED = -2
"""The study day where no list of study days is ahead."""

CALENDAR = "calendar"
"""The taint of a day that a month's length decides, not the protocol's author."""


def events_denied(machine: Machine, expression: Expression) -> frozenset[str]:
    """The events whose absence can make a condition hold: those it reads under a `not`."""
    if isinstance(expression, Not):
        return reads_events(machine, expression.operand)
    name = trigger_of(expression)
    if name is not None:
        return events_denied(machine, fact(machine, name).when)
    return frozenset[str]().union(*(events_denied(machine, item) for item in parts(expression)))


class Duty:
    """An obligation, compiled."""

    def __init__(self, machine: Machine, item: Obligation, guards: Guards) -> None:
        self.item = item
        self.subject = item.subject
        self.gives = item.kind is ActionKind.GIVE
        self.days = item.timing.days if isinstance(item.timing, OnDays) else None
        self.from_entry = isinstance(item.timing, OnDays) and item.timing.counted_from is Origin.PHASE
        self.interval: tuple[int, ...] | None = None
        self.undecided: str | None = None
        self.times: int | None = None
        if isinstance(item.timing, Every):
            duration = duration_of(machine, item.timing.interval)
            self.times = item.timing.times
            if duration is None:
                self.undecided = str(item.timing.interval)
            else:
                self.interval = lengths(duration)
        self.once = item.timing is None
        self.on_grid = item.anchor is not Anchor.LAST_GIVEN
        self.before, self.last = item.window.before, item.window.after + item.missed.limit
        self.until = None if item.until is None else guards.compile(item.until.condition)
        limit = limit_of(machine, item)
        self.count_limit = limit if isinstance(limit, int) else None
        self.time_limit = None if limit is None or isinstance(limit, int) else lengths(limit)
        stated = item.until.limit if item.until is not None else None
        self.limit_undecided = stated if isinstance(stated, str) and limit is None else None
        self.counts = self.times is not None or self.count_limit is not None
        self.consequence = consequence_of(item)
        self.limit_leaves = False  # whether reaching the limit has an exit of its own

    def time_is_up(self, age: int) -> tuple[bool, str | None]:
        """Whether its limit can be reached by `age` days in the state, and what this would assume."""
        if self.limit_undecided is not None:
            return age > 0, self.limit_undecided  # it may be decided as a number of times, or as a time
        if self.time_limit is None:
            return False, None
        return age >= min(self.time_limit), None if age >= max(self.time_limit) else CALENDAR


def lengths(duration: Duration) -> tuple[int, ...]:
    """Every number of days a duration can last."""
    return tuple(range(duration.shortest(), duration.longest() + 1))


class Edge:
    """A transition, compiled."""

    def __init__(self, machine: Machine, item: Transition, guards: Guards, index: dict[str, int]) -> None:
        self.item = item
        self.event = item.event
        self.target = None if item.target is None else index[item.target]
        self.guard = None if item.guard is None else guards.compile(item.guard)
        delay = None if item.delay is None else duration_of(machine, item.delay)
        self.delay = None if delay is None else lengths(delay)
        self.undecided = item.delay if isinstance(item.delay, str) and delay is None else None
        self.order = (int(item.precedence), item.scope, item.rank)


class Place:
    """A state, compiled, with what can still matter from here on."""

    def __init__(self, machine: Machine, state: State, guards: Guards, index: dict[str, int]) -> None:
        self.state = state
        self.stops = state.kind is StateKind.STOP
        self.duties = tuple(Duty(machine, item, guards) for item in state.obligations)
        self.edges = tuple(Edge(machine, item, guards, index) for item in state.transitions)
        for edge in self.edges:
            if edge.event is TransitionEvent.LIMIT and edge.item.obligation is not None:
                self.duties[edge.item.obligation].limit_leaves = True
        # doses complete a state in the evening; in the morning only a loop whose end has come does
        loops = any(duty.until is not None for duty in self.duties)
        self.morning_edges = tuple(edge for edge in self.edges if loops or edge.event is not TransitionEvent.COMPLETION)
        spans = [max(edge.delay) for edge in self.edges if edge.delay]
        spans += [max(duty.time_limit) for duty in self.duties if duty.time_limit]
        self.age_limit = max(spans, default=0)
        self.reads: frozenset[int] = frozenset()
        self.sees_events = False
        self.last_day = UNTRACKED  # the study day from which on all lists ahead are over
        self.subjects_ahead: frozenset[str] = frozenset()

    def expressions(self) -> list[Expression]:
        """Every guard of the place."""
        found = [edge.item.guard for edge in self.edges if edge.item.guard is not None]
        return found + [duty.item.until.condition for duty in self.duties if duty.item.until is not None]


def look_ahead(machine: Machine, guards: Guards, places: tuple[Place, ...]) -> None:
    """Tells each place what can still be read, listed or given once it has been left."""
    onward = [sorted({edge.target for edge in place.edges if edge.target is not None}) for place in places]
    beyond: dict[int, _Ahead] = {}
    for members in components(onward):
        inside = set(members)
        after = _joined(beyond[target] for at in members for target in onward[at] if target not in inside)
        whole = _joined((after, *(_of(guards, places[at]) for at in members)))
        # what a place itself has is ahead of it only where it can be entered again
        again = len(members) > 1 or members[0] in onward[members[0]]
        for at in members:
            beyond[at] = whole
            ahead = whole if again else after
            places[at].last_day, places[at].subjects_ahead = ahead.last_day, ahead.subjects
            places[at].reads = whole.reads
            places[at].sees_events = any(reads_events(machine, item) for item in places[at].expressions())


class _Ahead(NamedTuple):
    """What some places have between them: the end of all lists of study days, subjects with an interval, labs read."""

    last_day: int
    subjects: frozenset[str]
    reads: frozenset[int]


def _of(guards: Guards, place: Place) -> _Ahead:
    listed = [duty.days[-1] + duty.last for duty in place.duties if duty.days and not duty.from_entry]
    return _Ahead(
        # whoever comes later than that finds every listed day missed
        max((day + 1 for day in listed), default=UNTRACKED),
        frozenset(duty.subject for duty in place.duties if duty.interval),
        frozenset[int]().union(*(guards.reads(item) for item in place.expressions())),
    )


def _joined(found: Iterable[_Ahead]) -> _Ahead:
    last, subjects, reads = UNTRACKED, frozenset[str](), frozenset[int]()
    for item in found:
        last = max(last, item.last_day)
        # one set for many places: where nothing is added the old one serves
        subjects = subjects if item.subjects <= subjects else subjects | item.subjects
        reads = reads if item.reads <= reads else reads | item.reads
    return _Ahead(last, subjects, reads)
