"""Where a decision turns: at the thresholds of results, on the first and last days of windows. Which has a run seen?

In: a Machine, and the Trace of a run of it. Out: places, and the marks that the run left on them. A value counts on a
day on which a rule with that threshold was looked at.
"""

from collections.abc import Iterator

import attrs

from protolang.execution.coverage import Mark, Place, PlaceKind, looked_up, one_line
from protolang.execution.evaluate import Snapshot
from protolang.execution.event import Observation
from protolang.execution.history import History
from protolang.execution.retrospect import before, morning
from protolang.execution.state import PatientState
from protolang.execution.terms import value_of
from protolang.execution.thresholds import Guard, Key, Side, Threshold, comparisons, guards, key_of, thresholds
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Expression
from protolang.model.term import Reading
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Days, Quantity, Root
from protolang.source import Span

# A decision was asked where one row holds, none, or two.
_ASKING = (EntryKind.DECIDED, EntryKind.NO_ROW, EntryKind.CONFLICT)


@attrs.frozen
class Edge:
    """The first or the last day of the window of a dose, `late` days (clock ticks) after the day it is due."""

    subject: str
    late: int
    region: str
    state: str
    obligation: int
    origin: Span = attrs.field(eq=False, repr=False)


def edges(machine: Machine) -> tuple[Edge, ...]:
    """The first and last days of all windows of doses, in the order of the source."""
    found = [
        Edge(duty.subject, late, region.name, state.name, duty.index, duty.origin)
        for region in machine.regions
        for state in region.states
        for duty in state.obligations
        if duty.kind is not ActionKind.MEASURE and duty.kind is not ActionKind.DECIDE
        for late in (-duty.window.before, duty.window.after)
        if late
    ]
    return tuple(sorted(found, key=lambda item: (*item.origin.order[:2], item.late)))


def boundaries(machine: Machine) -> tuple[Place, ...]:
    """Each threshold at, just below and just above; each edge of each window; in the order of the source."""
    found = []
    for threshold in thresholds(machine):
        for side in Side:
            value = threshold.beside(side)
            if value is None or is_possible(machine, threshold, value):
                shown = side.value if threshold.value is None else f"{side.value} {threshold.value}".rstrip()
                name = f"{threshold_text(threshold)}: {shown}"
                found.append(Place(PlaceKind.THRESHOLD, name, threshold.origin, frozenset({_mark(threshold, side)})))
    for edge in edges(machine):
        name = f"{one_line(edge.origin)}: given {edge_text(machine, edge)}"
        found.append(Place(PlaceKind.WINDOW, name, edge.origin, frozenset({_of_edge(edge)})))
    return tuple(sorted(found, key=lambda item: item.origin.order[:2]))


def threshold_text(threshold: Threshold) -> str:
    """The author's words of it; before those of a band, which do not say it, what the band cuts."""
    text = one_line(threshold.origin)
    return text if any(lab in text for lab in threshold.labs) else f"{threshold.labs[0]} {text}"


def is_possible(machine: Machine, threshold: Threshold, value: Quantity) -> bool:
    """Whether a result of the lab can be so low or so high, where the threshold speaks of results as they are."""
    if not threshold.is_level:
        return True
    for item in (*machine.labs, *machine.attributes):
        if item.id == threshold.labs[0] and not isinstance(item, DerivedAttribute):
            given = value.to(item.unit).magnitude
            return (item.low is None or item.low <= given) and (item.high is None or given <= item.high)
    return True


def edge_text(machine: Machine, edge: Edge) -> str:
    """`2 days early`, `3 days late`."""
    shown = Days(abs(edge.late), machine.resolution.per_day)
    return f"{shown} {'early' if edge.late < 0 else 'late'}"


def _mark(threshold: Threshold, side: Side) -> Mark:
    return "threshold", *min(threshold.keys), side.value


def _of_edge(edge: Edge) -> Mark:
    return "window", edge.region, edge.state, edge.obligation, edge.late


# ---- what a run has seen ---------------------------------------------------------------------------------------


def boundary_marks(trace: Trace) -> frozenset[Mark]:
    """The marks of a run on the boundaries of its machine."""
    return frozenset((*_values(trace), *_doses(trace)))


@attrs.define
class _Watched:
    """A threshold on the way through a run: who looks at it, and the results it was last looked at with."""

    threshold: Threshold
    guards: list[Guard]
    open: set[Side]
    results: History[Observation] | None = None


def _values(trace: Trace) -> Iterator[Mark]:
    machine = trace.machine
    watched = [_Watched(item, [], set(Side)) for item in thresholds(machine)]
    for guard in guards(machine):
        read = {key_of(compared) for compared in comparisons(machine, guard.when)}
        for item in watched:
            if read & item.threshold.keys:
                item.guards.append(guard)
    asked = _asked(trace)
    for day in range(len(trace.states)):
        snapshot: Snapshot | None = None
        patient = before(trace, day)
        at_once = {key_of(one) for when in asked.get(day, ()) for one in comparisons(machine, when)}
        for item in watched:
            if not item.open or not (item.threshold.keys & at_once or _is_looked_at(trace, item, day, patient)):
                continue
            snapshot = snapshot or morning(trace, day)
            value = value_of(snapshot, item.threshold.reading)
            exact = value.rational if isinstance(value, Root) else None
            side = None if exact is None else item.threshold.side_of(exact)
            if side in item.open:
                item.open.discard(side)
                yield _mark(item.threshold, side)


def first_looks(trace: Trace) -> dict[Key, int]:
    """The first day on which a rule with each comparison was looked at."""
    machine, asked = trace.machine, _asked(trace)
    found: dict[Key, int] = {}
    looks = [(guard, {key_of(one) for one in comparisons(machine, guard.when)}) for guard in guards(machine)]
    for day in range(len(trace.states)):
        patient = before(trace, day)
        here = {key_of(one) for when in asked.get(day, ()) for one in comparisons(machine, when)}
        for guard, keys in looks:
            if not keys <= found.keys() and guard.looks(patient, day):
                here |= keys
        found |= dict.fromkeys(here - found.keys(), day)
    return found


def first_on_time(trace: Trace, edge: Edge) -> int | None:
    """The first day on which the dose of a window was given when due, and might have been given at its edge."""
    index = next(at for at, region in enumerate(trace.machine.regions) if region.name == edge.region)
    for entry in trace.entries:
        if entry.kind is not EntryKind.GIVEN or entry.region != edge.region or entry.origin is None:
            continue
        visit = before(trace, entry.day).regions[index]
        due = next((item.day for item in visit.dues if item.obligation == edge.obligation), None)
        if (visit.state, due, _place(entry.origin)) != (edge.state, entry.day, _place(edge.origin)):
            continue
        # its first day lies in the visit, and the dose before it is over by then
        earlier = [
            item.day for item in trace.states[entry.day].given if item.subject == edge.subject and item.day < entry.day
        ]
        if entry.day + edge.late >= max([visit.entry, *(day + 1 for day in earlier)]):
            return entry.day
    return None


def _place(origin: Span) -> tuple[str, int, int]:
    return origin.order


def _is_looked_at(trace: Trace, item: _Watched, day: int, patient: PatientState) -> bool:
    if isinstance(item.threshold.reading, Reading):
        results = trace.states[day].observations.get(item.threshold.labs[0])
        # without a new result there is nothing new to see
        if results is None or results is item.results:
            return False
    else:
        results = None
    if not any(guard.looks(patient, day) for guard in item.guards):
        return False
    item.results = results
    return True


def _asked(trace: Trace) -> dict[int, list[Expression]]:
    """The conditions of decisions and tables on the days on which these were asked."""
    machine = trace.machine
    rows = {
        _place(origin): [row.when for row in duty.decision.rows if row.when is not None]
        for region in machine.regions
        for state in region.states
        for duty in state.obligations
        if duty.decision is not None
        for origin in (duty.origin, duty.decision.origin, *(row.origin for row in duty.decision.rows))
    }
    cases = {item.id: [case.when for case in item.cases if case.when is not None] for item in machine.tables}
    found: dict[int, list[Expression]] = {}
    for entry in trace.entries:
        if entry.kind in _ASKING and entry.origin is not None:
            found.setdefault(entry.day, []).extend(rows.get(_place(entry.origin), ()))
    for day, name, _ in looked_up(trace):
        found.setdefault(day, []).extend(cases[name])
    return found


def _doses(trace: Trace) -> Iterator[Mark]:
    machine = trace.machine
    indices = {region.name: at for at, region in enumerate(machine.regions)}
    by_duty = {(edge.region, *_place(edge.origin), edge.late): edge for edge in edges(machine)}
    if not by_duty:
        return
    duties = {(edge.region, *_place(edge.origin)): edge.obligation for edge in by_duty.values()}
    for entry in trace.entries:
        if entry.kind is not EntryKind.GIVEN or entry.origin is None or entry.region is None:
            continue
        key = (entry.region, *_place(entry.origin))
        visit = before(trace, entry.day).regions[indices[entry.region]]
        due = next((item.day for item in visit.dues if item.obligation == duties.get(key)), None)
        edge = None if due is None else by_duty.get((*key, entry.day - due))
        if edge is not None and edge.state == visit.state:
            yield _of_edge(edge)
