"""Two statements that give a drug on one day, more together than its limit."""

from collections.abc import Iterator

from tests.near_misses.small_course import care, protocol


def given(dose: str, limit: str, *statements: str, header: str = "") -> str:
    drug = f'drug a {{ dose {dose} assumed "x" limit {limit} then review assumed "x" }}'
    return protocol(drug, care(*statements), header=header)


DEFECT = given("500 mg", "800 mg in 1 day", "give a on days 0, 14", "give a on day 14")


def repaired() -> Iterator[str]:
    """A smaller dose, a higher limit, another day, a longer interval."""
    for dose in (100, 200, 300, 400):
        for limit in (800, 1000):
            yield given(f"{dose} mg", f"{limit} mg in 1 day", "give a on days 0, 14", "give a on day 14")
    for limit in ("1000 mg in 1 day", "1 g in 1 day", "1.5 g in 1 day", "2 g in 1 week", "10 g in total"):
        yield given("500 mg", limit, "give a on days 0, 14", "give a on day 14")
    for day in (1, 7, 13, 15, 20, 28):
        for limit in ("800 mg in 1 day", "500 mg in 1 day", "999 mg in 24 hours"):
            yield given("500 mg", limit, "give a on days 0, 14", f"give a on day {day}")
    for days in (1, 2, 3, 7):
        for times in (3, 10):
            yield given("500 mg", "500 mg in 1 day", f"give a every {days} days, {times} times")
    for days in (4, 5, 7, 14):
        yield given("500 mg", "1000 mg in 1 week", f"give a every {days} days, 6 times")
    clock = 'resolution 1 hour assumed "x"'
    for hours, most in ((6, 2000), (8, 1500), (12, 1000), (24, 500)):
        for room in (0, 100):
            limit = f"{most + room} mg in 24 hours"
            yield given("500 mg", limit, f"give a every {hours} hours, 12 times", header=clock)
