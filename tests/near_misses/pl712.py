"""PL712: values that cannot be used; repaired by values in the range and the unit of the result."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL712")
_HEAD = "date,kind,name,value,unit,note\n"


def repaired() -> Iterator[str]:
    """Each end of a range belongs to it."""
    for weight in (2, 2.1, 10, 45.5, 70, 299.9, 300, *range(50, 64)):
        yield f"{_HEAD}2027-02-01,result,weight,{weight},kg,\n"
    for height in (40, 41, 150.5, 175, 229, 230, *range(160, 170)):
        yield f"{_HEAD}2027-02-01,result,height,{height},cm,\n"
    for part in ("0", "0.01", "0.5", "1", "15", "99.99", "100", "<0.5", "<1", ">50", "<=2", ">=80", "0.1", "7", "42"):
        yield f"{_HEAD}2027-02-01,result,cd20,{part},%,\n"
