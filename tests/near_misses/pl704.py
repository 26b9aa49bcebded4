"""A dose that waits for a rule, and the rule for the first dose."""

from collections.abc import Iterator

from tests.near_misses.small_course import A, protocol

LAB = 'lab l { unit mg/L range 0..100 mg/L fresh for 40 weeks assumed "x" }'


def course(when: str, *, missing: str = "block", sample: str = "every 1 week, 9 times") -> str:
    trigger = f'trigger fallen when {when} if missing {missing} assumed "x"'
    tracks = (
        'track care { phase course { give a every 1 week, 9 times assumed "x" then end } }'
        f' track blood {{ phase samples {{ measure l {sample} assumed "x" then end }} }}'
        ' stop when fallen assumed "x"'
    )
    return protocol(f"{A}\n  {LAB}\n  {trigger}", tracks)


DEFECT = course("fall(l since first a) > 5 mg/L")


def repaired() -> Iterator[str]:
    """The rule ignored while it has no answer, counted from a day or from the result alone; samples from day 0 on."""
    for value in range(1, 16):
        yield course(f"fall(l since first a) > {value} mg/L", missing="ignore")
        yield course(f"l < {value} mg/L")
    for value in (1, 5, 10, 20, 30):
        yield course(f"fall(l since day 0) > {value} mg/L")
        yield course(f"max(l last 3) > {value} mg/L")
        yield course(f"mean(l over 4 weeks) > {value} mg/L")
    for days in range(1, 8):
        yield course("rise(l since first a) > 5 mg/L", missing="ignore", sample=f"every {days} days, 9 times")
