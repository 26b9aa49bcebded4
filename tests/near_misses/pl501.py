"""PL501: phases that nothing leads to; repaired by a way to them, from any phase, or by leaving them out."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL501")
_PLAIN = accepted("PL501")
_END = "      then end\n"


def repaired() -> Iterator[str]:
    """Behind the last dose, after a time, for everybody or for those with an event."""
    yield _PLAIN
    at = DEFECT.index(_END)
    for weeks in range(3, 53):
        yield DEFECT[:at] + f'      after {weeks} weeks go rescue  assumed "an example"\n' + DEFECT[at + len(_END) :]
