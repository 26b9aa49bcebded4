"""What a requirement means for one patient: the definition, by a recorded course. In: a Trace. Out: a Judgement.

A day is judged at its end (`model.claim`): what was reported until then, where each track is, what was given. Nothing
here is shared with the explorers of `verify`, which watch a course as it unfolds: this looks at all of it at once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import assert_never

import attrs

from protolang.execution.evaluate import Truth
from protolang.execution.judged_course import Course
from protolang.execution.judged_measure import measured
from protolang.execution.judgement import Judgement, Outcome, broken_on
from protolang.execution.trace import Trace
from protolang.model.claim import (
    AnyClaim,
    EveryWindow,
    Holds,
    LeadsTo,
    NeverWhile,
    OnlyAfter,
    Quantifier,
    Rate,
    of_every_course,
)
from protolang.model.expression import Claim, Expression, NeverExit
from protolang.model.protocol import Requirement
from protolang.quantity import Duration

__all__ = ["Judgement", "Outcome", "judge", "truth_on"]


def judge(trace: Trace, requirement: Requirement, tracks: frozenset[str] | None = None) -> Judgement:
    """The judgement of a whole course.

    It completes when every track of `tracks` (None: every one that began) ran to its own end; of one that does not,
    only what a day alone can break is asked.
    """
    course = Course(trace)
    stretch = course.stretch(requirement)
    claim = requirement.claim if course.completes(tracks) else of_every_course(requirement.claim)
    if stretch is None or claim is None:
        return Judgement(Outcome.OUT_OF_SCOPE, stretch=stretch)
    found = _judged(course, claim, stretch, limited=requirement.opens is not None)
    return attrs.evolve(found, stretch=stretch)


def truth_on(trace: Trace, day: int, condition: Expression) -> Truth:
    """The truth of a condition of a requirement on a day."""
    return Course(trace).truth(condition, day)


def _judged(course: Course, claim: AnyClaim, stretch: tuple[int, int], *, limited: bool) -> Judgement:
    match claim:
        case Holds():
            return broken_on(_failing(course, claim, stretch))
        case LeadsTo():
            return broken_on(_unanswered(course, claim, stretch))
        case Rate():
            given = course.given(claim.subject, stretch)
            low = _stretch_of_doses(given, stretch, limited=limited)
            days = (*_crowded(course, claim, given), *_sparse(course, claim.low, claim.window, given, low))
            return broken_on(min(days, default=None))
        case EveryWindow():
            given = course.given(claim.subject, stretch)
            low = _stretch_of_doses(given, stretch, limited=limited)
            return broken_on(min(_sparse(course, 1, claim.window, given, low), default=None))
        case OnlyAfter():
            given = course.given(claim.subject, stretch)
            return broken_on(next((day for day in given if not _prepared(course, claim, day)), None))
        case NeverWhile():
            given = course.given(claim.subject, stretch)
            return broken_on(next((day for day in given if course.holds(claim.condition, day)), None))
        case Claim():
            return measured(course, claim, stretch, limited=limited)
        case NeverExit():
            return Judgement(Outcome.UNKNOWN)
        case _:
            assert_never(claim)


# ---- on days, and in an order ----------------------------------------------------------------------------------


def _failing(course: Course, claim: Holds, stretch: tuple[int, int]) -> int | None:
    days = range(stretch[0], stretch[1] + 1)
    match claim.quantifier:
        case Quantifier.ALWAYS:
            return next((day for day in days if course.truth(claim.condition, day) is Truth.FAILS), None)
        case Quantifier.NEVER:
            return next((day for day in days if course.holds(claim.condition, day)), None)
        case Quantifier.EVENTUALLY:
            return None if any(course.holds(claim.condition, day) for day in days) else stretch[1]
        case _:
            assert_never(claim.quantifier)


def _unanswered(course: Course, claim: LeadsTo, stretch: tuple[int, int]) -> int | None:
    """The last day on which a response could have come, and none had."""
    for day in range(stretch[0], stretch[1] + 1):
        if course.holds(claim.trigger, day):
            end = min(day + course.ticks(claim.within, day), course.last)
            if not any(course.holds(claim.response, later) for later in range(day, end + 1)):
                return end
    return None


def _prepared(course: Course, claim: OnlyAfter, given: int) -> bool:
    """Whether the condition held on the day of a dose, or before it within the time."""
    return any(
        course.holds(claim.condition, day)
        for day in range(given, -1, -1)
        if claim.within is None or given - day <= course.ticks(claim.within, day)
    )


# ---- in any stretch of time ------------------------------------------------------------------------------------


def _stretch_of_doses(given: tuple[int, ...], stretch: tuple[int, int], *, limited: bool) -> tuple[int, int] | None:
    """Where a window may have too few: in the time that is named, else from the first to the last administration."""
    if limited:
        return stretch
    return (given[0], given[-1]) if given else None


def _crowded(course: Course, claim: Rate, given: tuple[int, ...]) -> Iterator[int]:
    """The days on which a window has one more than it may; one that begins with a dose holds the most."""
    if claim.high is None:
        return
    for at, day in enumerate(given):
        end = day + course.ticks(claim.window, day) - 1
        if bisect_right(given, end) - at > claim.high:
            yield given[at + claim.high]


def _sparse(
    course: Course, least: int | None, window: Duration, given: tuple[int, ...], stretch: tuple[int, int] | None
) -> Iterator[int]:
    """The last days of windows with fewer than `least`; one that begins right behind a dose holds the fewest."""
    if least is None or stretch is None:
        return
    for start in (stretch[0], *(day + 1 for day in given)):
        end = start + course.ticks(window, start) - 1
        if end <= stretch[1] and bisect_right(given, end) - bisect_left(given, start) < least:
            yield end
