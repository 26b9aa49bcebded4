"""Exact magnitudes: a conversion loses nothing, and a product is named by units that it is in."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from protolang.quantity import Quantity, UnitError, decimal_text, parse_unit


def test_decimal_text_is_exact_or_says_that_it_is_not() -> None:
    assert decimal_text(Fraction(1, 8)) == "0.125"
    assert decimal_text(Fraction(-5, 4)) == "-1.25"
    assert decimal_text(Fraction(100)) == "100"
    assert decimal_text(Fraction(1, 3)) == "≈0.333333"
    assert decimal_text(Fraction(1, 8), 2) == "≈0.12"
    assert decimal_text(Fraction(1, 4), 2) == "0.25"


def test_conversion_is_exact_there_and_back() -> None:
    rng = random.Random(3)
    pairs = [("mg", "mcg"), ("g", "ng"), ("x10^9/L", "cells/uL"), ("mmol/L", "nmol/mL"), ("weeks", "h")]
    for one, two in pairs:
        first, second = parse_unit(one), parse_unit(two)
        if first.dimension != second.dimension:
            continue
        for _ in range(50):
            value = Quantity(Fraction(rng.randint(1, 10**6), rng.randint(1, 10**6)), first)
            assert value.to(second).to(first) == value
            assert value.to(second).base == value.base


def test_a_mass_is_no_volume() -> None:
    with pytest.raises(UnitError):
        Quantity(Fraction(1), parse_unit("mg")).to(parse_unit("mL"))


def test_a_dose_by_size_is_a_mass() -> None:
    dose = Quantity(Fraction(375), parse_unit("mg/m2")) * Quantity(Fraction(2), parse_unit("m2"))
    assert (dose.magnitude, str(dose.unit)) == (750, "mg")


@pytest.mark.parametrize(
    ("dose", "size", "expected"),
    [
        ("375 mg/m2/day", "2 m2", "750 mg/day"),
        ("18 units/kg/h", "70 kg", "1260 units/h"),
        ("5 mg.min/mL", "2 mL/min", "10 mg"),
        ("2 mg/dL", "3 mL", "0.00006 g"),
        ("3 mg/h", "2 days", "0.144 g"),
        ("2 mg", "3 mcg", "6 mg.mcg"),
        ("4 x10^9/L", "2 L", "8 x10^9"),
        ("4 x10^9/L", "2 mg", "8000000 g/L"),
    ],
)
def test_the_unit_of_a_product_is_one_that_its_magnitude_is_in(dose: str, size: str, expected: str) -> None:
    assert str(_quantity(dose) * _quantity(size)) == expected


def _quantity(text: str) -> Quantity:
    number, _, unit = text.partition(" ")
    return Quantity(Fraction(number), parse_unit(unit))
