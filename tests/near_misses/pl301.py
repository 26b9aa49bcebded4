"""PL301: windows that reach into one another; repaired by narrower windows, longer intervals, or one dose."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL301")
_LINE = "every 2 weeks, 6 times window -7..+7 days"


def repaired() -> Iterator[str]:
    """Before and after together shorter than the interval, whichever way they are shared out."""
    for before in range(7):
        for after in range(1, 13 - before, 2):
            yield DEFECT.replace(_LINE, f"every 2 weeks, 6 times window -{before}..+{after} days")
    for weeks in range(3, 27):
        yield DEFECT.replace(_LINE, f"every {weeks} weeks, 6 times window -7..+7 days")
    yield DEFECT.replace(_LINE, "every 2 weeks, 6 times")
