"""PL603: a dose that every course is promised may be skipped; repaired by a review of whoever misses it."""

from collections.abc import Iterator

from tests.near_misses.required import beside

CLAIM = "eventually given(b)"
DEFECT = beside(CLAIM, 7, missed="skip")


def repaired() -> Iterator[str]:
    """Postponed or made up, by so many days at most, and then reviewed or stopped; on any day."""
    for rule in ("postpone", "make_up"):
        for days in range(1, 14):
            for then in ("review", "stop"):
                yield beside(CLAIM, days + 3, missed=f"{rule} at most {days} days then {then}")
    yield beside(CLAIM, 7, missed="stop")
