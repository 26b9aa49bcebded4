"""Claims that compare a measure of a whole course: counts, times, totals. In: a course. Out: a Judgement."""

from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from protolang.execution.judged_course import Course, Stay
from protolang.execution.judgement import Judgement, Outcome, broken_on
from protolang.model.expression import WHOLE_COURSE, Bound, Claim, Measure
from protolang.quantity import Quantity, Root


def measured(course: Course, claim: Claim, stretch: tuple[int, int], *, limited: bool) -> Judgement:
    """A measure of a course against its limits; `limited` to a stretch that `between` names."""
    match claim.measure:
        case Measure.COUNT:
            return _counted(course, claim, stretch)
        case Measure.SPAN:
            given = course.given(claim.subject, stretch, claim.during)
            span = given[-1] - given[0] if given else 0
            start = given[0] if given else 0
            return broken_on(None if course.fits(claim, span, start) else stretch[1], (span,))
        case Measure.GAP:
            return _widest(course, claim, stretch, limited=limited)
        case Measure.SPACING:
            return _closest(course, claim, stretch)
        case Measure.TOTAL:
            return _summed(course, claim, stretch)
        case Measure.DURATION:
            return _lasted(course, claim, stretch)
        case _:
            assert_never(claim.measure)


def _counted(course: Course, claim: Claim, stretch: tuple[int, int]) -> Judgement:
    given = course.given(claim.subject, stretch, claim.during)
    too_many = next((day for at, day in enumerate(given, 1) if not course.keeps_to(claim.high, at, 0)), None)
    too_few = None if course.reaches(claim.low, len(given), 0) else stretch[1]
    return broken_on(too_few if too_many is None else too_many, (len(given),))


def _widest(course: Course, claim: Claim, stretch: tuple[int, int], *, limited: bool) -> Judgement:
    given = course.given(claim.subject, (0, course.last), claim.during)
    start = given[0] if given else 0
    first, last = stretch
    ends = (first, *(day for day in given if first < day < last), last) if limited else given
    widest, end = max(((later - day, later) for day, later in pairwise(ends)), default=(0, last))
    return broken_on(None if course.fits(claim, widest, start) else end, (widest,))


def _closest(course: Course, claim: Claim, stretch: tuple[int, int]) -> Judgement:
    given = course.given(claim.subject, stretch, claim.during)
    pairs = tuple(pairwise(given))
    least = min((later - day for day, later in pairs), default=None)
    values = () if least is None else (least,)
    near = next((later for day, later in pairs if not course.reaches(claim.low, later - day, day)), None)
    if near is not None:
        return broken_on(near, values)
    far = pairs and not any(course.keeps_to(claim.high, later - day, day) for day, later in pairs)
    return broken_on(stretch[1] if far else None, values)


def _summed(course: Course, claim: Claim, stretch: tuple[int, int]) -> Judgement:
    total = Root(Fraction(0))
    for dose in course.doses(claim.subject, stretch, claim.during):
        amount = dose.amount if claim.basis is None else _base(dict(dose.rates).get(claim.basis))
        added = None if amount is None else total.plus(amount)
        if added is None:
            # it stays unknown, for nothing is ever taken back
            return Judgement(Outcome.UNKNOWN)
        total = added
        if not _is_at_most(total, claim.high):
            return broken_on(dose.day, (total,))
    return broken_on(None if _is_at_least(total, claim.low) else stretch[1], (total,))


def _base(rate: Quantity | None) -> Root | None:
    return None if rate is None else Root(rate.base)


def _is_at_most(total: Root, high: Bound | None) -> bool:
    if high is None:
        return True
    sign = _compared(total, high)
    return sign < 0 or (sign == 0 and high.inclusive)


def _is_at_least(total: Root, low: Bound | None) -> bool:
    if low is None:
        return True
    sign = _compared(total, low)
    return sign > 0 or (sign == 0 and low.inclusive)


def _compared(total: Root, bound: Bound) -> int:
    match bound.value:
        case Quantity() as limit:
            return total.compared(Root(limit.base))
        case _:
            raise ValueError("a total is compared with an amount")


def _lasted(course: Course, claim: Claim, stretch: tuple[int, int]) -> Judgement:
    """Each stay that begins in the stretch; the whole course is one."""
    if claim.subject == WHOLE_COURSE:
        stays: tuple[Stay, ...] = (Stay("", "", 0, _last_day_at_work(course)),)
    elif any(region.name == claim.subject for region in course.trace.machine.regions):
        stays = course.stays(track=claim.subject)
    else:
        stays = course.stays(phase=claim.subject)
    stays = tuple(stay for stay in stays if stretch[0] <= stay.first <= stretch[1])
    lengths = tuple(stay.last - stay.first + 1 for stay in stays)
    found = zip(stays, lengths, strict=True)
    return broken_on(
        next((stay.last for stay, days in found if not course.fits(claim, days, stay.first)), None), lengths
    )


def _last_day_at_work(course: Course) -> int:
    """The last day on which a track was in a phase."""
    return max((day for day in range(course.last + 1) if any(True for _ in course.current(day))), default=0)
