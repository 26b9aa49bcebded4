"""PL604: an answer that may come a day too late; repaired by a nearer answer, or by more time for it."""

from collections.abc import Iterator

from tests.near_misses.required import course


def answered(day: int, within: int) -> str:
    return course(f"given(a) leads to given(b) within {within} days", "give a on day 0", f"give b on day {day}")


DEFECT = answered(7, 8)


def repaired() -> Iterator[str]:
    """An answer on any later day, with time for it and for the two days that it may be postponed."""
    for day in range(3, 20):
        for more in (2, 3, 10):
            yield answered(day, day + more)
