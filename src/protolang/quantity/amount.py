"""Quantities: exact rationals with a unit, and the decimal text of a rational."""

from fractions import Fraction

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
