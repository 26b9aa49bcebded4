"""PL906: a change of a phase that the base does not have; repaired by naming the one it has, in each kind of change."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL906")[0].text
OTHERS = dict(explain.examples("PL906")[0].others)
_WRONG = "infusions.induction"


def repaired() -> Iterator[str]:
    """The phase replaced with any days and any number of doses; or changed in one statement."""
    right = DEFECT.replace(_WRONG, "infusions.course")
    for day in range(20, 56):
        yield right.replace("on days 0, 14 missed stop", f"on days 0, 14, {day}")
    for times in range(2, 18):
        yield right.replace("on days 0, 14 missed stop", f"every 14 days, {times} times")
