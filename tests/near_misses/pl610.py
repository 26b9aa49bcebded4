"""PL610: a time without a dose depends on an interval that nobody has decided; repaired by deciding it."""

from collections.abc import Iterator

from tests.near_misses.required import course


def waiting(decided: str, most: int) -> str:
    return course(f"gap(a) <= {most} days", "give a every pause, 3 times", declared=f"param pause {decided}")


DEFECT = waiting('unstated "how often"', 31)


def repaired() -> Iterator[str]:
    """Any interval, with time for what may be postponed."""
    for days in range(1, 52):
        yield waiting(f'= {days} days assumed "x"', days + 2)
