"""PL801: a schedule without a source; repaired by a source, a reason, or by saying that none states it."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL801")
_WRONG = "give rituximab on days 0, 14 "
_SOURCE = '  source text_{number} "A text of {year}"\n'


def repaired() -> Iterator[str]:
    """Cited with and without a place, assumed for any reason, or an open decision."""
    for number in range(20):
        source = _SOURCE.format(number=number, year=1990 + number)
        with_source = DEFECT.replace("  policy {", f"{source}\n  policy {{")
        yield with_source.replace(_WRONG, f"{_WRONG} @text_{number} ")
        yield with_source.replace(_WRONG, f'{_WRONG} @text_{number} "page {number + 1}" ')
    for reason in (
        "an example",
        "the label",
        "habit",
        "as in adults",
        "no text says",
        "to be decided",
        "two weeks apart",
    ):
        yield DEFECT.replace(_WRONG, f'{_WRONG} assumed "{reason}" ')
        yield DEFECT.replace(_WRONG, f'{_WRONG} unstated "{reason}" ')
