"""What an author requires of courses beyond a count, a span or a gap: on each day, in an order, in any stretch of time.

What a day alone can break (`always`, `never`, `at most`, `only after`, `never while`) is claimed of every course, also
of one that is stopped or waits for a clinician; the rest is claimed of the courses that complete. A condition whose
truth is not known on a day neither keeps nor breaks a claim that day.
"""

from enum import Enum

import attrs

from protolang.model.expression import Expression
from protolang.quantity import Duration
from protolang.source import Span, Value


class Quantifier(Enum):
    """On which days of a course a condition is claimed."""

    ALWAYS = "always"  # it fails on no day
    NEVER = "never"  # it holds on no day
    EVENTUALLY = "eventually"  # it holds on some day


@attrs.frozen(eq=False, repr=False)
class Holds(Value):
    """`always condition`, `never condition` or `eventually condition`."""

    quantifier: Quantifier
    condition: Expression
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class LeadsTo(Value):
    """Each day on which `trigger` holds is followed by one on which `response` holds, `within` later at most.

    The day itself counts. A course that completes before has no further day, and breaks it.
    """

    trigger: Expression
    response: Expression
    within: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Rate(Value):
    """From `low` to `high` administrations of `subject` in any `window` days that follow one another.

    A window with fewer than `low` counts only where it lies within the time looked at, which without `between` is
    from the first to the last administration.
    """

    subject: str
    low: int | None
    high: int | None
    window: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class EveryWindow(Value):
    """Any `window` days that follow one another, within the time looked at, have an administration of `subject`."""

    subject: str
    window: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class OnlyAfter(Value):
    """On the day of each administration of `subject`, or `within` before it at most, `condition` held.

    Without `within` any earlier day will do.
    """

    subject: str
    condition: Expression
    within: Duration | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class NeverWhile(Value):
    """`subject` is given on no day on which `condition` holds."""

    subject: str
    condition: Expression
    origin: Span = attrs.field(eq=False, repr=False)


DayClaim = Holds | LeadsTo | Rate | EveryWindow | OnlyAfter | NeverWhile
