"""PL609: a requirement about a drug that nobody is given; repaired by giving it, or by requiring just that."""

from collections.abc import Iterator

from tests.near_misses.required import apart, beside, course

DEFECT = course("b never while given(a)", "give a on days 0, 14")


def repaired() -> Iterator[str]:
    """The drug on any day at a distance, whatever is said of it."""
    for at, day in enumerate(apart()):
        said = ("b never while given(a)", "b only after given(a)", "given(b) leads to given(b) within 3 days")
        yield beside(said[at % 3], day)
    yield course("count(b) = 0", "give a on days 0, 14")
