"""Labs, patient attributes, drugs, events, sources: what a protocol declares before it says what is done."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL105, PL107, PL109
from protolang.diagnostics.suggest import suggest
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence, Source
from protolang.model.lowering import Lowering, Measured, only, title_of
from protolang.model.symbols import Kind
from protolang.model.term import Formula
from protolang.model.treatment import Attribute, DerivedAttribute, Event, Lab
from protolang.model.units import literal_text
from protolang.quantity import Dimension, Duration, Unit, parse_unit
from protolang.source import Span
from protolang.syntax.ast import (
    AttributeDecl,
    EventDecl,
    FormulaDecl,
    FreshClause,
    LabDecl,
    QuantityExpr,
    RangeClause,
    SourceDecl,
    UnitClause,
)

_PERCENT = parse_unit("%").dimension


@attrs.frozen(eq=False, repr=False)
class _FormulaShape:
    formula: Formula
    arguments: tuple[tuple[str, Dimension], ...]
    unit: Unit


FORMULAS: Mapping[str, _FormulaShape] = {
    "mosteller": _FormulaShape(
        Formula.MOSTELLER,
        (("a height", parse_unit("cm").dimension), ("a body weight", parse_unit("kg").dimension)),
        parse_unit("m2"),
    )
}


def lower_sources(declarations: list[SourceDecl], low: Lowering) -> tuple[Source, ...]:
    """The sources that can be cited."""
    return tuple(
        Source(decl.name.text, decl.citation, decl.identifiers, decl.span)
        for decl in declarations
        if low.names.is_first(decl.name)
    )


def lower_events(declarations: list[EventDecl], low: Lowering) -> tuple[Event, ...]:
    """The events that can happen to a patient."""
    return tuple(
        Event(decl.name.text, title_of(decl.title, decl.name.text), decl.span)
        for decl in declarations
        if low.names.is_first(decl.name)
    )


def lower_labs(declarations: list[LabDecl], low: Lowering) -> tuple[Lab, ...]:
    """The labs; one whose unit is not known is left out, and nothing more is said about its uses."""
    labs = []
    for decl in declarations:
        known = _lower_measured(decl, low)
        if known.unit is not None and low.names.is_first(decl.name):
            labs.append(
                Lab(
                    decl.name.text,
                    title_of(decl.title, decl.name.text),
                    known.unit,
                    known.whole,
                    known.low,
                    known.high,
                    known.max_age,
                    known.evidence,
                    decl.span,
                )
            )
    return tuple(labs)


def lower_attributes(
    declarations: list[AttributeDecl], formulas: list[FormulaDecl], low: Lowering
) -> tuple[Attribute | DerivedAttribute, ...]:
    """The recorded attributes, then those computed from them."""
    attributes: list[Attribute | DerivedAttribute] = []
    for decl in declarations:
        known = _lower_measured(decl, low)
        if known.unit is not None and low.names.is_first(decl.name):
            attributes.append(
                Attribute(
                    decl.name.text,
                    title_of(decl.title, decl.name.text),
                    known.unit,
                    known.low,
                    known.high,
                    known.max_age,
                    known.evidence,
                    decl.span,
                )
            )
    for formula in formulas:
        computed = _lower_formula(formula, low)
        if computed is not None and low.names.is_first(formula.name):
            attributes.append(computed)
    return tuple(attributes)


@attrs.frozen(eq=False, repr=False)
class _Known:
    unit: Unit | None
    whole: str | None
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence


def _lower_measured(decl: LabDecl | AttributeDecl, low: Lowering) -> _Known:
    name = decl.name.text
    unit_clause = low.once(only(UnitClause, decl.clauses), f"`unit` of `{name}`")
    range_clause = low.once(only(RangeClause, decl.clauses), f"`range` of `{name}`")
    fresh = low.once(only(FreshClause, decl.clauses), f"`fresh for` of `{name}`")
    evidence = Evidence()
    for clause, about in ((unit_clause, "unit"), (range_clause, "range"), (fresh, "freshness")):
        if clause is not None:
            evidence = evidence.joined(low.names.evidence(clause.marks, f"{about} of {name}"))
    unit = _lower_unit(decl, unit_clause, low)
    whole = None if unit_clause is None else unit_clause.whole
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(unit, whole, decl.name.span)
    bounds: tuple[Fraction | None, Fraction | None] = (None, None)
    if range_clause is not None and unit is not None and unit_clause is not None:
        bounds = _lower_range(range_clause, Side(name, unit, None, decl.name.span, unit_clause.span), low)
    max_age = None if fresh is None else low.literals.duration(fresh.age, "an age of a result")
    if fresh is None and not low.names.may_be_skipped("fresh"):
        what = "result of" if isinstance(decl, LabDecl) else "value of"
        low.findings.report(
            PL109,
            f"nothing says how old a {what} `{name}` may be and still decide",
            Label(decl.name.span, "`fresh for` is missing"),
            help=f"write `fresh for 4 weeks` inside `{name}`, with the age that is safe",
        )
    return _Known(unit, whole, *bounds, max_age, evidence)


def _lower_unit(decl: LabDecl | AttributeDecl, clause: UnitClause | None, low: Lowering) -> Unit | None:
    name = decl.name.text
    if clause is None and low.names.may_be_skipped("unit"):
        return None
    if clause is None:
        low.findings.report(
            PL109,
            f"nothing says in what unit `{name}` is measured",
            Label(decl.name.span, "`unit` is missing"),
            help=f"write `unit mg/dL` inside `{name}`, with the unit of the report",
        )
        return None
    unit = low.literals.unit(" ".join(clause.unit.split()), clause.span)
    if unit is not None and unit.dimension == _PERCENT and clause.whole is None:
        low.findings.report(
            PL107,
            f"`{name}` is a percentage, but nothing says of what",
            Label(clause.span, "percent of what?"),
            help='write `unit % of "lymphocytes"`, with what is the whole',
        )
    return unit


def _lower_range(clause: RangeClause, side: Side, low: Lowering) -> tuple[Fraction | None, Fraction | None]:
    ends = range_ends(clause.range.low, clause.range.high)
    values: list[Fraction | None] = []
    for literal in ends:
        quantity = low.literals.quantity(literal)
        if quantity is None or not comparable(
            side, Side(literal_text(literal), quantity.unit, None, literal.span), low.findings
        ):
            return None, None
        values.append(quantity.to(side.unit).magnitude)
    lowest, highest = values
    if lowest is not None and highest is not None and lowest > highest:
        report_reversed(clause.span, ends, low)
        return None, None
    return lowest, highest


def range_ends(low: QuantityExpr, high: QuantityExpr) -> tuple[QuantityExpr, QuantityExpr]:
    """Both ends of `low .. high`, the bare one in the unit of the other."""
    return (attrs.evolve(low, unit=high.unit) if low.unit is None else low), high


def report_reversed(span: Span, ends: tuple[QuantityExpr, QuantityExpr], low: Lowering) -> None:
    """Say that a range ends before it begins."""
    first, last = (literal_text(end) for end in ends)
    low.findings.report(
        PL105,
        f"no value lies from `{first}` to `{last}`",
        Label(span, "the low end comes first"),
        help=f"write `{last} .. {first}` if that is meant",
    )


def _lower_formula(decl: FormulaDecl, low: Lowering) -> DerivedAttribute | None:
    name = decl.name.text
    evidence = low.names.evidence(decl.marks, f"formula of {name}")
    symbols = [low.names.find(argument, Kind.ATTRIBUTE) for argument in decl.arguments]
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(None, None, decl.name.span)
    shape = FORMULAS.get(decl.formula.text)
    if shape is None:
        near = suggest(decl.formula.text, FORMULAS)
        low.findings.report(
            PL101,
            f"no formula is called `{decl.formula.text}`",
            Label(decl.formula.span, "a formula of the language is expected here"),
            help=f"did you mean `{near}`?" if near else f"the language has {', '.join(f'`{one}`' for one in FORMULAS)}",
        )
        return None
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(shape.unit, None, decl.name.span)
    if not _arguments_fit(decl, shape, low):
        low.names.doubts(Kind.ATTRIBUTE)
        return None
    if None in symbols:
        return None
    return DerivedAttribute(
        name,
        title_of(decl.title, name),
        shape.formula,
        tuple(argument.text for argument in decl.arguments),
        shape.unit,
        evidence,
        decl.span,
    )


def _arguments_fit(decl: FormulaDecl, shape: _FormulaShape, low: Lowering) -> bool:
    wanted = " and ".join(noun for noun, _ in shape.arguments)
    formula = decl.formula.text
    if len(decl.arguments) != len(shape.arguments):
        low.findings.report(
            PL105,
            f"`{formula}` takes {wanted}, in this order",
            Label(decl.formula.span, f"{len(decl.arguments)} given"),
        )
        return False
    for argument, (noun, dimension) in zip(decl.arguments, shape.arguments, strict=True):
        known = low.measured.get(argument.text)
        if known is None or known.unit is None:
            continue
        if known.unit.dimension != dimension:
            low.findings.report(
                PL105,
                f"`{formula}` takes {wanted}, but `{argument.text}` is in {known.unit}",
                Label(argument.span, f"{noun} is expected here"),
                Label(known.span, f"declared in {known.unit}"),
            )
            return False
    return True
