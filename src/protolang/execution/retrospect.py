"""What conditions saw on a day that is over. In: a Trace and a day. Out: the Snapshot of that day, once more."""

import attrs

from protolang.execution.evaluate import Snapshot
from protolang.execution.history import History
from protolang.execution.state import PatientState
from protolang.execution.step import begin
from protolang.execution.trace import Trace


def morning(trace: Trace, day: int) -> Snapshot:
    """What the rules of a day saw: what was reported, no dose of the day yet; levels as its rules left them (R18)."""
    after = trace.states[day]
    seen = attrs.evolve(before(trace, day), observations=after.observations, levels=after.levels)
    return Snapshot(trace.machine, seen, day, events_on(trace, day))


def evening(trace: Trace, day: int) -> Snapshot:
    """What stands at the end of a day, its doses and the changes of its levels included."""
    patient = trace.states[day]
    # the snapshot adds the events of its day to those of the past
    past = attrs.evolve(patient, events=History(item for item in patient.events if item[0] != day))
    return Snapshot(trace.machine, past, day, events_on(trace, day))


def events_on(trace: Trace, day: int) -> tuple[str, ...]:
    """The events of a day."""
    return tuple(name for at, name in trace.states[day].events.newest_first() if at == day)[::-1]


def before(trace: Trace, day: int) -> PatientState:
    """The patient before a day."""
    return trace.states[day - 1] if day else begin(trace.machine, trace.states[0].start)


def state_before(trace: Trace, day: int, index: int) -> str:
    """The name of the state that region `index` was in before a day."""
    return before(trace, day).regions[index].state if day else trace.machine.regions[index].initial
