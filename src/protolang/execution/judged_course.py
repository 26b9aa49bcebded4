"""A recorded course as a requirement looks at it: its days, phases, doses, and the stretch that is looked at."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import assert_never

import attrs

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.retrospect import evening
from protolang.execution.standing import Completions, completions, standing
from protolang.execution.state import Given, Status
from protolang.execution.trace import Trace
from protolang.model.expression import Bound, Claim, Expression, InPhase
from protolang.model.protocol import Requirement
from protolang.quantity import CalendarMonths, Days, Duration, Quantity


@attrs.frozen
class _Evening(Snapshot):
    """The end of a day, with the phases that were the current ones on it."""

    phases: frozenset[str] = frozenset()

    def truth(self, expression: Expression) -> Truth:
        match expression:
            case InPhase(phase):
                return Truth.HOLDS if phase in self.phases else Truth.FAILS
            case _:
                return super().truth(expression)


@attrs.define
class Stay:
    """A time in one phase: its name, its first and last day."""

    track: str
    phase: str
    first: int
    last: int


@attrs.define(slots=False)
class Course:
    """A recorded course, seen as a whole."""

    trace: Trace
    _evenings: dict[int, _Evening] = attrs.field(factory=dict)

    @cached_property
    def last(self) -> int:
        """The day on which the last track ends; of a course that goes on, the last day recorded."""
        for day, state in enumerate(self.trace.states):
            if state.ended:
                return day
        return self.trace.final.day

    def completes(self, tracks: frozenset[str] | None) -> bool:
        """Whether each of the tracks ran to its own end; an `on stop` track that never began is no matter."""
        final = self.trace.states[self.last].regions
        for state, region in zip(final, self.trace.machine.regions, strict=True):
            asked = tracks is None or region.name in tracks
            if asked and state.status not in (Status.DONE, Status.WAITING):
                return False
        return True

    def truth(self, condition: Expression, day: int) -> Truth:
        """The truth of a condition at the end of a day."""
        if day not in self._evenings:
            seen = evening(self.trace, day)
            phases = frozenset(phase for _, phase, _ in self.current(day))
            self._evenings[day] = _Evening(seen.machine, seen.patient, seen.day, seen.events, phases=phases)
        return self._evenings[day].truth(condition)

    def holds(self, condition: Expression, day: int) -> bool:
        """Whether it is known to hold."""
        return self.truth(condition, day) is Truth.HOLDS

    def current(self, day: int) -> Iterator[tuple[str, str, int]]:
        """The tracks that are in a phase on a day, that phase, and a number that tells one stay in it from the next."""
        return standing(self.trace, day, self._completed)

    @cached_property
    def _completed(self) -> Completions:
        return completions(self.trace)

    def stays(self, *, track: str | None = None, phase: str | None = None) -> tuple[Stay, ...]:
        """The times in a phase, or in a track, in their order."""
        found: list[Stay] = []
        numbers: list[int] = []
        for day in range(self.last + 1):
            for name, current, number in self.current(day):
                if (track is not None and name != track) or (phase is not None and current != phase):
                    continue
                goes_on = bool(found) and found[-1].last == day - 1 and (phase is None or numbers[-1] == number)
                if goes_on:
                    found[-1].last = day
                else:
                    found.append(Stay(name, current, day, day))
                    numbers.append(number)
        return tuple(found)

    def given(self, subject: str, stretch: tuple[int, int], during: str | None = None) -> tuple[int, ...]:
        """The days on which it was given in a stretch; a day stands there as often as it was given on it."""
        return tuple(item.day for item in self.doses(subject, stretch, during))

    def doses(self, subject: str, stretch: tuple[int, int], during: str | None = None) -> tuple[Given, ...]:
        """What was given in a stretch, by day. What no track asked for is no doing of the protocol, and is left out."""
        first, last = stretch
        found = (
            item
            for item in self.trace.states[self.last].given
            if item.subject == subject and item.region and first <= item.day <= last and during in (None, item.state)
        )
        return tuple(sorted(found, key=lambda item: item.day))

    def stretch(self, requirement: Requirement) -> tuple[int, int] | None:
        """The days looked at; None when their time never comes."""
        if requirement.opens is None:
            return 0, self.last
        days = range(self.last + 1)
        first = next((day for day in days if self.holds(requirement.opens, day)), None)
        if first is None:
            return None
        closes = requirement.closes
        later = range(first + 1, self.last + 1)
        end = None if closes is None else next((day for day in later if self.holds(closes, day)), None)
        return first, self.last if end is None else end

    def ticks(self, duration: Duration, start: int) -> int:
        """How many clock ticks a time lasts that begins on `start`."""
        per_day = self.trace.machine.resolution.per_day
        match duration:
            case Days(count=count, per_day=clock):
                return count * per_day // clock
            case CalendarMonths():
                begins = self.trace.final.start + timedelta(days=start // per_day)
                return (duration.after(begins) - begins).days * per_day
            case _:
                assert_never(duration)

    def fits(self, claim: Claim, value: int, start: int) -> bool:
        """Whether a number of administrations, or of ticks from `start`, lies in the range of a claim."""
        return self.reaches(claim.low, value, start) and self.keeps_to(claim.high, value, start)

    def reaches(self, low: Bound | None, value: int, start: int) -> bool:
        """Whether it is no less than a lower limit allows."""
        if low is None:
            return True
        least = self._number(low, start)
        return value >= least if low.inclusive else value > least

    def keeps_to(self, high: Bound | None, value: int, start: int) -> bool:
        """Whether it is no more than an upper limit allows."""
        if high is None:
            return True
        most = self._number(high, start)
        return value <= most if high.inclusive else value < most

    def _number(self, bound: Bound, start: int) -> int:
        match bound.value:
            case int(count):
                return count
            case Days() | CalendarMonths() as duration:
                return self.ticks(duration, start)
            case Quantity():
                raise ValueError("an amount is no number of days")
            case _:
                assert_never(bound.value)
