"""Rules that act: decisions at a visit or a result, their effects, holds, vetoes and alerts."""

import attrs

from protolang.syntax.ast.drug import DoseClause
from protolang.syntax.ast.expression import Band, Expr
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class GoEffect(Node):
    """`go maintenance`, `go induction as new`; `target` None is `go back`."""

    target: Name | None
    as_new: bool


@attrs.frozen(eq=False, repr=False)
class StopEffect(Node):
    """`stop`: the protocol ends for this patient."""


@attrs.frozen(eq=False, repr=False)
class AdjustEffect(Node):
    """`raise basal by 8 IU`, `lower rate by 25 % of current`, `lower level`.

    `verb` is `raise` or `lower`; `reference` is `original`, `current` or None.
    """

    verb: str
    level: Name
    amount: QuantityExpr | None
    reference: str | None


@attrs.frozen(eq=False, repr=False)
class RestoreEffect(Node):
    """`restore basal`: the value before the last change."""

    level: Name


@attrs.frozen(eq=False, repr=False)
class AssignEffect(Node):
    """`set basal = 10 IU`."""

    level: Name
    value: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class HoldEffect(Node):
    """`hold dosing for 1 hour`; `time` None holds until a rule or a clinician resumes."""

    track: Name
    time: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class ResumeEffect(Node):
    """`resume dosing`."""

    track: Name


@attrs.frozen(eq=False, repr=False)
class GiveEffect(Node):
    """`give heparin_bolus dose 80 IU/kg of weight`: once, at once."""

    agent: Name
    dose: DoseClause | None


@attrs.frozen(eq=False, repr=False)
class MeasureEffect(Node):
    """`measure platelets`: once, at once."""

    lab: Name


@attrs.frozen(eq=False, repr=False)
class TellEffect(Node):
    """`alert "…"`, `notify "…"`, `refer "…"`; `verb` is that word."""

    verb: str
    text: str


@attrs.frozen(eq=False, repr=False)
class NothingEffect(Node):
    """`nothing`: the row is complete, and changes nothing."""


Effect = (
    GoEffect
    | StopEffect
    | AdjustEffect
    | RestoreEffect
    | AssignEffect
    | HoldEffect
    | ResumeEffect
    | GiveEffect
    | MeasureEffect
    | TellEffect
    | NothingEffect
)


@attrs.frozen(eq=False, repr=False)
class WhenRow(Node):
    """`when condition : effects`; with `first` it is looked at before the other rows."""

    condition: Expr
    effects: tuple[Effect, ...]
    marks: Marks
    first: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(eq=False, repr=False)
class BandRow(Node):
    """`below 35 s : effects`."""

    band: Band
    effects: tuple[Effect, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class OtherwiseRow(Node):
    """`otherwise : effects`: where no other row holds."""

    effects: tuple[Effect, ...]
    marks: Marks


DecisionRow = WhenRow | BandRow | OtherwiseRow


@attrs.frozen(eq=False, repr=False)
class AtEachClause(Node):
    """`at each aptt`: whenever a result, an event or a dose of that name arrives."""

    subject: Name


@attrs.frozen(eq=False, repr=False)
class ConsequenceExpr(Node):
    """`review`, `skip`, `stop`, `alert`, or `go phase` with `target`."""

    outcome: str | None
    target: Name | None


@attrs.frozen(eq=False, repr=False)
class HoldRuleClause(Node):
    """`hold dosing when C until D, at most 28 days then review`; `track` None is the track it stands in."""

    track: Name | None
    condition: Expr
    until: Expr | None
    limit: QuantityExpr | None
    consequence: ConsequenceExpr | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class AlertRuleClause(Node):
    """`alert "…" when C`: told on the first day of each time that C holds."""

    verb: str
    text: str
    condition: Expr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class VetoClause(Node):
    """`veto raise basal when C`: whatever another rule says; `verb` is `give`, `raise`, `lower` or `go`."""

    verb: str
    subject: Name
    condition: Expr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class EntryClause(Node):
    """`on entry : effects`, `on exit : effects`; `moment` is `entry` or `exit`."""

    moment: str
    effects: tuple[Effect, ...]
    marks: Marks
