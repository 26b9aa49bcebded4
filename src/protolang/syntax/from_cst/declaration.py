"""Reductions of the header, the policy, and declarations outside tracks. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    AllocationClause,
    ArmClause,
    ArmsDecl,
    AttributeDecl,
    CodingClause,
    ContraindicatedDecl,
    DayZeroClause,
    EligibilityDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    FreshClause,
    HoldClause,
    LabDecl,
    MissedClause,
    MissingClause,
    MonthClause,
    Name,
    NextDueClause,
    OneOfClause,
    OtherValueClause,
    ParamDecl,
    PolicyDecl,
    QuantityExpr,
    RangeClause,
    ResolutionClause,
    RoundingClause,
    SeparateDecl,
    SourceDecl,
    StatusClause,
    SubjectClause,
    TextClause,
    TriggerDecl,
    UnitClause,
    UsualClause,
    VersionClause,
    WeekClause,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks


def _version(parts: Parts, span: Span) -> VersionClause:
    (text,) = parts
    return VersionClause(text, span=span)


def _status(parts: Parts, span: Span) -> StatusClause:
    (name,) = parts
    return StatusClause(name, span=span)


def _subject(parts: Parts, span: Span) -> SubjectClause:
    name, *marks = parts
    return SubjectClause(name, tuple(marks), span=span)


def _resolution(parts: Parts, span: Span) -> ResolutionClause:
    tick, *marks = parts
    return ResolutionClause(tick, tuple(marks), span=span)


def _purpose(parts: Parts, span: Span) -> TextClause:
    text, *marks = parts
    return TextClause("purpose", text, tuple(marks), span=span)


def _population(parts: Parts, span: Span) -> TextClause:
    text, *marks = parts
    return TextClause("population", text, tuple(marks), span=span)


def _month(parts: Parts, span: Span) -> MonthClause:
    return MonthClause(leading_quantity(parts), marks_of(parts), span=span)


def _day_zero(parts: Parts, span: Span) -> DayZeroClause:
    number, *rest = parts
    agent = rest[0] if rest and isinstance(rest[0], Name) else None
    return DayZeroClause(number, agent, marks_of(rest), span=span)


def _week(parts: Parts, span: Span) -> WeekClause:
    week, day, *marks = parts
    return WeekClause(week, day, tuple(marks), span=span)


def _source(parts: Parts, span: Span) -> SourceDecl:
    name, citation, *identifiers = parts
    return SourceDecl(name, citation, tuple(identifiers), span=span)


def _identifier(parts: Parts, span: Span) -> tuple[str, str]:
    scheme, value = parts
    return scheme, value


def _policy(parts: Parts, span: Span) -> PolicyDecl:
    return PolicyDecl(tuple(parts), span=span)


def _missed(parts: Parts, span: Span) -> MissedClause:
    action, *rest = without_marks(parts)
    limit, outcome = rest or (None, None)
    return MissedClause(action, limit, outcome, marks_of(parts), span=span)


def _next_due(parts: Parts, span: Span) -> NextDueClause:
    anchor, *marks = parts
    return NextDueClause(anchor, tuple(marks), span=span)


def _words(parts: Parts, span: Span) -> str:
    return " ".join(parts)


def _hold(parts: Parts, span: Span) -> HoldClause:
    clock, limit, outcome, *marks = parts
    return HoldClause(clock, limit, outcome, tuple(marks), span=span)


def _rounding(parts: Parts, span: Span) -> RoundingClause:
    return RoundingClause(leading_quantity(parts), marks_of(parts), span=span)


def leading_quantity(parts: Parts) -> QuantityExpr | None:
    """The quantity that a clause starts with, None where only marks stand."""
    return parts[0] if parts and isinstance(parts[0], QuantityExpr) else None


def _attribute(parts: Parts, span: Span) -> AttributeDecl:
    name, title, *clauses = parts
    return AttributeDecl(name, title, tuple(clauses), span=span)


def _formula(parts: Parts, span: Span) -> FormulaDecl:
    name, title, value, *marks = parts
    return FormulaDecl(name, title, value, tuple(marks), span=span)


def _arms(parts: Parts, span: Span) -> ArmsDecl:
    name, title, *clauses = parts
    return ArmsDecl(name, title, tuple(clauses), span=span)


def _arm(parts: Parts, span: Span) -> ArmClause:
    name, title, share, *marks = parts
    return ArmClause(name, title, share, tuple(marks), span=span)


def _allocation(parts: Parts, span: Span) -> AllocationClause:
    method, *strata = without_marks(parts)
    return AllocationClause(method, tuple(strata) if strata[0] is not None else (), marks_of(parts), span=span)


def _include(parts: Parts, span: Span) -> EligibilityDecl:
    title, condition, *marks = parts
    return EligibilityDecl("include", title, condition, tuple(marks), span=span)


def _exclude(parts: Parts, span: Span) -> EligibilityDecl:
    title, condition, *marks = parts
    return EligibilityDecl("exclude", title, condition, tuple(marks), span=span)


def _contraindicated(parts: Parts, span: Span) -> ContraindicatedDecl:
    drug, condition, *marks = parts
    return ContraindicatedDecl(drug, condition, tuple(marks), span=span)


def _separate(parts: Parts, span: Span) -> SeparateDecl:
    first, second, least, *marks = parts
    return SeparateDecl(first, second, least, tuple(marks), span=span)


def _event(parts: Parts, span: Span) -> EventDecl:
    name, title, *codes = parts
    return EventDecl(name, title, tuple(codes), span=span)


def _coding(parts: Parts, span: Span) -> CodingClause:
    system, code, *marks = parts
    return CodingClause(system, code, tuple(marks), span=span)


def _usual(parts: Parts, span: Span) -> UsualClause:
    bounds, *marks = parts
    return UsualClause(bounds, tuple(marks), span=span)


def _lab(parts: Parts, span: Span) -> LabDecl:
    name, title, *clauses = parts
    return LabDecl(name, title, tuple(clauses), span=span)


def _one_of(parts: Parts, span: Span) -> OneOfClause:
    words = without_marks(parts)
    return OneOfClause(words[::2], marks_of(parts), words[1::2] if any(words[1::2]) else (), span=span)


def _unit(parts: Parts, span: Span) -> UnitClause:
    unit, whole, *marks = parts
    return UnitClause(unit, whole, tuple(marks), span=span)


def _range_clause(parts: Parts, span: Span) -> RangeClause:
    bounds, *marks = parts
    return RangeClause(bounds, tuple(marks), span=span)


def _fresh(parts: Parts, span: Span) -> FreshClause:
    age, *marks = parts
    return FreshClause(age, tuple(marks), span=span)


def _param(parts: Parts, span: Span) -> ParamDecl:
    name, value, bounds, *rest = parts
    others = tuple(part for part in rest if isinstance(part, OtherValueClause))
    return ParamDecl(name, value, marks_of(rest), bounds, others, span=span)


def _other_value(parts: Parts, span: Span) -> OtherValueClause:
    value, *marks = parts
    return OtherValueClause(value, tuple(marks), span=span)


def _trigger(parts: Parts, span: Span) -> TriggerDecl:
    name, title, condition, missing, *marks = parts
    return TriggerDecl(name, title, condition, missing, tuple(marks), span=span)


def _fact(parts: Parts, span: Span) -> FactDecl:
    name, title, condition, *marks = parts
    return FactDecl(name, title, condition, tuple(marks), span=span)


def _missing(parts: Parts, span: Span) -> str:
    policy: str = parts[0]
    return policy


def _missing_rule(parts: Parts, span: Span) -> MissingClause:
    policy, *marks = parts
    return MissingClause(policy, tuple(marks), span=span)


DECLARATIONS = {
    "version": _version,
    "status": _status,
    "subject": _subject,
    "resolution": _resolution,
    "purpose": _purpose,
    "population": _population,
    "month": _month,
    "day_zero": _day_zero,
    "week": _week,
    "source": _source,
    "identifier": _identifier,
    "policy": _policy,
    "missed": _missed,
    "next_due": _next_due,
    "next_due_anchor": _words,
    "hold": _hold,
    "rounding": _rounding,
    "missing": _missing,
    "missing_rule": _missing_rule,
    "fresh": _fresh,
    "attribute": _attribute,
    "formula": _formula,
    "arms": _arms,
    "arm": _arm,
    "allocation": _allocation,
    "include": _include,
    "exclude": _exclude,
    "contraindicated": _contraindicated,
    "separate": _separate,
    "event": _event,
    "coding": _coding,
    "usual": _usual,
    "lab": _lab,
    "unit": _unit,
    "range_clause": _range_clause,
    "one_of": _one_of,
    "param": _param,
    "otherwise_said": _other_value,
    "trigger": _trigger,
    "fact": _fact,
}
