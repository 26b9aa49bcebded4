"""The bounds of a claim as whole numbers: what satisfies them on every start date."""

from typing import assert_never

from protolang.model.expression import Bound
from protolang.quantity import CalendarMonths, Days, Duration, Quantity
from protolang.verify.cells import NotExactError


def least_allowed(bound: Bound, per_day: int = 1) -> int:
    """The least whole value that satisfies a lower bound on every start date; of a time it is in ticks of a clock.

    Raises `NotExactError` for an amount.
    """
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = longest_ticks(duration, per_day)
        case Quantity():
            raise NotExactError("an amount is not followed yet")
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value + 1


def greatest_allowed(bound: Bound, per_day: int = 1) -> int:
    """The greatest whole value, likewise, that satisfies an upper bound on every start date. Raises `NotExactError`."""
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = shortest_ticks(duration, per_day)
        case Quantity():
            raise NotExactError("an amount is not followed yet")
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value - 1


def shortest_ticks(duration: Duration, per_day: int) -> int:
    """How many ticks of a clock fit into a time on every start date."""
    match duration:
        case Days(count=count, per_day=of_a_day):
            return count * per_day // of_a_day
        case CalendarMonths():
            return duration.shortest() * per_day
        case _:
            assert_never(duration)


def longest_ticks(duration: Duration, per_day: int) -> int:
    """Into how many ticks of a clock a time fits on every start date."""
    match duration:
        case Days(count=count, per_day=of_a_day):
            return -(-count * per_day // of_a_day)
        case CalendarMonths():
            return duration.longest() * per_day
        case _:
            assert_never(duration)
