"""Calendar months against brute force over the whole calendar (R26)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from protolang.quantity import CalendarMonths, Days, MonthConvention

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
