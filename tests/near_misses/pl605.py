"""PL605: a dose of three may be skipped; repaired by a review, or by requiring fewer."""

from collections.abc import Iterator

from tests.near_misses.required import REVIEW, course


def given(claim: str, times: int, *, missed: str = REVIEW) -> str:
    days = ", ".join(str(14 * at) for at in range(times))
    return course(claim, f"give a on days {days}", missed=missed)


DEFECT = given("count(a) >= 3", 3, missed="skip")


def repaired() -> Iterator[str]:
    """As many as are given, whatever is done about a missed one; or a bound that the doses keep."""
    for times in range(2, 8):
        for least in range(1, times + 1):
            yield given(f"count(a) >= {least}", times)
    for times in range(2, 8):
        for most in range(times, times + 3):
            yield given(f"count(a) <= {most}", times, missed="skip")
    for days in range(3, 14):
        yield given("count(a) >= 3", 3, missed=f"postpone at most {days} days then review")
