from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest

from protolang.model.protocol import Protocol
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    DoseGiven,
    Extreme,
    Formula,
    FormulaValue,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.prose import formula_definition, term_text
from protolang.quantity import Days, Quantity, parse_unit
from protolang.source import SourceFile, Span

FILE = SourceFile("t", "50 % of previous(dose)")
HALF = Span(FILE, 0, len(FILE.text))
SPAN = Span(FILE, 0, 0)
FIRST = SinceAct("rituximab", True)
BASE = Baseline("neutrophils", FIRST)
PLUS, MINUS, TIMES, DIVIDED = ArithmeticOperator


def quantity(number: str, unit: str) -> Quantity:
    return Quantity(Fraction(number), parse_unit(unit))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def mean(**others: Any) -> Aggregate:
    return attrs.evolve(Aggregate(AggregateFunction.MEAN, "neutrophils"), **others)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Reading("neutrophils"), "neutrophils"),
        (ParameterValue("closing_interval"), "[undecided: closing interval]"),
        (LevelValue("basal_dose"), "basal dose"),
        (LevelValue("basal_dose", previous=True), "basal dose before its last change"),
        (BASE, "neutrophils at baseline (at the first dose of rituximab)"),
        (mean(over=Days(28)), "the mean of neutrophils over the last 4 weeks"),
        (mean(last=1), "the mean of neutrophils over the last result"),
        (mean(last=3), "the mean of neutrophils over the last 3 results"),
        (mean(since=SinceDay(7)), "the mean of neutrophils since day 7"),
        (
            mean(function=AggregateFunction.LOWEST, since=SinceEntry("immunoglobulin")),
            "the lowest neutrophils since the start of the current phase",
        ),
        (mean(function=AggregateFunction.HIGHEST, last=2), "the highest neutrophils over the last 2 results"),
        (
            mean(function=AggregateFunction.GROWTH, over=Days(14)),
            "the rise of neutrophils per day, from the first to the last result over the last 2 weeks",
        ),
        (
            mean(
                function=AggregateFunction.TIME_IN_RANGE, over=Days(14), low=quantity("2", "%"), high=quantity("3", "%")
            ),
            "the share of time with neutrophils from 2 % to 3 % over the last 2 weeks",
        ),
        (Count(CountKind.GIVEN, "rituximab"), "the number of doses of rituximab given"),
        (
            Count(CountKind.MISSED, "rituximab", during="maintenance"),
            "the number of doses of rituximab missed during “Monthly immunoglobulin”",
        ),
        (
            Count(CountKind.EVENTS, "clinical_remission", over=Days(7)),
            "the number of reports of clinical remission over the last week",
        ),
        (
            Count(CountKind.RESULTS, "neutrophils", since=SinceAct("clinical_remission", False)),
            "the number of results of neutrophils since the last report of clinical remission",
        ),
        (Total("rituximab"), "the total amount of rituximab given"),
        (Total("rituximab", basis="bsa"), "the total amount of rituximab given per unit of body surface"),
        (TimeSince("neutrophils"), "the time since the last sample of neutrophils"),
        (TimeSince("rituximab"), "the time since the last dose of rituximab"),
        (DoseGiven("ivig"), "the dose of intravenous immunoglobulin given on that day"),
        (
            Arithmetic(
                DIVIDED, Reading("neutrophils"), Arithmetic(PLUS, Reading("weight"), Reading("height"), SPAN), SPAN
            ),
            "neutrophils divided by (body weight plus height)",
        ),
        (
            Arithmetic(MINUS, BASE, Reading("neutrophils"), SPAN),
            "the fall of neutrophils since the first dose of rituximab",
        ),
        (
            Arithmetic(MINUS, Reading("neutrophils"), BASE, SPAN),
            "the rise of neutrophils since the first dose of rituximab",
        ),
        (Arithmetic(MINUS, Reading("weight"), BASE, SPAN), "body weight minus neutrophils at baseline"),
        (Extreme(True, (Reading("weight"), Reading("height")), SPAN), "the highest of body weight and height"),
        (Extreme(False, (Reading("weight"), Reading("height")), SPAN), "the lowest of body weight and height"),
        (
            FormulaValue(Formula.MOSTELLER, (Reading("height"), Reading("weight")), SPAN),
            "the result of Mosteller from height and body weight",
        ),
    ],
)
def test_each_term_is_said(term: Operand, text: str, protocol: Protocol) -> None:
    assert plain(term_text(term, protocol)).startswith(text)


def test_a_part_of_something_is_said_as_the_author_wrote_it(protocol: Protocol) -> None:
    half = Constant(quantity("0.5", "times"))
    part = Arithmetic(TIMES, half, LevelValue("dose", previous=True), HALF)
    assert plain(term_text(part, protocol)) == "50 % of dose before its last change"


def test_a_constant_in_a_formula_says_what_it_is(protocol: Protocol) -> None:
    dose = FormulaValue(Formula.CALVERT, (Constant(quantity("5", "mg.min/mL")), Reading("clearance")), SPAN)
    assert plain(term_text(dose, protocol)) == (
        "the result of Calvert from a target area under the curve of 5 mg·min/mL and clearance"
    )


@pytest.mark.parametrize("formula", list(Formula))
def test_each_formula_is_defined_with_its_source(formula: Formula) -> None:
    text = formula_definition(formula)
    assert formula.value in text
    assert " in " in text
