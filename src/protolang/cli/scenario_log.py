"""The days that led to an expectation, for its finding. In: a trace. Out: the steps that matter, in words."""

from protolang.diagnostics import WitnessStep
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.model.expression import Claim, InPhase
from protolang.model.protocol import Expectation
from protolang.model.treatment import DerivedAttribute

_MOST = 10

# What is not here is said by another entry of the same day.
_WORDS = {
    EntryKind.OBSERVED: "{}",
    EntryKind.HAPPENED: "{}",
    EntryKind.REJECTED: "not accepted: {}",
    EntryKind.MEASURE_NOW: "to be measured now: {}",
    EntryKind.BLOCKED: "waits for a result: {}",
    EntryKind.UNDECIDED: "not decided: {}",
    EntryKind.CONFLICT: "two exits on one day, one of them to: {}",
    EntryKind.ENTERED: "begins: {}",
    EntryKind.GIVEN: "{}",
    EntryKind.UNSCHEDULED: "not on schedule: {}",
    EntryKind.MISSED: "missed: {}",
    EntryKind.LIMIT: "limit reached: {}",
    EntryKind.COMPLETED: "complete: {}",
    EntryKind.HELD: "held for a clinician's review: {}",
    EntryKind.RESUMED: "goes on: {}",
    EntryKind.STOPPED: "everything stops: {}",
    EntryKind.ENDED: "last phase ends: {}",
}
_MOVES = {
    EntryKind.UNDECIDED,
    EntryKind.CONFLICT,
    EntryKind.ENTERED,
    EntryKind.LIMIT,
    EntryKind.COMPLETED,
    EntryKind.HELD,
    EntryKind.RESUMED,
    EntryKind.STOPPED,
    EntryKind.ENDED,
    EntryKind.HAPPENED,
}


def log_steps(trace: Trace, expectation: Expectation) -> tuple[WitnessStep, ...]:
    """The last steps before an expectation was looked at: of its own drug, or of the track of its own phase."""
    machine = trace.machine
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    units = {item.id: str(item.unit) for item in (*machine.labs, *machine.attributes)}
    derived = {item.id for item in machine.attributes if isinstance(item, DerivedAttribute)}
    last = trace.final.day if expectation.day is None else expectation.day
    steps: list[WitnessStep] = []
    shown: dict[str, str] = {}
    given = 0
    for entry in trace.entries:
        words = _WORDS.get(entry.kind)
        if words is None or entry.day > last or not _concerns(entry, expectation, trace):
            continue
        title = titles.get(entry.subject) or entry.subject
        if entry.kind is EntryKind.OBSERVED:
            value = dict(entry.values).get(entry.subject, "")
            title += f": {value} {units.get(entry.subject, '')}" if value[:1].isdigit() else f": {value}"
            if shown.get(entry.subject) == title or entry.subject in derived:
                continue
            shown[entry.subject] = title
        if entry.kind is EntryKind.GIVEN:
            given += 1
            title += f", number {given}"
        steps.append(WitnessStep(entry.day, None, words.format(title)))
    return tuple(steps[-_MOST:])


def _concerns(entry: LogEntry, expectation: Expectation, trace: Trace) -> bool:
    claim = expectation.claim
    if isinstance(claim, Claim):
        if entry.kind is EntryKind.GIVEN:
            return entry.subject == claim.subject
        return entry.kind in _MOVES and entry.region in _regions_giving(claim.subject, trace)
    if isinstance(claim, InPhase):
        region = next(
            (region.name for region in trace.machine.regions if any(s.name == claim.phase for s in region.states)), None
        )
        return entry.kind is EntryKind.OBSERVED or (entry.kind in _MOVES and entry.region in (region, None))
    return entry.kind is EntryKind.OBSERVED or entry.kind in _MOVES


def _regions_giving(subject: str, trace: Trace) -> set[str | None]:
    giving = {
        region.name
        for region in trace.machine.regions
        for state in region.states
        for item in state.obligations
        if item.subject == subject
    }
    return {*giving, None}
