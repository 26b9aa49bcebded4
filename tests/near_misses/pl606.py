"""PL606: a course that may last longer than is required, by what may be postponed; repaired by either."""

from collections.abc import Iterator

from tests.near_misses.required import course


def lasting(most: int, every: int, late: int) -> str:
    missed = f"postpone at most {late} days then review"
    return course(f"span(a) <= {most} days", f"give a every {every} days, 3 times", missed=missed)


DEFECT = lasting(14, 7, 2)


def repaired() -> Iterator[str]:
    """Any interval, with time for what may be postponed."""
    for every in range(3, 12):
        for late in (1, 2):
            for more in (0, 1, 7):
                yield lasting(2 * (every + late) + more, every, late)
