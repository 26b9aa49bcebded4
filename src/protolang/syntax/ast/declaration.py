"""Header, policy, and what a protocol declares outside its tracks."""

import attrs

from protolang.syntax.ast.coding import CodingClause, UsualClause
from protolang.syntax.ast.drug import RoundedClause
from protolang.syntax.ast.expression import Expr
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr, RangeExpr


@attrs.frozen(eq=False, repr=False)
class VersionClause(Node):
    """`version 1.0.0`."""

    text: str


@attrs.frozen(eq=False, repr=False)
class StatusClause(Node):
    """`status draft`."""

    name: Name


@attrs.frozen(eq=False, repr=False)
class TextClause(Node):
    """`purpose "…"` or `population "…"`: prose that the handout prints."""

    keyword: str
    text: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class MonthClause(Node):
    """`month = 28 days` or `month = calendar` (length None)."""

    length: QuantityExpr | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class DayZeroClause(Node):
    """`day 0 = first ivig` or `day 0 = enrolment` (agent None)."""

    number: str
    agent: Name | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class WeekClause(Node):
    """`week 0 = day 0`."""

    week: str
    day: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class SubjectClause(Node):
    """`subject cohort`: whom the protocol follows."""

    name: Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ResolutionClause(Node):
    """`resolution 1 hour`: the tick of the clock."""

    tick: QuantityExpr
    marks: Marks


HeaderClause = (
    VersionClause
    | StatusClause
    | SubjectClause
    | TextClause
    | CodingClause
    | ResolutionClause
    | MonthClause
    | DayZeroClause
    | WeekClause
)


@attrs.frozen(eq=False, repr=False)
class MissedClause(Node):
    """`missed postpone at most 3 days then review`; `limit` is None for `skip` and `stop`."""

    action: str
    limit: QuantityExpr | None
    outcome: str | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class NextDueClause(Node):
    """`next_due after last given`, `on grid` or `from cycle start`: `anchor` is those words."""

    anchor: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class HoldClause(Node):
    """`hold clock stops, at most 28 days then review`."""

    clock: str
    limit: QuantityExpr
    outcome: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RoundingClause(Node):
    """`rounding to 10 mg`, or `rounding unstated "…"` with `step` None."""

    step: QuantityExpr | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class MissingClause(Node):
    """`missing measure now`: what an unknown trigger does where it does not say so itself."""

    policy: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class FreshClause(Node):
    """`fresh for 5 weeks`: how old a result may be and still decide."""

    age: QuantityExpr
    marks: Marks


PolicyClause = MissedClause | NextDueClause | HoldClause | RoundingClause | MissingClause | FreshClause


@attrs.frozen(eq=False, repr=False)
class PolicyDecl(Node):
    """`policy { … }`: the mandatory clauses, said once."""

    clauses: tuple[PolicyClause, ...]


@attrs.frozen(eq=False, repr=False)
class SourceDecl(Node):
    """`source nejm2006 "citation" doi 10.…`; `identifiers` are (scheme, value) pairs."""

    name: Name
    citation: str
    identifiers: tuple[tuple[str, str], ...]


@attrs.frozen(eq=False, repr=False)
class UnitClause(Node):
    """`unit % of "lymphocytes"`."""

    unit: str
    whole: str | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RangeClause(Node):
    """`range 0..100 %`."""

    range: RangeExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class OneOfClause(Node):
    """`one of negative, positive`: the words a value may be, each with its SNOMED CT code or None, or no codes."""

    choices: tuple[Name, ...]
    marks: Marks
    codes: tuple[str | None, ...] = attrs.field(default=(), metadata={"printed": "when there"})


LabClause = UnitClause | RangeClause | FreshClause | OneOfClause | CodingClause | UsualClause | RoundedClause


@attrs.frozen(eq=False, repr=False)
class LabDecl(Node):
    """`lab cd20 "title" { … }`."""

    name: Name
    title: str | None
    clauses: tuple[LabClause, ...]


@attrs.frozen(eq=False, repr=False)
class AttributeDecl(Node):
    """`patient weight { … }`."""

    name: Name
    title: str | None
    clauses: tuple[LabClause, ...]


@attrs.frozen(eq=False, repr=False)
class FormulaDecl(Node):
    """`patient bsa = mosteller(height, weight)`."""

    name: Name
    title: str | None
    value: Expr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ArmClause(Node):
    """`arm tailored "title" share 2`."""

    name: Name
    title: str | None
    share: str | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class AllocationClause(Node):
    """`allocate by randomisation stratified by disease_status`."""

    method: Name
    strata: tuple[Name, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ArmsDecl(Node):
    """`arms regimen { arm fixed  arm tailored  allocate by randomisation }`."""

    name: Name
    title: str | None
    clauses: tuple[ArmClause | AllocationClause, ...]


@attrs.frozen(eq=False, repr=False)
class EligibilityDecl(Node):
    """`include "Adults" age >= 18 years`; `kind` is `include` or `exclude`."""

    kind: str
    title: str | None
    condition: Expr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ContraindicatedDecl(Node):
    """`contraindicated rituximab when active_hepatitis_b`."""

    drug: Name
    condition: Expr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class SeparateDecl(Node):
    """`separate live_vaccine and rituximab by at least 28 days`: two drugs, in either order."""

    first: Name
    second: Name
    least: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class EventDecl(Node):
    """`event clinical_remission "title"`: something that happens to the patient on a day."""

    name: Name
    title: str | None
    codes: tuple[CodingClause, ...] = attrs.field(default=(), metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class OtherValueClause(Node):
    """`but 10 % @ash "Table 1"`: what another source says of the same thing."""

    value: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class ParamDecl(Node):
    """`param depleted_below = 1 % range 0.5..5 %`; `value` is None when undecided, `range` where none is written."""

    name: Name
    value: QuantityExpr | None
    marks: Marks
    range: RangeExpr | None = attrs.field(default=None, metadata={"printed": "when there"})
    others: tuple[OtherValueClause, ...] = attrs.field(default=(), metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class TriggerDecl(Node):
    """`trigger depleted when … if missing measure now`; `missing` is `measure`, `block`, `ignore` or None."""

    name: Name
    title: str | None
    condition: Expr
    missing: str | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class FactDecl(Node):
    """`fact severe "Severe disease" when …`: a name for a condition."""

    name: Name
    title: str | None
    condition: Expr
    marks: Marks
