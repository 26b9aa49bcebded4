"""When an obligation is due, until when it may be met, and what is due after it (R12 to R16, R26)."""

from datetime import date, timedelta
from typing import assert_never

import attrs

from protolang.execution.state import Due, Given
from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.action import ActionKind, Every, OnDays
from protolang.model.treatment import Anchor, Consequence, MissedAction, Parameter
from protolang.quantity import CalendarMonths, Days, Duration, Quantity


def parameter(machine: Machine, name: str) -> Parameter:
    """The parameter called `name`."""
    return next(item for item in machine.parameters if item.id == name)


def duration_of(machine: Machine, value: Duration | str) -> Duration | None:
    """A duration, looked up when it is a parameter's name; None while that is an open decision."""
    match value:
        case Days() | CalendarMonths():
            return value
        case str():
            match parameter(machine, value).value:
                case Days() | CalendarMonths() as decided:
                    return decided
                case Quantity() | int() | None:
                    return None
        case _:
            assert_never(value)


def limit_of(machine: Machine, obligation: Obligation) -> int | Duration | None:
    """The limit of the obligation's `until`: administrations, a duration, or None (none given, or undecided)."""
    match obligation.until.limit if obligation.until is not None else None:
        case str(name):
            value = parameter(machine, name).value
            return None if isinstance(value, Quantity) else value
        case limit:
            return limit


def later(start: date, day: int, duration: Duration) -> int:
    """The study day `duration` after study day `day`; calendar months count from the civil date of `day` (R26)."""
    match duration:
        case Days(count):
            return day + count
        case CalendarMonths():
            anchor = start + timedelta(days=day)
            return day + (duration.after(anchor) - anchor).days
        case _:
            assert_never(duration)


def deadline(due: Due, obligation: Obligation) -> int | None:
    """The last day on which it can still be met, postponement included; None while it is not due at all."""
    return None if due.day is None else due.day + obligation.window.after + obligation.missed.limit


def is_open(due: Due, obligation: Obligation, day: int, entry: int) -> bool:
    """Whether it may be met on `day` (R12): closed window, never before the state was entered."""
    last = deadline(due, obligation)
    if due.over or due.day is None or last is None or day < entry:
        return False
    return due.day - obligation.window.before <= day <= last


def enter(
    machine: Machine, state: State, region: str, *, entry: int, shift: int, start: date, given: tuple[Given, ...]
) -> tuple[Due, ...]:
    """The obligations of a state entered on day `entry` (R11)."""
    return tuple(
        _first(machine, item, region, entry=entry, shift=shift, start=start, given=given) for item in state.obligations
    )


def _first(
    machine: Machine,
    obligation: Obligation,
    region: str,
    *,
    entry: int,
    shift: int,
    start: date,
    given: tuple[Given, ...],
) -> Due:
    match obligation.timing:
        case None:
            return Due(obligation.index, entry, entry)
        case OnDays(days):
            return Due(obligation.index, days[0] + shift, days[0] + shift)
        case Every(interval):
            duration = duration_of(machine, interval)
            if duration is None:
                return Due(obligation.index, None, None)
            earlier = [item.day for item in given if item.region == region and item.subject == obligation.subject]
            due = max(entry, later(start, max(earlier), duration)) if earlier else entry
            return Due(obligation.index, due, due)
        case _:
            assert_never(obligation.timing)


def following(
    machine: Machine, due: Due, obligation: Obligation, *, day: int, shift: int, start: date, met: bool
) -> Due:
    """The obligation after it was met on `day`, or missed (`met` False; `day` then is its due day)."""
    given = due.given + (1 if met else 0)
    cursor = due.cursor + 1
    match obligation.timing:
        case None:
            return attrs.evolve(due, given=given, cursor=cursor, over=True)
        case OnDays(days):
            if cursor == len(days):
                return attrs.evolve(due, given=given, cursor=cursor, over=True)
            return attrs.evolve(due, given=given, cursor=cursor, day=days[cursor] + shift)
        case Every(interval, times):
            # R16: only given doses count towards the number of times
            if times is not None and given >= times:
                return attrs.evolve(due, given=given, cursor=cursor, over=True)
            duration = duration_of(machine, interval)
            if duration is None or due.day is None or due.first is None:
                return attrs.evolve(due, given=given, cursor=cursor, day=None)
            match obligation.anchor:
                case Anchor.LAST_GIVEN:
                    upcoming = later(start, day, duration)
                case Anchor.GRID | Anchor.CYCLE_START:
                    upcoming = _on_grid(start, due.first, duration, cursor)
                case _:
                    assert_never(obligation.anchor)
            return attrs.evolve(due, given=given, cursor=cursor, day=upcoming)
        case _:
            assert_never(obligation.timing)


def _on_grid(start: date, first: int, duration: Duration, steps: int) -> int:
    match duration:
        case Days(count):
            return first + steps * count
        case CalendarMonths(count):
            return later(start, first, CalendarMonths(steps * count))
        case _:
            assert_never(duration)


def consequence_of(obligation: Obligation) -> Consequence:
    """What follows when it is missed for good (R14)."""
    match obligation.missed.action:
        case MissedAction.SKIP:
            return Consequence.SKIP
        case MissedAction.STOP:
            return Consequence.STOP
        case MissedAction.POSTPONE | MissedAction.MAKE_UP:
            return obligation.missed.consequence
        case _:
            assert_never(obligation.missed.action)


def is_dose(obligation: Obligation) -> bool:
    """Whether it gives a drug, so that an unknown guard can block it."""
    return obligation.kind is ActionKind.GIVE
