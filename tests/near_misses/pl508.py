"""PL508: two tracks can change one level on one day; repaired by conditions or days that exclude one another."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL508")
_PLAIN = accepted("PL508")
_LINE = "when fever: lower strength "


def repaired() -> Iterator[str]:
    """The one looks only where the other does not, or changes nothing but says so."""
    yield _PLAIN
    for told in ("alert", "notify", "refer"):
        for number in range(1, 18):
            yield DEFECT.replace(_LINE, f'when fever: {told} "Fever, grade {number}" ')
