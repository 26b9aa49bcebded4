"""Codes, usual ranges, and values that other sources give."""

from collections.abc import Iterable

from protolang.model.coding import CodeSystem, Coding, OtherValue, Usual
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence
from protolang.model.from_terms import range_ends, report_reversed
from protolang.model.lowering import Lowering, only
from protolang.quantity import Quantity
from protolang.source import Span
from protolang.syntax.ast import CodingClause, Node, OneOfClause, ParamDecl, QuantityExpr, UsualClause


def lower_codes(clauses: Iterable[Node], name: str, low: Lowering) -> tuple[Coding, ...]:
    """The codes among the clauses of a declaration."""
    return tuple(
        Coding(
            CodeSystem(clause.system),
            clause.code,
            low.names.evidence(clause.marks, f"{clause.system} of {name}"),
            clause.span,
        )
        for clause in only(CodingClause, clauses)
    )


def choice_codes(clause: OneOfClause) -> tuple[Coding | None, ...]:
    """The SNOMED CT code of each choice, None where it has none."""
    codes = clause.codes or (None,) * len(clause.choices)
    return tuple(
        None if code is None else Coding(CodeSystem.SNOMED, code, Evidence(), name.span)
        for name, code in zip(clause.choices, codes, strict=True)
    )


def lower_usual(clauses: Iterable[Node], name: str, side: Side | None, low: Lowering) -> Usual | None:
    """What is usual; beside `side` it has its unit or one that converts to it, else a unit of its own."""
    clause = low.once(only(UsualClause, clauses), f"`usual` of `{name}`")
    if clause is None:
        return None
    evidence = low.names.evidence(clause.marks, f"usual of {name}")
    ends = range_ends(clause.range.low, clause.range.high)
    low_end = _end(ends[0], side, low)
    high_end = None if low_end is None else _end(ends[1], side, low)
    if low_end is None or high_end is None:
        return None
    unit, other = low_end.unit, high_end.unit
    if unit.dimension != other.dimension:
        comparable(
            Side(ends[0].number, unit, None, ends[0].span),
            Side(ends[1].number, other, None, ends[1].span),
            low.findings,
        )
        return None
    if low_end.base > high_end.base:
        report_reversed(clause.range.span, ends, low)
        return None
    return Usual(low_end.to(other).magnitude, high_end.magnitude, other, evidence, clause.span)


def _end(literal: QuantityExpr, side: Side | None, low: Lowering) -> Quantity | None:
    quantity = low.literals.quantity(literal, None if side is None else side.unit)
    if quantity is None or side is None:
        return quantity
    beside = Side(literal.number, quantity.unit, None, literal.span)
    return quantity if comparable(side, beside, low.findings) else None


def lower_others(declarations: list[ParamDecl], low: Lowering) -> dict[Span, tuple[OtherValue, ...]]:
    """What other sources say of each parameter, by the place of its declaration."""
    found = {}
    for decl in declarations:
        others = []
        for clause in decl.others:
            evidence = low.names.evidence(clause.marks, f"another value of {decl.name.text}")
            value = low.literals.quantity(clause.value)
            own = None if decl.value is None else low.literals.quiet().quantity(decl.value)
            if value is None:
                continue
            if own is not None and own.unit.dimension != value.unit.dimension:
                comparable(
                    Side(decl.name.text, own.unit, None, decl.span),
                    Side(clause.value.number, value.unit, None, clause.value.span),
                    low.findings,
                )
                continue
            others.append(OtherValue(value, evidence, clause.span))
        found[decl.span] = tuple(others)
    return found
