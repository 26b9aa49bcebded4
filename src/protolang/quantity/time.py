"""Durations and windows. A day is the resolution; a calendar month is counted from its original anchor."""

from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import attrs

from protolang.quantity.amount import decimal_text


@attrs.frozen
class Days:
    """A duration of a whole number of days."""

    count: int

    def __str__(self) -> str:
        if self.count and self.count % 7 == 0:
            weeks = self.count // 7
            return f"{weeks} week" if weeks == 1 else f"{weeks} weeks"
        return "1 day" if self.count == 1 else f"{self.count} days"

    def shortest(self) -> int:
        """The least number of days it can last."""
        return self.count

    def longest(self) -> int:
        """The greatest number of days it can last."""
        return self.count

    def after(self, anchor: date) -> date:
        """The day this long after `anchor`."""
        return anchor + timedelta(days=self.count)


@attrs.frozen
class CalendarMonths:
    """A whole number of calendar months, counted from an anchor and clamped to the month's end (R26)."""

    count: int

    def __str__(self) -> str:
        return "1 calendar month" if self.count == 1 else f"{self.count} calendar months"

    def after(self, anchor: date) -> date:
        """The same day of the month `count` months after `anchor`, or that month's last day."""
        month = anchor.month - 1 + self.count
        year, month = anchor.year + month // 12, month % 12 + 1
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, min(anchor.day, (following - timedelta(days=1)).day))

    def shortest(self) -> int:
        """The least number of days over all anchors."""
        return _lengths(self)[0]

    def longest(self) -> int:
        """The greatest number of days over all anchors."""
        return _lengths(self)[1]


@cache
def _lengths(months: CalendarMonths) -> tuple[int, int]:
    # Up to a hundred years, the length depends on the day and month of the anchor and on how the leap days fall into
    # it. Anchors of two centuries see them with a leap day in the year 2000, and without one in 1900, 2100 and 2200.
    anchors = (date(year, month, 1) for year in range(1900, 2105) for month in range(1, 13))
    days = ((first, offset) for first in anchors for offset in (0, 27, 28, 29, 30))
    whole = (anchor for first, offset in days if (anchor := first + timedelta(days=offset)).month == first.month)
    lengths = {(months.after(anchor) - anchor).days for anchor in whole}
    return min(lengths), max(lengths)


Duration = Days | CalendarMonths


@attrs.frozen
class MonthConvention:
    """What a bare `month` is in one protocol: a fixed number of days, or calendar when `days` is None."""

    days: int | None

    def months(self, count: int) -> Duration:
        """`count` months under this convention."""
        return CalendarMonths(count) if self.days is None else Days(self.days * count)

    def __str__(self) -> str:
        return "calendar month" if self.days is None else f"{self.days} days"


@attrs.frozen
class Window:
    """Closed window around a due day: from `before` days early to `after` days late."""

    before: int = 0
    after: int = 0

    def __str__(self) -> str:
        return f"-{self.before}..+{self.after} days"


def whole_days(magnitude: Fraction) -> int | None:
    """`magnitude` days as an int, or None when it is not a whole number of days."""
    return int(magnitude) if magnitude.denominator == 1 else None


def days_text(days: Fraction) -> str:
    """A number of days for a message: `9.5 days`."""
    return f"{decimal_text(days)} day" if days == 1 else f"{decimal_text(days)} days"
