"""A cycle that waits for a result, at most three weeks and then for ever."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, protocol

READY = 'trigger ready when l < 5 mg/L if missing measure now assumed "x"'


def waiting(limit: str, follows: str, every: str = "3 weeks") -> str:
    cycle = (
        f"repeat every {every}, 4 times delay until ready, at most {limit} then {follows}"
        ' { give a on day 0 of cycle assumed "x" } assumed "x"'
    )
    course = f'phase course {{ {cycle} measure l every 1 week, 12 times assumed "x" then end }}'
    return protocol(A + LAB + READY, f'track care {{ start course {course} phase off {{ stop assumed "x" }} }}')


def holding(rule: str, hold: str = "clock stops, at most 28 days then review") -> str:
    course = 'phase course { give a every 1 week, 4 times assumed "x" then end }'
    side = 'track samples { phase taken { measure l every 1 week, 12 times assumed "x" then end } }'
    return protocol(A + LAB + READY, f'track care {{ start course {rule} assumed "x" {course} }} {side}', hold=hold)


DEFECT = waiting("3 weeks", "alert")


def repaired() -> Iterator[str]:
    """An end of the waiting: a decision, a stop, a phase for these patients."""
    for limit in ("1 day", "3 days", "1 week", "2 weeks", "3 weeks", "6 weeks"):
        for follows in ("review", "stop", "go off"):
            for every in ("3 weeks", "4 weeks"):
                yield waiting(limit, follows, every)
    for limit in ("3 days", "1 week", "2 weeks", "4 weeks"):
        for follows in ("review", "stop", "skip"):
            yield holding(f"hold when l > 50 mg/L until ready, at most {limit} then {follows}")
    for follows in ("review", "stop", "skip"):
        yield holding("hold when l > 50 mg/L until ready", f"clock stops, at most 28 days then {follows}")
