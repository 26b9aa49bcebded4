"""One day of one patient: `step` is total and deterministic. Each rule's number stands at the code that does it.

The day runs in three parts: `opening` (reports, stops, decisions, moves), `acting` (doses and measurements),
`closing` (misses, limits, completions).
"""

from datetime import date

import attrs

from protolang.execution.acting import Offer, act, offers_of
from protolang.execution.closing import close_day
from protolang.execution.day import Day
from protolang.execution.event import Inputs
from protolang.execution.obligation import enter
from protolang.execution.opening import open_day
from protolang.execution.state import PatientState, RegionState, Status
from protolang.execution.trace import LogEntry
from protolang.machine.statechart import Machine


def begin(machine: Machine, start: date) -> PatientState:
    """The patient before day 0; `start` is the civil date of day 0."""
    regions = tuple(
        RegionState(
            Status.RUNNING,
            region.initial,
            0,
            enter(machine, region.state(region.initial), region.name, entry=0, shift=0, start=start, given=()),
        )
        for region in machine.regions
    )
    return attrs.evolve(PatientState(-1, start, ()), regions=regions)


def step(machine: Machine, patient: PatientState, inputs: Inputs) -> tuple[PatientState, tuple[LogEntry, ...]]:
    """The next day (R1): its state, and what is written to the log. Never raises, whatever is reported."""
    day = Day(machine, patient, inputs)
    open_day(day)
    act(day)
    close_day(day)
    return day.state(), tuple(day.entries)


def offers(machine: Machine, patient: PatientState, inputs: Inputs) -> tuple[Offer, ...]:
    """What may be done on the next day, given what is reported on it so far; changes nothing."""
    day = Day(machine, patient, inputs)
    open_day(day)
    return offers_of(day)
