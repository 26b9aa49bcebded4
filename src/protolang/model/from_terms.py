"""Terms: what a condition compares and a dose is made of. In: expression nodes. Out: terms with their units."""

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.dimensions import Side, comparable, inverse_unit, is_percentage, product_unit
from protolang.model.findings import author_text
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.model.term import Arithmetic, ArithmeticOperator, Constant, LevelValue, Operand, ParameterValue, Reading
from protolang.model.treatment import Need, NeedKind
from protolang.model.typed import Typed
from protolang.model.units import BARE, literal_text
from protolang.quantity import Quantity, Unit, parse_unit
from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    ArithmeticExpr,
    BandExpr,
    CallExpr,
    ChoiceExpr,
    CompareExpr,
    ConsecutiveExpr,
    EndedExpr,
    Expr,
    LastingExpr,
    NameExpr,
    NotExpr,
    OnceExpr,
    PartExpr,
    QuantityExpr,
    SeveralExpr,
    WithinExpr,
)

VALUES = (Kind.LAB, Kind.ATTRIBUTE, Kind.COMPUTED, Kind.PARAMETER, Kind.LEVEL)


def lower_term(expr: Expr, low: Lowering, beside: Unit | None = None) -> Typed | None:
    """The term, or None when something in it was reported; a value that is a word is reported too.

    `beside` is the unit of what it stands beside: beside an age, `18 years` is one.
    """
    typed = lower_value(expr, low, beside)
    if typed is None or not typed.choices:
        return typed
    report_word(typed, low)
    return None


def lower_value(expr: Expr, low: Lowering, beside: Unit | None = None) -> Typed | None:
    """As `lower_term`, where a lab or attribute with choices may stand as well."""
    match expr:
        case QuantityExpr():
            quantity = low.literals.quantity(expr, beside)
            if quantity is None:
                return None
            return Typed(Constant(quantity), Side(literal_text(expr), quantity.unit, None, expr.span), expr.span)
        case NameExpr():
            return _named(expr, low, beside)
        case CallExpr():
            return low.lower_call(expr, low)
        case ArithmeticExpr():
            return _arithmetic(expr, low, beside)
        case PartExpr():
            return _part(expr, low, beside)
        case (
            CompareExpr()
            | BandExpr()
            | WithinExpr()
            | ChoiceExpr()
            | LastingExpr()
            | ConsecutiveExpr()
            | SeveralExpr()
            | AllExpr()
            | AnyExpr()
            | NotExpr()
            | OnceExpr()
            | EndedExpr()
        ):
            # Its own mistakes are the author's too, so they are looked for before this one is said.
            if low.lower_condition(expr, low) is not None:
                low.findings.report(
                    PL105, "a condition cannot be compared", Label(expr.span, "a lab or a value is expected here")
                )
            return None
        case _:
            assert_never(expr)


def lower_pair(left: Expr, right: Expr, low: Lowering) -> tuple[Typed | None, Typed | None]:
    """Two terms that stand beside each other: what one is tells how a literal or a parameter beside it is read."""
    if _takes_its_unit(left, low) and not _takes_its_unit(right, low):
        two, one = _beside_each_other(right, left, low)
        return one, two
    return _beside_each_other(left, right, low)


def _beside_each_other(first: Expr, second: Expr, low: Lowering) -> tuple[Typed | None, Typed | None]:
    one = lower_term(first, low)
    if one is None and isinstance(second, QuantityExpr):
        # whether `18 years` is an age, nobody can tell beside what was reported
        low.literals.knows(second)
        return None, None
    return one, lower_term(second, low, None if one is None else one.unit)


def agree(one: Typed, two: Typed, low: Lowering) -> bool:
    """Whether both have one dimension; parameters learn theirs. Reports it when not."""
    counted = (one.counts and _is_count(two)) or (two.counts and _is_count(one))
    if (
        one.side is not None
        and two.side is not None
        and not counted
        and not comparable(one.side, two.side, low.findings)
    ):
        for name in (*one.parameters, *two.parameters):
            low.parameters.fails(name)
        return False
    for typed, other in ((one, two), (two, one)):
        for name in typed.parameters:
            unit = _TIMES if other.counts else other.unit
            low.parameters.need(name, Need(NeedKind.THRESHOLD, unit, typed.span))
    return True


def report_word(typed: Typed, low: Lowering) -> None:
    """Say that something with choices is no number."""
    low.findings.report(
        PL105,
        f"`{typed.name}` is a word, not a number",
        Label(typed.span, "it has choices, and no unit"),
        help=f"write `{typed.name} is {typed.choices[0]}`",
    )


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


_TIMES = parse_unit("times")
_DAYS = parse_unit("days")


def time_side(span: Span) -> Side:
    """A time in days."""
    return Side(author_text(span), _DAYS, None, span)


def _takes_its_unit(expr: Expr, low: Lowering) -> bool:
    match expr:
        case QuantityExpr():
            return True
        case NameExpr(name=name):
            symbol = low.names.table.get(name.text)
            return symbol is not None and symbol.kind is Kind.PARAMETER
        case _:
            return False


def _is_count(typed: Typed) -> bool:
    unit = typed.unit
    return unit is not None and unit.is_count and unit.symbol != "cells"


def _named(expr: NameExpr, low: Lowering, beside: Unit | None) -> Typed | None:
    symbol = low.names.find(expr.name, *VALUES)
    if symbol is None:
        return None
    if symbol.kind is Kind.PARAMETER:
        return _parameter(symbol.id, expr.span, low, beside)
    is_level = symbol.kind is Kind.LEVEL
    known = (low.levels if is_level else low.measured).get(symbol.id)
    if known is None:
        return None
    operand = LevelValue(symbol.id) if is_level else Reading(symbol.id)
    if known.choices:
        return Typed(operand, None, expr.span, choices=known.choices, name=symbol.id)
    if known.unit is None:
        return None
    return Typed(operand, Side(symbol.id, known.unit, known.whole, expr.span, known.span), expr.span)


def _parameter(name: str, span: Span, low: Lowering, beside: Unit | None) -> Typed | None:
    if low.parameters.has_failed(name):
        return None
    unit = low.parameters.unit(name, beside)
    side = None if unit is None else Side(name, unit, None, span, low.parameters.declared_at(name))
    return Typed(ParameterValue(name), side, span, (name,))


def _arithmetic(expr: ArithmeticExpr, low: Lowering, beside: Unit | None) -> Typed | None:
    operator = ArithmeticOperator(expr.operator)
    match operator:
        case ArithmeticOperator.PLUS | ArithmeticOperator.MINUS:
            one, two = lower_pair(expr.left, expr.right, low)
        case ArithmeticOperator.TIMES | ArithmeticOperator.DIVIDED:
            one, two = lower_term(expr.left, low), lower_term(expr.right, low)
        case _:
            assert_never(operator)
    if one is None or two is None:
        return None
    match operator:
        case ArithmeticOperator.PLUS | ArithmeticOperator.MINUS:
            return _sum(operator, one, two, expr.span, low)
        case ArithmeticOperator.TIMES | ArithmeticOperator.DIVIDED:
            return _product(operator, one, two, expr.span, low)
        case _:
            assert_never(operator)


def _sum(operator: ArithmeticOperator, one: Typed, two: Typed, span: Span, low: Lowering) -> Typed | None:
    if not agree(one, two, low):
        return None
    known = one.side or two.side
    side = None
    if known is not None:
        whole = next((side.whole for side in (one.side, two.side) if side is not None and side.whole), None)
        side = Side(author_text(span), known.unit, whole, span)
    return Typed(
        Arithmetic(operator, one.operand, two.operand, span),
        side,
        span,
        (*one.parameters, *two.parameters),
        one.counts or two.counts,
    )


def _product(operator: ArithmeticOperator, one: Typed, two: Typed, span: Span, low: Lowering) -> Typed | None:
    term = Arithmetic(operator, one.operand, two.operand, span)
    if operator is ArithmeticOperator.DIVIDED and _is_zero(two.operand):
        low.findings.report(PL105, "nothing can be divided by 0", Label(two.span, "this is 0"))
        return None
    if one.side is None or two.side is None:
        return _scaled(operator, one, two, term, span, low)
    right = two.side.unit if operator is ArithmeticOperator.TIMES else inverse_unit(two.side.unit)
    unit = product_unit(one.side.unit, right)
    # a number of times a percentage is still one of the same thing
    whole = (
        one.side.whole if right is BARE or not right.symbol else two.side.whole if not one.side.unit.symbol else None
    )
    parameters = _that_scale(operator, one, two)
    return Typed(term, Side(author_text(span), unit, whole if is_percentage(unit) else None, span), span, parameters)


def _that_scale(operator: ArithmeticOperator, one: Typed, two: Typed) -> tuple[str, ...]:
    """The parameters that have the unit of a product: those beside a bare number."""
    if two.unit is not None and not two.unit.symbol:
        return one.parameters
    if operator is ArithmeticOperator.TIMES and one.unit is not None and not one.unit.symbol:
        return two.parameters
    return ()


def _scaled(
    operator: ArithmeticOperator, one: Typed, two: Typed, term: Arithmetic, span: Span, low: Lowering
) -> Typed | None:
    """A product with a parameter whose unit its comparison will tell: possible beside a bare number only."""
    parameters = _that_scale(operator, one, two)
    if parameters:
        return Typed(term, None, span, parameters)
    unknown = one if one.side is None else two
    for name in unknown.parameters:
        low.parameters.fails(name)
    low.findings.report(
        PL105,
        f"nothing says in what unit `{author_text(unknown.span)}` is",
        Label(unknown.span, "not decided, so its unit is not known"),
        Label(span, "but this needs it"),
        help="give it a value, or compare it alone",
    )
    return None


def _is_zero(operand: Operand) -> bool:
    match operand:
        case Constant(quantity=quantity):
            return not quantity.magnitude
        case _:
            return False


def _part(expr: PartExpr, low: Lowering, beside: Unit | None) -> Typed | None:
    part = low.literals.quantity(expr.part)
    whole = lower_term(expr.whole, low, beside)
    if part is None or whole is None:
        return None
    if not is_percentage(part.unit):
        low.findings.report(
            PL105,
            f"`{literal_text(expr.part)}` is not a share of anything",
            Label(expr.part.span, "a percentage is expected here"),
            help="write `50 % of …`, or multiply with `*`",
        )
        return None
    share = Constant(Quantity(part.magnitude / Fraction(100), BARE))
    side = None if whole.side is None else attrs.evolve(whole.side, text=author_text(expr.span), span=expr.span)
    term = Arithmetic(ArithmeticOperator.TIMES, share, whole.operand, expr.span)
    return Typed(term, side, expr.span, whole.parameters)


def all_agree(typed: Sequence[Typed], low: Lowering) -> bool:
    """Whether several have one dimension, each told against the first that has a unit."""
    first = next((one for one in typed if one.side is not None), typed[0])
    told = tuple(agree(first, other, low) for other in typed if other is not first)
    return all(told)
