"""Units: a closed list of clinical unit atoms, combined by `/`, each with exact factor and dimension.

Body weight and body surface are axes of their own: `mg/kg` is not a ratio of masses, and `mg/m2` times a
body surface is a mass. International units, percent and points of a score are kinds, not numbers. Before the first
`/` atoms may be multiplied with the point of UCUM: `mg.min/mL`, the area under a concentration curve.
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
POINTS = "points"  # of a score or a grade
PRESSURE = "pressure"  # mmHg
TEMPERATURE = "temperature"  # degree Celsius; a scale with a zero of its own, so nothing converts to it
EQUIVALENT = "equivalents"  # mEq; to moles only with a valence
AGE = "age"  # years of life, which are no days

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
    "mm3": (VOLUME, Fraction(1, 10**6)),
    "mol": (SUBSTANCE, Fraction(1)),
    "mmol": (SUBSTANCE, Fraction(1, 1000)),
    "umol": (SUBSTANCE, Fraction(1, 10**6)),
    "nmol": (SUBSTANCE, Fraction(1, 10**9)),
    "pmol": (SUBSTANCE, Fraction(1, 10**12)),
    "mEq": (EQUIVALENT, Fraction(1)),
    "IU": (INTERNATIONAL_UNIT, Fraction(1)),
    "units": (INTERNATIONAL_UNIT, Fraction(1)),
    "kIU": (INTERNATIONAL_UNIT, Fraction(1000)),
    "mmHg": (PRESSURE, Fraction(1)),
    "Cel": (TEMPERATURE, Fraction(1)),
    "point": (POINTS, Fraction(1)),
    "points": (POINTS, Fraction(1)),
    "s": (TIME, Fraction(1, 86_400)),
    "second": (TIME, Fraction(1, 86_400)),
    "seconds": (TIME, Fraction(1, 86_400)),
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
    "point": "points",
    "second": "s",
    "seconds": "s",
    "minute": "min",
    "minutes": "min",
    "hour": "h",
    "hours": "h",
    "d": "day",
}


class UnitError(ValueError):
    """A text that is no unit of the closed list; the message is for the author.

    `atom` is the part that is not on the list; None when each part is, and the whole is still no unit.
    """

    def __init__(self, message: str, atom: str | None = None) -> None:
        super().__init__(message)
        self.atom = atom


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
        symbol = _product_symbol(self.symbol, other.symbol, dimension, factor)
        if symbol is None:
            # no atoms of the author's make this factor, so the symbol names base units, and the factor is theirs
            return Unit(_base_symbol(dimension), Fraction(1), dimension)
        return Unit(symbol, factor, dimension)

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
    POINTS: "points",
    PRESSURE: "mmHg",
    TEMPERATURE: "Cel",
    EQUIVALENT: "mEq",
    AGE: "years",
}


def _base_symbol(dimension: Dimension) -> str:
    above = [_BASE_SYMBOLS[axis] for axis, power in dimension.exponents for _ in range(power)]
    below = [_BASE_SYMBOLS[axis] for axis, power in dimension.exponents for _ in range(-power)]
    return "/".join([".".join(above) or "1", *below])


def _product_symbol(one: str, two: str, dimension: Dimension, factor: Fraction) -> str | None:
    """A name for the product made of the author's own atoms; None when they do not make this factor."""
    above: list[str] = []
    below: list[str] = []
    for symbol in (one, two):
        numerator, *denominators = symbol.split("/")
        above += [numerator] if _power_of_ten(numerator) is not None else numerator.split(".")
        below += denominators
    above = [atom for atom in above if atom not in ("", "1")]
    for atom in tuple(above):
        if atom in below:
            above.remove(atom)
            below.remove(atom)
    if not {_axis(atom) for atom in above} & {_axis(atom) for atom in below} and _only_first_is_power(above):
        return "/".join([".".join(above) or "1", *below])
    for atom, (axis, its_factor) in _ATOMS.items():
        if its_factor == factor and dimension.exponents == ((axis, 1),):
            return atom
    return None


def _axis(atom: str) -> str | None:
    return _ATOMS[atom][0] if atom in _ATOMS else AGE if atom == _BASE_SYMBOLS[AGE] else None


def _only_first_is_power(above: list[str]) -> bool:
    """Whether a power of ten is multiplied with nothing else, as in every unit that can be read."""
    return len(above) <= 1 or all(_power_of_ten(atom) is None for atom in above)


def age_unit() -> Unit:
    """The unit of a patient's age, whole or fractional `years`: of its own dimension, since no time converts to it.

    `parse_unit` refuses the word, which is a calendar word wherever no age is meant.
    """
    return Unit(_BASE_SYMBOLS[AGE], Fraction(1), Dimension(((AGE, 1),)))


def parse_unit(text: str) -> Unit:
    """The unit written `text` (`mg/m2`, `x10^9/L`, `g/kg`, `%`, `weeks`, `units/kg/h`, `mg.min/mL`).

    Raises `UnitError` for an unknown atom, and for calendar words, whose length the protocol decides.
    """
    numerator, *denominators = text.split("/")
    exponent = _power_of_ten(numerator)
    if exponent is not None:
        dimension, factor, first = Dimension(), Fraction(10**exponent), f"x10^{exponent}"
    else:
        dimension, factor, shown = Dimension(), Fraction(1), []
        for atom in numerator.split("."):
            axis, atom_factor = _known(atom)
            dimension, factor = dimension * Dimension(((axis, 1),)), factor * atom_factor
            shown.append(_PLAIN.get(atom, atom))
        first = ".".join(shown)
    for atom in denominators:
        axis, atom_factor = _known(atom)
        dimension, factor = dimension * Dimension(((axis, -1),)), factor / atom_factor
    return Unit("/".join([first, *(_PLAIN.get(atom, atom) for atom in denominators)]), factor, dimension)


def _known(atom: str) -> tuple[str, Fraction]:
    if atom in _ATOMS:
        return _ATOMS[atom]
    if atom in CALENDAR_WORDS:
        raise UnitError(f"`{atom}` has no fixed length in a unit")
    raise UnitError(f"unknown unit `{atom}`", atom)
