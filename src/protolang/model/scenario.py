"""Scenarios: one patient's story, and what must come of it. Days are study days (clock ticks)."""

from datetime import date
from enum import Enum

import attrs

from protolang.model.expression import Claim, CourseEnded, Expression
from protolang.quantity import Duration, Interval, Quantity
from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class ReadingSeries(Value):
    """From `day` on, a measurement of `name` gives `value`, in its declared unit (None: no result).

    Of a lab with choices, the value is the index of one.

    With `every` a sample is taken that often by itself, from `day` on, whether the protocol asks for one or not.
    """

    name: str
    day: int
    value: Interval | None
    every: Duration | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Sample(Value):
    """One result: sampled on one day (negative: before day 0), reported on the same or a later one."""

    name: str
    day: int
    reported: int
    value: Interval
    preliminary: bool
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Correction(Value):
    """The result of `name` sampled on `day` is corrected on day `on`, or cancelled (`value` None)."""

    name: str
    day: int
    value: Interval | None
    on: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Occurrence(Value):
    """An event on a day."""

    event: str
    day: int
    origin: Span = attrs.field(eq=False, repr=False)


class Deviation(Enum):
    """How an administration departs from the plan; what is not said is given on the day it is due."""

    GIVEN = "given"  # on that day, due or not
    MISSED = "missed"  # what is due from `day` to `until` is never given
    DELAYED = "delayed"  # what is due on `day` is given `by` later


@attrs.frozen(eq=False, repr=False)
class AdministrationPlan(Value):
    """A dose that is not simply given when it is due. `until` is `day` but for a range; `by` is in clock ticks."""

    drug: str
    deviation: Deviation
    day: int
    until: int
    by: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class RulingPlan(Value):
    """A clinician's decision on a track: `resume`, `skip` or `stop`."""

    track: str
    ruling: str
    day: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class AlertExpected(Value):
    """Somebody is told: of `text` where it is not None, else of anything; or not (`absent`)."""

    text: str | None
    absent: bool
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Expectation(Value):
    """What a scenario expects: `claim` on `day`, by `day` (`by` True), or at the end (`day` None)."""

    claim: Claim | CourseEnded | AlertExpected | Expression
    day: int | None
    by: bool
    text: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Scenario(Value):
    """One patient's story, and what must come of it, with the background that all scenarios of the file share.

    `attributes` hold from day 0 on. `start` is the date of day 0, if said. Settings and attributes name each thing
    once; of several series of one lab the one that began last is in force.
    """

    title: str
    settings: tuple[tuple[str, Quantity | Duration | int], ...]
    attributes: tuple[tuple[str, Interval], ...]
    readings: tuple[ReadingSeries, ...]
    samples: tuple[Sample, ...]
    corrections: tuple[Correction, ...]
    occurrences: tuple[Occurrence, ...]
    administrations: tuple[AdministrationPlan, ...]
    rulings: tuple[RulingPlan, ...]
    expectations: tuple[Expectation, ...]
    start: date | None
    origin: Span = attrs.field(eq=False, repr=False)
