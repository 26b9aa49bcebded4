from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.prose import NBSP, duration_text, number_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, parse_unit


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("375", "mg/m2", "375_mg/m²"),
        ("2.0", "g/kg", "2_g/kg"),
        (".5", "mg", "0.5_mg"),
        ("0.10", "%", "0.1_%"),
        ("1.5", "x10^9/L", "1.5_×10⁹/L"),
        ("100", "x10^12/L", "100_×10¹²/L"),
        ("5", "IU/kg", "5_international units/kg"),
        ("1", "IU", "1_international unit"),
        ("5", "units", "5_units"),
        ("10", "cells/uL", "10_cells/microlitre"),
        ("50", "mcg", "50_mcg"),
        ("30", "mL/min", "30_mL/min"),
        ("1", "weeks", "1_week"),
        ("12", "week", "12_weeks"),
        ("1", "cycles", "1_cycle"),
        ("9999", "mg", "9999_mg"),
        ("10000", "mg", "10\u202f000_mg"),
        ("1234567.25", "mg", "1\u202f234\u202f567.25_mg"),
    ],
)
def test_a_quantity_reads_safely(number: str, unit: str, text: str) -> None:
    assert quantity_text(Quantity(Fraction(number), parse_unit(unit))) == text.replace("_", NBSP)


@pytest.mark.parametrize(("value", "text"), [(-12345, "-12\u202f345"), (0, "0"), (Fraction(1, 3), "≈0.333333")])
def test_a_bare_number_is_exact_or_says_that_it_is_not(value: Fraction | int, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (Days(28), "4_weeks"),
        (Days(7), "1_week"),
        (Days(1), "1_day"),
        (Days(0), "0_days"),
        (Days(10), "10_days"),
        (CalendarMonths(1), "1_calendar_month"),
        (CalendarMonths(14), "14_calendar_months"),
    ],
)
def test_a_duration_reads_in_its_own_kind(duration: Duration, text: str) -> None:
    assert duration_text(duration) == text.replace("_", NBSP)
