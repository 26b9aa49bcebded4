"""A text that promises a dose in every calendar month, over thirty days."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, care, protocol

PROMISE = "one in every calendar month"


def written(statement: str, text: str) -> str:
    return protocol(A, f'track care {{ phase course {{ {statement} assumed "{text}" then end }} }}')


DEFECT = written("give a every 30 days, 12 times", PROMISE)


def repaired() -> Iterator[str]:
    """Shorter intervals, months of the calendar, or a text that promises no such thing."""
    for days in range(7, 29):
        yield written(f"give a every {days} days, 12 times", PROMISE)
    for days, late in ((21, 7), (27, 1), (14, 10), (25, 3)):
        yield written(f"give a every {days} days, 12 times window -0..+{late} days", PROMISE)
    for text in (
        "monthly",
        "every month",
        "every 30 days",
        "every two calendar months",
        "in most calendar months",
        "a month of 30 days",
        "every 4 weeks",
    ):
        for days in (29, 30, 31):
            yield written(f"give a every {days} days, 12 times", text)
    for anchor in ("after last given", "on grid"):
        yield written(f"give a every 1 calendar month, 12 times next_due {anchor}", PROMISE)
    yield protocol(A, care("give a on months 0, 1, 2"), header='month = calendar assumed "x"').replace(
        '"x" then end', f'"{PROMISE}" then end'
    )
    yield written("give a on days 0, 30, 60", PROMISE)
    yield written("give a every 30 days, 1 times", PROMISE)
