"""A threshold of half a step of what the laboratory reports."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, care, protocol


def course(when: str, step: str = "rounded to 1 mg/L") -> str:
    said = f'{step} assumed "x"' if step else ""
    lab = f'lab l {{ unit mg/L range 0..100 mg/L {said} fresh for 4 weeks assumed "x" }}'
    blood = 'track blood { phase samples { measure l every 1 week, 9 times assumed "x" then end } }'
    rules = f'alert "Look" when {when} assumed "x"'
    return protocol(
        f"{A} {lab}", f"{care('give a every 1 week, 9 times')} {blood} {rules}", policy='missing block assumed "x"'
    )


DEFECT = course("l >= 10.5 mg/L")


def repaired() -> Iterator[str]:
    """Whole steps on either side, finer and equal steps, no word of any step, and a mean, which is finer."""
    for operator in ("<", "<=", ">=", ">"):
        for value in (9, 10, 11, 12, 20):
            yield course(f"l {operator} {value} mg/L")
    for step in ("0.5", "0.1", "0.05", "0.01", "0.25", "0.02"):
        for value in ("10.5", "11.5", "20.5"):
            yield course(f"l >= {value} mg/L", f"rounded to {step} mg/L")
    for value in ("10.5", "10.25", "10.1", "0.5", "99.9"):
        yield course(f"l >= {value} mg/L", "")
        yield course(f"mean(l last 3) >= {value} mg/L")
    for value in (1000, 2000, 10000):
        yield course(f"l >= {value} mcg/L")
