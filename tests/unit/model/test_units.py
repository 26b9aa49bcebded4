from fractions import Fraction

import pytest

from protolang.model.findings import Findings
from protolang.model.units import Literals, exact
from protolang.quantity import CalendarMonths, Days, MonthConvention
from protolang.source import SourceFile, Span
from protolang.syntax.ast import QuantityExpr

from .examples import mistakes, one, small

SPAN = Span(SourceFile("a", "text"), 0, 4)


def read(number, unit, month=None):
    findings = Findings()
    literals = Literals(findings, month)
    value = literals.duration(QuantityExpr(number, unit, span=SPAN), "a time")
    literals.report_bare_months()
    return value, [(found.code.number, found.message) for found in findings.in_order()]


@pytest.mark.parametrize(
    ("number", "unit", "month", "duration"),
    [
        ("4", "weeks", None, Days(28)),
        ("48", "hours", None, Days(2)),
        ("0.5", "weeks", None, None),
        ("1.5", "months", MonthConvention(28), Days(42)),
        ("2", "months", MonthConvention(30), Days(60)),
        ("2", "months", MonthConvention(None), CalendarMonths(2)),
        ("6", "calendar  months", MonthConvention(28), CalendarMonths(6)),
        ("1", "year", MonthConvention(None), CalendarMonths(12)),
        ("0", "days", None, Days(0)),
    ],
)
def test_a_duration_is_exact(number, unit, month, duration):
    assert read(number, unit, month)[0] == duration


@pytest.mark.parametrize(
    ("number", "unit", "month", "code", "message"),
    [
        ("1", "month", None, "PL108", "the protocol does not say what a month is, but uses `text`"),
        ("1", "year", MonthConvention(28), "PL108", "`1 year` has no fixed length when a month is 28 days"),
        ("0.5", "calendar months", None, "PL105", "`0.5 calendar months` is not a whole number of calendar months"),
        ("36", "hours", None, "PL105", "`36 hours` is 1.5 days, not a whole number of days"),
        ("3", "mg", None, "PL105", "`3 mg` is not a time"),
        ("3", None, None, "PL105", "`3` has no unit of time"),
        ("3", "fortnights", None, "PL101", "`fortnights` is not a unit"),
        ("200", "years", MonthConvention(None), "PL307", "`200 years` is longer than a hundred years"),
        ("999999999999999999", "weeks", None, "PL307", "`999999999999999999 weeks` is longer than a hundred years"),
        ("9" * 5000, "weeks", None, "PL004", "`99999999999999999999…` is not a number of at most 18 digits"),
        ("1e9", "weeks", None, "PL004", "`1e9` is not a number of at most 18 digits"),
        ("1", "mg/month", MonthConvention(28), "PL108", "`mg/month` contains a unit of no fixed length"),
    ],
)
def test_what_is_no_duration_is_told(number, unit, month, code, message):
    assert read(number, unit, month) == (None, [(code, message)])


def test_a_literal_is_an_exact_fraction():
    assert exact("0.4") == Fraction(2, 5)
    assert small("creatinine > 2 mg/dL", "creatinine > 0.1 mg/dL").triggers[1].when.operands[
        0
    ].right.quantity.magnitude == Fraction(1, 10)


def test_an_unknown_unit_suggests_a_known_one():
    finding = one("dose 375 mg/m2", "dose 375 mgs/m2")
    assert (finding.code.number, finding.primary.span.text) == ("PL101", "375 mgs/m2")
    assert finding.message == "`mgs` is not a unit"
    assert finding.help == "did you mean `mg`?"


def test_months_need_a_convention_once_for_the_file():
    finding = one(
        '  month = 28 days  assumed "visits are counted in weeks"\n', "", "after pause", "after 2 months",
        '  param pause unstated "how long to wait for depletion"\n', "", "    set pause = 12 weeks\n", "",
    )  # fmt: skip
    assert finding.message == "the protocol does not say what a month is, but uses `1 month`"
    assert [label.span.text for label in finding.labels] == ["1 month", "2 months"]
    assert finding.help == "write `month = 28 days` or `month = calendar` in the header, or `calendar month` here"


def test_calendar_months_need_no_convention():
    header = '  month = 28 days  assumed "visits are counted in weeks"\n'
    assert mistakes(header, "", "every 1 month", "every 1 calendar month") == []


def test_a_month_is_what_the_header_says():
    for month, interval in (("30 days", Days(30)), ("calendar", CalendarMonths(1)), ("4 weeks", Days(28))):
        measure = small("month = 28 days", f"month = {month}").tracks[0].phases[1].actions[1]
        assert measure.timing.interval == interval
