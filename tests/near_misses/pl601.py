"""PL601: two drugs that always exclude each other meet on a day; repaired by other days, or by what is promised."""

from collections.abc import Iterator

from tests.near_misses.required import apart, beside

CLAIM = "always not given(b) or not given(a)"
DEFECT = beside(CLAIM, 14)


def repaired() -> Iterator[str]:
    """Any day at a distance, with the same promise in other words."""
    for at, day in enumerate(apart()):
        said = (CLAIM, "always not (given(a) and given(b))", "always not given(a) or not given(b)")
        yield beside(said[at % 3], day)
