"""PL309: calendar months that are added one by one, so that the day of the month wanders."""

from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL309
from protolang.execution.obligation import duration_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.protocol import Protocol
from protolang.model.treatment import Anchor
from protolang.quantity import CalendarMonths, Duration


def month_drift(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each action that comes three times or more, each a calendar month after the one before."""
    for _, state in live_states(machine):
        for item in state.obligations:
            months = _added(machine, item)
            if months is not None:
                yield _finding(machine, item, months)


def _finding(machine: Machine, item: Obligation, months: CalendarMonths) -> Diagnostic:
    name = item.timing.interval if isinstance(item.timing, Every) and isinstance(item.timing.interval, str) else None
    return Diagnostic(
        PL309,
        f"`{item.subject}` comes {months} after the last one, so its day of the month wanders",
        Label(statement(item.origin), "each month is added to the one before"),
        tuple(Label(statement(one.origin), f"`{name}` is {months}") for one in machine.parameters if one.id == name),
        help="write `next_due on grid`: then each month is counted from the first, and the end of a short month does "
        "not move the later ones; or count in weeks",
        witness=_example(months.count),
    )


def _added(machine: Machine, item: Obligation) -> CalendarMonths | None:
    """The months after which it comes again; None when they are counted from one anchor, or in days."""
    if item.anchor is not Anchor.LAST_GIVEN or item.kind is ActionKind.DECIDE:
        return None
    match item.timing:
        case Every(interval, times):
            found: Duration | None = duration_of(machine, interval)
            often = times is None or times > _BEFORE_DRIFT
        case Growing(intervals):
            found, often = next((one for one in intervals if isinstance(one, CalendarMonths)), None), len(intervals) > 1
        case None | OnDays() | OnMonths() | Alongside() | AtEach():
            return None
        case _:
            assert_never(item.timing)
    return found if often and isinstance(found, CalendarMonths) and found.count % _YEAR else None


_BEFORE_DRIFT = 2
"""A second dose is one month after the first in either reading; the third is where they part."""

_YEAR = 12


def _example(count: int) -> tuple[tuple[str, str], ...]:
    """Three days of a treatment that begins on a 31st and loses it on the way."""
    from datetime import date

    step = CalendarMonths(count)
    start = next(
        day
        for day in (date(2027, month, 31) for month in (1, 3, 5, 7, 8, 10, 12))
        if step.after(step.after(day)) != CalendarMonths(2 * count).after(day) or step.after(day).day != day.day
    )
    second = step.after(start)
    third, meant = step.after(second), CalendarMonths(2 * count).after(start)
    return (
        ("given first", f"{start:%Y-%m-%d}"),
        ("then", f"{second:%Y-%m-%d}"),
        ("then", f"{third:%Y-%m-%d}" + ("" if third == meant else f" (from the first: {meant:%Y-%m-%d})")),
    )
