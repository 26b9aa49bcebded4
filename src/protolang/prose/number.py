"""Numbers as a clinician must read them: no trailing zero, a leading zero, units spelled out, nothing torn apart.

After the ISMP list of error-prone abbreviations. Exact values in, text out; nothing is rounded here.
"""

import re
from fractions import Fraction

from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Unit, decimal_text

# No line may end between a number and its unit.
NBSP = "\u00a0"
# A thousands mark that is no decimal sign in any country.
_THIN = "\u202f"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# "IU" is read as "IV" or "10", "uL" as "4L": they are spelled out.
_ATOMS = {
    "m2": "m²",
    "IU": "international units",
    "kIU": "thousand international units",
    "units": "units",
    "uL": "microlitre",
    "umol": "micromol",
    "mm3": "mm³",
    "Cel": "°C",
}
_SINGULAR = {
    "years": "year",
    "months": "month",
    "days": "day",
    "weeks": "week",
    "cycles": "cycle",
    "doses": "dose",
    "infusions": "infusion",
    "times": "time",
    "units": "unit",
    "international units": "international unit",
    "cells": "cell",
    "points": "point",
}
_PLURAL = {one: many for many, one in _SINGULAR.items()}
# `mg.min`: a point between letters; the one of `1.73m2` stands between digits.
_PRODUCT = re.compile(r"\.(?=[A-Za-z])")
_SCALED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<atom>[A-Za-z].*)")


def number_text(value: Fraction | int) -> str:
    """`0.4`, `1`, `12.5`, `10 000`: plain digits, groups of three from five digits on."""
    text = decimal_text(Fraction(value))
    whole, point, rest = text.partition(".")
    digits = whole.lstrip("-≈")
    sign = whole.removesuffix(digits)
    if len(digits) > 4:
        head = len(digits) % 3 or 3
        digits = _THIN.join([digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))])
    return f"{sign}{digits}{point}{rest}"


def unit_text(unit: Unit, value: Fraction | int = 2) -> str:
    """`mg/m²`, `×10⁹/L`, `mg·min/mL`, `international units/kg`; words agree with `value`."""
    first, *others = unit.symbol.split("/")
    shown = "·".join(_ATOMS.get(atom, atom) for atom in _PRODUCT.split(first))
    if shown.startswith("x10^"):
        shown = f"×10{shown.removeprefix('x10^').translate(_SUPERSCRIPT)}"
    shown = _SINGULAR.get(shown, shown) if value == 1 else _PLURAL.get(shown, shown)
    return "/".join([shown, *(_divisor_text(other) for other in others)])


def _divisor_text(symbol: str) -> str:
    """One divisor: `m²`, `international unit`, `1.73 m²`."""
    match = _SCALED.fullmatch(symbol)
    if match is None:
        return _SINGULAR.get(_ATOMS.get(symbol, symbol), _ATOMS.get(symbol, symbol))
    return f"{match['number']}{NBSP}{_ATOMS.get(match['atom'], match['atom'])}"


def quantity_text(quantity: Quantity) -> str:
    """`375 mg/m²`, `1 %`, `12 weeks`; a bare number has no unit."""
    shown = number_text(quantity.magnitude)
    unit = unit_text(quantity.unit, quantity.magnitude)
    return f"{shown}{NBSP}{unit}" if unit else shown


def duration_text(duration: Duration) -> str:
    """`4 weeks`, `10 days`, `36 hours`, `6 calendar months`."""
    match duration:
        case Days():
            return count_text(*duration.spoken)
        case CalendarMonths(count=count):
            return count_text(count, f"calendar{NBSP}month")


def ticks_text(ticks: int, per_day: int) -> str:
    """So many ticks of a clock as a time: in days where it ticks once a day, else in the greatest unit that fits."""
    return count_text(ticks, "day") if per_day == 1 else duration_text(Days(ticks, per_day))


def count_text(count: int, noun: str) -> str:
    """`1 day`, `3 days`: a regular English noun agreeing with its number."""
    return f"{number_text(count)}{NBSP}{noun}" if count == 1 else f"{number_text(count)}{NBSP}{noun}s"
