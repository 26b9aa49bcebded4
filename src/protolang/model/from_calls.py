"""Calls: counts, results over the past, formulas. In: call nodes. Out: terms, or the two conditions that are calls."""

from collections.abc import Mapping

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL101, PL105, PL109, PL307
from protolang.diagnostics.suggest import suggest
from protolang.model.dimensions import Side, comparable, inverse_unit, product_unit
from protolang.model.expression import Expression, GivenToday, Monotone
from protolang.model.findings import author_text, quoted
from protolang.model.from_formulas import FORMULAS, lower_extreme, lower_formula
from protolang.model.from_qualifiers import Asked, lower_asked
from protolang.model.from_terms import range_ends, report_reversed, time_side
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Count,
    CountKind,
    DoseGiven,
    LevelValue,
    Operand,
    Reading,
    TimeSince,
    Total,
)
from protolang.model.typed import Typed
from protolang.model.units import BARE
from protolang.quantity import Quantity, parse_unit
from protolang.source import Span
from protolang.syntax.ast import CallExpr, InRangeQualifier, NameExpr

_MEASURED = (Kind.LAB, Kind.ATTRIBUTE)
_WINDOW = ("over", "last", "since")
_ACTS = ("during", "over", "since")


@attrs.frozen(eq=False, repr=False)
class _Shape:
    """How a function of one name is called. `needs` are the qualifiers of which one must be said."""

    example: str
    kinds: tuple[Kind, ...]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    least: int = 1


_FUNCTIONS: Mapping[str, _Shape] = {
    "count": _Shape("count(rituximab over 4 weeks)", (Kind.DRUG, Kind.EVENT, *_MEASURED), _ACTS),
    "missed": _Shape("missed(rituximab over 4 weeks)", (Kind.DRUG,), ("over", "since")),
    "total": _Shape("total(doxorubicin)", (Kind.DRUG,), _ACTS),
    "mean": _Shape("mean(glucose over 2 days)", _MEASURED, _WINDOW, _WINDOW),
    "min": _Shape("min(glucose last 3)", _MEASURED, _WINDOW, _WINDOW),
    "max": _Shape("max(glucose last 3)", _MEASURED, _WINDOW, _WINDOW),
    "growth": _Shape("growth(creatinine over 2 weeks)", _MEASURED, _WINDOW, _WINDOW, least=2),
    "time_in_range": _Shape("time_in_range(inr in 2..3 over 12 weeks)", _MEASURED, ("in", *_WINDOW), _WINDOW, least=2),
    "baseline": _Shape("baseline(weight since week 0)", _MEASURED, ("since",), ("since",)),
    "fall": _Shape("fall(weight since week 0)", _MEASURED, ("since",), ("since",)),
    "rise": _Shape("rise(creatinine since week 0)", _MEASURED, ("since",), ("since",)),
    "time_since": _Shape("time_since(rituximab)", (Kind.DRUG, Kind.EVENT, *_MEASURED)),
    "previous": _Shape("previous(basal)", (Kind.LEVEL,)),
    "dose": _Shape("dose(rituximab)", (Kind.DRUG,)),
    "rising": _Shape("rising(creatinine last 3)", _MEASURED, ("last",), ("last",), least=2),
    "falling": _Shape("falling(platelets last 3)", _MEASURED, ("last",), ("last",), least=2),
    "given": _Shape("given(rituximab)", (Kind.DRUG,)),
}
_LACKS = {
    _WINDOW: "of which results",
    ("since",): "since when",
    ("last",): "of how many results",
}
CONDITIONS = ("rising", "falling", "given")
_ONLY_EXPECTED = ("dose", "given")
_COURSE = ("span", "gap", "spacing", "duration")


def lower_call(call: CallExpr, low: Lowering) -> Typed | None:
    """The term of a call, or None when something in it was reported."""
    name = call.function.text
    if name in FORMULAS:
        return lower_formula(FORMULAS[name], call, low)
    if name in ("min", "max") and len(call.arguments) > 1:
        return lower_extreme(call, low)
    if name in CONDITIONS:
        if lower_called_condition(call, low) is not None:
            low.findings.report(
                PL105,
                f"`{name}` holds or does not, it is no value",
                Label(call.span, "a lab or a value is expected here"),
                help="write it alone, after `when`",
            )
        return None
    asked = _asked(call, low)
    return None if asked is None else _term(name, asked, call, low)


def lower_called_condition(call: CallExpr, low: Lowering) -> Expression | None:
    """`rising(…)`, `falling(…)` or `given(…)`, or None when something in it was reported."""
    name = call.function.text
    if name not in CONDITIONS:
        if lower_call(call, low) is not None:
            low.findings.report(
                PL105,
                f"`{author_text(call.span)}` alone is not a condition",
                Label(call.span, "a comparison, a trigger or an event is expected here"),
                help=f"compare it: `{author_text(call.span)} >= …`",
            )
        return None
    asked = _asked(call, low)
    if asked is None:
        return None
    if name == "given":
        return GivenToday(asked.id, call.span)
    return None if asked.last is None else Monotone(asked.id, name == "rising", asked.last, call.span)


def _asked(call: CallExpr, low: Lowering) -> Asked | None:
    name = call.function.text
    shape = _FUNCTIONS.get(name)
    if shape is None:
        _report_unknown(call, low)
        return None
    if name in _ONLY_EXPECTED and not low.in_scenario:
        low.findings.report(
            PL105,
            f"`{name}` can only be asked in a scenario or a requirement",
            Label(call.span, "what is given today is not known when the day is decided"),
            help=f"write `count({author_text(call.arguments[0].span)} over 1 day)`" if name == "given" else None,
        )
        return None
    if len(call.arguments) != 1:
        low.findings.report(
            PL105,
            f"`{name}` is asked of one name, not of {len(call.arguments)}",
            Label(call.span, f"{len(call.arguments)} given"),
            help=f"write `{shape.example}`",
        )
        return None
    asked = lower_asked(name, call.arguments[0], shape.kinds, shape.takes, shape.example, low)
    if asked is None:
        return None
    if shape.needs and not asked.says(shape.needs):
        low.findings.report(
            PL109,
            f"nothing says {_LACKS[shape.needs]} `{name}` is taken",
            Label(call.span, f"{quoted(shape.needs, 'or')} is missing"),
            help=f"write `{shape.example}`",
        )
        return None
    if asked.last is not None and asked.last < shape.least:
        low.findings.report(
            PL307,
            f"`{name}` needs at least {shape.least} results",
            Label(call.span, f"the last {asked.last}"),
            severity=Severity.ERROR,
        )
        return None
    return asked


def _report_unknown(call: CallExpr, low: Lowering) -> None:
    name = call.function.text
    if name in _COURSE:
        low.findings.report(
            PL105,
            f"`{name}` measures a whole course, not one day of a patient",
            Label(call.span, "a lab, a trigger or an event is expected here"),
            help="ask it in `require`, or compare `time_since(…)` or `count(…)` here",
        )
        return
    known = (*_FUNCTIONS, *FORMULAS)
    near = suggest(name, known)
    low.findings.report(
        PL101,
        f"no function is called `{name}`",
        Label(call.function.span, "a function of the language is expected here"),
        help=f"did you mean `{near}`?" if near else f"the language has {quoted(known, 'and', most=len(known))}",
    )
    for argument in call.arguments:
        if isinstance(argument.value, NameExpr):
            # it is meant for something: said to be unused, it would be a second finding for one slip
            symbol = low.names.table.get(argument.value.name.text)
            if symbol is not None:
                low.names.find(argument.value.name, symbol.kind)


# ---- terms of one name -----------------------------------------------------------------------------------------


def _term(name: str, asked: Asked, call: CallExpr, low: Lowering) -> Typed | None:
    span = call.span
    match name:
        case "count":
            return _count(asked, span, low)
        case "missed":
            return _number(Count(CountKind.MISSED, asked.id, None, asked.over, asked.since), span)
        case "total":
            return _total(asked, span, low)
        case "mean" | "min" | "max" | "growth":
            function = AggregateFunction(name)
            term = Aggregate(function, asked.id, asked.over, asked.last, asked.since)
            return _of_lab(term, asked, span, low, per_day=function is AggregateFunction.GROWTH)
        case "time_in_range":
            return _time_in_range(asked, call, low)
        case "baseline" | "fall" | "rise":
            return _since_baseline(name, asked, span, low)
        case "time_since":
            return Typed(TimeSince(asked.id), time_side(span), span)
        case "previous":
            known = low.levels.get(asked.id)
            if known is None or known.unit is None:
                return None
            side = Side(author_text(span), known.unit, known.whole, span, known.span)
            return Typed(LevelValue(asked.id, previous=True), side, span)
        case _:
            unit = low.given[asked.id].unit if asked.id in low.given else None
            return Typed(DoseGiven(asked.id), None if unit is None else Side(author_text(span), unit, None, span), span)


def _number(term: Operand, span: Span) -> Typed:
    return Typed(term, Side(author_text(span), BARE, None, span), span, counts=True)


def _count(asked: Asked, span: Span, low: Lowering) -> Typed | None:
    if asked.kind is not Kind.DRUG and asked.during:
        low.findings.report(
            PL105,
            f"only doses are counted `during` a phase, and `{asked.id}` is no drug",
            Label(span, "counted here"),
            help="write `since entry` in the phase, or `over 4 weeks`",
        )
        return None
    kind = {Kind.DRUG: CountKind.GIVEN, Kind.EVENT: CountKind.EVENTS}.get(asked.kind, CountKind.RESULTS)
    parts: list[Operand] = [Count(kind, asked.id, phase, asked.over, asked.since) for phase in asked.during or (None,)]
    return _number(_added(parts, span), span)


def _total(asked: Asked, span: Span, low: Lowering) -> Typed:
    parts: list[Operand] = [Total(asked.id, None, phase, asked.over, asked.since) for phase in asked.during or (None,)]
    given = low.given.get(asked.id)
    side = None if given is None else Side(author_text(span), given.unit, None, span)
    return Typed(_added(parts, span), side, span, name=asked.id)


def _added(parts: list[Operand], span: Span) -> Operand:
    """The sum: a phase with phases inside is the sum of those."""
    total = parts[0]
    for part in parts[1:]:
        total = Arithmetic(ArithmeticOperator.PLUS, total, part, span)
    return total


def _of_lab(term: Operand, asked: Asked, span: Span, low: Lowering, *, per_day: bool = False) -> Typed | None:
    known = low.measured.get(asked.id)
    if known is None:
        return None
    if known.choices:
        _report_choices(asked, span, low)
        return None
    if known.unit is None:
        return None
    unit = product_unit(known.unit, inverse_unit(parse_unit("day"))) if per_day else known.unit
    whole = None if per_day else known.whole
    return Typed(term, Side(author_text(span), unit, whole, span, known.span), span)


def _report_choices(asked: Asked, span: Span, low: Lowering) -> None:
    low.findings.report(
        PL105,
        f"`{asked.id}` is a word, so nothing can be computed from its results",
        Label(span, "numbers are expected here"),
        Label(low.measured[asked.id].span, "declared with choices here"),
    )


def _since_baseline(name: str, asked: Asked, span: Span, low: Lowering) -> Typed | None:
    if asked.since is None:
        return None
    baseline, current = Baseline(asked.id, asked.since), Reading(asked.id)
    match name:
        case "baseline":
            return _of_lab(baseline, asked, span, low)
        case "fall":
            return _of_lab(Arithmetic(ArithmeticOperator.MINUS, baseline, current, span), asked, span, low)
        case _:
            return _of_lab(Arithmetic(ArithmeticOperator.MINUS, current, baseline, span), asked, span, low)


def _time_in_range(asked: Asked, call: CallExpr, low: Lowering) -> Typed | None:
    known = low.measured.get(asked.id)
    if known is not None and known.choices:
        _report_choices(asked, call.span, low)
        return None
    if asked.range is None:
        low.findings.report(
            PL109,
            "nothing says which range `time_in_range` is taken of",
            Label(call.span, "`in` is missing"),
            help=f"write `{_FUNCTIONS['time_in_range'].example}`",
        )
        return None
    if known is None or known.unit is None:
        return None
    ends = _ends(asked.range, Side(asked.id, known.unit, known.whole, call.span, known.span), low)
    if ends is None:
        return None
    term = Aggregate(AggregateFunction.TIME_IN_RANGE, asked.id, asked.over, asked.last, asked.since, *ends)
    return Typed(term, Side(author_text(call.span), parse_unit("%"), "the time", call.span), call.span)


def _ends(clause: InRangeQualifier, side: Side, low: Lowering) -> tuple[Quantity, Quantity] | None:
    ends = range_ends(clause.range.low, clause.range.high)
    values = []
    for literal in ends:
        quantity = low.literals.quantity(literal, side.unit)
        if quantity is None or not comparable(
            side, Side(author_text(literal.span), quantity.unit, None, literal.span), low.findings
        ):
            return None
        values.append(quantity)
    if values[0].base > values[1].base:
        report_reversed(clause.span, ends, low)
        return None
    return values[0], values[1]
