"""PL608: a dose on a day that a requirement rules out; repaired by other days."""

from collections.abc import Iterator

from tests.near_misses.required import apart, beside

DEFECT = beside("b never while given(a)", 14)


def repaired() -> Iterator[str]:
    """Any day at a distance; and only after what has come before."""
    for at, day in enumerate(apart()):
        yield beside(("b never while given(a)", "a never while given(b)")[at % 2], day)
    for day in (3, 4, 5, 20, 21, 30):
        yield beside("b only after given(a)", day)
