"""One day of one patient: `step` is total and deterministic. Each rule's number stands at the code that does it.

The day runs in three parts: `opening` (reports, stops, holds, decisions, moves), `acting` (doses and measurements),
`closing` (misses, limits, completions).
"""

from datetime import date

from protolang.execution.acting import Offer, act, offers_of
from protolang.execution.closing import close_day
from protolang.execution.day import Day
from protolang.execution.entering import enter
from protolang.execution.event import NOTHING, Inputs
from protolang.execution.opening import open_day
from protolang.execution.state import PatientState, RegionState, Status
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Machine


def begin(machine: Machine, start: date) -> PatientState:
    """The patient before day 0; `start` is the civil date of day 0."""
    waiting = tuple(RegionState(Status.WAITING, region.initial, 0, ()) for region in machine.regions)
    sheet = Day(machine, PatientState(-1, start, waiting, source=machine.source_sha256), NOTHING)
    for index, region in enumerate(machine.regions):
        if not region.on_stop:
            enter(sheet, index, region.initial, 0)
    return PatientState(-1, start, tuple(sheet.regions), source=machine.source_sha256)


def step(machine: Machine, patient: PatientState, inputs: Inputs) -> tuple[PatientState, tuple[LogEntry, ...]]:
    """The next day (R1): its state, and what is written to the log. Never raises, whatever is reported."""
    day = Day(machine, patient, inputs)
    if patient.source != machine.source_sha256:
        # R29: a patient goes on with the text it began with; another one needs an explicit map of states
        day.log(EntryKind.REFUSED, None, "another version of the protocol", origin=machine.origin)
        # what is told meanwhile changes nothing, but is not lost
        told = [item.name for item in inputs.observations] + [item.drug for item in inputs.administrations]
        for name in (*told, *inputs.events, *(item.region for item in inputs.decisions)):
            day.log(EntryKind.REJECTED, None, name)
        return day.state(), tuple(day.entries)
    open_day(day)
    act(day)
    close_day(day)
    return day.state(), tuple(day.entries)


def offers(machine: Machine, patient: PatientState, inputs: Inputs) -> tuple[Offer, ...]:
    """What may be done on the next day, given what is reported on it so far; changes nothing."""
    day = Day(machine, patient, inputs)
    open_day(day)
    return offers_of(day)
