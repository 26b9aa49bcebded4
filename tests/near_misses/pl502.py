"""PL502: nothing follows the last dose; repaired by an end, a next phase, a time, or a stop."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL502")
_LAST = 'give rituximab on days 0, 14  assumed "an example"\n'
_MORE = '    phase later {{ give rituximab on days {days}  assumed "an example"  then end }}\n'


def repaired() -> Iterator[str]:
    """The end at once or after a time; another phase that ends, begun at once or after a time."""
    yield DEFECT.replace(_LAST, f"{_LAST}      then end\n")
    yield DEFECT.replace(_LAST, 'give rituximab on days 0, 14  assumed "an example"  then end assumed "an example"\n')
    for weeks in range(3, 29):
        begin = DEFECT.replace("    phase course", "    start course\n    phase course")
        closing = begin.rindex("  }\n}")
        later = begin[:closing] + _MORE.format(days=weeks * 7 + 7) + begin[closing:]
        yield later.replace(_LAST, f'{_LAST}      after {weeks} weeks go later  assumed "an example"\n')
        yield later.replace(_LAST, f"{_LAST}      then later\n").replace(
            f"on days {weeks * 7 + 7} ", f"on days {weeks * 7} "
        )
