"""Quantities: exact rationals with a unit, and roots of rationals for body-surface formulas."""

from fractions import Fraction
from math import isqrt

import attrs

from protolang.quantity.unit import Unit, UnitError


def decimal_text(value: Fraction, places: int | None = None) -> str:
    """`value` in plain digits, exact when it ends within 18 decimals; no exponent, no trailing zero.

    With `places`, or when no finite decimal exists, the text is truncated towards zero to that many places
    (6 when none is given) and starts with `≈`.
    """
    sign = "-" if value < 0 else ""
    value = abs(value)
    denominator = value.denominator
    exact_places = 0
    while exact_places <= 18 and (10**exact_places) % denominator:
        exact_places += 1
    exact = exact_places <= 18
    wanted = exact_places if exact and (places is None or exact_places <= places) else (places or 6)
    scaled = value.numerator * 10**wanted // denominator
    whole, rest = divmod(scaled, 10**wanted)
    digits = f"{rest:0{wanted}d}".rstrip("0") if wanted else ""
    text = f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
    return text if exact and wanted == exact_places else f"≈{text}"


@attrs.frozen
class Quantity:
    """An exact magnitude in one unit. Comparison and arithmetic never leave the rationals."""

    magnitude: Fraction
    unit: Unit

    def __str__(self) -> str:
        return f"{decimal_text(self.magnitude)} {self.unit}"

    @property
    def base(self) -> Fraction:
        """The magnitude in the base units of its dimension; two quantities of one dimension compare by it."""
        return self.magnitude * self.unit.factor

    def to(self, unit: Unit) -> "Quantity":
        """The same quantity in another unit of the same dimension; raises `UnitError` otherwise."""
        if unit.dimension != self.unit.dimension:
            raise UnitError(f"cannot turn {self.unit} into {unit}")
        return Quantity(self.base / unit.factor, unit)

    def __mul__(self, other: "Quantity") -> "Quantity":
        unit = self.unit * other.unit
        return Quantity(self.base * other.base / unit.factor, unit)


@attrs.frozen
class Root:
    """`coefficient · √radicand`, exact; what a body-surface formula and the doses from it are made of.

    `radicand` is not negative; a radicand of one makes it a plain rational.
    """

    coefficient: Fraction
    radicand: Fraction = Fraction(1)

    def times(self, factor: Fraction) -> "Root":
        """The same root, scaled."""
        return Root(self.coefficient * factor, self.radicand)

    def compared(self, other: "Root") -> int:
        """-1, 0 or 1 as it is less than, equal to, or greater than `other`; exact."""
        # x -> x·|x| keeps the order of all reals, and turns both sides into rationals
        left = self.coefficient * abs(self.coefficient) * self.radicand
        right = other.coefficient * abs(other.coefficient) * other.radicand
        return (left > right) - (left < right)

    def rounded(self, step: Fraction) -> Fraction:
        """The nearest multiple of `step` (> 0), half away from zero, decided without any approximation."""
        # n = floor(value / step + 1/2) for value >= 0, and value / step + 1/2 >= n  <=>  value >= (n - 1/2) step
        squared = self.coefficient**2 * self.radicand / step**2
        guess = isqrt(squared.numerator // squared.denominator)
        candidates = (n for n in (guess + 1, guess) if n == 0 or (n - Fraction(1, 2)) ** 2 <= squared)
        count = next(candidates)
        return step * count if self.coefficient >= 0 else -step * count

    def decimal_text(self, places: int = 2) -> str:
        """The value to `places` decimals, with `≈` unless exact."""
        root = isqrt(self.radicand.numerator), isqrt(self.radicand.denominator)
        if root[0] ** 2 == self.radicand.numerator and root[1] ** 2 == self.radicand.denominator:
            return decimal_text(self.coefficient * Fraction(*root), places)
        return "≈" + decimal_text(self.rounded(Fraction(1, 10**places)))
