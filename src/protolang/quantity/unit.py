"""Units: a closed list of clinical unit atoms, combined by `/`, each with exact factor and dimension.

Body weight and body surface are axes of their own: `mg/kg` is not a ratio of masses, and `mg/m2` times a
body surface is a mass. International units and percent are kinds, not numbers.
"""

from fractions import Fraction

import attrs

# Each axis has one base unit, named here; factors in the table below are relative to it.
MASS = "mass"  # g
BODY_WEIGHT = "body weight"  # kg
BODY_SURFACE = "body surface"  # m2
LENGTH = "length"  # cm
VOLUME = "volume"  # L
SUBSTANCE = "amount of substance"  # mol
TIME = "time"  # d
INTERNATIONAL_UNIT = "international units"
PERCENT = "percent"
COUNT = "count"

_ATOMS: dict[str, tuple[str, Fraction]] = {
    "%": (PERCENT, Fraction(1)),
    "percent": (PERCENT, Fraction(1)),
    "g": (MASS, Fraction(1)),
    "mg": (MASS, Fraction(1, 1000)),
    "mcg": (MASS, Fraction(1, 10**6)),
    "ng": (MASS, Fraction(1, 10**9)),
    "kg": (BODY_WEIGHT, Fraction(1)),
    "m2": (BODY_SURFACE, Fraction(1)),
    "m": (LENGTH, Fraction(100)),
    "cm": (LENGTH, Fraction(1)),
    "mm": (LENGTH, Fraction(1, 10)),
    "L": (VOLUME, Fraction(1)),
    "dL": (VOLUME, Fraction(1, 10)),
    "mL": (VOLUME, Fraction(1, 1000)),
    "uL": (VOLUME, Fraction(1, 10**6)),
    "mol": (SUBSTANCE, Fraction(1)),
    "mmol": (SUBSTANCE, Fraction(1, 1000)),
    "umol": (SUBSTANCE, Fraction(1, 10**6)),
    "nmol": (SUBSTANCE, Fraction(1, 10**9)),
    "IU": (INTERNATIONAL_UNIT, Fraction(1)),
    "units": (INTERNATIONAL_UNIT, Fraction(1)),
    "min": (TIME, Fraction(1, 1440)),
    "minute": (TIME, Fraction(1, 1440)),
    "minutes": (TIME, Fraction(1, 1440)),
    "h": (TIME, Fraction(1, 24)),
    "hour": (TIME, Fraction(1, 24)),
    "hours": (TIME, Fraction(1, 24)),
    "d": (TIME, Fraction(1)),
    "day": (TIME, Fraction(1)),
    "days": (TIME, Fraction(1)),
    "week": (TIME, Fraction(7)),
    "weeks": (TIME, Fraction(7)),
    "cells": (COUNT, Fraction(1)),
    "time": (COUNT, Fraction(1)),
    "times": (COUNT, Fraction(1)),
    "cycle": (COUNT, Fraction(1)),
    "cycles": (COUNT, Fraction(1)),
    "dose": (COUNT, Fraction(1)),
    "doses": (COUNT, Fraction(1)),
    "infusion": (COUNT, Fraction(1)),
    "infusions": (COUNT, Fraction(1)),
}
# A calendar unit has no fixed length, so it is a unit word for the reader, never a factor.
CALENDAR_WORDS = ("month", "months", "year", "years")
_PLAIN = {
    "percent": "%",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "d": "day",
}


class UnitError(ValueError):
    """A text that is no unit of the closed list; the message is for the author."""


def is_unit_atom(text: str) -> bool:
    """Whether `text` is one atom of the closed list (`mg`, `kg`, `10*9`, `week`, `months` …)."""
    return text in _ATOMS or text in CALENDAR_WORDS or _power_of_ten(text) is not None


def _power_of_ten(text: str) -> int | None:
    for prefix in ("x10^", "10*", "10^"):
        digits = text.removeprefix(prefix)
        if digits != text and digits.isascii() and digits.isdigit() and 1 <= len(digits) <= 2:
            return int(digits)
    return None


@attrs.frozen
class Dimension:
    """A product of axes with whole exponents, sorted by axis: `(("body surface", -1), ("mass", 1))`."""

    exponents: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Dimension") -> "Dimension":
        total = dict(self.exponents)
        for axis, power in other.exponents:
            total[axis] = total.get(axis, 0) + power
        return Dimension(tuple(sorted((axis, power) for axis, power in total.items() if power)))

    def inverse(self) -> "Dimension":
        """The dimension of one over it."""
        return Dimension(tuple((axis, -power) for axis, power in self.exponents))

    def __str__(self) -> str:
        above = [_axis_text(axis, power) for axis, power in self.exponents if power > 0]
        below = [_axis_text(axis, -power) for axis, power in self.exponents if power < 0]
        return " per ".join(["·".join(above) or "number", *below])


def _axis_text(axis: str, power: int) -> str:
    return axis if power == 1 else f"{axis}^{power}"


@attrs.frozen
class Unit:
    """A unit as the author wrote it, with its exact factor to the base units of its dimension."""

    symbol: str
    factor: Fraction = attrs.field(eq=False)
    dimension: Dimension = attrs.field(eq=False)

    def __str__(self) -> str:
        return self.symbol

    def __mul__(self, other: "Unit") -> "Unit":
        dimension = self.dimension * other.dimension
        factor = self.factor * other.factor
        return Unit(_symbol(dimension, factor), factor, dimension)

    @property
    def is_time(self) -> bool:
        """Whether it measures a duration of fixed length."""
        return self.dimension == Dimension(((TIME, 1),))

    @property
    def is_count(self) -> bool:
        """Whether it counts cycles, doses or infusions."""
        return self.dimension == Dimension(((COUNT, 1),))


_BASE_SYMBOLS = {
    MASS: "g",
    BODY_WEIGHT: "kg",
    BODY_SURFACE: "m2",
    LENGTH: "cm",
    VOLUME: "L",
    SUBSTANCE: "mol",
    TIME: "day",
    INTERNATIONAL_UNIT: "IU",
    PERCENT: "%",
    COUNT: "times",
}


def _symbol(dimension: Dimension, factor: Fraction) -> str:
    """A readable name for a product; prefers the atom of the same axis with the same factor."""
    powers = dict(dimension.exponents)
    if len(powers) == 1 and next(iter(powers.values())) == 1:
        axis = next(iter(powers))
        for atom, (its_axis, its_factor) in _ATOMS.items():
            if its_axis == axis and its_factor == factor:
                return atom
    above = [_BASE_SYMBOLS[axis] for axis, power in dimension.exponents for _ in range(power)]
    below = [_BASE_SYMBOLS[axis] for axis, power in dimension.exponents for _ in range(-power)]
    return "/".join(["·".join(above) or "1", *below])


def parse_unit(text: str) -> Unit:
    """The unit written `text` (`mg/m2`, `x10^9/L`, `g/kg`, `%`, `weeks`).

    Raises `UnitError` for an unknown atom, and for calendar words, whose length the protocol decides.
    """
    dimension, factor, shown = Dimension(), Fraction(1), []
    for position, atom in enumerate(text.split("/")):
        exponent = _power_of_ten(atom)
        if exponent is not None and position == 0:
            atom_dimension, atom_factor = Dimension(), Fraction(10**exponent)
            shown.append(f"x10^{exponent}")
        elif atom in _ATOMS:
            axis, atom_factor = _ATOMS[atom]
            atom_dimension = Dimension(((axis, 1),))
            shown.append(_PLAIN.get(atom, atom))
        elif atom in CALENDAR_WORDS:
            raise UnitError(f"`{atom}` has no fixed length in a unit")
        else:
            raise UnitError(f"unknown unit `{atom}`")
        dimension = dimension * (atom_dimension if position == 0 else atom_dimension.inverse())
        factor = factor * atom_factor if position == 0 else factor / atom_factor
    return Unit("/".join(shown), factor, dimension)
