"""The Protocol: everything one file says, resolved."""

import attrs

from protolang.model.evidence import Evidence, OpenDecision, Source
from protolang.model.expression import Claim, CourseEnded, Expression, InPhase, NeverExit
from protolang.model.treatment import (
    Attribute,
    DerivedAttribute,
    Drug,
    Event,
    Lab,
    Parameter,
    Policy,
    StopRule,
    Track,
    Trigger,
)
from protolang.quantity import Duration, MonthConvention, Quantity
from protolang.source import SourceFile, Span, Value


@attrs.frozen(eq=False, repr=False)
class Statement(Value):
    """A sentence of the header with its provenance."""

    text: str
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Conventions(Value):
    """What a month is, what day 0 is (a drug's first dose, or enrolment when None), and the day of week 0.

    Study days count from 0 everywhere in the model. `first_day` is the author's number of that day: 1 in a
    protocol that opens with `day 1 = …`, so an output may print `study day + first_day`.
    """

    month: MonthConvention | None
    month_evidence: Evidence
    day_zero: str | None
    day_zero_said: bool
    day_zero_evidence: Evidence
    week_zero: int | None
    week_zero_evidence: Evidence
    first_day: int = 0


@attrs.frozen(eq=False, repr=False)
class Requirement(Value):
    """What the author requires of every course that completes.

    `opens` and `closes` limit it to the time from the first day `opens` holds to the first later day `closes`
    holds. `name` is the author's, or the text of the claim.
    """

    name: str
    claim: Claim | NeverExit
    opens: Expression | None
    closes: Expression | None
    evidence: Evidence
    text: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class ReadingSeries(Value):
    """From `day` on, a measurement of `name` gives `value` (None: no result)."""

    name: str
    day: int
    value: Quantity | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Occurrence(Value):
    """An event on a day."""

    event: str
    day: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Expectation(Value):
    """What a scenario expects: `claim` on `day`, by `day` (`by` True), or at the end (`day` None)."""

    claim: Claim | InPhase | CourseEnded | Expression
    day: int | None
    by: bool
    text: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Scenario(Value):
    """One patient's story, and what must come of it."""

    title: str
    settings: tuple[tuple[str, Quantity | Duration | int], ...]
    attributes: tuple[tuple[str, Quantity], ...]
    readings: tuple[ReadingSeries, ...]
    occurrences: tuple[Occurrence, ...]
    expectations: tuple[Expectation, ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Protocol(Value):
    """A whole protocol. Ids are unique across drugs, labs, attributes, events, parameters, triggers, tracks, phases."""

    id: str
    title: str
    version: str
    status: str
    purpose: Statement | None
    population: Statement | None
    conventions: Conventions
    policy: Policy
    sources: tuple[Source, ...]
    drugs: tuple[Drug, ...]
    labs: tuple[Lab, ...]
    attributes: tuple[Attribute | DerivedAttribute, ...]
    events: tuple[Event, ...]
    parameters: tuple[Parameter, ...]
    triggers: tuple[Trigger, ...]
    tracks: tuple[Track, ...]
    stops: tuple[StopRule, ...]
    requirements: tuple[Requirement, ...]
    scenarios: tuple[Scenario, ...]
    decisions: tuple[OpenDecision, ...]
    source: SourceFile = attrs.field(eq=False, repr=False)
    origin: Span = attrs.field(eq=False, repr=False)
