"""PL710: a row with a comma inside a number; repaired by a point, for any number."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL710")
_WRONG = "0,5,%,error[PL710]"


def repaired() -> Iterator[str]:
    """Numbers up to 100, censored ones, and a note."""
    for tenths in range(1, 46):
        yield DEFECT.replace(_WRONG, f"{tenths // 10}.{tenths % 10},%,")
    for number in ("0", "1", "15", "100", "<0.5", "<1", ">90"):
        yield DEFECT.replace(_WRONG, f"{number},%,a note")
