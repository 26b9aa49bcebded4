"""Tracks, phases, and the statements inside them; requirements."""

import attrs

from protolang.syntax.ast.declaration import MissedClause, NextDueClause
from protolang.syntax.ast.drug import DoseClause
from protolang.syntax.ast.expression import Expr
from protolang.syntax.ast.node import Marks, Name, Node, OffsetExpr, QuantityExpr
from protolang.syntax.ast.rule import (
    AlertRuleClause,
    AtEachClause,
    ConsequenceExpr,
    DecisionRow,
    EntryClause,
    GoEffect,
    HoldRuleClause,
    VetoClause,
)


@attrs.frozen(eq=False, repr=False)
class OnClause(Node):
    """`on weeks 1..8, 12`, `on day 1 of cycle`; `unit` is singular, `origin` is `cycle`, `phase` or None for day 0."""

    unit: str
    offsets: tuple[OffsetExpr, ...]
    origin: str | None


@attrs.frozen(eq=False, repr=False)
class EveryClause(Node):
    """`every 28 days, 6 times`, `every closing_interval`, `every month` (a unit alone counts one)."""

    interval: QuantityExpr | Name
    times: str | None


@attrs.frozen(eq=False, repr=False)
class GrowingClause(Node):
    """`every 6, 8, 10, 12 weeks`: each interval once, in that order."""

    intervals: tuple[QuantityExpr, ...]


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


@attrs.frozen(eq=False, repr=False)
class AlongsideClause(Node):
    """`with rituximab`, `30 minutes before rituximab`; `side` is `before`, `after` or None with `time` None."""

    time: QuantityExpr | None
    side: str | None
    subject: Name


@attrs.frozen(eq=False, repr=False)
class FollowingClause(Node):
    """`following cultures`: not before that has been done."""

    subject: Name


@attrs.frozen(eq=False, repr=False)
class WithinClause(Node):
    """`within 1 hour`: the latest, counted from when it is due."""

    time: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class SpacedClause(Node):
    """`spaced at least 16 weeks`: never closer to the last one."""

    least: QuantityExpr


TimingClause = (
    OnClause
    | EveryClause
    | GrowingClause
    | WindowClause
    | UntilClause
    | DoseClause
    | MissedClause
    | NextDueClause
    | AlongsideClause
    | FollowingClause
    | WithinClause
    | SpacedClause
)


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
class InfuseClause(Node):
    """`infuse heparin dose heparin_rate of weight`: without a break, until the phase ends."""

    agent: Name
    clauses: tuple[TimingClause, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class TaperStep(Node):
    """`60 mg for 7 days`."""

    amount: QuantityExpr
    basis: Name | None
    time: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class TaperClause(Node):
    """`taper prednisone every 1 day { 60 mg for 7 days  40 mg for 7 days }`; `every` None is daily."""

    agent: Name
    every: EveryClause | GrowingClause | None
    steps: tuple[TaperStep, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class DelayClause(Node):
    """`delay until recovered, at most 14 days then review`: before each cycle."""

    condition: Expr
    limit: QuantityExpr
    consequence: ConsequenceExpr


@attrs.frozen(eq=False, repr=False)
class DecideClause(Node):
    """`decide by aptt at each aptt if missing measure now { … }`; `occasion` None is once, on entry."""

    subject: Expr | None
    occasion: OnClause | EveryClause | GrowingClause | AtEachClause | None
    missing: str | None
    rows: tuple[DecisionRow, ...]
    marks: Marks
    title: str | None = attrs.field(default=None, kw_only=True)
    clauses: tuple[WindowClause | MissedClause, ...] = attrs.field(default=(), kw_only=True)


@attrs.frozen(eq=False, repr=False)
class RepeatClause(Node):
    """`repeat every T until C, at most N else go X delay … { … }`: a cycle; what stands inside is done in each."""

    every: EveryClause | GrowingClause
    until: UntilClause | None
    delay: DelayClause | None
    body: tuple[GiveClause | MeasureClause | InfuseClause | DecideClause, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class WhenClause(Node):
    """`when condition go phase`; with `first` it is looked at before the other exits."""

    condition: Expr
    target: GoEffect
    marks: Marks
    first: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class AfterClause(Node):
    """`after 12 weeks when condition go phase`."""

    delay: QuantityExpr | Name
    condition: Expr | None
    target: GoEffect
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ThenClause(Node):
    """`then phase`, `then end` with `target` None, or `then back`."""

    target: Name | None
    marks: Marks
    back: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class StopClause(Node):
    """`stop`, or `stop when condition`: the whole protocol ends for this patient."""

    condition: Expr | None
    marks: Marks


AnywhereClause = WhenClause | StopClause | HoldRuleClause | AlertRuleClause | VetoClause
"""What may stand in a phase or in a track, where it holds in each of its phases."""

PhaseClause = (
    GiveClause
    | MeasureClause
    | InfuseClause
    | TaperClause
    | RepeatClause
    | DecideClause
    | AfterClause
    | ThenClause
    | EntryClause
    | AnywhereClause
)


@attrs.frozen(eq=False, repr=False)
class PhaseDecl(Node):
    """`phase closing "title" { … }`; a phase with phases inside it starts in `start`."""

    name: Name
    title: str | None
    clauses: tuple[PhaseClause, ...]
    start: Name | None = attrs.field(default=None, kw_only=True)
    phases: tuple["PhaseDecl", ...] = attrs.field(default=(), kw_only=True)


@attrs.frozen(eq=False, repr=False)
class TrackDecl(Node):
    """`track infusions "title" { start induction  phase … }`; `on_stop` starts when the protocol is stopped."""

    name: Name
    title: str | None
    start: Name | None
    phases: tuple[PhaseDecl, ...]
    clauses: tuple[AnywhereClause, ...] = attrs.field(default=(), kw_only=True)
    on_stop: bool = attrs.field(default=False, kw_only=True)
