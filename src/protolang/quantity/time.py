"""Durations and windows. A clock ticks once a day, an hour or a minute; a calendar month counts from its anchor."""

from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import attrs

from protolang.quantity.amount import decimal_text

_CLOCKS = {1: "day", 24: "hour", 1440: "minute"}
# The greatest first: a duration is said in the first of these that it is a whole number of.
_WORDS = ((10_080, "week"), (1440, "day"), (60, "hour"), (1, "minute"))


def _check_clock(per_day: int) -> None:
    if per_day not in _CLOCKS:
        raise ValueError(f"no clock ticks {per_day} times a day: 1, 24 or 1440")


@attrs.frozen
class Resolution:
    """The smallest step of a protocol's time: `per_day` ticks make a day (1, 24 or 1440; else `ValueError`)."""

    per_day: int = 1

    def __attrs_post_init__(self) -> None:
        _check_clock(self.per_day)

    @property
    def name(self) -> str:
        """`day`, `hour` or `minute`."""
        return _CLOCKS[self.per_day]

    def ticks(self, days: Fraction) -> int | None:
        """How many ticks make `days` days; None when they are not a whole number of ticks."""
        return whole_days(days * self.per_day)


@attrs.frozen(eq=False)
class Days:
    """A duration of fixed length: `count` ticks of a clock that ticks `per_day` times a day.

    `per_day` is 1 (days), 24 (hours) or 1440 (minutes); raises `ValueError` otherwise. Two are equal when they last
    equally long: 24 hours are 1 day.
    """

    count: int
    per_day: int = 1

    def __attrs_post_init__(self) -> None:
        _check_clock(self.per_day)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Days):
            return NotImplemented
        return self.count * other.per_day == other.count * self.per_day

    def __hash__(self) -> int:
        return hash(self.days)

    @property
    def days(self) -> Fraction:
        """Its length in days: a quarter for 6 hours."""
        return Fraction(self.count, self.per_day)

    @property
    def spoken(self) -> tuple[int, str]:
        """Its number and the singular of its unit: `(2, "week")`, `(36, "hour")`; the greatest unit that fits."""
        if not self.count:
            return 0, "day"
        minutes = self.count * (1440 // self.per_day)
        return next((minutes // length, word) for length, word in _WORDS if minutes % length == 0)

    def __str__(self) -> str:
        number, word = self.spoken
        return f"{number} {word}" if number == 1 else f"{number} {word}s"

    def shortest(self) -> int:
        """The greatest whole number of days that fit into it: 1 for 36 hours."""
        return self.count // self.per_day

    def longest(self) -> int:
        """The least whole number of days that it fits into: 2 for 36 hours."""
        return -(-self.count // self.per_day)

    def after(self, anchor: date) -> date:
        """The day this long after `anchor`; raises `ValueError` unless it is a whole number of days."""
        if self.count % self.per_day:
            raise ValueError(f"{self} after a date is no date")
        return anchor + timedelta(days=self.count // self.per_day)


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
