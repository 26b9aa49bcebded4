"""Conditions on a patient's day. In: expression nodes. Out: typed expressions, with the edges exactly as written."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL101, PL105, PL307
from protolang.diagnostics.suggest import suggest
from protolang.model.dimensions import Side
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Ended,
    Expression,
    Fact,
    InPhase,
    Is,
    Lasting,
    Not,
    Occurred,
    Once,
    Operator,
    Several,
)
from protolang.model.findings import author_text, quoted
from protolang.model.from_calls import lower_called_condition
from protolang.model.from_results import lower_consecutive
from protolang.model.from_terms import agree, lower_pair, lower_term, lower_value, range_ends, report_reversed
from protolang.model.lowering import Lowering
from protolang.model.rounding import is_amount
from protolang.model.symbols import Kind
from protolang.model.term import (
    Arithmetic,
    Constant,
    Operand,
    Total,
)
from protolang.model.typed import Typed
from protolang.model.units import literal_text
from protolang.quantity import Quantity
from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    ArithmeticExpr,
    Band,
    BandExpr,
    CallExpr,
    ChoiceBand,
    ChoiceExpr,
    ClosedBand,
    CompareExpr,
    ConsecutiveExpr,
    EndedExpr,
    Expr,
    LastingExpr,
    Name,
    NameExpr,
    NotExpr,
    OnceExpr,
    OpenBand,
    PartExpr,
    QuantityExpr,
    SeveralExpr,
    WithinExpr,
)


def lower_condition(expr: Expr, low: Lowering) -> Expression | None:
    """The condition, or None when something in it was reported."""
    match expr:
        case CompareExpr():
            return _compare(expr, low)
        case BandExpr(subject=subject, band=band):
            typed = lower_term(subject, low)
            return None if typed is None else in_band(typed, band, expr.span, low)
        case WithinExpr(subject=subject, range=range_):
            typed = lower_term(subject, low)
            ends = range_ends(range_.low, range_.high)
            edges = (Operator.AT_LEAST, Operator.AT_MOST)
            return None if typed is None else _between(typed, ends, edges, expr.span, low)
        case AllExpr(operands=operands):
            parts = _lower_each(operands, low)
            return None if parts is None else All(parts, expr.span)
        case AnyExpr(operands=operands):
            parts = _lower_each(operands, low)
            return None if parts is None else Any(parts, expr.span)
        case NotExpr(operand=operand):
            part = lower_condition(operand, low)
            return None if part is None else Not(part, expr.span)
        case NameExpr(name=name):
            return _named(name, low)
        case OnceExpr(operand=name):
            symbol = low.names.find(name, Kind.TRIGGER)
            return None if symbol is None else Once(symbol.id, expr.span)
        case EndedExpr(track=name):
            symbol = low.names.find(name, Kind.TRACK)
            return None if symbol is None else Ended(symbol.id, expr.span)
        case ChoiceExpr():
            return _choice(expr, low)
        case LastingExpr():
            return _lasting(expr, low)
        case ConsecutiveExpr():
            return lower_consecutive(expr, lower_condition(expr.condition, low), low)
        case SeveralExpr():
            return _several(expr, low)
        case CallExpr():
            return lower_called_condition(expr, low)
        case QuantityExpr() | ArithmeticExpr() | PartExpr():
            if lower_term(expr, low) is not None:
                text = literal_text(expr) if isinstance(expr, QuantityExpr) else author_text(expr.span)
                low.findings.report(
                    PL105,
                    f"`{text}` alone is not a condition",
                    Label(expr.span, "a comparison, a trigger or an event is expected here"),
                )
            return None
        case _:
            assert_never(expr)


def lower_expected(expr: Expr, low: Lowering) -> Expression | None:
    """As `lower_condition`, in a scenario, where also `given(…)` and `dose(…)` may be asked."""
    return lower_condition(expr, low.of_scenario())


def in_band(subject: Typed, band: Band, span: Span, low: Lowering) -> Expression | None:
    """The condition that a subject lies in a band, or is one of its choices; None when something was reported."""
    match band:
        case ChoiceBand(choice=choice):
            return _is(subject, choice, span, low)
        case OpenBand(operator=operator, limit=limit):
            typed = None if _is_word(subject, low) else lower_term(limit, low, subject.unit)
            return None if typed is None else compare(subject, Operator(operator), typed, span, low)
        case ClosedBand():
            ends = range_ends(band.low, band.high)
            edges = (
                Operator.AT_LEAST if band.low_included else Operator.ABOVE,
                Operator.AT_MOST if band.high_included else Operator.BELOW,
            )
            return None if _is_word(subject, low) else _between(subject, ends, edges, span, low)
        case _:
            assert_never(band)


def compare(one: Typed, operator: Operator, two: Typed, span: Span, low: Lowering) -> Compare | None:
    """`one operator two`, or None when their units do not fit, which is reported."""
    one, two = _per_size(one, two, low), _per_size(two, one, low)
    for total, other in ((one, two), (two, one)):
        if total.side is None and total.name is not None and not _is_dose(other, low):
            return None
    return Compare(one.operand, operator, two.operand, span) if agree(one, two, low) else None


def _lower_each(operands: tuple[Expr, ...], low: Lowering) -> tuple[Expression, ...] | None:
    parts = [lower_condition(operand, low) for operand in operands]
    whole = tuple(part for part in parts if part is not None)
    return whole if len(whole) == len(parts) else None


def _named(name: Name, low: Lowering) -> Expression | None:
    symbol = low.names.find(name, Kind.TRIGGER, Kind.EVENT, Kind.PHASE)
    if symbol is None:
        return None
    if symbol.kind is Kind.TRIGGER:
        return Fact(symbol.id, name.span)
    if symbol.kind is Kind.EVENT:
        return Occurred(symbol.id, name.span)
    inside = tuple(InPhase(leaf, name.span) for leaf in symbol.leaves)
    return Any(inside, name.span) if inside else InPhase(symbol.id, name.span)


# ---- comparisons -----------------------------------------------------------------------------------------------


def _compare(expr: CompareExpr, low: Lowering) -> Expression | None:
    for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
        if isinstance(side, NameExpr):
            known = low.measured.get(side.name.text)
            if known is not None and known.choices:
                low.names.find(side.name, Kind.LAB, Kind.ATTRIBUTE)
                word = other.name.text if isinstance(other, NameExpr) else None
                low.findings.report(
                    PL105,
                    f"`{side.name.text}` is a word, and words are not compared",
                    Label(expr.span, f"it is one of {quoted(known.choices, 'or')}"),
                    help=f"write `{side.name.text} is {word if word in known.choices else known.choices[0]}`",
                )
                return None
    one, two = lower_pair(expr.left, expr.right, low)
    if one is None or two is None:
        return None
    return compare(one, Operator(expr.operator), two, expr.span, low)


def _between(
    subject: Typed, ends: tuple[QuantityExpr, QuantityExpr], edges: tuple[Operator, Operator], span: Span, low: Lowering
) -> Expression | None:
    found: list[Compare] = []
    values: list[Quantity] = []
    for end, edge in zip(ends, edges, strict=True):
        quantity = low.literals.quantity(end, subject.unit)
        if quantity is None:
            return None
        limit = Typed(Constant(quantity), Side(literal_text(end), quantity.unit, None, end.span), end.span)
        compared = compare(subject, edge, limit, span, low)
        if compared is None:
            return None
        found.append(compared)
        values.append(quantity)
    lowest, highest = values
    is_closed = edges == (Operator.AT_LEAST, Operator.AT_MOST)
    if lowest.base > highest.base or (lowest.base == highest.base and not is_closed):
        report_reversed(span, ends, low)
        return None
    return All(tuple(found), span)


def _per_size(typed: Typed, other: Typed, low: Lowering) -> Typed:
    """The total of a drug, per unit of the size its dose is for where it stands beside an amount per such a unit."""
    given = None if typed.name is None else low.given.get(typed.name)
    if given is None or given.basis is None or typed.side is None or other.unit is None:
        return typed
    size = low.measured.get(given.basis)
    if size is None or size.unit is None:
        return typed
    if other.unit.dimension != typed.side.unit.dimension * size.unit.dimension.inverse():
        return typed
    side = attrs.evolve(typed.side, unit=other.unit)
    return attrs.evolve(typed, operand=_with_basis(typed.operand, given.basis), side=side)


def _with_basis(operand: Operand, basis: str) -> Operand:
    match operand:
        case Total():
            return attrs.evolve(operand, basis=basis)
        case Arithmetic(left=left, right=right):
            # the sum over the phases of a group
            return attrs.evolve(operand, left=_with_basis(left, basis), right=_with_basis(right, basis))
        case _:
            return operand


def _is_dose(other: Typed, low: Lowering) -> bool:
    """Whether something can be compared with the total of a drug of which no dose is known here."""
    if other.unit is None or is_amount(other.unit.dimension):
        return True
    low.findings.report(
        PL105,
        f"`{author_text(other.span)}` is not an amount of drug",
        Label(other.span, "an amount of drug is expected here"),
    )
    return False


# ---- words -----------------------------------------------------------------------------------------------------


def _is_word(subject: Typed, low: Lowering) -> bool:
    if subject.choices:
        low.findings.report(
            PL105,
            f"`{subject.name}` is a word, not a number",
            Label(subject.span, "it has choices, and no unit"),
            help=f"write `is {subject.choices[0]}`",
        )
    return bool(subject.choices)


def _choice(expr: ChoiceExpr, low: Lowering) -> Expression | None:
    subject = lower_value(expr.subject, low)
    found = None if subject is None else _is(subject, expr.choice, expr.span, low)
    return Not(found, expr.span) if found is not None and expr.negated else found


def _is(subject: Typed, choice: Name, span: Span, low: Lowering) -> Expression | None:
    if not subject.choices or subject.name is None:
        text = author_text(subject.span)
        low.findings.report(
            PL105,
            f"`{text}` is a number, so it is never `{choice.text}`",
            Label(span, "a comparison with a value is expected here"),
            help=f"compare it, as in `{text} >= …`, or declare its words with `one of`",
        )
        return None
    if choice.text in subject.choices:
        return Is(subject.name, choice.text, subject.choices.index(choice.text), span)
    near = suggest(choice.text, subject.choices)
    low.findings.report(
        PL101,
        f"`{subject.name}` is never `{choice.text}`",
        Label(choice.span, f"one of {quoted(subject.choices, 'or')} is expected here"),
        Label(low.measured[subject.name].span, "its words are declared here"),
        help=f"did you mean `{near}`?" if near else None,
    )
    return None


# ---- named, and several of them ---------------------------------------------------------------------------------


def _lasting(expr: LastingExpr, low: Lowering) -> Expression | None:
    time = low.literals.duration(expr.time, "a time", least=1)
    if not isinstance(expr.subject, NameExpr):
        if lower_condition(expr.subject, low) is not None:
            low.findings.report(
                PL105,
                "only a named trigger or fact can be `lasting`",
                Label(expr.subject.span, "a name is expected here"),
                help=f"declare it: `fact long_enough when {author_text(expr.subject.span)}`",
            )
        return None
    symbol = low.names.find(expr.subject.name, Kind.TRIGGER)
    return None if symbol is None or time is None else Lasting(symbol.id, time, expr.span)


def _several(expr: SeveralExpr, low: Lowering) -> Expression | None:
    count = low.literals.whole(expr.count, expr.span)
    parts = _lower_each(expr.operands, low)
    if count is None or parts is None:
        return None
    if not 1 <= count <= len(parts):
        low.findings.report(
            PL307,
            f"of {len(parts)} conditions never {count} hold" if count else "at least 0 conditions always hold",
            Label(expr.span, f"from 1 to {len(parts)} is expected here"),
            severity=Severity.ERROR,
        )
        return None
    return Several(count, parts, expr.span)
