"""Levels: where they start, what they may be, and in what unit."""

from fractions import Fraction

import pytest

from protolang.model.term import LevelValue
from protolang.quantity import Direction, Quantity, parse_unit

from .examples import mistakes, one, small


def levelled(clauses, dose="dose amount"):
    level = f"level amount {{ {clauses} }}  drug rituximab"
    return ("drug rituximab", level, "dose 375 mg/m2 of bsa", dose, "2 g/kg of weight", "2 g/m2 of bsa")


def level(clauses, dose="dose amount"):
    return small(*levelled(clauses, dose)).levels[0]


def mg(number):
    return Quantity(Fraction(number), parse_unit("mg"))


def test_a_level_in_steps():
    found = level('start 650 mg  steps 500, 650, 825 mg @trial "Dose levels"')
    assert (found.start, found.steps) == (mg(650), (mg(500), mg(650), mg(825)))
    assert (found.low, found.high, found.rounded_to, found.direction) == (None, None, None, Direction.NEAREST)
    assert found.evidence.citations[0].locator == "Dose levels"


def test_a_level_within_a_range():
    found = level("start 10 mg  range 0..1 g  rounded down to 5 mg")
    assert (found.low, found.high, found.unit.symbol) == (0, 1000, "mg")
    assert (found.rounded_to, found.direction) == (mg(5), Direction.DOWN)


def test_a_level_that_a_table_starts():
    text = "start by first  range 0..100 mg } table first of weight { below 60 kg : 10 mg  at least 60 kg : 20 mg"
    assert level(text).start == "first"


def test_a_dose_of_a_level():
    protocol = small(*levelled("start 10 mg/kg  range 0..20 mg/kg", "dose amount of weight"))
    dose = protocol.drugs[0].dose
    assert (dose.amount, dose.basis) == (LevelValue("amount"), "weight")


@pytest.mark.parametrize(
    ("clauses", "code", "place", "message"),
    [
        ("", "PL109", "amount", "level `amount` is empty"),
        ("range 0..100 mg", "PL109", "amount", "nothing says where level `amount` starts"),
        (
            "start 600 mg  steps 500, 650 mg",
            "PL307",
            "start 600 mg",
            "`amount` starts at `600 mg`, which is none of its steps",
        ),
        (
            "start 600 mg  range 0..100 mg",
            "PL307",
            "start 600 mg",
            "`amount` starts at `600 mg`, outside its range",
        ),
        ("start 650 mg  steps 650, 500 mg", "PL405", "500 mg", "the steps of `amount` do not rise"),
        ("start 500 mg  steps 500, 500 mg", "PL405", "500 mg", "the steps of `amount` do not rise"),
        (
            "start 500 mg  range 0..5 mL",
            "PL105",
            "0",
            "cannot compare `amount` (mass) with `0 mL` (volume)",
        ),
        (
            "start 500 mg  steps 500 mg  range 0..900 mg",
            "PL102",
            "range 0..900 mg",
            "`steps` and `range` both bound `amount`",
        ),
        (
            "start 500 mg  rounded to 10 IU",
            "PL105",
            "10 IU",
            "cannot compare `amount` (mass) with `10 IU` (international units)",
        ),
        ("start 500 mg  rounded to 0 mg", "PL105", "0 mg", "`amount` cannot be rounded to `0 mg`"),
        ("start 5 mg  start 10 mg", "PL102", "start 10 mg", "`start` of `amount` is said twice"),
        ("start by cd20  range 0..9 mg", "PL101", "cd20", "`cd20` is a lab, not a table"),
        (
            "start by first  range 0..9 mg } table first of weight { below 60 kg : 10 IU",
            "PL105",
            "first",
            "cannot compare `amount` (mass) with `first` (international units)",
        ),
        ("start 5 foo", "PL101", "5 foo", "`foo` is not a unit"),
    ],
)
def test_levels_that_cannot_be(clauses, code, place, message):
    found = [item for item in mistakes(*levelled(clauses)) if item[0] != "PL104"]
    assert [(number, where) for number, where, _ in found] == [(code, place)]
    assert found[0][2] == message


def test_a_level_that_nobody_uses():
    finding = one("event remission", "level amount { start 5 mg }  event remission")
    assert (finding.code.number, finding.message) == ("PL104", "level `amount` is never used")
