"""PL506: two phases that lead back to one another for ever; repaired by a way out of one of them."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL506")
_PLAIN = accepted("PL506")
_BACK = '      after 24 weeks go course  assumed "an example"\n'


def repaired() -> Iterator[str]:
    """A last course, the end instead of the way back, or an event that ends it."""
    yield DEFECT.replace(_BACK, "      then end\n")
    for weeks in range(1, 51):
        yield _PLAIN.replace("after 24 weeks", f"after {weeks} weeks")
