"""PL105: a share of cells against a mass; repaired by every way to write a share, or a lab that is a mass."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL105")
_WRONG = "cd20 < 1 mg"


def repaired() -> Iterator[str]:
    """Thresholds, comparisons and ranges in percent."""
    for operator in ("<", "<=", ">", ">=", "above", "below", "at least", "at most"):
        for number in ("0.5", "1", "2", "5", "15", "20"):
            yield DEFECT.replace(_WRONG, f"cd20 {operator} {number} %")
    yield DEFECT.replace(_WRONG, "cd20 in 1..5 %")
    yield DEFECT.replace(_WRONG, "cd20 above 1 % to below 5 %")
    yield DEFECT.replace(_WRONG, "not cd20 >= 1 %")
    yield DEFECT.replace(_WRONG, "cd20 < 1 % or cd20 > 90 %")
