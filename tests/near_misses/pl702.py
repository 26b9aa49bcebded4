"""A result that is valid for one week and measured every four, while a dose is due every day."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol


def course(*, fresh: str = "1 week", sample: str = "every 4 weeks, 4 times", missing: str = "block",
           dose: str = "every 1 day, 40 times", value: int = 5) -> str:  # fmt: skip
    lab = f'lab l {{ unit mg/L range 0..100 mg/L fresh for {fresh} assumed "x" }}'
    trigger = f'trigger low when l < {value} mg/L if missing {missing} assumed "x"'
    tracks = (
        f'track care {{ phase course {{ give a {dose} assumed "x" then end }} }}'
        f' track blood {{ phase samples {{ measure l {sample} assumed "x" then end }} }}'
        ' stop when low assumed "x"'
    )
    return protocol("\n  ".join((A, lab, trigger)), tracks)


DEFECT = course()


def repaired() -> Iterator[str]:
    """A result that stays valid, samples as often as it needs, narrow windows, doses no oftener than samples."""
    for weeks in range(4, 24):
        yield course(fresh=f"{weeks} weeks")
    for days in range(1, 8):
        for value in (5, 50):
            yield course(sample=f"every {days} days, 9 times", value=value)
    for late in range(0, 7):
        yield course(fresh="5 weeks", sample=f"every 4 weeks, 4 times window -0..+{late} days")
    for weeks in (4, 5, 6, 8):
        yield course(dose=f"every {weeks} weeks, 4 times")
    for missing in ("ignore",):
        for value in (1, 5, 10, 20, 50, 90):
            yield course(missing=missing, value=value)
