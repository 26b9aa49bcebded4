"""The bounds of a claim as whole numbers: what satisfies them on every start date."""

from typing import assert_never

from protolang.model.expression import Bound
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.verify.cells import NotExactError


def least_allowed(bound: Bound) -> int:
    """The least whole value that satisfies a lower bound on every start date. Raises `NotExactError` for an amount."""
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = duration.longest()
        case Quantity():
            raise NotExactError("an amount is not followed yet")
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value + 1


def greatest_allowed(bound: Bound) -> int:
    """The greatest whole value that satisfies an upper bound on every start date. Raises `NotExactError` likewise."""
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = duration.shortest()
        case Quantity():
            raise NotExactError("an amount is not followed yet")
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value - 1
