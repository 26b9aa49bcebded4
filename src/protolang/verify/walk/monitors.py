"""What watches a patient on a walk: small automata with hashable states, one for each kind of claim.

Each sees the patient in the evening of a day. `weight` adds up over a course, `observed` is seen once: the greatest
counts, and for a claim that is kept or broken 1 says broken. BROKEN_CLAIM as a state ends a course that breaks it.
"""

import typing
from collections.abc import Hashable, Iterator
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple, assert_never

import attrs

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.history import History
from protolang.execution.state import Given, PatientState, Status
from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Expression, InPhase

State = Hashable

BROKEN_CLAIM = "broken"
"""The state of a monitor whose claim no further day can mend."""


class Seen(NamedTuple):
    """A monitor after a day."""

    state: State
    weight: int = 0
    observed: int = 0


@attrs.frozen
class _Sight(Snapshot):
    """What a requirement sees at the end of a day: the phases that were the current ones on it (`model.claim`)."""

    phases: frozenset[str] = frozenset()

    def truth(self, expression: Expression) -> Truth:
        match expression:
            case InPhase(phase):
                return Truth.HOLDS if phase in self.phases else Truth.FAILS
            case _:
                return super().truth(expression)


@attrs.frozen(slots=False)
class Evening:
    """The end of a day: the patient before and after it, `days` after the last evening that was looked at.

    `ended` when the course is over with it. `completed` are the tracks whose phase completed on it, with that phase.
    """

    machine: Machine
    before: PatientState
    patient: PatientState
    days: int
    ended: bool
    completed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """What was given or measured on this day."""
        today = self.patient.day
        return tuple(takewhile(lambda item: item.day == today, self.patient.given.newest_first()))

    @cached_property
    def current(self) -> tuple[tuple[str, str, int], ...]:
        """The tracks in a phase on this day, the phase, and the day on which that stay began."""
        found, day, completed = [], self.patient.day, dict(self.completed)
        for chart, old, new in zip(self.machine.regions, self.before.regions, self.patient.regions, strict=True):
            match new.status:
                case Status.DONE:
                    # one that completed ends tomorrow
                    here = new.since == day + 1
                case Status.STOPPED:
                    here = new.since is not None and new.since >= day
                case Status.RUNNING | Status.HELD:
                    here = new.entered <= day
                    if not here and chart.name in completed:
                        found.append((chart.name, completed[chart.name], old.entered if day else 0))
                case Status.WAITING:
                    here = False
                case _:
                    assert_never(new.status)
            if here:
                found.append((chart.name, new.state, new.entered))
        return tuple(found)

    @cached_property
    def _sight(self) -> _Sight:
        day = self.patient.day
        today = tuple(takewhile(lambda item: item[0] == day, self.patient.events.newest_first()))
        events = tuple(name for _, name in today)[::-1]
        past = self.patient
        if events:
            # the snapshot adds the events of its day to those of the past
            past = attrs.evolve(past, events=History(tuple(past.events)[: -len(events)]))
        phases = frozenset(phase for _, phase, _ in self.current)
        return _Sight(self.machine, past, day, events, phases=phases)

    def truth(self, condition: Expression) -> Truth:
        """The truth of a condition of a requirement."""
        return self._sight.truth(condition)

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition is known to hold."""
        return condition is not None and self.truth(condition) is Truth.HOLDS

    def doses(self, subject: str, during: str | None = None) -> int:
        """How often `subject` was given on the day, in one state when `during` names it."""
        return sum(item.subject == subject and during in (None, item.state) for item in self.given)


class Monitor(typing.Protocol):
    """What a walk asks of a monitor."""

    start: State

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """The states it can be in after a day; none where the course is not spoken of."""
        ...

    def rests(self, state: State, evening: Evening) -> bool:
        """Whether days like this one change nothing but how long ago things were."""
        ...


class Stretch:
    """The days looked at: from the first on which `opens` holds to the first later one on which `closes` does."""

    def __init__(self, opens: Expression | None, closes: Expression | None) -> None:
        self.opens, self.closes = opens, closes
        self.start = BEFORE if opens is not None else WITHIN

    def after(self, at: int, evening: Evening) -> tuple[int, bool]:
        """Where the next day is (BEFORE, WITHIN or AFTER), and whether this day is looked at."""
        if at == BEFORE:
            return (WITHIN, True) if evening.holds(self.opens) else (BEFORE, False)
        if at == WITHIN and self.opens is not None and evening.holds(self.closes):
            return AFTER, True
        return at, at == WITHIN

    def rests(self, at: int, evening: Evening) -> bool:
        """Whether the stretch neither begins nor ends on days like this one."""
        return self.after(at, evening)[0] == at


BEFORE, WITHIN, AFTER = 0, 1, 2


class Counting:
    """COUNT: each administration weighs one."""

    def __init__(self, claim: Claim, stretch: Stretch) -> None:
        self.claim, self.stretch = claim, stretch
        self.start: State = stretch.start

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """Only where the stretch stands is remembered."""
        at, looked_at = self.stretch.after(_number(state), evening)
        if not (evening.ended and at == BEFORE):
            yield Seen(at, evening.doses(self.claim.subject, self.claim.during) if looked_at else 0)

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose weighs nothing."""
        return self.stretch.rests(_number(state), evening)


class Spanning:
    """SPAN: the days from the first to the last administration. It guesses which one is the last."""

    def __init__(self, claim: Claim, stretch: Stretch) -> None:
        self.claim, self.stretch = claim, stretch
        self.start: State = (stretch.start, "before")

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """`before` the first, `between`, `after` the last; a dose after the last proves the guess wrong."""
        where, stage = _pair(state)
        at, looked_at = self.stretch.after(where, evening)
        if evening.ended and at == BEFORE:
            return
        dose = looked_at and evening.doses(self.claim.subject, self.claim.during) > 0
        weight = evening.days if stage == "between" else 0
        if stage == "after":
            if not dose:
                yield Seen((at, "after"))
        elif dose:
            yield Seen((at, "after"), weight)
            if not evening.ended and at != AFTER:
                yield Seen((at, "between"), weight)
        elif not (stage == "between" and (evening.ended or at == AFTER)):
            yield Seen((at, stage), weight)

    def rests(self, state: State, evening: Evening) -> bool:
        """Days between are weighed together."""
        return self.stretch.rests(_pair(state)[0], evening)


class Gaps:
    """GAP: the longest time without an administration, between neighbours or the edges of the time looked at.

    The clock is None before it, "over" after it, else the days since the last administration, at most `ceiling`.
    """

    def __init__(self, claim: Claim, stretch: Stretch, ceiling: int) -> None:
        self.claim, self.stretch, self.ceiling = claim, stretch, ceiling
        self.start: State = (stretch.start, None)

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """`observed` is a gap that ended on the day."""
        where, clock = _pair(state)
        at, _ = self.stretch.after(where, evening)
        limited = self.stretch.opens is not None
        dose = evening.doses(self.claim.subject, self.claim.during) > 0
        if evening.ended and at == BEFORE:
            return
        if clock is None:
            begins = at == WITHIN if limited else dose
            yield Seen((at, 0 if begins else None))
        elif isinstance(clock, int):
            now = min(clock + evening.days, self.ceiling)
            if limited and (evening.ended or at == AFTER):
                yield Seen((at, "over"), observed=now)
            else:
                yield Seen((at, 0), observed=now) if dose else Seen((at, now))
        else:
            yield Seen(state)

    def rests(self, state: State, evening: Evening) -> bool:
        """While the time looked at neither begins nor ends."""
        return self.stretch.rests(_pair(state)[0], evening)


def _number(state: State) -> int:
    return state if isinstance(state, int) else BEFORE


def _pair(state: State) -> tuple[int, State]:
    if isinstance(state, tuple):
        return _number(state[0]), state[1]
    return BEFORE, None
