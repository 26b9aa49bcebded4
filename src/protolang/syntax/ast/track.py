"""Tracks, phases, and the statements inside them; requirements."""

import attrs

from protolang.syntax.ast.declaration import DoseClause, MissedClause, NextDueClause
from protolang.syntax.ast.expression import Expr
from protolang.syntax.ast.node import Marks, Name, Node, OffsetExpr, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class OnClause(Node):
    """`on weeks 1..8, 12` or `on days 0, 14`; `unit` is `weeks` or `days`."""

    unit: str
    offsets: tuple[OffsetExpr, ...]


@attrs.frozen(eq=False, repr=False)
class EveryClause(Node):
    """`every 28 days, 6 times`, `every closing_interval`, `every month` (a unit alone counts one)."""

    interval: QuantityExpr | Name
    times: str | None


@attrs.frozen(eq=False, repr=False)
class WindowClause(Node):
    """`window -1..+3 days`."""

    before: str
    after: str
    unit: str


@attrs.frozen(eq=False, repr=False)
class UntilClause(Node):
    """`until repopulated, at most 36 cycles else go X`."""

    condition: Expr
    bound: QuantityExpr | Name | None
    otherwise: Name | None


TimingClause = OnClause | EveryClause | WindowClause | UntilClause | DoseClause | MissedClause | NextDueClause


@attrs.frozen(eq=False, repr=False)
class GiveClause(Node):
    """`give rituximab on weeks 1..8`."""

    agent: Name
    clauses: tuple[TimingClause, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class MeasureClause(Node):
    """`measure cd20 every 4 weeks until …`."""

    lab: Name
    clauses: tuple[TimingClause, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RepeatClause(Node):
    """`repeat every T until C, at most N else go X { give …  measure … }`: what stands inside is done each time."""

    every: EveryClause
    until: UntilClause | None
    body: tuple[GiveClause | MeasureClause, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class WhenClause(Node):
    """`when condition go phase`; with `first` it is looked at before the phase's other exits."""

    condition: Expr
    target: Name
    marks: Marks
    first: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class AfterClause(Node):
    """`after 12 weeks when condition go phase`."""

    delay: QuantityExpr | Name
    condition: Expr | None
    target: Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ThenClause(Node):
    """`then phase`, or `then end` with `target` None."""

    target: Name | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class StopClause(Node):
    """`stop`, or `stop when condition`: the whole protocol ends for this patient."""

    condition: Expr | None
    marks: Marks


PhaseClause = GiveClause | MeasureClause | RepeatClause | WhenClause | AfterClause | ThenClause | StopClause


@attrs.frozen(eq=False, repr=False)
class PhaseDecl(Node):
    """`phase closing "title" { … }`."""

    name: Name
    title: str | None
    clauses: tuple[PhaseClause, ...]


@attrs.frozen(eq=False, repr=False)
class TrackDecl(Node):
    """`track infusions "title" { start induction  phase … }`."""

    name: Name
    title: str | None
    start: Name | None
    phases: tuple[PhaseDecl, ...]


@attrs.frozen(eq=False, repr=False)
class NeverDecl(Node):
    """`never exit immunoglobulin on clinical_remission`."""

    track: Name
    event: Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RequireDecl(Node):
    """`require twelve: count(rituximab) = 12`, optionally `between depleted and repopulated`."""

    name: Name | None
    claim: Expr
    opens: Expr | None
    closes: Expr | None
    marks: Marks
