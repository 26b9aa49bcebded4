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


_CYCLE_MONTHS, _CYCLE_DAYS = 4800, 146_097  # the Gregorian calendar repeats after 400 years


@cache
def _lengths(months: CalendarMonths) -> tuple[int, int]:
    starts = _month_starts()
    shortest, longest = _CYCLE_DAYS * (months.count + 1), 0
    for month in range(_CYCLE_MONTHS):
        cycles, target = divmod(month + months.count, _CYCLE_MONTHS)
        days = cycles * _CYCLE_DAYS + starts[target] - starts[month]
        # from the last day of a long month, clamping to a shorter one takes the difference away
        clamped = (starts[month + 1] - starts[month]) - (starts[target + 1] - starts[target])
        longest = max(longest, days)
        shortest = min(shortest, days - max(0, clamped))
    return shortest, longest


@cache
def _month_starts() -> tuple[int, ...]:
    starts = [date(2000 + month // 12, month % 12 + 1, 1).toordinal() for month in range(_CYCLE_MONTHS)]
    return (*starts, starts[0] + _CYCLE_DAYS)


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
