"""Censored values: what a laboratory reports as `<0.5` is an interval, and a comparison with it may be undecided."""

import re
from fractions import Fraction

import attrs

from protolang.quantity.amount import decimal_text

_MOST_DIGITS = 18
_FORM = re.compile(r"(?:(?P<sign><=|>=|<|>) *)?(?P<whole>0|[1-9][0-9]*)(?:\.(?P<decimals>[0-9]+))?")


@attrs.frozen
class Interval:
    """The values between `low` and `high`, of one unit that its owner knows; None is unbounded.

    An end belongs to it when it is closed; an unbounded end is never closed. Not empty: raises `ValueError` otherwise.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool

    def __attrs_post_init__(self) -> None:
        if (self.low is None and self.low_closed) or (self.high is None and self.high_closed):
            raise ValueError("an unbounded end cannot be closed")
        if self.low is not None and self.high is not None:
            closed = self.low_closed and self.high_closed
            if self.low > self.high or (self.low == self.high and not closed):
                raise ValueError("an interval without any value")

    @classmethod
    def point(cls, value: Fraction) -> "Interval":
        """The one value."""
        return cls(value, value, low_closed=True, high_closed=True)

    @property
    def is_point(self) -> bool:
        """Whether it is one value, which was not censored."""
        return self.low is not None and self.low == self.high

    def scaled(self, factor: Fraction) -> "Interval":
        """The same values in another unit; raises `ValueError` unless `factor` is above zero."""
        if factor <= 0:
            raise ValueError("a unit's factor is above zero")
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high, self.low_closed, self.high_closed)

    def compare(self, operator: str, other: "Interval") -> bool | None:
        """`self operator other` (`<` `<=` `=` `>=` `>`), exact (R5).

        True when it holds for every pair of their values, False when for none, else None: undecided. Raises
        `ValueError` for another operator.
        """
        match operator:
            case "<":
                return _decided(_below(self, other), _at_most(other, self))
            case "<=":
                return _decided(_at_most(self, other), _below(other, self))
            case "=":
                return _decided(
                    self.is_point and other.is_point and self.low == other.low,
                    _below(self, other) or _below(other, self),
                )
            case ">=":
                return other.compare("<=", self)
            case ">":
                return other.compare("<", self)
            case _:
                raise ValueError(f"no comparison: {operator}")

    def __str__(self) -> str:
        """`0.4`, `<0.5`, `>=100`; between two ends `>0.4 and <=0.5`; unbounded `any value`."""
        if self.low is not None and self.low == self.high:
            return decimal_text(self.low)
        above = "" if self.low is None else f"{'>=' if self.low_closed else '>'}{decimal_text(self.low)}"
        below = "" if self.high is None else f"{'<=' if self.high_closed else '<'}{decimal_text(self.high)}"
        return " and ".join(end for end in (above, below) if end) or "any value"


def parse_interval(text: str) -> Interval:
    """The value written `0.4`, or the censored one written `<0.5`, `<=5`, `>100`, `>= 100`.

    The number is of the language: digits 0 to 9, no sign, at most 18 of them, no needless zero in front. Raises
    `ValueError` for any other text; the message is for the person who wrote it.
    """
    match = _FORM.fullmatch(text)
    if match is None or len(match["whole"]) + len(match["decimals"] or "") > _MOST_DIGITS:
        shown = text if len(text) <= 24 else f"{text[:20]}…"
        raise ValueError(
            f"`{shown}` is not a number of at most {_MOST_DIGITS} digits, with or without `<`, `<=`, `>`, `>=`"
        )
    number = Fraction(f"{match['whole']}.{match['decimals'] or '0'}")
    match match["sign"]:
        case "<" | "<=" as sign:
            return Interval(None, number, low_closed=False, high_closed=sign == "<=")
        case ">" | ">=" as sign:
            return Interval(number, None, low_closed=sign == ">=", high_closed=False)
        case _:
            return Interval.point(number)


def _decided(always: bool, never: bool) -> bool | None:
    return True if always else (False if never else None)


def _below(one: Interval, other: Interval) -> bool:
    """Whether every value of `one` is less than every value of `other`."""
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and not (one.high_closed and other.low_closed))


def _at_most(one: Interval, other: Interval) -> bool:
    """Whether every value of `one` is less than or equal to every value of `other`."""
    return one.high is not None and other.low is not None and one.high <= other.low
