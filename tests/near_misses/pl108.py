"""PL108: a month whose length nothing says; repaired by saying it, or by an interval that has a length."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL108")
_PLAIN = accepted("PL108")
_MONTH = 'month = 28 days  assumed "an example"'


def repaired() -> Iterator[str]:
    """Months of 28 to 31 days, months of the calendar, weeks and days."""
    yield _PLAIN
    for month in ("29 days", "30 days", "31 days", "4 weeks", "calendar"):
        yield _PLAIN.replace(_MONTH, f'month = {month}  assumed "an example"')
    for times in (2, 3, 4, 8, 12):
        for interval in (
            "28 days",
            "30 days",
            "31 days",
            "4 weeks",
            "5 weeks",
            "6 weeks",
            "1 week",
            "14 days",
            "2 weeks",
        ):
            yield DEFECT.replace("every 1 month, 6 times", f"every {interval}, {times} times")
