"""Two limits at one value, one with it and one without it."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, care, protocol


def course(stop: str, alert: str) -> str:
    blood = 'track blood { phase samples { measure l every 1 week, 9 times assumed "x" then end } }'
    rules = f'stop when {stop} assumed "x"\n  alert "Look" when {alert} assumed "x"'
    give = care("give a every 1 week, 9 times")
    return protocol(f"{A}\n  {LAB}", f"{give}\n  {blood}\n  {rules}", policy='missing block assumed "x"')


DEFECT = course("l < 50 mg/L", "l <= 50 mg/L")


def repaired() -> Iterator[str]:
    """The same comparison twice, another value, the other side of the value, and words for signs."""
    for operator in ("<", "<=", ">", ">="):
        for value in (20, 50):
            yield course(f"l {operator} {value} mg/L", f"l {operator} {value} mg/L")
    for one, other in (("<", "<="), ("<=", "<"), (">", ">="), (">=", ">")):
        for value in (10, 25, 40, 49, 51, 60, 75):
            yield course(f"l {one} 50 mg/L", f"l {other} {value} mg/L")
    for one, other in (("<", ">="), ("<=", ">"), ("<", ">"), (">", "<"), (">=", "<"), (">", "<=")):
        for value in (30, 50, 70):
            yield course(f"l {one} {value} mg/L", f"l {other} {value} mg/L")
    yield course("l below 50 mg/L", "l < 50 mg/L")
    yield course("l at most 50 mg/L", "l <= 50 mg/L")
