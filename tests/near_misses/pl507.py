"""PL507: a rescue course from which nobody comes to an end; repaired by a stop or an end behind it."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL507")
_PLAIN = accepted("PL507")


def repaired() -> Iterator[str]:
    """A specialist after any pause and any number of doses."""
    for weeks in range(1, 27):
        yield _PLAIN.replace("after 24 weeks", f"after {weeks} weeks")
    for times in range(5, 31):
        yield _PLAIN.replace("every 1 week, 4 times", f"every 1 week, {times} times")
