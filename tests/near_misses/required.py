"""A small course of two drugs, and what is required of it."""

from tests.near_misses.small_course import A, B, care, protocol

REVIEW = "postpone at most 2 days then review"


def course(claim: str, *statements: str, missed: str = REVIEW, declared: str = "") -> str:
    """A file with these statements in its one phase, and one requirement."""
    tracks = f'{care(*statements)}\n  require r: {claim} assumed "x"'
    return protocol(f"{A} {B} {declared}", tracks, missed=missed)


def beside(claim: str, day: int, *, missed: str = REVIEW) -> str:
    """`a` on days 0 and 14, `b` once on another day."""
    return course(claim, "give a on days 0, 14", f"give b on day {day}", missed=missed)


def apart() -> tuple[int, ...]:
    """Days on which `b` can never meet `a`, late as each may be."""
    return tuple(day for day in range(3, 60) if not 11 < day < 17)
