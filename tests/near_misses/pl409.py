"""PL409: lowered by a part of nothing; repaired by saying of which dose, or by an amount."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL409")
_WRONG = "lower amount by 25 % "


def repaired() -> Iterator[str]:
    """Of the original or of the current dose, by any part."""
    for percent in range(2, 52, 2):
        for whole in ("original", "current"):
            yield DEFECT.replace(_WRONG, f"lower amount by {percent} % of {whole} ")
