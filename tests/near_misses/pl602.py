"""PL602: two drugs that never meet do; repaired by other days."""

from collections.abc import Iterator

from tests.near_misses.required import apart, beside

CLAIM = "never given(a) and given(b)"
DEFECT = beside(CLAIM, 0)


def repaired() -> Iterator[str]:
    """Any day at a distance, whichever is said first."""
    for at, day in enumerate(apart()):
        yield beside((CLAIM, "never given(b) and given(a)")[at % 2], day)
