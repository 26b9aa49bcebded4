"""Units keep apart what a number alone would mix up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.quantity import UnitError, is_unit_atom, parse_unit


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
    "text", ["month", "years", "mg/month", "", "mg//kg", "mgs", "mg/x10^9", "µg", "10^", "x10^123"]
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
