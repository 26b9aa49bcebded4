"""Three truth values, and what joins them: for whatever a condition is looked at in."""

from collections.abc import Callable, Sequence
from typing import TypeVar

FAILS, HOLDS, UNKNOWN = 0, 1, 2

T = TypeVar("T")


def conjunction(parts: Sequence[Callable[[T], int]]) -> Callable[[T], int]:
    """Holds where all parts hold, fails where one fails."""

    def truth(of: T) -> int:
        result = HOLDS
        for part in parts:
            value = part(of)
            if value == FAILS:
                return FAILS
            if value == UNKNOWN:
                result = UNKNOWN
        return result

    return truth


def at_least(count: int, parts: Sequence[Callable[[T], int]]) -> Callable[[T], int]:
    """Holds where `count` parts hold, fails where no more can."""

    def truth(of: T) -> int:
        values = [part(of) for part in parts]
        if values.count(HOLDS) >= count:
            return HOLDS
        return UNKNOWN if len(values) - values.count(FAILS) >= count else FAILS

    return truth


def negation(part: Callable[[T], int]) -> Callable[[T], int]:
    """Holds where the part fails; what is unknown stays so."""
    table = (HOLDS, FAILS, UNKNOWN)
    return lambda of: table[part(of)]
