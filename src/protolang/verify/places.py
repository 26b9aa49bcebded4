"""States, transitions and obligations compiled for the explorer: names become numbers, durations sets of days."""

from typing import assert_never

from protolang.execution.obligation import duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation, State, StateKind, Transition
from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once
from protolang.model.treatment import ActionKind, Anchor, Consequence, Every, MissedAction, OnDays
from protolang.quantity import CalendarMonths, Days, Duration
from protolang.verify.cells import fact
from protolang.verify.guards import Guards


def reads_events(machine: Machine, expression: Expression) -> frozenset[str]:
    """The events an expression depends on, through the facts it names."""
    match expression:
        case Occurred(event):
            return frozenset({event})
        case All(operands) | Any(operands):
            return frozenset().union(*(reads_events(machine, item) for item in operands))
        case Not(operand):
            return reads_events(machine, operand)
        case Fact(trigger) | Once(trigger):
            return reads_events(machine, fact(machine, trigger).when)
        case Compare() | Ended():
            return frozenset()
        case _:
            assert_never(expression)


class Duty:
    """An obligation, compiled."""

    def __init__(self, machine: Machine, item: Obligation, guards: Guards) -> None:
        self.item = item
        self.subject = item.subject
        self.gives = item.kind is ActionKind.GIVE
        self.days = item.timing.days if isinstance(item.timing, OnDays) else None
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
        match item.missed.action:
            case MissedAction.SKIP:
                self.consequence = Consequence.SKIP
            case MissedAction.STOP:
                self.consequence = Consequence.STOP
            case MissedAction.POSTPONE | MissedAction.MAKE_UP:
                self.consequence = item.missed.consequence


def lengths(duration: Duration) -> tuple[int, ...]:
    """Every number of days a duration can last."""
    match duration:
        case Days(count):
            return (count,)
        case CalendarMonths():
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
        self.order = (int(item.precedence), item.rank)


class Place:
    """A state, compiled, with what can still matter from here on."""

    def __init__(self, machine: Machine, state: State, guards: Guards, index: dict[str, int]) -> None:
        self.state = state
        self.stops = state.kind is StateKind.STOP
        self.duties = tuple(Duty(machine, item, guards) for item in state.obligations)
        self.edges = tuple(Edge(machine, item, guards, index) for item in state.transitions)
        spans = [max(edge.delay) for edge in self.edges if edge.delay]
        spans += [max(duty.time_limit) for duty in self.duties if duty.time_limit]
        self.age_limit = max(spans, default=0)
        self.reads: frozenset[int] = frozenset()
        self.sees_events = False
        self.lists_ahead = False
        self.subjects_ahead: frozenset[str] = frozenset()
