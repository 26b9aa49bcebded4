"""PL006: brackets or braces nested more than 64 deep; repaired by fewer, or by ones that stand in texts."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL006")
_PLAIN = accepted("PL006")
_MOST = 60


def repaired() -> Iterator[str]:
    """Brackets up to what is left of 64 inside the braces, and any number in texts and comments."""
    yield _PLAIN
    start = _PLAIN.index("when ") + len("when ")
    end = _PLAIN.index(" if missing", start)
    condition = _PLAIN[start:end].strip("()")
    for depth in range(1, _MOST + 1, 2):
        yield _PLAIN[:start] + "(" * depth + condition + ")" * depth + _PLAIN[end:]
    for depth in range(70, 80):
        yield _PLAIN + "# " + "(" * depth + "\n"
        yield _PLAIN.replace('"A small example"', '"' + "(" * depth + '"')
