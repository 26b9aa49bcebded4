"""PL714: one event recorded twice; repaired by another day, another sample, or by saying that it is a correction."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL714")
_HEAD = "date,kind,name,value,unit,status,id,note\n"


def repaired() -> Iterator[str]:
    """Doses on two days; two samples with names of their own; a correction."""
    for day in range(12, 29):
        yield f"{_HEAD}2027-01-11,given,rituximab,690,mg,,,\n2027-01-{day},given,rituximab,690,mg,,,\n"
    for number in range(18, 36):
        first = "2027-02-01,result,cd20,0.5,%,,lab-17,\n"
        yield f"{_HEAD}{first}2027-02-03,result,cd20,0.9,%,,lab-{number},\n"
        yield f"{_HEAD}{first}2027-02-03,result,cd20,0.{number},%,corrected,lab-17,\n"
