"""A decision on the day of a sample, while the sample of the week before still counts."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol


def course(*, fresh: str = "2 weeks", samples: str = "on days 0, 7, 14", decide: str = "on days 7, 14",
           going: str = "go paused", value: int = 5) -> str:  # fmt: skip
    lab = f'lab l {{ unit mg/L range 0..100 mg/L fresh for {fresh} assumed "x" }}'
    rows = f'when l < {value} mg/L : {going} assumed "x" otherwise : nothing assumed "x"'
    decision = f"decide {decide} if missing block {{ {rows} }}"
    tracks = (
        'track care { start course phase course { give a every 1 week, 6 times assumed "x" '
        f'measure l {samples} assumed "x" {decision} then end }} '
        'phase paused { give a assumed "x" then end } }'
    )
    return protocol(f"{A}\n  {lab}", tracks)


DEFECT = course()


def repaired() -> Iterator[str]:
    """Decisions at each result, or on another day; a result that no longer counts at the next; nobody who leaves."""
    for value in range(1, 13):
        yield course(decide="at each l", value=value)
    for day in (1, 2, 3, 4, 5, 6):
        yield course(decide=f"on days {day}, {7 + day}")
        yield course(decide=f"on days {7 + day}, {14 + day}")
    for days in (1, 2, 3, 4, 5, 6):
        yield course(fresh=f"{days} days")
        yield course(fresh=f"{days} days", value=50)
    for going in ('alert "Low"', 'notify "Low"', 'refer "Low"', "nothing", "measure l", "give a dose 50 mg"):
        yield course(going=going)
        yield course(going=going, value=50)
    for gap in (15, 18, 21, 28):
        yield course(samples=f"on days 0, {gap}", decide=f"on days {gap}")
