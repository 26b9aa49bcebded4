"""What a course says of a requirement."""

from enum import Enum

import attrs

from protolang.quantity import Root


class Outcome(Enum):
    """What a course says of a requirement."""

    KEPT = "kept"
    BROKEN = "broken"
    OUT_OF_SCOPE = "out of scope"  # the time looked at never begins, or only courses that complete are spoken of
    UNKNOWN = "unknown"  # a total that has no exact value; what no single course tells (`never exit`)


@attrs.frozen
class Judgement:
    """The outcome; the clock tick on which it breaks; the first and last tick looked at.

    `values` are what was measured: one number of administrations or of ticks, an amount in base units, or the ticks of
    each stay; empty where nothing is measured.
    """

    outcome: Outcome
    day: int | None = None
    stretch: tuple[int, int] | None = None
    values: tuple[int | Root, ...] = ()


def broken_on(day: int | None, values: tuple[int | Root, ...] = ()) -> Judgement:
    """Broken on a clock tick, or kept where there is none."""
    return Judgement(Outcome.KEPT if day is None else Outcome.BROKEN, day, values=values)
