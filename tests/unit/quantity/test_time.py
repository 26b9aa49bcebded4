"""Calendar months against brute force over the whole calendar (R26)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from protolang.quantity import CalendarMonths, Days, MonthConvention, Resolution

EVERY_DAY = [date(2000, 1, 1) + timedelta(days=offset) for offset in range(146_097)]  # 400 years: one whole calendar


@pytest.mark.parametrize(
    ("anchor", "count", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2027, 10, 31), 4, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 5, 5), 0, date(2027, 5, 5)),
    ],
)
def test_R26_a_month_ends_where_the_month_ends(anchor: date, count: int, expected: date) -> None:
    assert CalendarMonths(count).after(anchor) == expected


def test_R26_months_count_from_the_anchor_and_are_never_chained() -> None:
    anchor = date(2027, 1, 31)
    chained = CalendarMonths(1).after(CalendarMonths(1).after(anchor))
    assert CalendarMonths(2).after(anchor) == date(2027, 3, 31) != chained


def _brute(count: int) -> tuple[int, int]:
    duration = CalendarMonths(count)
    lengths = {(duration.after(day) - day).days for day in EVERY_DAY}
    return min(lengths), max(lengths)


@pytest.mark.parametrize("count", [1, 2, 6, 12])
def test_R26_shortest_and_longest_over_400_years(count: int) -> None:
    duration = CalendarMonths(count)
    assert (duration.shortest(), duration.longest()) == _brute(count)


@pytest.mark.long
@pytest.mark.parametrize("count", [3, 4, 5, 7, 11, 13, 14, 24, 36, 47, 48, 49, 59, 96, 97, 120, 600, 1199, 1200])
def test_R26_shortest_and_longest_of_longer_times(count: int) -> None:
    duration = CalendarMonths(count)
    assert (duration.shortest(), duration.longest()) == _brute(count)


def test_days_are_days() -> None:
    assert (Days(28).shortest(), Days(28).longest(), str(Days(28))) == (28, 28, "4 weeks")
    assert Days(1).after(date(2027, 12, 31)) == date(2028, 1, 1)


def test_what_a_month_is_is_said_once() -> None:
    assert MonthConvention(28).months(2) == Days(56)
    assert MonthConvention(None).months(2) == CalendarMonths(2)


@pytest.mark.parametrize(
    ("count", "per_day", "text"),
    [
        (0, 24, "0 days"),
        (1, 24, "1 hour"),
        (4, 24, "4 hours"),
        (24, 24, "1 day"),
        (36, 24, "36 hours"),
        (48, 24, "2 days"),
        (336, 24, "2 weeks"),
        (1, 1440, "1 minute"),
        (30, 1440, "30 minutes"),
        (90, 1440, "90 minutes"),
        (120, 1440, "2 hours"),
        (2880, 1440, "2 days"),
        (10_080, 1440, "1 week"),
        (7, 1, "1 week"),
        (10, 1, "10 days"),
    ],
)
def test_a_duration_is_said_in_the_greatest_unit_that_fits(count: int, per_day: int, text: str) -> None:
    assert str(Days(count, per_day)) == text


def test_durations_are_equal_when_they_last_equally_long() -> None:
    assert Days(24, 24) == Days(1) == Days(1440, 1440)
    assert hash(Days(24, 24)) == hash(Days(1)) == hash(Days(1440, 1440))
    assert Days(1, 24) != Days(1)
    assert Days(0, 24) == Days(0)
    assert Days(1) != CalendarMonths(1)
    assert Days(6, 24).days == Fraction(1, 4)


def test_a_part_of_a_day_after_a_date_is_no_date() -> None:
    assert Days(48, 24).after(date(2027, 12, 31)) == date(2028, 1, 2)
    with pytest.raises(ValueError, match="36 hours after a date is no date"):
        Days(36, 24).after(date(2027, 12, 31))


def test_whole_days_around_hours() -> None:
    assert (Days(36, 24).shortest(), Days(36, 24).longest()) == (1, 2)
    assert (Days(48, 24).shortest(), Days(48, 24).longest()) == (2, 2)
    assert (Days(30, 1440).shortest(), Days(30, 1440).longest()) == (0, 1)


def test_a_clock_ticks_by_the_day_the_hour_or_the_minute() -> None:
    assert [Resolution(per_day).name for per_day in (1, 24, 1440)] == ["day", "hour", "minute"]
    assert Resolution() == Resolution(1)
    assert Resolution(24).ticks(Fraction(1, 4)) == 6
    assert Resolution(24).ticks(Fraction(1, 48)) is None
    assert Resolution(1440).ticks(Fraction(1, 48)) == 30
    assert Resolution(1).ticks(Fraction(9, 2)) is None
    for wrong in (0, 12, -24, 86_400):
        with pytest.raises(ValueError, match="no clock"):
            Resolution(wrong)
        with pytest.raises(ValueError, match="no clock"):
            Days(1, wrong)
