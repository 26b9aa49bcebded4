"""PL405: steps that go up and down; repaired by putting them in order, with any numbers."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL405")
_WRONG = "steps 5, 15, 10 mg"


def repaired() -> Iterator[str]:
    """Two to five steps, the first level among them, at the bottom, at the top or between."""
    for least in range(1, 15):
        for more in ("15", "15, 20", "15, 20, 25"):
            yield DEFECT.replace(_WRONG, f"steps {least}, {more} mg")
    for middle in range(6, 15):
        yield DEFECT.replace(_WRONG, f"steps 5, {middle}, 15, 30 mg")
