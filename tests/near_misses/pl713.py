"""PL713: dates that cannot be; repaired by days of the calendar, from the first day of the course on."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL713")
_HEAD = "date,kind,name,value,unit,reported,note\n"


def repaired() -> Iterator[str]:
    """The last days of each month, leap days, times of the day, results reported on the day they are taken."""
    for month, last in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        for day in (last - 1, last):
            yield f"{_HEAD}2027-{month:02}-{day},given,rituximab,690,mg,,\n"
    yield f"{_HEAD}2028-02-29,given,rituximab,690,mg,,\n"
    for hour in range(0, 24, 2):
        yield f"{_HEAD}2027-01-05T{hour:02}:30+01:00,given,rituximab,690,mg,,\n"
    for day in range(4, 18):
        yield f"{_HEAD}2027-02-{day:02},result,cd20,0.5,%,2027-02-{day:02},\n"
