"""Conditions on a patient's day. In: expression nodes. Out: typed expressions, with the edges exactly as written."""

from collections.abc import Mapping
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.dimensions import Side, comparable
from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once, Operator
from protolang.model.from_declarations import range_ends, report_reversed
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.model.term import Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import Need, NeedKind
from protolang.model.units import literal_text
from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    BandExpr,
    CallExpr,
    CompareExpr,
    EndedExpr,
    Expr,
    NameExpr,
    NotExpr,
    OnceExpr,
    QuantityExpr,
    WithinExpr,
)

_MEASURED = (Kind.LAB, Kind.ATTRIBUTE, Kind.COMPUTED)


@attrs.frozen(eq=False, repr=False)
class _Typed:
    """An operand; `side` is None while nothing says what unit it has."""

    operand: Operand
    side: Side | None
    span: Span
    parameter: str | None = None


def lower_condition(expr: Expr, low: Lowering) -> Expression | None:
    """The condition, or None when something in it was reported."""
    match expr:
        case CompareExpr(left=left, operator=operator, right=right):
            return _compare(left, Operator(operator), right, expr.span, low)
        case BandExpr(subject=subject, low=lowest, high=highest):
            return _between(subject, (lowest, highest), Operator.BELOW, expr.span, low)
        case WithinExpr(subject=subject, range=range_):
            return _between(subject, (range_.low, range_.high), Operator.AT_MOST, expr.span, low)
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
            symbol = low.names.find(name, Kind.TRIGGER, Kind.EVENT)
            if symbol is None:
                return None
            return Fact(symbol.id, expr.span) if symbol.kind is Kind.TRIGGER else Occurred(symbol.id, expr.span)
        case OnceExpr(operand=name):
            symbol = low.names.find(name, Kind.TRIGGER)
            return None if symbol is None else Once(symbol.id, expr.span)
        case EndedExpr(track=name):
            symbol = low.names.find(name, Kind.TRACK)
            return None if symbol is None else Ended(symbol.id, expr.span)
        case QuantityExpr():
            low.findings.report(
                PL105,
                f"`{literal_text(expr)}` alone is not a condition",
                Label(expr.span, "a comparison, a trigger or an event is expected here"),
            )
            return None
        case CallExpr():
            _report_claim(expr, low)
            return None
        case _:
            assert_never(expr)


def _lower_each(operands: tuple[Expr, ...], low: Lowering) -> tuple[Expression, ...] | None:
    parts = [lower_condition(operand, low) for operand in operands]
    whole = tuple(part for part in parts if part is not None)
    return whole if len(whole) == len(parts) else None


def _report_claim(call: CallExpr, low: Lowering) -> None:
    """`count(x)` measures a whole course, so it stands in a requirement and never in a condition of one day."""
    low.findings.report(
        PL105,
        f"`{call.function.text}` measures a whole course, not one day of a patient",
        Label(call.span, "a lab, a trigger or an event is expected here"),
        help="a limit on the number of doses is written with the dose: `every 4 weeks, 6 times`",
    )


def _between(
    subject: Expr, ends: tuple[QuantityExpr, QuantityExpr], last: Operator, span: Span, low: Lowering
) -> Expression | None:
    ends = range_ends(*ends)
    lower = _compare(subject, Operator.AT_LEAST, ends[0], span, low)
    if lower is None:
        return None
    upper = _compare(subject, last, ends[1], span, low)
    if upper is None:
        return None
    one, two = (low.literals.quantity(end) for end in ends)
    if (
        one is not None
        and two is not None
        and (one.base > two.base or (one.base == two.base and last is Operator.BELOW))
    ):
        report_reversed(span, ends, low)
        return None
    return All((lower, upper), span)


def _compare(left: Expr, operator: Operator, right: Expr, span: Span, low: Lowering) -> Compare | None:
    one, two = _typed(left, low), _typed(right, low)
    if one is None or two is None:
        return None
    if one.side is not None and two.side is not None and not comparable(one.side, two.side, low.findings):
        for typed in (one, two):
            if typed.parameter is not None:
                low.parameters.fails(typed.parameter)
        return None
    for typed, other in ((one, two), (two, one)):
        if typed.parameter is not None:
            unit = other.side.unit if other.side is not None else None
            low.parameters.need(typed.parameter, Need(NeedKind.THRESHOLD, unit, typed.span))
    return Compare(one.operand, operator, two.operand, span)


def _typed(expr: Expr, low: Lowering) -> _Typed | None:
    match expr:
        case QuantityExpr():
            quantity = low.literals.quantity(expr)
            if quantity is None:
                return None
            side = Side(literal_text(expr), quantity.unit, None, expr.span)
            return _Typed(Constant(quantity), side, expr.span)
        case NameExpr(name=name):
            symbol = low.names.find(name, *_MEASURED, Kind.PARAMETER)
            if symbol is None:
                return None
            if symbol.kind is Kind.PARAMETER:
                return _parameter(symbol.id, expr.span, low)
            known = low.measured.get(symbol.id)
            if known is None or known.unit is None:
                return None
            side = Side(symbol.id, known.unit, known.whole, expr.span, known.span)
            return _Typed(Reading(symbol.id), side, expr.span)
        case CallExpr():
            _report_claim(expr, low)
            return None
        case CompareExpr() | BandExpr() | WithinExpr() | AllExpr() | AnyExpr() | NotExpr() | OnceExpr() | EndedExpr():
            # Its own mistakes are the author's too, so they are looked for before this one is said.
            if lower_condition(expr, low) is not None:
                low.findings.report(
                    PL105, "a condition cannot be compared", Label(expr.span, "a lab or a value is expected here")
                )
            return None
        case _:
            assert_never(expr)


def _parameter(name: str, span: Span, low: Lowering) -> _Typed | None:
    if low.parameters.has_failed(name):
        return None
    unit = low.parameters.unit(name)
    side = None if unit is None else Side(name, unit, None, span, low.parameters.declared_at(name))
    return _Typed(ParameterValue(name), side, span, name)


def trigger_circles(conditions: Mapping[str, Expression]) -> tuple[tuple[str, ...], ...]:
    """The circles of triggers that need each other to be decided, each once, from its first trigger on."""
    needs = _bottomless({name: _triggers_in(when) for name, when in conditions.items()})
    circles = []
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        circle = _circle_through(start, needs)
        if circle:
            circles.append(circle)
            done.update(circle)
    return tuple(circles)


def _bottomless(needs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The triggers that cannot be decided one after the other: those in a circle, and those that lead into one."""
    needed_by: dict[str, list[str]] = {}
    for name, others in needs.items():
        for other in others:
            needed_by.setdefault(other, []).append(name)
    open_needs = {name: sum(other in needs for other in others) for name, others in needs.items()}
    decided = [name for name, count in open_needs.items() if not count]
    for name in decided:
        for other in needed_by.get(name, ()):
            open_needs[other] -= 1
            if not open_needs[other]:
                decided.append(other)
    left = needs.keys() - set(decided)
    return {name: tuple(other for other in others if other in left) for name, others in needs.items() if name in left}


def _circle_through(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest circle from `start` back to it; empty when there is none."""
    came_from: dict[str, str] = {}
    frontier = [start]
    while frontier:
        following = []
        for name in frontier:
            for needed in needs[name]:
                if needed == start:
                    path = [name]
                    while path[-1] != start:
                        path.append(came_from[path[-1]])
                    return tuple(reversed(path))
                if needed not in came_from:
                    came_from[needed] = name
                    following.append(needed)
        frontier = following
    return ()


def _triggers_in(condition: Expression) -> tuple[str, ...]:
    match condition:
        case Fact(trigger=name) | Once(trigger=name):
            return (name,)
        case All(operands=operands) | Any(operands=operands):
            return tuple(dict.fromkeys(name for operand in operands for name in _triggers_in(operand)))
        case Not(operand=operand):
            return _triggers_in(operand)
        case Compare() | Occurred() | Ended():
            return ()
        case _:
            assert_never(condition)
