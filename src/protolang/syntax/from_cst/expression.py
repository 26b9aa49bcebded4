"""Reductions of values, conditions and marks. In: what stood in one rule. Out: one node of the syntax tree."""

from collections.abc import Iterable
from typing import Any

import attrs

from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    ApartClause,
    ArgumentExpr,
    ArithmeticExpr,
    BandExpr,
    CallExpr,
    ChoiceBand,
    ChoiceExpr,
    ClosedBand,
    CompareExpr,
    ConsecutiveExpr,
    DuringQualifier,
    EndedExpr,
    InRangeQualifier,
    LastingExpr,
    LastQualifier,
    MarkClause,
    MarkKind,
    Marks,
    MomentExpr,
    Name,
    NameExpr,
    NotExpr,
    OnceExpr,
    OpenBand,
    OverQualifier,
    PartExpr,
    QuantityExpr,
    RangeExpr,
    SeveralExpr,
    SinceActQualifier,
    SinceEntryQualifier,
    SinceMomentQualifier,
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


def in_unit_of(number: QuantityExpr, other: QuantityExpr) -> QuantityExpr:
    """A number in its own unit, or in that of the other where it has none."""
    return number if number.unit is not None else attrs.evolve(number, unit=other.unit)


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


def _operator(word: str) -> str:
    word = " ".join(word.split())
    return _OPERATORS.get(word, word)


def _compare(parts: Parts, span: Span) -> CompareExpr:
    left, operator, right = parts
    return CompareExpr(left, _operator(operator), right, span=span)


def _open_band(parts: Parts, span: Span) -> OpenBand:
    operator, limit = parts
    return OpenBand(_operator(operator), limit, span=span)


def _closed_band(parts: Parts, span: Span) -> ClosedBand:
    edge, low, below, high = parts
    return ClosedBand(in_unit_of(low, high), edge == "from", high, below is None, span=span)


def _choice_band(parts: Parts, span: Span) -> ChoiceBand:
    (choice,) = parts
    return ChoiceBand(choice, span=span)


def _band_of(parts: Parts, span: Span) -> BandExpr:
    subject, band = parts
    return BandExpr(subject, band, span=span)


def _within_range(parts: Parts, span: Span) -> WithinExpr:
    subject, bounds = parts
    return WithinExpr(subject, bounds, span=span)


def _choice(parts: Parts, span: Span) -> ChoiceExpr:
    subject, negation, choice = parts
    return ChoiceExpr(subject, negation is not None, choice, span=span)


def _lasting(parts: Parts, span: Span) -> LastingExpr:
    subject, time = parts
    return LastingExpr(subject, time, span=span)


def _consecutive(parts: Parts, span: Span) -> ConsecutiveExpr:
    count, condition, *apart = parts
    limits: ApartClause | None = None
    match apart:
        case [RangeExpr(low=low, high=high) as bounds]:
            limits = ApartClause(in_unit_of(low, high), high, span=bounds.span)
        case [ApartClause() as limits]:
            pass
    return ConsecutiveExpr(count, condition, limits, span=span)


def _apart_least(parts: Parts, span: Span) -> ApartClause:
    (least,) = parts
    return ApartClause(least, None, span=span)


def _apart_most(parts: Parts, span: Span) -> ApartClause:
    (most,) = parts
    return ApartClause(None, most, span=span)


def _several(parts: Parts, span: Span) -> SeveralExpr:
    count, *operands = parts
    return SeveralExpr(count, tuple(operands), span=span)


def _plus(parts: Parts, span: Span) -> ArithmeticExpr:
    left, _sign, right = parts
    return ArithmeticExpr(left, "+", right, span=span)


def _minus(parts: Parts, span: Span) -> ArithmeticExpr:
    left, _sign, right = parts
    return ArithmeticExpr(left, "-", right, span=span)


def _times(parts: Parts, span: Span) -> ArithmeticExpr:
    left, right = parts
    return ArithmeticExpr(left, "*", right, span=span)


def _divided(parts: Parts, span: Span) -> ArithmeticExpr:
    left, right = parts
    return ArithmeticExpr(left, "/", right, span=span)


def _part_of(parts: Parts, span: Span) -> PartExpr:
    part, whole = parts
    return PartExpr(part, whole, span=span)


def _use(parts: Parts, span: Span) -> NameExpr:
    (name,) = parts
    return NameExpr(name, span=span)


def _call(parts: Parts, span: Span) -> CallExpr:
    function, *arguments = parts
    return CallExpr(function, tuple(arguments), span=span)


def _argument(parts: Parts, span: Span) -> ArgumentExpr:
    value, *qualifiers = parts
    return ArgumentExpr(value, tuple(qualifiers), span=span)


def _during(parts: Parts, span: Span) -> DuringQualifier:
    (phase,) = parts
    return DuringQualifier(phase, span=span)


def _over_time(parts: Parts, span: Span) -> OverQualifier:
    (time,) = parts
    return OverQualifier(time, span=span)


def _last_results(parts: Parts, span: Span) -> LastQualifier:
    (count,) = parts
    return LastQualifier(count, span=span)


def _since_act(parts: Parts, span: Span) -> SinceActQualifier:
    which, subject = parts
    return SinceActQualifier(which, subject, span=span)


def _since_entry(_parts: Parts, span: Span) -> SinceEntryQualifier:
    return SinceEntryQualifier(span=span)


def _since_moment(parts: Parts, span: Span) -> SinceMomentQualifier:
    (moment,) = parts
    return SinceMomentQualifier(moment, span=span)


def _in_range(parts: Parts, span: Span) -> InRangeQualifier:
    (bounds,) = parts
    return InRangeQualifier(bounds, span=span)


def _moment(parts: Parts, span: Span) -> MomentExpr:
    if len(parts) == 1:
        return MomentExpr("date", parts[0], span=span)
    unit, number, *hour = parts
    return MomentExpr(unit, number, hour[1] if hour else None, span=span)


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
    "open_band": _open_band,
    "closed_band": _closed_band,
    "choice_band": _choice_band,
    "band_of": _band_of,
    "within_range": _within_range,
    "choice": _choice,
    "lasting": _lasting,
    "consecutive": _consecutive,
    "apart_least": _apart_least,
    "apart_most": _apart_most,
    "several": _several,
    "plus": _plus,
    "minus": _minus,
    "times": _times,
    "divided": _divided,
    "part_of": _part_of,
    "use": _use,
    "call": _call,
    "argument": _argument,
    "during": _during,
    "over_time": _over_time,
    "last_results": _last_results,
    "since_act": _since_act,
    "since_entry": _since_entry,
    "since_moment": _since_moment,
    "in_range": _in_range,
    "moment": _moment,
    "once": _once,
    "ended": _ended,
    "cited": _cited,
    "assumed": _assumed,
    "unstated": _unstated,
}
