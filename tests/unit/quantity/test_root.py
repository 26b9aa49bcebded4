"""Roots: no rounding but the one that was asked for, and that one exactly as said."""

from __future__ import annotations

import random
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protolang.quantity import Direction, Root, decimal_text

NEAREST, UP, DOWN = Direction


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
    assert Root(Fraction(1), Fraction(9, 4)).decimal_text() == "1.5"
    assert Root(Fraction(1), Fraction(2)).decimal_text() == "≈1.41"
    assert Root(Fraction(1), Fraction(8, 27), 3).decimal_text() == decimal_text(Fraction(2, 3), 2)
    assert Root(Fraction(-3), Fraction(5), 40).decimal_text(4) == "≈-3.1232"


# ---- against Decimal with 200 digits ---------------------------------------------------------------------------

_DIGITS = 200
_coefficients = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)
_radicands = st.fractions(min_value=0, max_value=1000, max_denominator=50)
_indices = st.sampled_from((1, 2, 3, 4, 5, 7, 12, 40))
_roots = st.builds(Root, _coefficients, _radicands, _indices)
_steps = st.fractions(min_value=Fraction(1, 1000), max_value=200, max_denominator=1000)


def decimal_value(root: Root) -> Decimal:
    """The value to nearly 200 digits, by a way that shares nothing with the code."""
    with localcontext() as context:
        context.prec = _DIGITS
        radicand = Decimal(root.radicand.numerator) / Decimal(root.radicand.denominator)
        power = (radicand.ln() / root.index).exp() if radicand else Decimal(0)
        return Decimal(root.coefficient.numerator) / Decimal(root.coefficient.denominator) * power


def exact_or_near(root: Root) -> Fraction:
    """The rational value where there is one, found by trying the candidate; else a neighbour 10^-150 away at most."""
    near = Fraction(decimal_value(root))
    simple = near.limit_denominator(10**6)
    return simple if (simple / root.coefficient) ** root.index == root.radicand else near


@given(_roots, _roots)
@example(Root(Fraction(2), Fraction(1), 40), Root(Fraction(1), Fraction(2**40), 40))
@example(Root(Fraction(1), Fraction(8), 3), Root(Fraction(1), Fraction(16), 4))
@example(Root(Fraction(-1), Fraction(0), 3), Root(Fraction(1), Fraction(0), 2))
def test_comparison_of_any_two_indices_agrees_with_decimals(one: Root, two: Root) -> None:
    difference = decimal_value(one) - decimal_value(two)
    # two unequal roots of this size differ by far more than the last digits of the decimals
    expected = 0 if abs(difference) < Decimal(10) ** -150 else (1 if difference > 0 else -1)
    assert (one.compared(two), two.compared(one)) == (expected, -expected)


@given(_roots, _steps)
@example(Root(Fraction(5, 2)), Fraction(1))
@example(Root(Fraction(-5, 2), Fraction(1), 40), Fraction(1))
@example(Root(Fraction(1), Fraction(5, 2) ** 40, 40), Fraction(1))
@example(Root(Fraction(-1), Fraction(3**7), 7), Fraction(3, 2))
def test_rounding_of_any_index_agrees_with_decimals(root: Root, step: Fraction) -> None:
    count = exact_or_near(root) / step if root.coefficient else Fraction(0)
    half_away = floor(abs(count) + Fraction(1, 2)) * (1 if count >= 0 else -1)
    assert root.rounded(step, DOWN) == step * floor(count)
    assert root.rounded(step, UP) == step * ceil(count)
    assert root.rounded(step) == root.rounded(step, NEAREST) == step * half_away


@given(_roots, st.fractions(min_value=-20, max_value=20, max_denominator=20))
def test_a_root_scales_and_knows_when_it_is_rational(root: Root, factor: Fraction) -> None:
    scaled = root.times(factor)
    assert abs(decimal_value(scaled) - decimal_value(Root(factor)) * decimal_value(root)) < Decimal("1e-20")
    if root.rational is not None:
        assert root.compared(Root(root.rational)) == 0
    else:
        assert (exact_or_near(root) / root.coefficient) ** root.index != root.radicand


@pytest.mark.parametrize("index", [1, 2, 3, 17, 40])
def test_a_power_is_recognised_and_its_neighbours_are_not(index: int) -> None:
    for base in (Fraction(2, 3), Fraction(10**12 + 1), Fraction(1, 10**9)):
        assert Root(Fraction(-2), base**index, index).rational == -2 * base
        if index > 1:
            assert Root(Fraction(1), base**index + Fraction(1, 10**400), index).rational is None


@pytest.mark.parametrize("index", [1, 2, 3, 40])
def test_just_beside_a_step_each_direction_is_right(index: int) -> None:
    tiny = Fraction(1, 10**300)
    for whole in (1, 7, 10**20):
        on, below, above = (Root(Fraction(1), whole**index + off, index) for off in (0, -tiny, tiny))
        assert [on.rounded(Fraction(1), way) for way in (NEAREST, UP, DOWN)] == [whole, whole, whole]
        assert [below.rounded(Fraction(1), way) for way in (NEAREST, UP, DOWN)] == [whole, whole, whole - 1]
        assert [above.rounded(Fraction(1), way) for way in (NEAREST, UP, DOWN)] == [whole, whole + 1, whole]
        assert below.times(Fraction(-1)).rounded(Fraction(1), UP) == 1 - whole
        assert above.times(Fraction(-1)).rounded(Fraction(1), DOWN) == -1 - whole
