"""PL007: a list that names more days than a protocol can have; repaired by shorter ranges and by repeats."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL007")
_LIST = "on days 0..1000000"
_DAY = 'day 0 = first rituximab  assumed "an example"\n'
_WEEK = '  week 0 = day 0  assumed "an example"\n'


def repaired() -> Iterator[str]:
    """Ranges of every length up to a year, several ranges, weeks, and an interval with a number of times."""
    for last in (1, 2, 6, 7, 13, 14, 20, 27, 28, 29, 30, 41, 55, 83, 111, 167, 179, 181, 300, 364, 365):
        yield DEFECT.replace(_LIST, f"on days 0..{last}")
    for weeks in (1, 2, 3, 4, 8, 12, 16, 24, 36, 48, 52):
        yield DEFECT.replace(_LIST, f"on weeks 0..{weeks}").replace(_DAY, _DAY + _WEEK)
    for times in (1, 2, 3, 4, 8, 12, 26, 52, 100, 1000):
        yield DEFECT.replace(_LIST, f"every 7 days, {times} times")
    for first, second in ((0, 7), (0, 14), (0, 21), (0, 28), (1, 8), (2, 9), (3, 30), (5, 50), (7, 70)):
        yield DEFECT.replace(_LIST, f"on days {first}, {second}, {second + 100}..{second + 200}")
