"""PL112: an open decision; repaired by deciding it, by any value."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL112")
_OPEN = 'unstated "the source says regularly"'


def repaired() -> Iterator[str]:
    """Intervals in days and weeks."""
    for number in range(1, 31):
        yield DEFECT.replace(_OPEN, f'= {number} days  assumed "an example"')
    for number in range(1, 25):
        yield DEFECT.replace(_OPEN, f'= {number} weeks  assumed "an example"')
