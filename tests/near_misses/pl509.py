"""A hold that skips after its longest time, and begins again."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, protocol


def holding(rule: str, *, more: str = "", hold: str = "clock stops, at most 28 days then review") -> str:
    course = 'phase course { give a every 1 week, 4 times assumed "x" then end } phase off { stop assumed "x" }'
    side = 'track samples { phase taken { measure l every 1 week, 12 times assumed "x" then end } }'
    text = f'track care {{ start course {rule} assumed "x" {course} }} {side} {more}'
    return protocol(A + LAB + 'event relapse "Relapse"', text, policy='missing ignore assumed "x"', hold=hold)


DEFECT = holding("hold when l < 5 mg/L, at most 2 weeks then skip")


def repaired() -> Iterator[str]:
    """Another end of the hold, a stop for those who do not recover, a reason that does not last."""
    for limit in ("1 day", "3 days", "1 week", "2 weeks", "4 weeks"):
        for follows in ("review", "stop", "go off"):
            for sign in ("<", "<="):
                yield holding(f"hold when l {sign} 5 mg/L, at most {limit} then {follows}")
        yield holding(f"hold when relapse, at most {limit} then skip")
    for threshold in (5, 6, 10):
        for sign in ("<", "<="):
            stop = f'stop when l {sign} {threshold} mg/L assumed "x"'
            yield holding("hold when l < 5 mg/L, at most 2 weeks then skip", more=stop)
    for follows in ("review", "stop"):
        for days in (7, 14, 28):
            policy = f"clock stops, at most {days} days then {follows}"
            yield holding("hold when l < 5 mg/L", hold=policy)
            yield holding("hold when l < 5 mg/L until l >= 7 mg/L", hold=policy)
