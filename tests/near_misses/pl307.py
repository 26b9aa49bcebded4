"""PL307: a repeat that no course has; repaired by fewer times, and by other intervals."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL307")
_LINE = "every 1 week, 120000 times"


def repaired() -> Iterator[str]:
    """From twice to ten years of weeks, and days, and a list."""
    for times in (*range(2, 27), 52, 104, 260, 520):
        yield DEFECT.replace(_LINE, f"every 1 week, {times} times")
    for days in range(1, 29):
        yield DEFECT.replace(_LINE, f"every {days} days, 12 times")
    yield DEFECT.replace(_LINE, "on days 0, 7, 14")
