"""Something that is due a day before a dose which comes on the first day of its phase."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, B, care, protocol

DEFECT = protocol(A + B, care("give a on days 0, 14 of phase", "give b 1 day before a"))


def repaired() -> Iterator[str]:
    """The dose later, or what goes before it on the day itself; with windows that do not meet."""
    for ahead in (1, 2, 3, 5):
        for first in (ahead, ahead + 1, ahead + 4):
            for second in (first + 7, first + 21):
                yield protocol(
                    A + B, care(f"give a on days {first}, {second} of phase", f"give b {ahead} days before a")
                )
    for early, late in ((0, 1), (1, 0), (0, 0), (1, 1), (2, 0), (0, 2)):
        dose = f"give a on days 7, 21 of phase window -{early}..+0 days"
        yield protocol(A + B, care(dose, f"give b 3 days before a window -0..+{late} days"))
    for clause in ("with a", "30 min before a", "2 h before a", "1 day after a", "3 days after a", "following a"):
        for days in ("on days 0, 14", "every 2 weeks, 3 times", "on day 0 of phase"):
            yield protocol(A + B, care(f"give a {days}", f"give b {clause}"))
    for ahead in (1, 2, 4):
        cycle = f'give a on day {ahead} of cycle assumed "x" give b {ahead} days before a'
        yield protocol(A + B, care(f'repeat every 3 weeks, 4 times {{ {cycle} assumed "x" }}'))
    for ahead in (1, 2):
        before = 'phase first { give a on day 0 assumed "x" then course }'
        given = f'give a every 2 weeks, 3 times assumed "x" give b {ahead} days before a assumed "x"'
        later = f"phase course {{ {given} then end }}"
        yield protocol(A + B, f"track care {{ start first {before} {later} }}")
