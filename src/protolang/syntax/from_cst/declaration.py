"""Reductions of the header, the policy, and declarations outside tracks. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    AttributeDecl,
    DayZeroClause,
    DoseClause,
    DrugDecl,
    EventDecl,
    FormulaDecl,
    FreshClause,
    HoldClause,
    LabDecl,
    MissedClause,
    MonthClause,
    Name,
    NextDueClause,
    OverClause,
    ParamDecl,
    PolicyDecl,
    QuantityExpr,
    RangeClause,
    RoundedClause,
    RoundingClause,
    RouteClause,
    SourceDecl,
    StatusClause,
    TextClause,
    TriggerDecl,
    UnitClause,
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


def _purpose(parts: Parts, span: Span) -> TextClause:
    text, *marks = parts
    return TextClause("purpose", text, tuple(marks), span=span)


def _population(parts: Parts, span: Span) -> TextClause:
    text, *marks = parts
    return TextClause("population", text, tuple(marks), span=span)


def _month(parts: Parts, span: Span) -> MonthClause:
    return MonthClause(_leading_quantity(parts), marks_of(parts), span=span)


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
    return RoundingClause(_leading_quantity(parts), marks_of(parts), span=span)


def _leading_quantity(parts: Parts) -> QuantityExpr | None:
    return parts[0] if parts and isinstance(parts[0], QuantityExpr) else None


def _attribute(parts: Parts, span: Span) -> AttributeDecl:
    name, title, *clauses = parts
    return AttributeDecl(name, title, tuple(clauses), span=span)


def _formula(parts: Parts, span: Span) -> FormulaDecl:
    name, title, formula, *arguments = without_marks(parts)
    return FormulaDecl(name, title, formula, tuple(arguments), marks_of(parts), span=span)


def _event(parts: Parts, span: Span) -> EventDecl:
    name, title = parts
    return EventDecl(name, title, span=span)


def _drug(parts: Parts, span: Span) -> DrugDecl:
    name, title, *clauses = parts
    return DrugDecl(name, title, tuple(clauses), span=span)


def _route(parts: Parts, span: Span) -> RouteClause:
    route, *marks = parts
    return RouteClause(route, tuple(marks), span=span)


def _dose(parts: Parts, span: Span) -> DoseClause:
    amount, basis, per, *marks = parts
    return DoseClause(amount, basis, per is not None, tuple(marks), span=span)


def _over(parts: Parts, span: Span) -> OverClause:
    return OverClause(_leading_quantity(parts), marks_of(parts), span=span)


def _rounded(parts: Parts, span: Span) -> RoundedClause:
    step, *marks = parts
    return RoundedClause(step, tuple(marks), span=span)


def _lab(parts: Parts, span: Span) -> LabDecl:
    name, title, *clauses = parts
    return LabDecl(name, title, tuple(clauses), span=span)


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
    name, value, *marks = parts
    return ParamDecl(name, value, tuple(marks), span=span)


def _trigger(parts: Parts, span: Span) -> TriggerDecl:
    name, title, condition, missing, *marks = parts
    return TriggerDecl(name, title, condition, missing, tuple(marks), span=span)


def _missing(parts: Parts, span: Span) -> str:
    answer: str = parts[0]
    return answer


DECLARATIONS = {
    "version": _version,
    "status": _status,
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
    "attribute": _attribute,
    "formula": _formula,
    "event": _event,
    "drug": _drug,
    "route": _route,
    "dose": _dose,
    "over": _over,
    "rounded": _rounded,
    "lab": _lab,
    "unit": _unit,
    "range_clause": _range_clause,
    "fresh": _fresh,
    "param": _param,
    "trigger": _trigger,
    "missing": _missing,
}
