"""Units keep apart what a number alone would mix up."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from protolang.quantity import Unit, UnitError, age_unit, is_unit_atom, parse_unit


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("mg/kg/m2", "mass per body surface per body weight", Fraction(1, 1000)),
        ("mg/m2", "mass per body surface", Fraction(1, 1000)),
        ("g/kg", "mass per body weight", Fraction(1)),
        ("x10^9/L", "number per volume", Fraction(10**9)),
        ("10*9/L", "number per volume", Fraction(10**9)),
        ("%", "percent", Fraction(1)),
        ("IU/L", "international units per volume", Fraction(1)),
        ("umol/L", "amount of substance per volume", Fraction(1, 10**6)),
        ("weeks", "time", Fraction(7)),
        ("h", "time", Fraction(1, 24)),
        ("seconds", "time", Fraction(1, 86_400)),
        ("cells/mm3", "count per volume", Fraction(10**6)),
        ("mmHg", "pressure", Fraction(1)),
        ("Cel", "temperature", Fraction(1)),
        ("pmol/L", "amount of substance per volume", Fraction(1, 10**12)),
        ("mEq/L", "equivalents per volume", Fraction(1)),
        ("kIU", "international units", Fraction(1000)),
        ("points", "points", Fraction(1)),
        ("mL/min", "volume per time", Fraction(1440, 1000)),
        ("units/kg/h", "international units per body weight per time", Fraction(24)),
        ("mg/h", "mass per time", Fraction(24, 1000)),
        ("mg.min/mL", "mass·time per volume", Fraction(1, 1440)),
    ],
)
def test_dimension_and_factor(text: str, dimension: str, factor: Fraction) -> None:
    unit = parse_unit(text)
    assert (str(unit.dimension), unit.factor) == (dimension, factor)


def test_body_weight_is_no_mass() -> None:
    assert parse_unit("mg/kg").dimension != parse_unit("%").dimension
    assert parse_unit("kg").dimension != parse_unit("g").dimension


def test_cells_are_counted_and_a_power_of_ten_is_not() -> None:
    # the lowering has to say which of the two an author means
    assert parse_unit("cells/uL").dimension != parse_unit("x10^9/L").dimension


@pytest.mark.parametrize(
    "text",
    [
        "month",
        "years",
        "mg/month",
        "",
        "mg//kg",
        "mgs",
        "mg/x10^9",
        "µg",
        "10^",
        "x10^123",
        "U",
        "mg*",
        "*mg",
        "mg**h",
        "mg/mL*min",
        "10*9*mg",
    ],
)
def test_no_unit(text: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(text)


def test_atoms() -> None:
    assert is_unit_atom("x10^9")
    assert is_unit_atom("months")
    assert not is_unit_atom("x10^٣")
    assert not is_unit_atom("mg/kg")


def test_one_unit_in_two_spellings_is_one_unit() -> None:
    assert parse_unit("percent") == parse_unit("%")
    assert parse_unit("d") == parse_unit("day")


def test_the_part_that_is_no_unit_is_named() -> None:
    for text, atom in (("mg/mm2", "mm2"), ("mg.mim/mL", "mim"), ("mg/month", None)):
        with pytest.raises(UnitError) as raised:
            parse_unit(text)
        assert raised.value.atom == atom


def test_an_age_is_no_time() -> None:
    age = age_unit()
    assert (str(age), str(age.dimension), age.is_time) == ("years", "age", False)
    assert age.dimension != parse_unit("days").dimension


def test_points_of_a_score_count_no_doses() -> None:
    assert not parse_unit("points").is_count
    assert parse_unit("points").dimension != parse_unit("doses").dimension
    assert parse_unit("point") == parse_unit("points")


UNITS = (
    *("mg", "mg/m2", "mg/kg/day", "units/kg/h", "mL/min", "x10^9/L", "mg.min/mL", "kg", "m2", "h", "weeks", "%", "mm3"),
    *("mg/dL", "umol/L", "cells/uL", "min", "cycles", "mg/mL"),
)


@pytest.mark.parametrize(("one", "two"), list(product(UNITS, UNITS)))
def test_a_product_is_named_by_a_unit_of_its_own_factor(one: str, two: str) -> None:
    unit = parse_unit(one) * parse_unit(two)
    read = parse_unit(str(unit)) if str(unit)[0] != "1" else _inverse(str(unit))
    assert (read.factor, read.dimension) == (unit.factor, unit.dimension)
    assert unit.dimension == parse_unit(one).dimension * parse_unit(two).dimension


def _inverse(symbol: str) -> Unit:
    """The unit `1/a/b`, which an author cannot write."""
    whole = parse_unit("%" + symbol.removeprefix("1"))
    return Unit(symbol, whole.factor, whole.dimension * parse_unit("%").dimension.inverse())
