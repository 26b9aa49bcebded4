"""Months of the calendar that are added to the day of the last dose."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, care, protocol

DEFECT = protocol(A, care("give a every 1 calendar month, 6 times"))


def repaired() -> Iterator[str]:
    """Months counted from the first dose, days, or so few doses that nothing can wander."""
    for months in (1, 2, 3, 4, 6):
        for times in (3, 6, 9):
            for anchor in ("on grid", "from cycle start"):
                yield protocol(A, care(f"give a every {months} calendar months, {times} times next_due {anchor}"))
        yield protocol(A, care(f"give a every {months} calendar months, 2 times"))
    for weeks in (1, 2, 3, 4, 8, 12, 26):
        yield protocol(A, care(f"give a every {weeks} weeks, 6 times"))
    for days in (28, 30, 31):
        for times in (6, 12):
            yield protocol(A, care(f"give a every {days} days, {times} times"))
    for listed in ("0, 1, 2", "0, 3, 6, 9", "1, 2, 3"):
        yield protocol(A, care(f"give a on months {listed}"), header='month = calendar assumed "x"')
