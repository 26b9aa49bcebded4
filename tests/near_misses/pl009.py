"""PL009: a zero behind the point; repaired by numbers without one, and by zeros that mean something."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL009")


def repaired() -> Iterator[str]:
    """Whole numbers with zeros at their end, decimals with zeros inside, and units written out."""
    for number in (*range(10, 340, 10), 500, 1000, 0.5, 0.05, 0.005, 1.05, 2.002, 10.01, 100.5, 7.25, 3.125):
        yield DEFECT.replace("500.0 mg", f"{number} mg")
    for unit in ("mg", "g", "mL", "mmol", "IU", "units"):
        yield DEFECT.replace("500.0 mg", f"5 {unit}")
    for text in ("500.0 mg", "5.0", ".5 mg", "10 U"):
        yield DEFECT.replace("500.0 mg", "500 mg") + f"# {text}\n"
