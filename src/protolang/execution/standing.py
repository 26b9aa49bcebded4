"""In which phases a patient was on a day of a recorded course: one for each track that was under way on it."""

from collections.abc import Iterator, Mapping

from protolang.execution.state import Status
from protolang.execution.trace import EntryKind, Trace

Completions = Mapping[tuple[int, str], tuple[str, int | None]]
"""The phase that a track completed on a day; and that day, if a rule had led into it on the same one."""


def completions(trace: Trace) -> Completions:
    """What each track completed, and when: what comes after it begins on the next day."""
    found: dict[tuple[int, str], tuple[str, int | None]] = {}
    entered = set[tuple[int, str, str]]()
    for entry in trace.entries:
        if entry.region is None:
            continue
        if entry.kind is EntryKind.ENTERED:
            entered.add((entry.day, entry.region, entry.subject))
        elif entry.kind is EntryKind.COMPLETED:
            today = entry.day if (entry.day, entry.region, entry.subject) in entered else None
            found[entry.day, entry.region] = (entry.subject, today)
    return found


def standing(trace: Trace, day: int, completed: Completions) -> Iterator[tuple[str, str, int]]:
    """The tracks that were in a phase on a day, that phase, and a number that tells one stay in it from the next.

    A track is still in the phase that it completes on the day, and one that is stopped in its last one. A phase that a
    rule leaves is over on that day. A track that begins when others are stopped is in none before the day after.
    """
    for index, region in enumerate(trace.machine.regions):
        state = trace.states[day].regions[index]
        if state.status is Status.WAITING:
            continue
        if state.status is Status.DONE and state.since != day + 1:
            continue
        if state.status is Status.STOPPED and state.since != day:
            continue
        if state.entered <= day:
            yield region.name, state.state, state.entered
        elif (day, region.name) in completed:
            phase, today = completed[day, region.name]
            before = trace.states[day - 1].regions[index].entered if day else 0
            yield region.name, phase, before if today is None else today


def phase_on(trace: Trace, day: int) -> tuple[str, ...]:
    """The phases in which the patient was on `day`, one for each track that was under way."""
    return tuple(phase for _, phase, _ in standing(trace, day, completions(trace)))
