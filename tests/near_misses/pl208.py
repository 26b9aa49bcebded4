"""A result and its fall since the first dose, in one row."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol

LABS = " ".join(f'lab {name} {{ unit mg/L range 0..100 mg/L fresh for 40 weeks assumed "x" }}' for name in ("l", "m"))


def course(when: str, *, more: str = "") -> str:
    row = f'when {when} : alert "Low" assumed "x"'
    decide = f'decide on day 28 if missing block {{ {row} otherwise : nothing assumed "x" }}'
    tracks = (
        f'track care {{ phase course {{ give a every 1 week, 9 times assumed "x" {decide} then end }} }}'
        ' track blood { phase samples { measure l every 1 week, 9 times assumed "x"'
        ' measure m every 1 week, 9 times assumed "x" then end } }'
    )
    return protocol(f"{A} {LABS} {more}", tracks)


DEFECT = course("l < 10 mg/L and fall(l since first a) > 5 mg/L")


def repaired() -> Iterator[str]:
    """One of the two alone, another lab beside it, and what is computed from the results of one day."""
    for value in range(1, 13):
        yield course(f"l < {value} mg/L")
        yield course(f"fall(l since first a) > {value} mg/L")
        yield course(f"m < {value} mg/L and fall(l since first a) > {value} mg/L")
        yield course(f"l < 10 mg/L and l + m > {value} mg/L")
        yield course(f"mean(l last 3) > {value} mg/L and m < 5 mg/L")
