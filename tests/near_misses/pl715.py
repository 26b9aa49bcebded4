"""PL715: a row of an earlier day behind a later one; repaired by any order of time, days in common among them."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL715")
_HEAD = "date,kind,name,value,unit,note\n"
_DOSE, _RESULT = "given,rituximab,690,mg,", "result,cd20,0.5,%,"


def repaired() -> Iterator[str]:
    """The result on the day of the dose, or on each later day, and the other way round."""
    for day in range(11, 37):
        later = f"2027-01-{day}" if day < 32 else f"2027-02-{day - 31:02}"
        yield f"{_HEAD}2027-01-11,{_DOSE}\n{later},{_RESULT}\n"
        yield f"{_HEAD}2027-01-11,{_RESULT}\n{later},{_DOSE}\n"
