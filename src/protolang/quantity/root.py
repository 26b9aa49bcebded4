"""Roots of rationals, exact: what a body-surface formula and the doses from it are made of."""

from enum import Enum
from fractions import Fraction
from math import isqrt, lcm

import attrs

from protolang.quantity.amount import decimal_text


class Direction(Enum):
    """Where a value between two multiples of a step goes."""

    NEAREST = "nearest"  # half away from zero
    UP = "up"  # to the greater one: -2.5 goes to -2
    DOWN = "down"  # to the lesser one: -2.5 goes to -3


@attrs.frozen
class Root:
    """`coefficient · radicand^(1/index)`, exact.

    `radicand` is not negative, `index` at least 1; a radicand of one makes it a plain rational. `==` compares the
    parts, so that √4 and 2 differ; `compared` compares the values.
    """

    coefficient: Fraction
    radicand: Fraction = Fraction(1)
    index: int = 2

    @property
    def rational(self) -> Fraction | None:
        """The value as a rational; None when it is none."""
        if not self.coefficient:
            return Fraction(0)
        above = _floor_root(self.radicand.numerator, self.index)
        below = _floor_root(self.radicand.denominator, self.index)
        # a fraction in lowest terms is a power only when both its parts are
        if above**self.index == self.radicand.numerator and below**self.index == self.radicand.denominator:
            return self.coefficient * Fraction(above, below)
        return None

    def times(self, factor: Fraction) -> "Root":
        """The same root, scaled."""
        return Root(self.coefficient * factor, self.radicand, self.index)

    def plus(self, other: "Root") -> "Root | None":
        """The sum, where it is one root again: of two rationals, and of two multiples of one root; else None."""
        if not other.coefficient:
            return self
        if not self.coefficient:
            return other
        left, right = self.rational, other.rational
        if left is not None and right is not None:
            return Root(left + right)
        if self.index != other.index or not self.radicand or not other.radicand:
            return None
        ratio = Root(Fraction(1), other.radicand / self.radicand, self.index).rational
        return None if ratio is None else attrs.evolve(self, coefficient=self.coefficient + other.coefficient * ratio)

    def compared(self, other: "Root") -> int:
        """-1, 0 or 1 as it is less than, equal to, or greater than `other`; exact, whatever the two indices."""
        if self.radicand == 1 == other.radicand:
            return (self.coefficient > other.coefficient) - (self.coefficient < other.coefficient)
        # x -> sign(x)·|x|^n keeps the order of all reals, and turns both sides into rationals
        power = lcm(self.index, other.index)
        left, right = self._signed_power(power), other._signed_power(power)
        return (left > right) - (left < right)

    def rounded(self, step: Fraction, direction: Direction = Direction.NEAREST) -> Fraction:
        """The multiple of `step` (> 0) that lies in `direction`, decided without any approximation.

        A value that is a multiple stays what it is. `NEAREST` takes half a step away from zero.
        """
        size = abs(self.coefficient) / step
        power = size**self.index * self.radicand
        # the greatest n with n <= |value| / step
        count = _floor_root(power.numerator // power.denominator, self.index)
        negative = self.coefficient < 0
        if direction is Direction.NEAREST:
            more = (count + Fraction(1, 2)) ** self.index <= power
        else:
            more = (direction is Direction.UP) is not negative and count**self.index < power
        count += more
        return step * (-count if negative else count)

    def decimal_text(self, places: int = 2) -> str:
        """The value to `places` decimals, with `≈` unless exact."""
        exact = self.rational
        if exact is not None:
            return decimal_text(exact, places)
        return "≈" + decimal_text(self.rounded(Fraction(1, 10**places)))

    def _signed_power(self, power: int) -> Fraction:
        """`sign(value) · |value|^power`; `power` is a multiple of the index."""
        size = abs(self.coefficient) ** power * self.radicand ** (power // self.index)
        return -size if self.coefficient < 0 else size


def _floor_root(value: int, index: int) -> int:
    """The greatest whole n with n^index <= value; `value` is not negative."""
    if index == 1 or value < 2:
        return value
    if index == 2:
        return isqrt(value)
    # Newton from above: it falls until it has arrived
    guess = 1 << -(-value.bit_length() // index)
    while True:
        lower = ((index - 1) * guess + value // guess ** (index - 1)) // index
        if lower >= guess:
            return guess
        guess = lower
