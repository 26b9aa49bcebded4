"""The Protocol: everything one file says, resolved."""

import attrs

from protolang.model.claim import AnyClaim
from protolang.model.coding import Coding
from protolang.model.course import StopRule, Track
from protolang.model.descent import Descent
from protolang.model.evidence import Evidence, OpenDecision, Source
from protolang.model.expression import Expression
from protolang.model.rule import AlertRule, Eligibility, HoldRule, Separation, Veto
from protolang.model.scenario import Scenario
from protolang.model.table import Level, Table
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Event, Lab, Parameter, Policy, Trigger
from protolang.quantity import MonthConvention, Resolution
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
    protocol that opens with `day 1 = …`, so an output may print `study day + first_day`. With a resolution finer than
    a day all days of the model are ticks of the clock.
    """

    month: MonthConvention | None
    month_evidence: Evidence
    day_zero: str | None
    day_zero_said: bool
    day_zero_evidence: Evidence
    week_zero: int | None
    week_zero_evidence: Evidence
    first_day: int = 0
    resolution: Resolution = attrs.field(factory=Resolution)


@attrs.frozen(eq=False, repr=False)
class Requirement(Value):
    """What the author requires of every course that completes, or of every course (see `model.claim`).

    `opens` and `closes` limit it to the time from the first day `opens` holds to the first later day `closes`
    holds. `name` is the author's, or the text of the claim.
    """

    name: str
    claim: AnyClaim
    opens: Expression | None
    closes: Expression | None
    evidence: Evidence
    text: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Protocol(Value):
    """A whole protocol. All ids are unique, of whatever kind.

    `holds`, `alerts` and `vetoes` are all of the text; each says in which track and phase it stands. `subject` is whom
    the protocol follows: a patient, or a cohort. `source` is the main file, `imported` are the others, in the order in
    which they were read.
    """

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
    levels: tuple[Level, ...] = ()
    tables: tuple[Table, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    holds: tuple[HoldRule, ...] = ()
    alerts: tuple[AlertRule, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    subject: str = "patient"
    separations: tuple[Separation, ...] = attrs.field(default=(), metadata={"printed": "when there"})
    descent: Descent | None = attrs.field(default=None, eq=False, metadata={"printed": "when there"})
    codes: tuple[Coding, ...] = attrs.field(default=(), metadata={"printed": "when there"})
    imported: tuple[SourceFile, ...] = attrs.field(default=(), eq=False, repr=False, metadata={"printed": False})

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All files of the text, the main one first."""
        return (self.source, *self.imported)

    @property
    def sha256(self) -> str:
        """The hash of the whole text: that of the file, or one over the hashes of all files and their names."""
        if not self.imported:
            return self.source.sha256
        import hashlib

        lines = (f"{file.sha256} {file.imported_as}\n" for file in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()
