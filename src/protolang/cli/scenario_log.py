"""The days that led to an expectation, for its finding. In: a trace. Out: the steps that matter, in words."""

from collections import Counter

from protolang.diagnostics import WitnessStep
from protolang.execution.expectation import alert_name
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.model.expression import Claim, Compare, CourseEnded, Expression, GivenToday, InPhase
from protolang.model.parts import all_parts, all_terms
from protolang.model.scenario import AlertExpected, Expectation
from protolang.model.term import DoseGiven, Total

_MOST = 10

# What is not here is said by another entry of the same day.
_WORDS = {
    EntryKind.OBSERVED: "{}",
    EntryKind.HAPPENED: "{}",
    EntryKind.REJECTED: "not accepted: {}",
    EntryKind.DISCORDANT: "results that disagree: {}",
    EntryKind.MEASURE_NOW: "to be measured now: {}",
    EntryKind.BLOCKED: "waits for a result: {}",
    EntryKind.UNDECIDED: "not decided: {}",
    EntryKind.CONFLICT: "two rules disagree, so neither is followed: {}",
    EntryKind.DECIDED: "decided: {}",
    EntryKind.NO_ROW: "no row holds: {}",
    EntryKind.VETOED: "forbidden: {}",
    EntryKind.ENTERED: "begins: {}",
    EntryKind.GIVEN: "{}",
    EntryKind.UNSCHEDULED: "not on schedule: {}",
    EntryKind.MISSED: "missed: {}",
    EntryKind.LIMIT: "limit reached: {}",
    EntryKind.CYCLE: "next cycle of: {}",
    EntryKind.DELAYED: "waits for its condition: {}",
    EntryKind.COMPLETED: "complete: {}",
    EntryKind.HELD: "held: {}",
    EntryKind.RESUMED: "goes on: {}",
    EntryKind.LEVEL: "{}",
    EntryKind.NO_DOSE: "no dose: {}",
    EntryKind.STOPPED: "everything stops: {}",
    EntryKind.ENDED: "last phase ends: {}",
    EntryKind.AMENDED: "would have been different: {}",
    EntryKind.REFUSED: "refused: {}",
    EntryKind.TOLD: "alert: {}",
}
_MOVES = {
    EntryKind.UNDECIDED,
    EntryKind.CONFLICT,
    EntryKind.DECIDED,
    EntryKind.NO_ROW,
    EntryKind.VETOED,
    EntryKind.ENTERED,
    EntryKind.LIMIT,
    EntryKind.DELAYED,
    EntryKind.COMPLETED,
    EntryKind.HELD,
    EntryKind.RESUMED,
    EntryKind.STOPPED,
    EntryKind.ENDED,
    EntryKind.HAPPENED,
}
_DOSES = {EntryKind.GIVEN, EntryKind.UNSCHEDULED, EntryKind.MISSED, EntryKind.NO_DOSE}


def log_steps(trace: Trace, expectation: Expectation) -> tuple[WitnessStep, ...]:
    """The last steps before an expectation was looked at: of its own drug, or of the track of its own phase."""
    machine = trace.machine
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    titles |= {level.id: level.title for level in machine.levels}
    last = trace.final.day if expectation.day is None else expectation.day
    steps: list[WitnessStep] = []
    shown: dict[str, str] = {}
    given: Counter[str] = Counter()
    for entry in trace.entries:
        words = _WORDS.get(entry.kind)
        if words is None or entry.day > last or not _concerns(entry, expectation, trace):
            continue
        title = titles.get(entry.subject) or entry.subject
        if entry.kind in (EntryKind.OBSERVED, EntryKind.LEVEL):
            title += f": {dict(entry.values).get(entry.subject, '')}"
            if shown.get(entry.subject) == title:
                continue
            shown[entry.subject] = title
        if entry.kind is EntryKind.TOLD:
            title = alert_name(entry)
        if entry.kind is EntryKind.GIVEN:
            given[entry.subject] += 1
            amount = dict(entry.values).get("amount", "") if _is_of_doses(expectation.claim) else ""
            title += f", number {given[entry.subject]}" + (f": {amount}" if amount else "")
        day, rest = divmod(entry.day, machine.resolution.per_day)
        hour = f"{machine.resolution.name} {rest}: " if machine.resolution.per_day > 1 else ""
        steps.append(WitnessStep(day, None, hour + words.format(title)))
    return tuple(steps[-_MOST:])


def _concerns(entry: LogEntry, expectation: Expectation, trace: Trace) -> bool:
    claim = expectation.claim
    match claim:
        case Claim():
            if entry.kind is EntryKind.GIVEN:
                return entry.subject == claim.subject
            return entry.kind in _MOVES and entry.region in _regions_giving({claim.subject}, trace)
        case InPhase():
            regions = [r.name for r in trace.machine.regions if any(s.name == claim.phase for s in r.states)]
            return entry.kind is EntryKind.OBSERVED or (entry.kind in _MOVES and entry.region in (*regions, None))
        case AlertExpected():
            return entry.kind is EntryKind.OBSERVED or entry.kind in _MOVES or entry.kind.alerts
        case CourseEnded():
            return entry.kind is EntryKind.OBSERVED or entry.kind in _MOVES
        case _:
            drugs = _doses_of(claim)
            if entry.kind in _DOSES:
                return entry.subject in drugs
            if entry.kind in _MOVES and drugs:
                return entry.region in _regions_giving(drugs, trace)
            return entry.kind in (EntryKind.OBSERVED, EntryKind.LEVEL) or entry.kind in _MOVES


def _is_of_doses(claim: Claim | CourseEnded | AlertExpected | Expression) -> bool:
    match claim:
        case Claim() | CourseEnded() | AlertExpected():
            return False
        case _:
            return bool(_doses_of(claim))


def _doses_of(claim: Expression) -> set[str]:
    """The drugs whose doses a condition speaks of."""
    found: set[str] = set()
    for part in all_parts(claim):
        match part:
            case GivenToday(drug):
                found.add(drug)
            case Compare(left, _, right):
                terms = (term for side in (left, right) for term in all_terms(side))
                found |= {term.drug for term in terms if isinstance(term, DoseGiven | Total)}
            case _:
                pass
    return found


def _regions_giving(subjects: set[str], trace: Trace) -> set[str | None]:
    giving = {
        region.name
        for region in trace.machine.regions
        for state in region.states
        for item in state.obligations
        if item.subject in subjects
    }
    return {*giving, None}
