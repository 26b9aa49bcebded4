"""What an author requires of courses beyond a measure: on each day, in an order, in any stretch of time.

A condition is judged once a day, at its end: after the results, the moves and the doses of the day, with its events. A
phase that completes on a day is still the current one on it; one that a rule leaves is not. On the day on which a track
is stopped it is still in its phase. Where the truth is not known on a day, that day neither keeps nor breaks a claim.

`between` limits a claim to the days from the first on which its first condition holds to the first later one on which
the second holds, both included, or to the last day of the course. A course on which the first never holds is not
spoken of.

What a day alone can break (`always`, `never`, `at most`, `only after`, `never while`, a spacing that is too short, a
total that is too high) is claimed of every course, also of one that is stopped or waits for a clinician; the rest is
claimed of the courses that complete.
"""

from enum import Enum
from typing import assert_never

import attrs

from protolang.model.expression import Claim, Expression, Measure, NeverExit
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

    The day itself counts, and so does the last of the time: `within 3 days` of day 5 is day 5, 6, 7 or 8. A course that
    completes before has no further day, and breaks it. `between` limits the days of the trigger alone.
    """

    trigger: Expression
    response: Expression
    within: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Rate(Value):
    """From `low` to `high` administrations of `subject` in any `window` days that follow one another.

    `high` counts the administrations in the time looked at. A window with fewer than `low` counts only where it lies
    within the time looked at, which without `between` is from the first to the last administration.
    """

    subject: str
    low: int | None
    high: int | None
    window: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class EveryWindow(Value):
    """Any `window` days that follow one another, within the time looked at, have an administration of `subject`.

    The time looked at is, without `between`, from the first to the last administration.
    """

    subject: str
    window: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class OnlyAfter(Value):
    """On the day of each administration of `subject`, or `within` before it at most, `condition` held.

    Without `within` any earlier day will do. `between` limits the administrations alone.
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
AnyClaim = Claim | NeverExit | DayClaim


def of_every_course(claim: AnyClaim) -> AnyClaim | None:
    """The part of a claim that is made also of a course that does not complete; None where there is none."""
    match claim:
        case Holds(quantifier=Quantifier.EVENTUALLY) | LeadsTo() | EveryWindow():
            return None
        case Holds() | OnlyAfter() | NeverWhile() | NeverExit():
            return claim
        case Rate(high=high):
            return None if high is None else attrs.evolve(claim, low=None)
        case Claim(measure=Measure.SPACING, low=low):
            return None if low is None else attrs.evolve(claim, high=None)
        case Claim(measure=Measure.TOTAL, high=high):
            return None if high is None else attrs.evolve(claim, low=None)
        case Claim():
            return None
        case _:
            assert_never(claim)


def conditions_of(claim: AnyClaim) -> tuple[Expression, ...]:
    """The conditions that a claim is about."""
    match claim:
        case Holds(condition=condition) | OnlyAfter(condition=condition) | NeverWhile(condition=condition):
            return (condition,)
        case LeadsTo(trigger=trigger, response=response):
            return (trigger, response)
        case Rate() | EveryWindow() | Claim() | NeverExit():
            return ()
        case _:
            assert_never(claim)
