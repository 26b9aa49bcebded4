"""A live vaccine in a track of its own, too close to a dose."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, B, care, protocol


def apart(least: str, tracks: str, *rules: str) -> str:
    keep = f'separate a and b by at least {least} assumed "x"'
    return protocol(A + B, " ".join((tracks, keep, *(f'{rule} assumed "x"' for rule in rules))))


def beside(statement: str) -> str:
    return f'track vaccination {{ phase vaccine {{ {statement} assumed "x" then end }} }}'


DEFECT = apart("28 days", care("give a every 3 weeks, 4 times next_due on grid") + beside("give b on day 70"))


def repaired() -> Iterator[str]:
    """Another day, a shorter distance, or a veto for so long after the other drug."""
    course = care("give a every 3 weeks, 4 times next_due on grid")
    for day in (91, 92, 95, 120, 365):
        for least in ("28 days", "4 weeks", "2 weeks"):
            yield apart(least, course + beside(f"give b on day {day}"))
    for day, least in ((70, 7), (70, 5), (64, 1), (10, 10), (32, 10), (31, 10), (53, 10), (72, 9)):
        yield apart(f"{least} days", course + beside(f"give b on day {day}"))
    for early in (1, 2, 3):
        windows = care(f"give a every 3 weeks, 4 times next_due on grid window -{early}..+{early} days")
        for day in (91 + early, 100 + early):
            yield apart("28 days", windows + beside(f"give b on day {day}"))
            yield apart("28 days", course + beside(f"give b on day {day} window -{early}..+{early} days"))
    for limit in ("28 days", "4 weeks", "60 days"):
        vetoes = [f"veto give {one} when time_since({other}) < {limit}" for one, other in (("a", "b"), ("b", "a"))]
        for day in (0, 30, 70):
            yield apart("28 days", course + beside(f"give b on day {day}"), *vetoes)
    for day in (28, 35, 42):
        yield apart("28 days", care("give a on day 0", f"give b on day {day}"))
        yield apart("28 days", care("give b on day 0", f"give a on days {day}, {day + 14}"))
    for gap in (27, 30, 41):
        first = 'phase first { give a on days 0, 14 assumed "x" then second }'
        second = f'phase second {{ give b on day {gap} of phase assumed "x" then end }}'
        yield apart("28 days", f"track care {{ start first {first} {second} }}")
