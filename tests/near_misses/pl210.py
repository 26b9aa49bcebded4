"""A concentration that should be exactly one value."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, care, protocol

SCORE = 'lab l { unit points range 0..100 points fresh for 4 weeks assumed "x" }'


def course(when: str, lab: str = LAB) -> str:
    blood = 'track blood { phase samples { measure l every 1 week, 9 times assumed "x" then end } }'
    give = care("give a every 1 week, 9 times")
    rules = f'alert "Look" when {when} assumed "x"'
    return protocol(f"{A}\n  {lab}", f"{give}\n  {blood}\n  {rules}", policy='missing block assumed "x"')


DEFECT = course("l = 5 mg/L")


def repaired() -> Iterator[str]:
    """A side of the value, a band around it, and a score, of which a whole number can be met."""
    for operator in ("<", "<=", ">=", ">"):
        for value in ("1", "2", "5", "5.5", "10", "20", "40"):
            yield course(f"l {operator} {value} mg/L")
    for low, high in ((1, 2), (4, 5), (4, 6), (5, 6), (5, 10)):
        yield course(f"l from {low} to {high} mg/L")
        yield course(f"l from {low} to below {high} mg/L")
        yield course(f"l above {low} to {high} mg/L")
    for value in range(0, 10):
        yield course(f"l = {value} points", SCORE)
