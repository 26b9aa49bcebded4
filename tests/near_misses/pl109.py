"""PL109: nothing says what is done when a dose is missed; repaired by each way of saying it, for all or for one."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL109")
_PLAIN = accepted("PL109")
_GIVE = "give rituximab on days 0, 14"


def repaired() -> Iterator[str]:
    """In the policy, or where the dose is given."""
    missed = ["skip", "stop"]
    for verb in ("postpone", "make_up"):
        for days in (1, 2, 3, 5):
            missed += [f"{verb} at most {days} days then {outcome}" for outcome in ("review", "skip", "stop")]
    for way in missed:
        yield _PLAIN.replace("missed   skip ", f"missed   {way} ")
        yield DEFECT.replace(_GIVE, f"{_GIVE} missed {way}")
