"""What a requirement asks of a walk: which tracks, which monitor, and what the walked graph says about it."""

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple, assert_never

import attrs

from protolang.machine.statechart import Machine
from protolang.model.claim import (
    AnyClaim,
    EveryWindow,
    Holds,
    LeadsTo,
    NeverWhile,
    OnlyAfter,
    Rate,
    conditions_of,
    of_every_course,
)
from protolang.model.expression import WHOLE_COURSE, Claim, Expression, Measure, NeverExit
from protolang.model.protocol import Requirement
from protolang.model.term import DoseGiven, Total
from protolang.quantity import Duration
from protolang.verify.limits import greatest_allowed, least_allowed, longest_ticks, shortest_ticks
from protolang.verify.walk.bounds import BROKEN, COMPLETE, START, Move, before, cheapest, least, longest, search, widest
from protolang.verify.walk.explorer import Walked
from protolang.verify.walk.lasting import Course, Stays
from protolang.verify.walk.monitors import Counting, Gaps, Monitor, Spanning, Stretch
from protolang.verify.walk.reads import values_in
from protolang.verify.walk.watching import (
    Answering,
    Excluding,
    Holding,
    Preparing,
    Rule,
    Spacing,
    Summing,
    Watching,
    of_window,
)


class Found(NamedTuple):
    """The range of what is measured, where anything is, and whether all that was walked keeps the claim."""

    least: int | None
    greatest: int | None
    unbounded: bool
    fits: bool


class _Kind(Enum):
    """How a claim is read off a graph."""

    SUM = "sum"  # the weights of a course, added up
    EACH = "each"  # each thing that is observed
    MOST = "most"  # the greatest thing that is observed
    KEPT = "kept"  # whether anything is observed at all


def aspects(requirement: Requirement) -> list[tuple[Requirement, bool]]:
    """The parts of a requirement that are asked apart; True: of every course, also of one that does not complete."""
    claim = requirement.claim
    always = of_every_course(claim)
    if always is None:
        return [(requirement, False)]
    found = [(attrs.evolve(requirement, claim=always), True)]
    match claim:
        case Rate(low=low) if low is not None:
            found.append((attrs.evolve(requirement, claim=attrs.evolve(claim, high=None)), False))
        case Claim(measure=Measure.SPACING, high=high) if high is not None:
            found.append((attrs.evolve(requirement, claim=attrs.evolve(claim, low=None)), False))
        case Claim(measure=Measure.TOTAL, low=low) if low is not None:
            found.append((attrs.evolve(requirement, claim=attrs.evolve(claim, high=None)), False))
        case _:
            pass
    return found


class Asked:
    """One requirement. With `every_course` it is asked of every day of every course, else of those that complete."""

    def __init__(self, machine: Machine, requirement: Requirement, *, every_course: bool = False) -> None:
        self.machine, self.requirement, self.every_course = machine, requirement, every_course
        claim = self.claim = requirement.claim
        edges = (requirement.opens, requirement.closes, *conditions_of(claim))
        self.conditions: tuple[Expression, ...] = tuple(item for item in edges if item is not None)
        self.subject = "" if isinstance(claim, Holds | LeadsTo) else getattr(claim, "subject", "")
        self.weighed = frozenset(_weighed(claim, self.conditions))
        limited = requirement.opens is not None
        # what is asked of days, and of a course until its end, is asked of all tracks: others may go on longer
        self.whole = (
            isinstance(claim, Holds | LeadsTo)
            or (isinstance(claim, EveryWindow | Rate) and limited and not every_course)
            or (_measure(claim) is Measure.DURATION and self.subject == WHOLE_COURSE)
        )
        self.low: int | None = None
        self.high: int | None = None
        if isinstance(claim, Claim) and claim.measure is not Measure.TOTAL:
            per_day = machine.resolution.per_day
            self.low = None if claim.low is None else least_allowed(claim.low, per_day)
            self.high = None if claim.high is None else greatest_allowed(claim.high, per_day)
        self.summing: Summing | None = None

    @property
    def _kind(self) -> _Kind:
        match _measure(self.claim):
            case Measure.COUNT | Measure.SPAN:
                return _Kind.SUM
            case Measure.GAP:
                return _Kind.MOST
            case Measure.DURATION:
                return _Kind.SUM if self.subject == WHOLE_COURSE else _Kind.EACH
            case Measure.SPACING | Measure.TOTAL | None:
                return _Kind.KEPT

    def monitor(self) -> Monitor:
        """A new monitor of the claim."""
        claim, stretch = self.claim, Stretch(self.requirement.opens, self.requirement.closes)
        match claim:
            case Claim(measure=Measure.COUNT):
                return Counting(claim, stretch)
            case Claim(measure=Measure.SPAN):
                return Spanning(claim, stretch)
            case Claim(measure=Measure.GAP):
                return Gaps(claim, stretch, self._ceiling)
            case Claim(measure=Measure.DURATION):
                if self.subject == WHOLE_COURSE:
                    return Course(stretch)
                return Stays(self.machine, claim, stretch, self._ceiling)
            case _:
                return Watching(self._rule(), stretch, every_course=self.every_course)

    def _rule(self) -> Rule:
        claim, limited = self.claim, self.requirement.opens is not None
        match claim:
            case Holds():
                return Holding(claim)
            case LeadsTo(within=within):
                return Answering(claim, self._shortest(within))
            case Rate(high=high, window=window):
                # of months the length that leaves the most in a window, or the fewest
                ticks = self._longest(window) if high is not None else self._shortest(window)
                return of_window(claim, ticks, limited=limited)
            case EveryWindow(window=window):
                return of_window(claim, self._shortest(window), limited=limited)
            case OnlyAfter(within=within):
                return Preparing(claim, None if within is None else self._shortest(within))
            case NeverWhile():
                return Excluding(claim)
            case Claim(measure=Measure.SPACING):
                return Spacing(claim, self.low, self.high)
            case Claim():
                self.summing = Summing(claim)
                return self.summing
            case NeverExit():
                raise AssertionError(claim)
            case _:
                assert_never(claim)

    def _shortest(self, duration: Duration) -> int:
        return shortest_ticks(duration, self.machine.resolution.per_day)

    def _longest(self, duration: Duration) -> int:
        return longest_ticks(duration, self.machine.resolution.per_day)

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
        if self._kind is _Kind.SUM:
            low, high = least(walked.moves, useful), longest(walked.moves, useful).most
            return Found(low, high, high is None, self._allows(low) and self._allows(high) and not self._open(high))
        fits = self.broken_course(walked) is None
        if self._kind is _Kind.KEPT:
            return Found(None, None, False, fits)
        most = widest(walked.moves, useful)
        unbounded = most >= self._ceiling
        smallest = None
        if self._kind is _Kind.EACH:
            seen = [move.observed for at in useful for move in walked.moves[at] if move.target in useful]
            smallest = min((value for value in seen if value), default=None)
        return Found(smallest, None if unbounded else max(most, 0), unbounded, fits)

    @property
    def bounded_above(self) -> bool:
        """Whether there is a greatest value that may not be passed."""
        return self.high is not None or self._kind in (_Kind.EACH, _Kind.KEPT)

    def joined(self, weight: int, observed: int, rest: int) -> int:
        """What a part of a course and the rest of it come to together."""
        match self._kind:
            case _Kind.SUM:
                return weight + rest
            case _Kind.MOST | _Kind.KEPT:
                return max(observed, rest)
            case _Kind.EACH:
                return max(int(bool(observed) and not self._allows(observed)), rest)
            case _:
                assert_never(self._kind)

    def keeps(self, fewest: int, most: int | None) -> bool:
        """Whether all courses between these keep the claim; `most` None is without limit."""
        if self._kind in (_Kind.EACH, _Kind.KEPT):
            return most == 0
        return self._allows(fewest) and self._allows(most) and not self._open(most)

    def _open(self, greatest: int | None) -> bool:
        return greatest is None and self.high is not None

    def _allows(self, value: int | None) -> bool:
        if value is None:
            return True
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

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
            match self._kind:
                case _Kind.SUM | _Kind.MOST:
                    return min(self.joined(move.weight, move.observed, total), cap)
                case _Kind.EACH | _Kind.KEPT:
                    return self.joined(move.weight, move.observed, total)
                case _:
                    assert_never(self._kind)

        def breaks(number: int, total: int) -> bool:
            if number != COMPLETE:
                return False
            return total > 0 if self._kind in (_Kind.EACH, _Kind.KEPT) else not self._allows(total)

        return search(walked.moves, useful, _days, 0, gather, breaks)


def _weighed(claim: AnyClaim, conditions: tuple[Expression, ...]) -> Iterator[str]:
    """The drugs whose amounts the requirement speaks of."""
    if isinstance(claim, Claim) and claim.measure is Measure.TOTAL:
        yield claim.subject
    for condition in conditions:
        for item in values_in(condition):
            match item:
                case Total(drug) | DoseGiven(drug):
                    yield drug
                case _:
                    pass


def _measure(claim: object) -> Measure | None:
    return claim.measure if isinstance(claim, Claim) else None


def _days(move: Move) -> int:
    return move.days
