"""PL403: nothing limits how often; repaired by a limit, whatever it is, or by a number of times."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL403")
_PLAIN = accepted("PL403")
_INCOMPLETE = '    phase incomplete { stop assumed "an example" }\n'


def repaired() -> Iterator[str]:
    """From one cycle to thirty, or a time."""
    for cycles in range(1, 31):
        yield _PLAIN.replace("at most 8 cycles", f"at most {cycles} cycles")
    for weeks in range(24, 24 * 11, 24):
        yield _PLAIN.replace("at most 8 cycles", f"at most {weeks} weeks")
        limited = _PLAIN.replace("every 24 weeks until depleted, at most 8 cycles", f"every {weeks} weeks, 8 times")
        yield limited.replace("else go incomplete ", " ").replace(_INCOMPLETE, "")
