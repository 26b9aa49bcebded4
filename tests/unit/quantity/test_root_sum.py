"""Sums of roots: exact where they are one root again."""

from fractions import Fraction

import pytest

from protolang.quantity import Root


def root(coefficient, radicand=1, index=2):
    return Root(Fraction(coefficient), Fraction(radicand), index)


@pytest.mark.parametrize(
    ("one", "two", "total"),
    [
        (root(2), root(3), root(5)),
        (root(2, 3), root(5, 3), root(7, 3)),
        (root(2, 3), root(-2, 3), root(0)),
        (root(1, 2), root(1, 8), root(3, 2)),  # √8 is 2·√2
        (root(1, 4), root(1), root(3)),  # √4 is 2
        (root(0), root(1, 3), root(1, 3)),
        (root(1, 3), root(0, 5), root(1, 3)),
        (root(1, 2, 3), root(1, 16, 3), root(3, 2, 3)),
        (root(1, Fraction(1, 2)), root(1, 2), root(3, Fraction(1, 2))),
    ],
)
def test_a_sum_that_is_one_root(one, two, total):
    assert one.plus(two).compared(total) == 0
    assert two.plus(one).compared(total) == 0


@pytest.mark.parametrize(("one", "two"), [(root(1, 2), root(1, 3)), (root(1, 2), root(1)), (root(1, 2), root(1, 2, 3))])
def test_a_sum_that_is_none(one, two):
    assert one.plus(two) is None
    assert two.plus(one) is None
