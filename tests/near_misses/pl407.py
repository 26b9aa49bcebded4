"""Doses by a weight that is valid for four weeks, over eleven, and nobody is weighed again."""

from collections.abc import Iterator

from tests.near_misses.small_course import protocol


def course(*, fresh: str = "4 weeks", dose: str = "every 1 week, 12 times", weigh: str | None = None) -> str:
    drug = 'drug a { dose 2 mg/kg of weight assumed "x" }'
    weight = f'patient weight {{ unit kg range 2..300 kg fresh for {fresh} assumed "x" }}'
    scale = "" if weigh is None else f'measure weight {weigh} assumed "x"'
    return protocol(
        f"{weight}\n  {drug}", f'track care {{ phase course {{ give a {dose} assumed "x" {scale} then end }} }}'
    )


DEFECT = course()


def repaired() -> Iterator[str]:
    """A weight that stays valid, doses that end before it does not, and a scale."""
    for weeks in range(11, 31):
        yield course(fresh=f"{weeks} weeks")
    for times in range(1, 6):
        yield course(dose=f"every 1 week, {times} times")
    for days in (7, 14, 21, 28):
        yield course(dose=f"on days 0, {days}")
    for days in range(1, 29):
        yield course(weigh=f"every {days} days, {77 // days + 1} times")
