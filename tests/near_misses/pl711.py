"""PL711: names that the protocol does not have; repaired by those it has, for each kind of event."""

from collections.abc import Iterator

from .judging import events as judge
from .pages import rejected

__all__ = ["DEFECT", "judge", "repaired"]

DEFECT = rejected("PL711")
_HEAD = "date,kind,name,value,unit,note\n"


def repaired() -> Iterator[str]:
    """Drugs, results, and events."""
    for day in range(4, 29):
        yield f"{_HEAD}2027-01-{day:02},given,rituximab,690,mg,\n"
        yield f"{_HEAD}2027-02-{day:02},result,cd20,0.5,%,\n"
    for event in ("boxed_warning", "clinical_remission"):
        yield f"{_HEAD}2027-02-01,event,{event},,,\n"
