"""PL802: a source that is not declared; repaired by declaring it, or by citing the one that is."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL802")
_PLAIN = accepted("PL802")


def repaired() -> Iterator[str]:
    """Other keys and other sources, with and without a place in them."""
    yield _PLAIN
    yield _PLAIN.replace('@nejm2006 "abstract"', "@nejm2006")
    for year in range(1975, 2000):
        yield _PLAIN.replace("nejm2006", f"text{year}")
        yield DEFECT.replace("  policy {", f'  source nejm2066 "A text of {year}"\n\n  policy {{', 1)
