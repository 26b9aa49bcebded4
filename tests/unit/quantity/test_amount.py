"""Exact magnitudes: no rounding but the one that was asked for, and that one exactly as said."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from protolang.quantity import Quantity, Root, UnitError, decimal_text, parse_unit


def brute_rounded(coefficient: Fraction, radicand: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple, half away from zero, found by comparing squares of halves one after the other."""
    size = coefficient**2 * radicand / step**2
    count = 0
    while (Fraction(2 * count + 1, 2)) ** 2 <= size:
        count += 1
    return step * (count if coefficient >= 0 else -count)


def test_rounded_equals_brute_force() -> None:
    rng = random.Random(1)
    for _ in range(2000):
        coefficient = Fraction(rng.randint(-400, 400), rng.randint(1, 40))
        radicand = Fraction(rng.randint(0, 90), rng.randint(1, 30))
        step = Fraction(rng.randint(1, 30), rng.randint(1, 30))
        assert Root(coefficient, radicand).rounded(step) == brute_rounded(coefficient, radicand, step)


def test_rounded_of_large_numbers() -> None:
    rng = random.Random(2)
    for _ in range(500):
        whole = rng.randrange(10**30)
        # just below, on, and just above the half between two steps
        half = Fraction(2 * whole + 1, 2)
        tiny = Fraction(1, 10**40)
        assert Root(half).rounded(Fraction(1)) == whole + 1
        assert Root(half - tiny).rounded(Fraction(1)) == whole
        assert Root(-half).rounded(Fraction(1)) == -(whole + 1)
        assert Root(Fraction(1), half**2).rounded(Fraction(1)) == whole + 1
        assert Root(Fraction(1), half**2 - tiny).rounded(Fraction(1)) == whole


@pytest.mark.parametrize(
    ("value", "step", "expected"), [("2.5", "5", "5"), ("-2.5", "5", "-5"), ("7.5", "5", "10"), ("2.4999", "5", "0")]
)
def test_half_goes_away_from_zero(value: str, step: str, expected: str) -> None:
    assert Root(Fraction(value)).rounded(Fraction(step)) == Fraction(expected)


def test_an_irrational_root_is_never_on_a_half() -> None:
    # √2 · 10^20 lies between two whole numbers, and floats cannot tell which is nearer
    scale = 10**20
    nearest = Root(Fraction(scale), Fraction(2)).rounded(Fraction(1))
    assert (nearest - Fraction(1, 2)) ** 2 < 2 * scale**2 < (nearest + Fraction(1, 2)) ** 2


def test_roots_compare_exactly() -> None:
    assert Root(Fraction(2), Fraction(1)).compared(Root(Fraction(1), Fraction(4))) == 0
    assert Root(Fraction(-1), Fraction(2)).compared(Root(Fraction(-3, 2))) == 1
    assert Root(Fraction(1), Fraction(2)).compared(Root(Fraction(3, 2))) == -1
    assert Root(Fraction(0), Fraction(5)).compared(Root(Fraction(-1, 10**30))) == 1


def test_decimal_text_is_exact_or_says_that_it_is_not() -> None:
    assert decimal_text(Fraction(1, 8)) == "0.125"
    assert decimal_text(Fraction(-5, 4)) == "-1.25"
    assert decimal_text(Fraction(100)) == "100"
    assert decimal_text(Fraction(1, 3)) == "≈0.333333"
    assert decimal_text(Fraction(1, 8), 2) == "≈0.12"
    assert decimal_text(Fraction(1, 4), 2) == "0.25"
    assert Root(Fraction(1), Fraction(9, 4)).decimal_text() == "1.5"
    assert Root(Fraction(1), Fraction(2)).decimal_text() == "≈1.41"


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
