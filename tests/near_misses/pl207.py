"""A hold that ends at the value at which it begins, with a result every day."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol

LAB = 'lab l { unit mg/L range 0..100 mg/L fresh for 40 weeks assumed "x" }'


def course(hold: str, *, every: str = "1 day", times: int = 9) -> str:
    held = f'hold when {hold} assumed "x"'
    tracks = (
        f'track care {{ phase course {{ give a every 1 day, 9 times assumed "x" {held} then end }} }}'
        f' track blood {{ phase samples {{ measure l every {every}, {times} times assumed "x" then end }} }}'
    )
    return protocol(f"{A}\n  {LAB}\n  event toxicity\n  event recovery", tracks, policy='missing ignore assumed "x"')


DEFECT = course("l < 10 mg/L")


def repaired() -> Iterator[str]:
    """Two values instead of one, two results instead of one, results a week apart, an event instead of a result."""
    for begin in (5, 8, 10):
        for end in (11, 12, 15, 20, 50):
            for operator in (">", ">="):
                yield course(f"l < {begin} mg/L until l {operator} {end} mg/L")
    for begin in (5, 10, 20):
        for every in ("4 days", "5 days", "1 week", "2 weeks", "4 weeks"):
            yield course(f"l < {begin} mg/L", every=every)
    for begin in (5, 10, 20, 30):
        yield course(f"2 consecutive (l < {begin} mg/L)")
        yield course(f"toxicity until l >= {begin} mg/L")
    yield course("toxicity until recovery")
