"""A window that opens three days before the day on which the phase begins."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, care, protocol

LAB_TOO = A + LAB
DOSE = "give a on days 0, 28 of phase"

DEFECT = protocol(LAB_TOO, care(DOSE, "measure l on day 0 of phase window -3..+0 days"))


def repaired() -> Iterator[str]:
    """A later day, no early side, or a list of visits with one window for all of them."""
    for early in range(1, 8):
        for late in (0, 2):
            for day in (early, early + 2):
                yield protocol(LAB_TOO, care(DOSE, f"measure l on day {day} of phase window -{early}..+{late} days"))
    for late in range(1, 8):
        yield protocol(LAB_TOO, care(DOSE, f"measure l on day 0 of phase window -0..+{late} days"))
    for listed in ("0, 28", "0, 14, 28", "0, 7, 56"):
        for early in (2, 3):
            yield protocol(LAB_TOO, care(DOSE, f"measure l on days {listed} of phase window -{early}..+3 days"))
    for early in (1, 2, 3):
        yield protocol(LAB_TOO, care(DOSE, f"measure l every 1 week, 5 times window -{early}..+0 days"))
    for early in (1, 2, 3, 4):
        cycle = f'give a on day {early} of cycle assumed "x" measure l on day {early} of cycle window -{early}..+0 days'
        yield protocol(LAB_TOO, care(f'repeat every 3 weeks, 4 times {{ {cycle} assumed "x" }}'))
    for early in (1, 2, 3):
        yield protocol(LAB_TOO, care(DOSE, f"measure l with a window -{early}..+0 days"))
