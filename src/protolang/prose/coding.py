"""Codes, what is usual, and what other sources say, as people read them."""

from collections.abc import Iterable

from protolang.model.coding import Coding, OtherValue, Usual
from protolang.prose.number import NBSP, number_text, quantity_text, unit_text


def codes_text(codes: Iterable[Coding]) -> str:
    """`LOINC 1975-2; SNOMED CT 92814006`; empty where there is none."""
    return "; ".join(f"{item.system.title}{NBSP}{item.code}" for item in codes)


def usual_text(usual: Usual | None) -> str:
    """`usual from 3 to 17 µmol/L`; empty where the file does not say."""
    if usual is None:
        return ""
    return f"usual from {number_text(usual.low)} to {number_text(usual.high)}{NBSP}{unit_text(usual.unit)}"


def others_text(others: Iterable[OtherValue]) -> str:
    """What other sources say: `another source says 10 %`; empty where none does."""
    values = " and ".join(quantity_text(item.value) for item in others)
    return f"another source says {values}" if values else ""
