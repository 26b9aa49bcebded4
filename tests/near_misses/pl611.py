"""PL611: a scenario expects three doses of two; repaired by expecting what happens, on any day and in any words."""

from collections.abc import Iterator

from .judging import with_scenarios as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL611")
_WRONG = "expect count(rituximab) = 3 at end"


def repaired() -> Iterator[str]:
    """One dose up to day 13, two from day 14."""
    for day in range(14):
        yield DEFECT.replace(_WRONG, f"expect count(rituximab) = 1 at day {day}")
        yield DEFECT.replace(_WRONG, f"expect count(rituximab) < 2 at day {day}")
    for day in range(14, 30):
        yield DEFECT.replace(_WRONG, f"expect count(rituximab) = 2 by day {day}")
    for claim in ("= 2", ">= 2", "<= 2", "> 1", "< 3", "in 1..2", "in 2..3"):
        yield DEFECT.replace(_WRONG, f"expect count(rituximab) {claim} at end")
