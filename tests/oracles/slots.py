"""The variables of one track, and what entering a phase writes into them (R11, R12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from protolang.machine.statechart import StateKind
from protolang.model.treatment import Consequence

from .covered import Duty, days_of, duty_of
from .program import (
    Expr,
    Set,
    Statement,
    Variable,
    disj,
    eq,
    ite,
    le,
    lt,
    most,
    sub,
    when,
)

if TYPE_CHECKING:
    from .rules import Export


class Slots:
    """One region: its variables, and what entering a phase writes."""

    def __init__(self, export: Export, at: int) -> None:
        self.export, self.at, self.machine = export, at, export.machine
        self.region = self.machine.regions[at]
        self.phases = self.region.states
        self.numbers = {state.name: number for number, state in enumerate(self.phases)}
        self.done = len(self.phases)
        self.duties = [tuple(duty_of(self.machine, item) for item in state.obligations) for state in self.phases]
        self.slots = max((len(found) for found in self.duties), default=0)
        self.spans: dict[str, int] = {}
        for duty in (duty for found in self.duties for duty in found):
            if duty.interval is not None:
                self.spans[duty.subject] = max(self.spans.get(duty.subject, 0), duty.interval)
        self.ages = [self._age_of(number) for number in range(self.done)]

    def _age_of(self, number: int) -> int:
        delays = [
            days_of(self.machine, edge.delay) for edge in self.phases[number].transitions if edge.delay is not None
        ]
        return max([0, *delays, *(duty.most_days or 0 for duty in self.duties[number])])

    def var(self, name: str, slot: int | None = None) -> str:
        return f"{name}{self.at}" if slot is None else f"{name}{self.at}_{slot}"

    @property
    def working(self) -> Expr:
        """Whether it does not wait for a clinician; where a whole course is asked about, such a course is over."""
        return eq(self.var("held"), 0) if self.export.question.of_days else True

    def in_phase(self, number: int) -> Expr:
        return eq(self.var("s"), number)

    def variables(self) -> Iterator[Variable]:
        """What lasts from day to day."""
        yield Variable(self.var("s"), 0, self.done, self.numbers[self.region.initial])
        if self.export.question.of_days:
            yield Variable(self.var("held"), 0, 1)
        if max(self.ages, default=0):
            yield Variable(self.var("age"), 0, max(self.ages))
        for slot in range(self.slots):
            duties = [found[slot] for found in self.duties if slot < len(found)]
            yield Variable(self.var("rest", slot), -max(duty.late for duty in duties) - 1, self._farthest(duties))
            yield Variable(self.var("over", slot), 0, 1)
            if longest := max(len(duty.days or ()) for duty in duties):
                yield Variable(self.var("at", slot), 0, longest)
            if counted := max(duty.most_counted for duty in duties):
                yield Variable(self.var("given", slot), 0, counted)
        for subject, interval in self.spans.items():
            yield Variable(self.var(f"last_{subject}"), 0, interval, interval)

    def _farthest(self, duties: list[Duty]) -> int:
        found = [1]
        for duty in duties:
            found += [(duty.interval or 0) + duty.before, (duty.days[-1] if duty.days else 0) + duty.before]
        return max(found)

    def helpers(self) -> Iterator[Variable]:
        yield Variable(self.var("go"), 0, self.done + 1)
        yield Variable(self.var("was_done"), 0, 1)
        yield Variable(self.var("wait"), 0, 1)
        for slot in range(self.slots):
            yield Variable(self.var("open", slot), 0, 1)
            yield Variable(self.var("stay", slot), 0, 1)
            yield Variable(self.var("met", slot), 0, 1)

    def stopping(self) -> list[int]:
        """The phases that stop everything on the day they are entered (R23)."""
        return [number for number, state in enumerate(self.phases) if state.kind is StateKind.STOP]

    def about(self, gives: bool, subject: str, slot: int) -> Expr:
        """Whether a slot is about a subject, by the present phase."""
        fits = [
            number
            for number, duties in enumerate(self.duties)
            if slot < len(duties) and (duties[slot].gives, duties[slot].subject) == (gives, subject)
        ]
        filled = [number for number, duties in enumerate(self.duties) if slot < len(duties)]
        return True if fits == filled else disj(*map(self.in_phase, fits))

    def set_all(self, slot: int, duty: Duty, rest: Expr, at: int = 0) -> list[Statement]:
        found: list[Statement] = [Set(self.var("rest", slot), rest), Set(self.var("over", slot), 0)]
        if duty.days is not None:
            found.append(Set(self.var("at", slot), at))
        return found

    def set_over(self, slot: int) -> list[Statement]:
        """R16: nothing of it is to come."""
        found: list[Statement] = [Set(self.var("rest", slot), 0), Set(self.var("over", slot), 1)]
        return found + self._reset(slot)

    def _reset(self, slot: int) -> list[Statement]:
        duties = [found[slot] for found in self.duties if slot < len(found)]
        found: list[Statement] = []
        if max(len(duty.days or ()) for duty in duties):
            found.append(Set(self.var("at", slot), 0))
        if max(duty.most_counted for duty in duties):
            found.append(Set(self.var("given", slot), 0))
        return found

    def enter(self, target: int) -> list[Statement]:
        """R11: the phase is entered on the day that the clocks stand at."""
        found: list[Statement] = [Set(self.var("s"), target)]
        if max(self.ages, default=0):
            found.append(Set(self.var("age"), 0))
        for slot in range(self.slots):
            found += self._reset(slot)
            duties = () if target == self.done else self.duties[target]
            if slot >= len(duties):
                found += [Set(self.var("rest", slot), 0), Set(self.var("over", slot), 0)]
            else:
                found += self._first(slot, duties[slot])
        return found

    def _first(self, slot: int, duty: Duty) -> list[Statement]:
        if duty.days is not None and not duty.from_entry:
            return self._first_listed(slot, duty, duty.days)
        if duty.days is not None:
            return self.set_all(slot, duty, duty.days[0])
        if duty.interval is None:
            return self.set_all(slot, duty, 0)
        last = self.var(f"last_{duty.subject}")
        return self.set_all(slot, duty, ite(lt(last, duty.interval), sub(duty.interval, last), 0))

    def _first_listed(self, slot: int, duty: Duty, days: tuple[int, ...]) -> list[Statement]:
        now = self.export.now
        if duty.consequence in (Consequence.SKIP, Consequence.ALERT):
            # R12: listed days that were over before the phase was entered are behind it
            found = self.set_over(slot)
            for at in reversed(range(len(days))):
                found = when(
                    le(now, days[at] + duty.late), self.set_all(slot, duty, self._rest(now, days[at]), at), found
                )
            return found
        rest = self._rest(now, days[0])
        return self.set_all(slot, duty, most(rest, -duty.late - 1))

    def _rest(self, now: Expr, day: int) -> Expr:
        return sub(day, now)
