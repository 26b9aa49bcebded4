"""What a requirement asks of a walk: which tracks, which monitor, and what the walked graph says about it."""

from collections.abc import Sequence
from typing import NamedTuple

from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Expression, Measure
from protolang.model.protocol import Requirement
from protolang.verify.limits import greatest_allowed, least_allowed
from protolang.verify.walk.bounds import BROKEN, COMPLETE, START, Move, before, cheapest, least, longest, search, widest
from protolang.verify.walk.explorer import Walked
from protolang.verify.walk.monitors import Monitor, of_claim


class Found(NamedTuple):
    """The range of what is measured, where anything is, and whether all that was walked keeps the claim."""

    least: int | None
    greatest: int | None
    unbounded: bool
    fits: bool


class Asked:
    """One requirement. With `every_course` it is asked of every day of every course, else of those that complete."""

    def __init__(self, machine: Machine, requirement: Requirement, *, every_course: bool = False) -> None:
        self.machine, self.requirement, self.every_course = machine, requirement, every_course
        self.claim = requirement.claim
        edges = (requirement.opens, requirement.closes)
        self.conditions: tuple[Expression, ...] = tuple(item for item in edges if item is not None)
        self.subjects = frozenset({getattr(self.claim, "subject", "")})
        self.low: int | None = None
        self.high: int | None = None
        if isinstance(self.claim, Claim):
            self.low = None if self.claim.low is None else least_allowed(self.claim.low)
            self.high = None if self.claim.high is None else greatest_allowed(self.claim.high)

    @property
    def _is_gap(self) -> bool:
        return isinstance(self.claim, Claim) and self.claim.measure is Measure.GAP

    def monitor(self) -> Monitor:
        """A new monitor of the claim."""
        if isinstance(self.claim, Claim):
            return of_claim(self.claim, self.requirement.opens, self.requirement.closes, self._ceiling)
        raise AssertionError(self.claim)

    @property
    def _ceiling(self) -> int:
        return 2 * (self.high or self.low or 0) + 400

    def found(self, walked: Walked) -> Found | None:
        """What the graph says; None when no course completes and the claim is only made of those that do."""
        if self.every_course:
            return Found(None, None, False, all(move.target != BROKEN for moves in walked.moves for move in moves))
        useful = before(walked.moves, (COMPLETE,))
        if START not in useful:
            return None
        if self._is_gap:
            most = widest(walked.moves, useful)
            unbounded = most >= self._ceiling
            fits = self.broken_course(walked) is None
            return Found(None, None if unbounded else max(most, 0), unbounded, fits)
        low, high = least(walked.moves, useful), longest(walked.moves, useful).most
        fits = (self.low is None or (low is not None and low >= self.low)) and (
            self.high is None or (high is not None and high <= self.high)
        )
        return Found(low, high, high is None, fits)

    def together(self, found: Sequence[Found | None]) -> Found | None:
        """What several graphs say together."""
        known = [item for item in found if item is not None]
        if not known:
            return None
        lows = [item.least for item in known if item.least is not None]
        highs = [item.greatest for item in known if item.greatest is not None]
        unbounded = any(item.unbounded for item in known)
        return Found(
            min(lows, default=None),
            None if unbounded else max(highs, default=None),
            unbounded,
            all(item.fits for item in known),
        )

    def broken_course(self, walked: Walked) -> list[Move] | None:
        """The course of fewest days that breaks the claim; None when there is none."""
        if self.every_course:
            return cheapest(walked.moves, before(walked.moves, (BROKEN,)), _days, BROKEN)
        useful = before(walked.moves, (COMPLETE,))
        cap = max(self.low or 0, (self.high or 0) + 1)

        def gather(total: int, move: Move) -> int:
            return min(max(total, move.observed) if self._is_gap else total + move.weight, cap)

        def breaks(number: int, total: int) -> bool:
            if number != COMPLETE or total < 0:  # the time that is looked at never began
                return False
            return (self.low is not None and total < self.low) or (self.high is not None and total > self.high)

        scoped = self._is_gap and self.requirement.opens is not None
        return search(walked.moves, useful, _days, -1 if scoped else 0, gather, breaks)


def _days(move: Move) -> int:
    return move.days
