"""The planned days of a protocol, as days of the patient."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

import attrs

from protolang.model.action import Action, ActionKind, Every
from protolang.model.course import Phase
from protolang.quantity import CalendarMonths
from protolang.schedule.plan import Due, plan
from protolang.together.pairing import Side

HORIZON = 730
"""Up to this day of the patient, repetitions without an end are followed."""

NEAR = 3
"""Days at most this far apart are one visit that is asked for twice."""


@attrs.frozen(eq=False)
class Occasion:
    """Something to do on `day`, allowed from `first` to `last`; all are days of the patient.

    `number` counts the occasions of its action from 0.
    """

    day: int
    first: int
    last: int
    action: Action
    phase: Phase
    number: int


@lru_cache(maxsize=4)
def occasions(side: Side) -> tuple[Occasion, ...]:
    """What is given and measured on days that the text fixes, in the order of the days."""
    found = list[Occasion]()
    for track in side.protocol.tracks:
        for stay in plan(side.protocol, track).stays:
            for due in stay.dues:
                if due.action.kind is not ActionKind.DECIDE:
                    found += _of(side, stay.phase, due)
    return tuple(sorted(found, key=lambda one: one.day))


def near(found: Sequence[Occasion], day: int, reach: int) -> Sequence[Occasion]:
    """Those of `found`, which stand in the order of their days, that are at most `reach` days from `day`."""
    first = bisect_left(found, day - reach, key=_day)
    return found[first : bisect_right(found, day + reach, lo=first, key=_day)]


def _day(one: Occasion) -> int:
    return one.day


def routine(found: tuple[Occasion, ...]) -> frozenset[int]:
    """The places of occasions nobody comes for: what is due every few days again and again is done at home."""
    places: dict[int, list[int]] = {}
    for place, one in enumerate(found):
        places.setdefault(id(one.action), []).append(place)
    daily = set[int]()
    for of_action in places.values():
        days = [found[place].day for place in of_action]
        if len(days) > NEAR and all(after - day <= NEAR for day, after in pairwise(days)):
            daily.update(of_action)
    return frozenset(daily)


def _of(side: Side, phase: Phase, due: Due) -> Iterator[Occasion]:
    per_day = side.protocol.conventions.resolution.per_day
    before, after = due.action.window.before, due.action.window.after
    for number, tick in enumerate(_ticks(side, due, per_day)):
        day = side.first_day + tick // per_day
        early, late = (tick - before) // per_day, (tick + after) // per_day
        if day <= HORIZON:
            yield Occasion(day, max(0, side.first_day + early), side.first_day + late, due.action, phase, number)


def _ticks(side: Side, due: Due, per_day: int) -> list[int]:
    ticks = list(due.days_to((HORIZON - side.first_day) * per_day))
    day_zero = side.start + timedelta(days=side.first_day)
    ticks += [(CalendarMonths(month).after(day_zero) - day_zero).days * per_day for month in due.months]
    match due.action.timing:
        case Every(interval=CalendarMonths() as months, times=times) if due.days and due.step is None:
            limit = due.action.until.limit if due.action.until is not None else times
            first = due.days[0] // per_day
            anchor = day_zero + timedelta(days=first)
            for count in range(1, HORIZON // 28):
                if isinstance(limit, int) and count >= limit:
                    break
                day = first + (CalendarMonths(months.count * count).after(anchor) - anchor).days
                if side.first_day + day > HORIZON:
                    break
                ticks.append(day * per_day)
        case _:
            pass
    return sorted(set(ticks))
