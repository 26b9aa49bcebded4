"""Until when an obligation may be met, and what follows when it is not (R12, R14)."""

from typing import assert_never

from protolang.execution.state import Due
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import (
    ActionKind,
)
from protolang.model.treatment import Consequence, MissedAction, Parameter
from protolang.quantity import CalendarMonths, Days, Duration, Quantity


def parameter(machine: Machine, name: str) -> Parameter:
    """The parameter called `name`."""
    return next(item for item in machine.parameters if item.id == name)


def duration_of(machine: Machine, value: Duration | str) -> Duration | None:
    """A duration, looked up when it is a parameter's name; None while that is open, and for a level or a table."""
    match value:
        case Days() | CalendarMonths():
            return value
        case str():
            found = next((item.value for item in machine.parameters if item.id == value), None)
            match found:
                case Days() | CalendarMonths() as decided:
                    return decided
                case Quantity() | int() | None:
                    return None
        case _:
            assert_never(value)


def limit_of(machine: Machine, obligation: Obligation) -> int | Duration | None:
    """The limit of the obligation's `until`: administrations, a duration, or None (none given, or undecided)."""
    return decided_limit(machine, obligation.until.limit if obligation.until is not None else None)


def decided_limit(machine: Machine, limit: int | Duration | str | None) -> int | Duration | None:
    """A limit, looked up when it is a parameter's name."""
    if not isinstance(limit, str):
        return limit
    value = parameter(machine, limit).value
    return None if isinstance(value, Quantity) else value


def deadline(due: Due, obligation: Obligation) -> int | None:
    """The last day on which it can still be met, postponement included; None while it is not due at all."""
    return None if due.day is None else due.day + obligation.window.after + obligation.missed.limit


def is_open(due: Due, obligation: Obligation, day: int, entry: int) -> bool:
    """Whether it may be met on `day` (R12): closed window, never before the state was entered."""
    last = deadline(due, obligation)
    if due.over or due.day is None or last is None or day < entry:
        return False
    return due.day - obligation.window.before <= day <= last


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
    return obligation.kind in (ActionKind.GIVE, ActionKind.INFUSE)
