"""PL001: a file larger than 1 MiB; repaired by being just as large as it may be, or smaller."""

from collections.abc import Iterator

from .pages import accepted

_PLAIN = accepted("PL001")
_MOST = 1 << 20
DEFECT = _PLAIN + "#" * (_MOST + 1 - len(_PLAIN.encode()))


def repaired() -> Iterator[str]:
    """The largest file there may be, and smaller ones, filled with comments, blanks or letters of two bytes."""
    for size in (_MOST, _MOST - 1, _MOST - 2, _MOST // 2, _MOST // 4):
        yield _PLAIN + "#" * (size - len(_PLAIN.encode()))
    for size in range(1, 23):
        yield _PLAIN + "#" + "x" * (size * 1000)
        yield _PLAIN + "#" + "ü" * (size * 1000)
        yield _PLAIN + " " * (size * 1000)
