"""PL010: a word that cannot stand there; repaired by each timing that can."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL010")
_WRONG = "at days 0, 14"
_DAY = 'day 0 = first rituximab  assumed "an example"\n'
_WEEK = '  week 0 = day 0  assumed "an example"\n'


def repaired() -> Iterator[str]:
    """Lists of days, weeks and months, intervals, windows, and what is done when a dose is missed."""
    for unit in ("day", "days", "week", "weeks"):
        for offsets in ("0", "0, 1", "0, 14", "0, 7, 14", "0..3", "0, 2..4", "0, 5, 10, 15"):
            yield DEFECT.replace(_WRONG, f"on {unit} {offsets}").replace(_DAY, _DAY + _WEEK)
    for interval in ("1 day", "7 days", "2 weeks", "21 days", "28 days"):
        for times in (2, 3, 6):
            yield DEFECT.replace(_WRONG, f"every {interval}, {times} times")
    for missed in ("skip", "stop", "postpone at most 2 days then review", "postpone at most 3 days then skip"):
        yield DEFECT.replace(_WRONG, f"on days 0, 14 missed {missed}")
    for window in ("-1..+1", "-2..+2", "-3..+1", "-1..+3"):
        yield DEFECT.replace(_WRONG, f"on days 5, 19 window {window} days")
    yield DEFECT.replace(_WRONG, "")
