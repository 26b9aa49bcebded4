"""Corrected results (R28): history is never rewritten; the past is run again in shadow, and what differs is told."""

from collections.abc import Sequence
from datetime import date

import attrs

from protolang.execution.event import Inputs, Observation, ObservationStatus
from protolang.execution.step import begin, step
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Machine

CHANGING = (ObservationStatus.CORRECTED, ObservationStatus.CANCELLED)


def amendments(
    machine: Machine, start: date, inputs: Sequence[Inputs], entries: Sequence[LogEntry]
) -> tuple[LogEntry, ...]:
    """For each result that the last day of `inputs` corrects: the first day on which the course would have differed.

    The shadow is told the corrected value when the first one was reported; nothing of it touches the patient. Cost:
    one more run of the past for each correction.
    """
    today = len(inputs) - 1
    found = []
    for item in inputs[-1].observations:
        if item.status not in CHANGING or not item.id or item.reported != today:
            continue
        before = [_as_corrected(day, item) for day in inputs[:-1]]
        if before == list(inputs[:-1]):
            continue
        first = _first_difference(_decisions(entries, today), _decisions(_log(machine, start, before), today))
        text = "no earlier day" if first is None else f"day {first}"
        values = (("differs_from", text),)
        found.append(LogEntry(today, EntryKind.AMENDED, None, item.name, values, observed=(item.id,)))
    return tuple(found)


def _as_corrected(day: Inputs, correction: Observation) -> Inputs:
    """The inputs of a day as they would have been."""
    return attrs.evolve(
        day,
        observations=tuple(
            attrs.evolve(item, value=None if correction.status is ObservationStatus.CANCELLED else correction.value)
            if (item.name, item.id) == (correction.name, correction.id)
            else item
            for item in day.observations
        ),
    )


def _log(machine: Machine, start: date, inputs: Sequence[Inputs]) -> list[LogEntry]:
    patient, entries = begin(machine, start), list[LogEntry]()
    for today in inputs:
        patient, written = step(machine, patient, today)
        entries += written
    return entries


Done = tuple[int, EntryKind, str | None, str, tuple[tuple[str, str], ...]]


def _decisions(entries: Sequence[LogEntry], before: int) -> list[Done]:
    """What was done, without the readings that led to it: a result is no difference in itself."""
    amounts = (EntryKind.GIVEN, EntryKind.LEVEL)
    return [
        (entry.day, entry.kind, entry.region, entry.subject, entry.values if entry.kind in amounts else ())
        for entry in entries
        if entry.day < before and entry.kind not in (EntryKind.OBSERVED, EntryKind.AMENDED, EntryKind.MEASURED)
    ]


def _first_difference(one: Sequence[Done], two: Sequence[Done]) -> int | None:
    for left, right in zip(one, two, strict=False):
        if left != right:
            return min(left[0], right[0])
    longer = max(one, two, key=len)
    return longer[min(len(one), len(two))][0] if len(one) != len(two) else None
