"""PL701: a rule needs a result that nothing measures; repaired by measuring it, in any way, or by another reading."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL701")
_PLAIN = accepted("PL701")
_EVERY = "every 4 weeks until end of infusions"


def repaired() -> Iterator[str]:
    """Every day to every five weeks; on days and weeks of a list; more often than needed."""
    for days in range(1, 36):
        yield _PLAIN.replace(_EVERY, f"every {days} days until end of infusions")
    for days in (1, 2, 3, 7, 14):
        for times in (4, 6, 10):
            yield _PLAIN.replace(_EVERY, f"every {days} days, {times} times")
    for weeks in (1, 2, 3):
        yield _PLAIN.replace(_EVERY, f"every {weeks} weeks until end of infusions missed skip")
