"""Moments and values of a scenario: `week 8`, `day 2 hour 6`, `2027-01-04`; `0.4 %`, `< 0.5 %`, `positive`."""

from datetime import date
from fractions import Fraction
from typing import assert_never

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL101, PL105, PL108, PL307
from protolang.diagnostics.suggest import suggest
from protolang.model.dimensions import Side, comparable
from protolang.model.findings import quoted
from protolang.model.lowering import Lowering, Measured
from protolang.model.symbols import Kind
from protolang.model.ticks import is_far, tick_of
from protolang.model.units import literal_text
from protolang.quantity import CalendarMonths, Interval
from protolang.source import Span
from protolang.syntax.ast import MomentExpr, Name, NameExpr, QuantityExpr
from protolang.syntax.ast.scenario import Given


def lower_date(text: str, span: Span, low: Lowering) -> date | None:
    """A date of the calendar, or a finding."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        low.findings.report(
            PL307,
            f"`{text}` is no date of the calendar",
            Label(span, "no such day"),
            help="write year, month and day: `2027-01-04`",
            severity=Severity.ERROR,
        )
        return None


def lower_moment(moment: MomentExpr, start: date | None, low: Lowering, *, early: bool = False) -> int | None:
    """The clock tick of a moment, counted from day 0; `start` is the date of day 0, where the scenario says it.

    A moment before day 0 is a finding, unless `early`.
    """
    tick = _date_tick(moment, start, low) if moment.unit == "date" else _number_tick(moment, start, low)
    if tick is None or tick >= 0 or early:
        return tick
    low.findings.report(
        PL307,
        f"{_said(moment)} lies before the first day of the protocol",
        Label(moment.span, f"the protocol starts on day {low.conventions.first_day}"),
        severity=Severity.ERROR,
    )
    return None


def _said(moment: MomentExpr) -> str:
    return moment.number if moment.unit == "date" else f"{moment.unit} {moment.number}"


def _date_tick(moment: MomentExpr, start: date | None, low: Lowering) -> int | None:
    day = lower_date(moment.number, moment.span, low)
    if day is None:
        return None
    if start is None:
        _report_no_start(moment, "a date is no day of the course without the date of day 0", low)
        return None
    return (day - start).days * low.conventions.resolution.per_day


def _report_no_start(moment: MomentExpr, message: str, low: Lowering) -> None:
    low.findings.report(
        PL108,
        message,
        Label(moment.span, "counted from which date?"),
        help="write `start 2027-01-04` in the scenario, with the date of its first day",
    )


def _number_tick(moment: MomentExpr, start: date | None, low: Lowering) -> int | None:
    number = low.literals.whole(moment.number, moment.span)
    if number is None:
        return None
    if is_far(moment.unit, number):
        low.findings.report(
            PL105,
            f"{moment.unit} {number} lies more than a hundred years ahead",
            Label(moment.span, "no course lasts so long"),
        )
        return None
    if moment.unit == "month" and low.literals.month is not None and low.literals.month.days is None:
        return _calendar_tick(moment, number, start, low)
    tick = tick_of(moment.unit, number, moment.span, low)
    if moment.hour is None or tick is None:
        return tick
    return _with_hour(moment, moment.hour, tick, low)


def _calendar_tick(moment: MomentExpr, number: int, start: date | None, low: Lowering) -> int | None:
    if start is None:
        _report_no_start(moment, "a calendar month has no fixed day without the date of day 0", low)
        return None
    return (CalendarMonths(number).after(start) - start).days * low.conventions.resolution.per_day


def _with_hour(moment: MomentExpr, written: str, tick: int, low: Lowering) -> int | None:
    hour = low.literals.whole(written, moment.span)
    if hour is None:
        return None
    if hour >= 24:
        low.findings.report(
            PL307,
            f"a day has no hour {hour}",
            Label(moment.span, "hours of a day count from 0 to 23"),
            severity=Severity.ERROR,
        )
        return None
    ticks = low.literals.days(QuantityExpr(written, "hours", span=moment.span), "an hour")
    return None if ticks is None else tick + ticks


def lower_given(name: Name, operator: str, given: Given, kinds: tuple[Kind, ...], low: Lowering) -> Interval | None:
    """The values that are meant, in the unit of what is measured, exactly converted; of words, the place of one."""
    symbol = low.names.find(name, *kinds, counts=False)
    known = None if symbol is None else low.measured.get(symbol.id)
    match given:
        case NameExpr(name=word):
            return None if known is None else _word(name, operator, word, known, low)
        case QuantityExpr():
            return _number(name, operator, given, known, low)
        case _:
            assert_never(given)


def _word(name: Name, operator: str, word: Name, known: Measured, low: Lowering) -> Interval | None:
    if word.text in known.choices and operator == "=":
        return Interval.point(Fraction(known.choices.index(word.text)))
    if word.text in known.choices:
        low.findings.report(
            PL105, f"`{name.text}` is a word, so it is `=` one", Label(word.span, "words have no order")
        )
    elif known.choices:
        near = suggest(word.text, known.choices)
        low.findings.report(
            PL101,
            f"`{word.text}` is no value of `{name.text}`",
            Label(word.span, "not one of its words"),
            Label(known.span, "declared here"),
            help=f"did you mean `{near}`?" if near else f"its values are {quoted(known.choices)}",
        )
    elif known.unit is not None:
        low.findings.report(
            PL105,
            f"`{name.text}` is a number in {known.unit}, not `{word.text}`",
            Label(word.span, "a number is expected here"),
            Label(known.span, "declared here"),
        )
    return None


def _number(name: Name, operator: str, literal: QuantityExpr, known: Measured | None, low: Lowering) -> Interval | None:
    if known is not None and known.choices:
        low.findings.report(
            PL105,
            f"`{name.text}` is a word, not `{literal_text(literal)}`",
            Label(literal.span, "one of its words is expected here"),
            Label(known.span, "declared here"),
            help=f"its values are {quoted(known.choices)}",
        )
        return None
    quantity = low.literals.quantity(literal, None if known is None else known.unit)
    if quantity is None or known is None or known.unit is None:
        return None
    wanted = Side(name.text, known.unit, known.whole, name.span, known.span)
    given = Side(literal_text(literal), quantity.unit, None, literal.span)
    if not comparable(wanted, given, low.findings):
        return None
    return _interval(operator, quantity.to(known.unit).magnitude)


def _interval(operator: str, value: Fraction) -> Interval:
    match operator:
        case "<" | "<=":
            return Interval(None, value, low_closed=False, high_closed=operator == "<=")
        case ">" | ">=":
            return Interval(value, None, low_closed=operator == ">=", high_closed=False)
        case _:
            return Interval.point(value)
