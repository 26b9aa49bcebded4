"""Reductions of values, conditions and marks. In: what stood in one rule. Out: one node of the syntax tree."""

from collections.abc import Iterable
from typing import Any

from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    BandExpr,
    CallExpr,
    CompareExpr,
    EndedExpr,
    MarkClause,
    MarkKind,
    Marks,
    Name,
    NameExpr,
    NotExpr,
    OnceExpr,
    QuantityExpr,
    RangeExpr,
    WithinExpr,
)

# A reduction gets the kept parts of one rule: names as Name, other words as their text, inner rules as their nodes,
# None for an optional part that is absent. The grammar decides their number and order, which no type can say.
Parts = list[Any]

_OPERATORS = {"below": "<", "above": ">", "at least": ">=", "at most": "<="}


def marks_of(parts: Iterable[Any]) -> Marks:
    """The provenance marks among the parts of a statement, in their order."""
    return tuple(part for part in parts if type(part) is MarkClause)


def without_marks(parts: Iterable[Any]) -> tuple[Any, ...]:
    """The parts of a statement that are no provenance marks."""
    return tuple(part for part in parts if type(part) is not MarkClause)


def _quantity(parts: Parts, span: Span) -> QuantityExpr:
    number, *unit = parts
    return QuantityExpr(number, unit[0] if unit else None, span=span)


def _range(parts: Parts, span: Span) -> RangeExpr:
    low, high = parts
    return RangeExpr(low, high, span=span)


def _any(parts: Parts, span: Span) -> AnyExpr:
    return AnyExpr(tuple(parts), span=span)


def _all(parts: Parts, span: Span) -> AllExpr:
    return AllExpr(tuple(parts), span=span)


def _negation(parts: Parts, span: Span) -> NotExpr:
    (operand,) = parts
    return NotExpr(operand, span=span)


def _compare(parts: Parts, span: Span) -> CompareExpr:
    left, operator, right = parts
    operator = " ".join(operator.split())
    return CompareExpr(left, _OPERATORS.get(operator, operator), right, span=span)


def _band(parts: Parts, span: Span) -> BandExpr:
    subject, low, high = parts
    return BandExpr(subject, low, high, span=span)


def _within(parts: Parts, span: Span) -> WithinExpr:
    subject, bounds = parts
    return WithinExpr(subject, bounds, span=span)


def _use(parts: Parts, span: Span) -> NameExpr:
    (name,) = parts
    return NameExpr(name, span=span)


def _call(parts: Parts, span: Span) -> CallExpr:
    function, argument, during = parts
    return CallExpr(function, argument, during, span=span)


def _once(parts: Parts, span: Span) -> OnceExpr:
    (name,) = parts
    return OnceExpr(name, span=span)


def _ended(parts: Parts, span: Span) -> EndedExpr:
    (track,) = parts
    return EndedExpr(track, span=span)


def _cited(parts: Parts, span: Span) -> MarkClause:
    source, text = parts
    return _mark(MarkKind.CITED, source, text, span)


def _assumed(parts: Parts, span: Span) -> MarkClause:
    (text,) = parts
    return _mark(MarkKind.ASSUMED, None, text, span)


def _unstated(parts: Parts, span: Span) -> MarkClause:
    (text,) = parts
    return _mark(MarkKind.UNSTATED, None, text, span)


def _mark(kind: MarkKind, source: Name | None, text: str | None, span: Span) -> MarkClause:
    return MarkClause(kind, source, text, span=span)


EXPRESSIONS = {
    "quantity": _quantity,
    "range": _range,
    "any": _any,
    "all": _all,
    "negation": _negation,
    "compare": _compare,
    "band": _band,
    "within": _within,
    "use": _use,
    "call": _call,
    "once": _once,
    "ended": _ended,
    "cited": _cited,
    "assumed": _assumed,
    "unstated": _unstated,
}
