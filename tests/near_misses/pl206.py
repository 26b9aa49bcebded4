"""A stop that is ignored while its result is too old: the result kept fresh, the doses made to wait."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol

LAB = 'lab l {{ unit mg/L range 0..100 mg/L fresh for {fresh} assumed "x" }}'
TRIGGER = 'trigger low when l < {value} mg/L if missing {missing} assumed "x"'


def course(*, fresh: str = "1 week", missing: str = "ignore", sample: str = "every 4 weeks, 4 times",
           value: str = "5", dose: str = "every 1 week, 12 times") -> str:  # fmt: skip
    tracks = (
        f'track care {{ phase course {{ give a {dose} assumed "x" then end }} }}'
        f' track blood {{ phase samples {{ measure l {sample} assumed "x" then end }} }}'
        ' stop when low assumed "x"'
    )
    declarations = "\n  ".join((A, LAB.format(fresh=fresh), TRIGGER.format(value=value, missing=missing)))
    return protocol(declarations, tracks)


DEFECT = course()


def repaired() -> Iterator[str]:
    """Another rule for a missing result, a result that stays valid, samples as often as doses, doses with samples."""
    for missing in ("block", "measure now"):
        for value in ("1", "2", "5", "10", "20"):
            yield course(missing=missing, value=value)
    for weeks in range(4, 20):
        yield course(fresh=f"{weeks} weeks")
    for days in range(1, 8):
        yield course(sample=f"every {days} days, {84 // days} times")
        yield course(sample=f"every {days} days, {84 // days} times", value="50")
    for weeks in (4, 5, 6, 8, 10, 12):
        yield course(dose=f"every {weeks} weeks, 3 times")
        yield course(dose=f"every {weeks} weeks, 4 times", value="50")
