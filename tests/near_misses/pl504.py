"""PL504: a loop that may last for ever; repaired by a limit of times or of time."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL504")
_PLAIN = accepted("PL504")


def repaired() -> Iterator[str]:
    """From one cycle to forty; from half a year to several."""
    for cycles in range(1, 41):
        yield _PLAIN.replace("at most 8 cycles", f"at most {cycles} cycles")
    for weeks in range(24, 24 * 15, 24):
        yield _PLAIN.replace("at most 8 cycles", f"at most {weeks} weeks")
