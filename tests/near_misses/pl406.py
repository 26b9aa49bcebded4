"""PL406: three doses where two are required; repaired by leaving one out, or by requiring three."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL406")
_GIVE, _CLAIM = "on days 0, 14, 28", "count(rituximab) = 2 "


def repaired() -> Iterator[str]:
    """Any two days; two times at any interval; as many as are given, or a range with them in it."""
    for day in range(4, 36):
        yield DEFECT.replace(_GIVE, f"on days 0, {day}")
    for days in (1, 2, 7, 14, 21, 28, 30):
        yield DEFECT.replace(_GIVE, f"every {days} days, 2 times")
    for claim in ("= 3", "<= 3", ">= 3", ">= 2", "< 4", "> 2", "<= 4", "in 2..3", "in 3..4", "in 1..3", ">= 1"):
        yield DEFECT.replace(_CLAIM, f"count(rituximab) {claim} ")
    for times in (4, 5, 6, 7, 8):
        given = DEFECT.replace(_GIVE, f"every 7 days, {times} times")
        yield given.replace(_CLAIM, f"count(rituximab) = {times} ")
