"""Scenarios: one patient's story in the protocol's own file, and what must come of it."""

import attrs

from protolang.syntax.ast.expression import Expr, NameExpr
from protolang.syntax.ast.node import MomentExpr, Name, Node, QuantityExpr

Given = QuantityExpr | NameExpr
"""A value: a quantity, or a word such as `positive`."""


@attrs.frozen(eq=False, repr=False)
class SetClause(Node):
    """`set closing_interval = 4 weeks`."""

    name: Name
    value: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class PatientClause(Node):
    """`patient { weight 70 kg  sex female }`."""

    values: tuple[tuple[Name, Given], ...]


@attrs.frozen(eq=False, repr=False)
class FirstDateClause(Node):
    """`start 2027-01-04`: the date of day 0."""

    date: str


@attrs.frozen(eq=False, repr=False)
class ReadingClause(Node):
    """`cd20 = 0.4 % from week 8 every 4 weeks`, `cd20 < 0.5 % from week 8`; `value` None: `cd20 missing from week 8`.

    Without `every` it is what a measurement gives when the protocol asks for one; with it, samples are taken by
    themselves.
    """

    name: Name
    operator: str
    value: Given | None
    since: MomentExpr
    every: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class SampleClause(Node):
    """`cd20 = 0.4 % at week 8 reported day 60`: one result; `reported` None is the day of sampling."""

    name: Name
    operator: str
    value: Given
    at: MomentExpr
    reported: MomentExpr | None
    preliminary: bool


@attrs.frozen(eq=False, repr=False)
class CorrectionClause(Node):
    """`cd20 at week 8 corrected to 2 % on day 60`; `value` None: `cancelled`."""

    name: Name
    at: MomentExpr
    value: Given | None
    on: MomentExpr


@attrs.frozen(eq=False, repr=False)
class OccurrenceClause(Node):
    """`clinical_remission on week 30`."""

    event: Name
    at: tuple[MomentExpr, ...]


@attrs.frozen(eq=False, repr=False)
class AdministrationClause(Node):
    """`rituximab given on day 25`, `missed on week 3`, `missed from week 3 to week 9`, `delayed 2 days on week 3`.

    `what` is `given`, `missed` or `delayed`; `until` is the last moment of a range; `by` is the delay.
    """

    drug: Name
    what: str
    on: MomentExpr
    until: MomentExpr | None
    by: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class RulingClause(Node):
    """`infusions resume on day 40`: a clinician decides; `ruling` is `resume`, `skip` or `stop`."""

    track: Name
    ruling: str
    on: MomentExpr


@attrs.frozen(eq=False, repr=False)
class ExpectClause(Node):
    """`expect maintenance at week 25`, `expect end by week 101`, `expect count(ivig) = 26 at end`.

    `claim` is None for the end of the protocol; `moment` is None for `at end`; `when` is `at` or `by`.
    """

    claim: Expr | None
    when: str
    moment: MomentExpr | None


@attrs.frozen(eq=False, repr=False)
class ExpectAlertClause(Node):
    """`expect alert "…" by week 5`, `expect no alert at end` with `absent`; `text` None is any alert."""

    text: str | None
    absent: bool
    when: str
    moment: MomentExpr | None


ScenarioClause = (
    SetClause
    | PatientClause
    | FirstDateClause
    | ReadingClause
    | SampleClause
    | CorrectionClause
    | OccurrenceClause
    | AdministrationClause
    | RulingClause
    | ExpectClause
    | ExpectAlertClause
)


@attrs.frozen(eq=False, repr=False)
class ScenarioDecl(Node):
    """`scenario "title" { … }`."""

    title: str
    steps: tuple[ScenarioClause, ...]


@attrs.frozen(eq=False, repr=False)
class BackgroundDecl(Node):
    """`background { … }`: what all scenarios of the file share."""

    steps: tuple[ScenarioClause, ...]
