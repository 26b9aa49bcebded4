"""PL106: moles against mass; repaired by writing both as the one or as the other, in any unit of its kind."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL106")
_WRONG = "350 umol/L"


def repaired() -> Iterator[str]:
    """Masses by volume, with other numbers and prefixes."""
    for unit in ("mg/dL", "mg/L", "g/L", "mcg/mL", "ng/mL"):
        for number in range(2, 13):
            yield DEFECT.replace(_WRONG, f"{number} {unit}")
