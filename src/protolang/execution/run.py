"""A whole patient: `state = fold(step, inputs)` (R30), and what a claim measures on the trace."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import assert_never

from protolang.execution.amendment import CHANGING, amendments
from protolang.execution.event import Inputs
from protolang.execution.state import PatientState, Status
from protolang.execution.step import begin, step
from protolang.execution.trace import LogEntry, Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Claim, Measure

EXAMPLE_START = date(2027, 1, 4)
"""The civil date of day 0 where a reader needs dates and none was given: a Monday."""


class _Patient:
    """One patient's days so far: the fold, and the inputs it was folded over."""

    def __init__(self, machine: Machine, start: date) -> None:
        self.machine = machine
        self.patient = begin(machine, start)
        self.inputs: list[Inputs] = []
        self.states: list[PatientState] = []
        self.entries: list[LogEntry] = []

    def advance(self, today: Inputs) -> None:
        """One more day; where it corrects an earlier result, the past is looked at again (R28)."""
        self.patient, written = step(self.machine, self.patient, today)
        self.inputs.append(today)
        self.states.append(self.patient)
        self.entries += written
        if any(item.status in CHANGING for item in today.observations):
            self.entries += amendments(self.machine, self.patient.start, self.inputs, self.entries)

    def trace(self) -> Trace:
        """The trace so far."""
        return Trace(self.machine, tuple(self.entries), tuple(self.states))


def run(machine: Machine, inputs: Iterable[Inputs], start: date = EXAMPLE_START) -> Trace:
    """The trace of one patient whose day n is the n-th of `inputs`."""
    patient = _Patient(machine, start)
    for today in inputs:
        patient.advance(today)
    return patient.trace()


def follow(
    machine: Machine,
    inputs: Callable[[PatientState], Inputs],
    *,
    days: int,
    start: date = EXAMPLE_START,
    tracks: frozenset[str] | None = None,
) -> Trace:
    """The trace of a patient whose inputs depend on the state so far.

    It ends when every track (or every one of `tracks`) has ended, or `days` have passed.
    """
    watched = [at for at, region in enumerate(machine.regions) if tracks is None or region.name in tracks]
    patient = _Patient(machine, start)
    while patient.patient.day < days:
        patient.advance(inputs(patient.patient))
        if all(patient.patient.regions[at].status not in (Status.RUNNING, Status.HELD) for at in watched):
            break
    return patient.trace()


def completed(trace: Trace, tracks: frozenset[str]) -> bool:
    """Whether each of `tracks` ran to its own end: nothing stopped it, nothing in it waits for a review."""
    return all(
        state.status is Status.DONE
        for state, region in zip(trace.final.regions, trace.machine.regions, strict=True)
        if region.name in tracks
    )


def administrations(trace: Trace, subject: str, *, during: str | None, by: int) -> tuple[int, ...]:
    """The days on which `subject` was given, ascending, up to `by`; in one state when `during` names it."""
    return tuple(
        sorted(
            item.day
            for item in trace.states[by].given
            if item.subject == subject and (during is None or item.state == during)
        )
    )


def measure(trace: Trace, claim: Claim, *, by: int, scope: tuple[int, int] | None = None) -> int:
    """What the claim measures up to day `by`: administrations, or days.

    `scope` is the first and last day between which a gap is looked for; its edges count. Without it a gap is
    between neighbours only. A span or gap of fewer than two administrations is 0 days.

    Raises `ValueError` for what only a requirement claims (`judging`): a spacing, a total, a duration.
    """
    days = administrations(trace, claim.subject, during=claim.during, by=by)
    match claim.measure:
        case Measure.COUNT:
            return len(days)
        case Measure.SPAN:
            return days[-1] - days[0] if days else 0
        case Measure.GAP:
            if scope is not None:
                opened, closed = scope
                days = (opened, *(day for day in days if opened < day < closed), closed)
            return max((b - a for a, b in pairwise(days)), default=0)
        case Measure.SPACING | Measure.TOTAL | Measure.DURATION:
            raise ValueError(claim.measure)
        case _:
            assert_never(claim.measure)


def is_dose(machine: Machine, name: str) -> bool:
    """Whether some obligation gives `name`."""
    return any(
        item.subject == name and item.kind is ActionKind.GIVE
        for region in machine.regions
        for state in region.states
        for item in state.obligations
    )


def alerts(trace: Trace) -> tuple[LogEntry, ...]:
    """The entries a clinician must be told of."""
    return tuple(entry for entry in trace.entries if entry.kind.alerts)
