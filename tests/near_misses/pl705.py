"""A result that nothing reads."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, protocol

SOURCE = '\n  source text "An example"'


def course(*, sample: str = 'every 1 week, 9 times assumed "x"', rule: str = "", inside: str = "") -> str:
    tracks = (
        f'track care {{ phase course {{ give a every 1 week, 9 times assumed "x" {inside} then end }} }}'
        f" track blood {{ phase samples {{ measure l {sample} then end }} }}"
    )
    text = SOURCE if "@text" in sample else ""
    return protocol(f"{A} {LAB} {text}", f"{tracks} {rule}", policy='missing block assumed "x"')


DEFECT = course()


def repaired() -> Iterator[str]:
    """A source that asks for it; a stop, a hold, an alert or a veto that reads it; a decision at each result."""
    for days in range(1, 10):
        yield course(sample=f"every {days} days, 9 times @text")
    for value in (1, 2, 5, 10, 20, 50):
        yield course(rule=f'stop when l < {value} mg/L assumed "x"')
        yield course(rule=f'alert "Low" when l < {value} mg/L assumed "x"')
        yield course(rule=f'veto give a when l < {value} mg/L assumed "x"')
        yield course(rule=f'contraindicated a when l < {value} mg/L assumed "x"')
        yield course(inside=f'hold when l < {value} mg/L until l >= 90 mg/L assumed "x"')
        rows = f'when l < {value} mg/L : alert "Low" assumed "x" otherwise : nothing assumed "x"'
        yield course(inside=f"decide at each l {{ {rows} }}")
        yield course(inside=f"decide on day 7 {{ {rows} }}")
