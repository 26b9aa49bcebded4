"""Scenarios, and a whole file."""

import attrs

from protolang.syntax.ast.declaration import (
    AttributeDecl,
    DrugDecl,
    EventDecl,
    FormulaDecl,
    HeaderClause,
    LabDecl,
    ParamDecl,
    PolicyDecl,
    SourceDecl,
    TriggerDecl,
)
from protolang.syntax.ast.expression import Expr
from protolang.syntax.ast.node import Name, Node, QuantityExpr
from protolang.syntax.ast.track import NeverDecl, RequireDecl, StopClause, TrackDecl


@attrs.frozen(eq=False, repr=False)
class MomentExpr(Node):
    """`week 8` or `day 56`; `unit` is `week` or `day`."""

    unit: str
    number: str


@attrs.frozen(eq=False, repr=False)
class SetClause(Node):
    """`set closing_interval = 4 weeks`."""

    name: Name
    value: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class PatientClause(Node):
    """`patient { weight 70 kg  height 175 cm }`."""

    values: tuple[tuple[Name, QuantityExpr], ...]


@attrs.frozen(eq=False, repr=False)
class ReadingClause(Node):
    """`cd20 = 0.4 % from week 8`, or `cd20 missing from week 8` with `value` None."""

    name: Name
    value: QuantityExpr | None
    since: MomentExpr


@attrs.frozen(eq=False, repr=False)
class OccurrenceClause(Node):
    """`clinical_remission on week 30`."""

    event: Name
    at: MomentExpr


@attrs.frozen(eq=False, repr=False)
class ExpectClause(Node):
    """`expect maintenance at week 25`, `expect end by week 101`, `expect count(ivig) = 26 at end`.

    `claim` is None for the end of the protocol; `moment` is None for `at end`; `when` is `at` or `by`.
    """

    claim: Expr | None
    when: str
    moment: MomentExpr | None


ScenarioClause = SetClause | PatientClause | ReadingClause | OccurrenceClause | ExpectClause


@attrs.frozen(eq=False, repr=False)
class ScenarioDecl(Node):
    """`scenario "title" { … }`."""

    title: str
    steps: tuple[ScenarioClause, ...]


Declaration = (
    SourceDecl
    | PolicyDecl
    | AttributeDecl
    | FormulaDecl
    | EventDecl
    | DrugDecl
    | LabDecl
    | ParamDecl
    | TriggerDecl
    | TrackDecl
    | StopClause
    | NeverDecl
    | RequireDecl
    | ScenarioDecl
)


@attrs.frozen(eq=False, repr=False)
class Comment(Node):
    """`# …`, where it stood."""

    text: str


@attrs.frozen(eq=False, repr=False)
class ProtocolDecl(Node):
    """A whole file."""

    name: Name
    title: str | None
    header: tuple[HeaderClause, ...]
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = attrs.field(eq=False, default=())
