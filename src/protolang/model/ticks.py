"""Study moments in ticks of the protocol's clock: `week 8`, `day 56`, `month 2`, `hour 6`."""

from protolang.model.lowering import Lowering
from protolang.model.units import LONGEST_DAYS
from protolang.quantity import CalendarMonths, Days
from protolang.source import Span
from protolang.syntax.ast import QuantityExpr

_LONGEST = {"week": 7, "month": 31}


def tick_of(unit: str, number: int, span: Span, low: Lowering) -> int | None:
    """The clock tick at which `week 8`, `day 56`, `month 2`, `hour 6` or `minute 30` begins, counted from day 0.

    None where the header does not say enough, or the clock is too coarse, which is reported. A month of the calendar
    has no tick of its own: it is no unit of this function.
    """
    per_day = low.conventions.resolution.per_day
    if unit in ("week", "day"):
        day = low.study_day(unit, number, span)
        return None if day is None else day * per_day
    first = low.study_day("day", low.conventions.first_day, span)
    time = low.literals.duration(QuantityExpr(str(number), unit, span=span), "a time")
    match time:
        case Days(count=count):
            return None if first is None else count
        case CalendarMonths() | None:
            return None


def is_far(unit: str, number: int) -> bool:
    """Whether `week 9999` lies more than a hundred years ahead."""
    ticks = {"hour": 24, "minute": 1440}.get(unit, 1)
    return number * _LONGEST.get(unit, 1) > LONGEST_DAYS * ticks
