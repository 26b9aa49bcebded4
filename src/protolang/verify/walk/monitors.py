"""What watches a patient on a walk: small automata with hashable states, one for each kind of claim.

Each sees the patient in the evening of a day, and what was given on it. `weight` adds up over a course, `observed` is
seen once and the greatest counts; BROKEN as a state says that the claim is broken, whatever follows.
"""

import typing
from collections.abc import Hashable, Iterator
from itertools import takewhile
from typing import NamedTuple

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.state import Given, PatientState
from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Expression, Measure

State = Hashable

BROKEN_CLAIM = "broken"
"""The state of a monitor whose claim no further day can mend."""


class Seen(NamedTuple):
    """A monitor after a day."""

    state: State
    weight: int = 0
    observed: int = 0


class Evening(NamedTuple):
    """The end of a day: the patient, `days` after the last evening that was looked at; `ended` when it is the last."""

    machine: Machine
    patient: PatientState
    days: int
    ended: bool

    def given(self) -> tuple[Given, ...]:
        """What was given or measured on this day."""
        today = self.patient.day
        return tuple(takewhile(lambda item: item.day == today, self.patient.given.newest_first()))

    def holds(self, condition: Expression | None) -> bool:
        """Whether a condition holds this evening."""
        return condition is not None and self.truth(condition) is Truth.HOLDS

    def truth(self, condition: Expression) -> Truth:
        """The truth of a condition this evening."""
        return Snapshot(self.machine, self.patient, self.patient.day, ()).truth(condition)


class Monitor(typing.Protocol):
    """What a walk asks of a monitor."""

    start: State

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """The states it can be in after a day."""
        ...

    def rests(self, state: State, evening: Evening) -> bool:
        """Whether days like this one change nothing but how long ago things were."""
        ...


def counted(evening: Evening, subject: str, during: str | None) -> int:
    """How often `subject` was given on the day, in one state when `during` names it."""
    return sum(item.subject == subject and during in (None, item.state) for item in evening.given())


class Counting:
    """COUNT: each administration weighs one."""

    start: State = None

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """Nothing is remembered."""
        yield Seen(None, counted(evening, self.claim.subject, self.claim.during))

    def rests(self, state: State, evening: Evening) -> bool:
        """Always: a day without a dose weighs nothing."""
        return True


class Spanning:
    """SPAN: the days from the first to the last administration. It guesses which one is the last."""

    start: State = "before"

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """`before` the first, `between`, `after` the last; a dose after the last proves the guess wrong."""
        dose = counted(evening, self.claim.subject, self.claim.during) > 0
        weight = evening.days if state == "between" else 0
        if state == "after":
            if not dose:
                yield Seen("after")
            return
        if dose:
            yield Seen("after", weight)
            if not evening.ended:
                yield Seen("between", weight)
        elif not (evening.ended and state == "between"):
            yield Seen(state, weight)

    def rests(self, state: State, evening: Evening) -> bool:
        """Always: days between are weighed together."""
        return True


class Gaps:
    """GAP: the longest time without an administration, between neighbours or the edges of the time looked at.

    The state is None before it, "over" after it, else the days since the last administration, at most `ceiling`.
    """

    start: State = None

    def __init__(self, claim: Claim, opens: Expression | None, closes: Expression | None, ceiling: int) -> None:
        self.claim, self.opens, self.closes, self.ceiling = claim, opens, closes, ceiling

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """`observed` is a gap that ended on the day; -1 before the time looked at begins."""
        dose = counted(evening, self.claim.subject, self.claim.during) > 0
        if state == "over":
            yield Seen("over")
        elif state is None:
            begins = dose if self.opens is None else evening.holds(self.opens)
            if not begins:
                yield Seen(None, observed=-1)
            else:
                yield Seen("over" if self.opens is not None and evening.ended else 0)
        elif isinstance(state, int):
            clock = min(state + evening.days, self.ceiling)
            if self.opens is not None and (evening.ended or evening.holds(self.closes)):
                yield Seen("over", observed=clock)
            else:
                yield Seen(0, observed=clock) if dose else Seen(clock)

    def rests(self, state: State, evening: Evening) -> bool:
        """While the time looked at neither begins nor ends."""
        if self.opens is None or state == "over":
            return True
        return not evening.holds(self.opens if state is None else self.closes)


def of_claim(claim: Claim, opens: Expression | None, closes: Expression | None, ceiling: int) -> Monitor:
    """The monitor of a claim that measures."""
    match claim.measure:
        case Measure.COUNT:
            return Counting(claim)
        case Measure.SPAN:
            return Spanning(claim)
        case Measure.GAP:
            return Gaps(claim, opens, closes, ceiling)
        case _:
            raise AssertionError(claim.measure)
