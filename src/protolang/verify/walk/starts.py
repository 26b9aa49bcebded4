"""The civil dates of day 0 that a walk begins on: one, or one for each way that the months of a list can fall."""

from collections.abc import Iterator
from datetime import date, timedelta

from protolang.execution.run import EXAMPLE_START
from protolang.machine.statechart import Machine, Region
from protolang.model.action import OnMonths, Origin
from protolang.model.rule import HoldTrack
from protolang.model.treatment import Consequence
from protolang.quantity import CalendarMonths
from protolang.verify.walk.canonical import reachable
from protolang.verify.walk.reads import Reads, in_months, values_in

_LONGEST = 48
"""Months over which the dates tried below show every order of long and short months: leap years come every four
years, and one that is left out (2100) is looked at by itself."""


def starts(machine: Machine, reads: Reads) -> tuple[tuple[date, ...], bool]:
    """The dates to begin on, and whether they stand for all dates: only where months are counted from day 0 alone."""
    if not reads.months:
        return (EXAMPLE_START,), True
    counted = sorted(reads.months)
    if (
        counted[-1] > _LONGEST
        or _can_be_held(machine)
        or not all(_from_day_zero(machine, at) for at in machine.regions)
    ):
        return (EXAMPLE_START,), False
    found: dict[tuple[int, ...], date] = {}
    for start in other_starts():
        found.setdefault(tuple((CalendarMonths(month).after(start) - start).days for month in counted), start)
    return tuple(found.values()), True


def _can_be_held(machine: Machine) -> bool:
    """Whether a clock can be stopped, so that what was counted from day 0 is counted from another day."""
    skips = machine.hold is not None and machine.hold.consequence is Consequence.SKIP
    effects = any(isinstance(item, HoldTrack) for region in machine.regions for item in values_in(region))
    return bool(machine.holds) or skips or effects


def _from_day_zero(machine: Machine, region: Region) -> bool:
    """Whether the calendar months of a track are counted from day 0: lists, and limits of the phase it begins in."""
    again = reachable(region, region.initial, machine.holds)
    for state in region.states:
        first = state.name == region.initial and state.name not in again and not region.on_stop
        for item in state.obligations:
            if isinstance(item.timing, OnMonths):
                if item.timing.counted_from is not Origin.DAY_ZERO and not first:
                    return False
            elif any(in_months(machine.parameters, (item.timing, item.spacing))):
                return False
        limits = (*(edge.delay for edge in state.transitions), *(item.until for item in state.obligations))
        if any(in_months(machine.parameters, (*limits, state.on_entry, state.on_exit))) and not first:
            return False
        if any(in_months(machine.parameters, state.cycles)):
            return False
    return True


def other_starts() -> Iterator[date]:
    """The dates among which one shows each order of long and short months."""
    for first, days in ((EXAMPLE_START, 4 * 366), (date(2096, 1, 1), 5 * 366)):
        for offset in range(days):
            yield first + timedelta(days=offset)


def telling_starts() -> Iterator[date]:
    """Some dates on which months of all lengths follow: enough to find one on which a claim in months is broken."""
    return (start for start in other_starts() if start.day in (1, 15, 28, 29, 30, 31) and start.year < _FEW_YEARS)


_FEW_YEARS = 2030
"""Before this year, from the first of them, stand three years and a leap day."""
