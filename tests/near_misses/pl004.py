"""PL004: a number in a form that can be misread; repaired by plain digits and a point."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL004")


def repaired() -> Iterator[str]:
    """Whole numbers up to eighteen digits, and decimals that do not end in a zero."""
    numbers = [*range(1, 31), 100, 375, 500, 1000, 1500, 3750, 10**9, 10**17]
    numbers += ["0.5", "0.05", "0.25", "1.5", "2.2", "12.75", "99.9", "1000.5", "0.001", "7.125", "3.3", "4.4"]
    numbers += ["0.375", "6.6", "8.8"]
    for number in numbers:
        yield DEFECT.replace("1_000 mg", f"{number} mg")
