"""Small automata that ride along with an exploration and measure what a claim is about."""

import typing
from collections.abc import Iterable
from typing import NamedTuple

from protolang.verify.guards import Environment, Guard
from protolang.verify.truth import HOLDS


class Observed(NamedTuple):
    """The monitor's next state; `weight` adds up along a course, `value` is seen once (the largest counts)."""

    state: int
    weight: int
    value: int


class Monitor(typing.Protocol):
    """What the explorer asks of a monitor."""

    start: int

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        """The next states after `days` days, the last of which gave `given` (subject, state name)."""
        ...

    def watched(self, state: int) -> tuple[Guard, ...]:
        """The guards it would act on if they held."""
        ...

    def reads(self, state: int) -> frozenset[int]:
        """The labs it still needs."""
        ...

    def eager(self, state: int) -> bool:
        """Whether a day that nothing else happens on can matter to it."""
        ...


class Counter:
    """Weighs each administration of `subject` (in state `during`, when given) as one."""

    start = 0

    def __init__(self, subject: str, during: str | None) -> None:
        self.subject, self.during = subject, during

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        """One successor, the weight is the number of administrations today."""
        count = sum(subject == self.subject and self.during in (None, where) for subject, where in given)
        return (Observed(0, count, 0),)

    def watched(self, state: int) -> tuple[Guard, ...]:
        """None."""
        return ()

    def reads(self, state: int) -> frozenset[int]:
        """None."""
        return frozenset()

    def eager(self, state: int) -> bool:
        """Never."""
        return False


class Spanner:
    """Weighs the days from the first to the last administration. It guesses which one is the last."""

    start = 0

    def __init__(self, subject: str, during: str | None) -> None:
        self.subject, self.during = subject, during

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        """0 before the first, 1 between first and last, 2 after the last; a dose in 2 proves the guess wrong."""
        dose = any(subject == self.subject and self.during in (None, where) for subject, where in given)
        if state == 2:
            return () if dose else (Observed(2, 0, 0),)
        weight = days if state == 1 else 0
        if dose:
            last = Observed(2, weight, 0)
            return (last,) if ended else (Observed(1, weight, 0), last)
        if ended and state == 1:
            return ()
        return (Observed(state, weight, 0),)

    def watched(self, state: int) -> tuple[Guard, ...]:
        """None."""
        return ()

    def reads(self, state: int) -> frozenset[int]:
        """None."""
        return frozenset()

    def eager(self, state: int) -> bool:
        """Never."""
        return False


class GapWatch:
    """Sees the longest time without an administration of `subject`, between `opens` and `closes` where given.

    The state is -1 before the scope, -2 after it, else the days since the last administration (or the opening),
    saturated at `ceiling`. With `narrow` the least of the widest gaps is looked for too, so that a scope may open
    and close on any day; a day before the scope has the value -1.
    """

    def __init__(
        self,
        subject: str,
        during: str | None,
        scope: tuple[Guard, Guard] | None,
        labs: frozenset[int],
        ceiling: int,
        *,
        narrow: bool = False,
    ) -> None:
        self.narrow = narrow
        self.subject, self.during, self.scope, self.ceiling = subject, during, scope, ceiling
        self.labs = labs
        self.start = -1

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        """One successor; `value` is a gap that ended today."""
        if state == -2:
            return (Observed(-2, 0, 0),)
        dose = any(subject == self.subject and self.during in (None, where) for subject, where in given)
        if self.scope is None:
            if state == -1:
                return (Observed(0 if dose else -1, 0, 0),)
            clock = min(state + days, self.ceiling)
            return (Observed(0, 0, clock) if dose else Observed(clock, 0, 0),)
        opens, closes = self.scope
        opened_today = state == -1 and opens(env) == HOLDS
        if state == -1 and not opened_today:
            return (Observed(-1, 0, -1),)
        clock = 0 if opened_today else min(state + days, self.ceiling)
        if ended or (not opened_today and closes(env) == HOLDS):
            return (Observed(-2, 0, clock),)
        return (Observed(0 if dose else clock, 0, clock if dose else 0),)

    def watched(self, state: int) -> tuple[Guard, ...]:
        """What opens the scope, or closes it."""
        if self.scope is None or state == -2:
            return ()
        return self.scope[:1] if state == -1 else self.scope[1:]

    def reads(self, state: int) -> frozenset[int]:
        """The labs of the scope, until it has closed."""
        return frozenset() if state == -2 else self.labs

    def eager(self, state: int) -> bool:
        """While a scope can open or close, when the least is looked for."""
        return self.narrow and self.scope is not None and state != -2
