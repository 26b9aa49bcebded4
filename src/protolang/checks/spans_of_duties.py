"""How far apart the days of a dose or a measurement can lie, and how long it goes on: in days, as far as known."""

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, assert_never

from protolang.execution.obligation import duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.quantity import CalendarMonths, Days, Duration

FOREVER = Fraction(10**9)
"""More days than any course has."""


class Distance(NamedTuple):
    """The longest time between two neighbours that the timing and its window allow, and how it comes about."""

    days: Fraction
    told: str


def longest_distance(machine: Machine, item: Obligation) -> Distance | None:
    """Of two neighbouring days of an action by itself; None where nothing, or nothing known, says it."""
    found = _interval(machine, item)
    if found is None:
        return None
    interval, words = found
    per_day = machine.resolution.per_day
    late, early = Fraction(item.window.after, per_day), Fraction(item.window.before, per_day)
    match item.timing:
        case OnDays() | OnMonths():
            return _told(interval + late + early, words, late, early)
        case _:
            # the next one counts from the last, so an early one is followed by an early one
            return _told(interval + late, words, late, Fraction(0))


def _told(days: Fraction, words: str, late: Fraction, early: Fraction) -> Distance:
    window = [f"{_days(part)} {word}" for part, word in ((late, "late"), (early, "early")) if part]
    return Distance(days, ", ".join([words, *window]))


def _days(number: Fraction) -> str:
    return str(Days(int(number * 1440), 1440))


def _interval(machine: Machine, item: Obligation) -> tuple[Fraction, str] | None:
    match item.timing:
        case Every(times=1):
            return None
        case Every(interval=interval):
            known = duration_of(machine, interval) if isinstance(interval, str) else interval
            return None if known is None else (longest_of(known), f"every {str(known).removeprefix('1 ')}")
        case Growing(intervals):
            known = max(intervals, key=longest_of)
            return longest_of(known), f"{known} apart at the most"
        case OnDays(days=days) if item.cycle is None and len(days) > 1:
            gap, one = max((two - one, one) for one, two in pairwise(days))
            per_day = machine.resolution.per_day
            return Fraction(gap, per_day), f"{Days(gap, per_day)} apart, after {Days(one, per_day)}"
        case OnMonths(months) if item.cycle is None and len(months) > 1:
            apart = CalendarMonths(max(two - one for one, two in pairwise(months)))
            return Fraction(apart.longest()), f"{apart} apart"
        case OnDays() | OnMonths() | Alongside() | AtEach() | None:
            return None
        case _:
            assert_never(item.timing)


def longest_of(time: Duration) -> Fraction:
    """The greatest number of days that it lasts."""
    return time.days if isinstance(time, Days) else Fraction(time.longest())


def goes_on_for(machine: Machine, item: Obligation) -> Fraction | None:
    """The time from the first to the last day of an action as planned, `FOREVER` without an end; None: not known."""
    per_day = machine.resolution.per_day
    match item.timing:
        case _ if item.cycle is not None:
            return None
        case OnDays(days=days):
            return Fraction(days[-1] - days[0], per_day)
        case OnMonths(months):
            return Fraction(CalendarMonths(months[-1] - months[0]).shortest()) if len(months) > 1 else Fraction(0)
        case Every(interval, times):
            known = duration_of(machine, interval) if isinstance(interval, str) else interval
            if known is None:
                return None
            limit = times if times is not None else limit_of(machine, item)
            match limit:
                case None:
                    return FOREVER
                case int():
                    return shortest_of(known) * (limit - 1)
                case Days() | CalendarMonths():
                    return shortest_of(limit)
                case _:
                    assert_never(limit)
        case Growing(intervals):
            return sum((shortest_of(one) for one in intervals), Fraction(0))
        case Alongside() | AtEach() | None:
            return Fraction(0)
        case _:
            assert_never(item.timing)


def shortest_of(time: Duration) -> Fraction:
    """The least number of days that it lasts."""
    return time.days if isinstance(time, Days) else Fraction(time.shortest())


def first_tick(item: Obligation) -> int:
    """The first tick of an action of the first phase of a track."""
    match item.timing:
        case OnDays(days=days) if item.cycle is None:
            return days[0]
        case OnMonths(months) if item.cycle is None:
            return months[0] * 28
        case _:
            return 0


def least_tick(item: Obligation) -> int:
    """The same for an action of any phase, at the earliest."""
    match item.timing:
        case OnDays(days=days, counted_from=Origin.DAY_ZERO) if item.cycle is None:
            return days[0]
        case _:
            return 0
