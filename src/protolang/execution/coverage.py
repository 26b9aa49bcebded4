"""Which parts of a machine a run went through: read off its log, so that only what was done counts.

In: a Machine, and the Trace of a run of it. Out: places, and the marks that the run left on them.
"""

import re
from collections.abc import Iterator
from enum import Enum

import attrs

from protolang.execution.amounts import dose_of
from protolang.execution.evaluate import Snapshot
from protolang.execution.retrospect import before, morning, state_before
from protolang.execution.state import Due
from protolang.execution.tables import look_up, table
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import Every
from protolang.model.findings import author_text
from protolang.model.table import Case
from protolang.model.treatment import Consequence
from protolang.source import Span

Mark = tuple[str | int, ...]
"""What a run leaves behind: the word of a kind, where it happened, and the stretch of source that says so."""


class PlaceKind(Enum):
    """What a place is, in the author's words."""

    TRANSITION = "exit"
    STOP = "stop rule"
    ROW = "row"
    CASE = "case"
    HOLD = "hold"
    RESUME = "end of hold"
    LIMIT = "limit"
    VETO = "veto"
    ALERT = "alert"
    ELIGIBILITY = "eligibility"
    THRESHOLD = "threshold"
    WINDOW = "window"


@attrs.frozen
class Place:
    """Something that a scenario should reach. It is reached by a run that left one of its `marks`.

    `source` and `target` are the phases of an exit; `target` None is an end.
    """

    kind: PlaceKind
    name: str
    origin: Span = attrs.field(eq=False, repr=False)
    marks: frozenset[Mark]
    source: str | None = None
    target: str | None = None


def places(machine: Machine) -> tuple[Place, ...]:
    """Every exit, stop rule, row, case, hold, veto and alert of a machine, in the order of the source."""
    found = [*_transitions(machine), *_rules(machine), *_cases(machine)]
    return tuple(sorted(found, key=lambda item: item.origin.order))


def _transitions(machine: Machine) -> Iterator[Place]:
    for region in machine.regions:
        for state in region.states:
            for edge in state.transitions:
                goes = edge.target or ("the phase before" if edge.back else "end")
                marks = frozenset({("move", region.name, state.name, *_at(edge.origin))})
                name = f"{state.name} -> {goes}"
                yield Place(PlaceKind.TRANSITION, name, edge.origin, marks, state.name, edge.target)
            for cycle in state.cycles:
                if cycle.delay is not None and cycle.delay.target is not None:
                    origin, target = cycle.delay.origin, cycle.delay.target
                    marks = frozenset({("move", region.name, state.name, *_at(origin))})
                    name = f"{state.name} -> {target}, delayed too long"
                    yield Place(PlaceKind.TRANSITION, name, origin, marks, state.name, target)
            for duty in state.obligations:
                for row in () if duty.decision is None else duty.decision.rows:
                    yield Place(PlaceKind.ROW, one_line(row.origin), row.origin, frozenset({("row", *_at(row.origin))}))


def _rules(machine: Machine) -> Iterator[Place]:
    for stop in {_at(item.origin): item for item in machine.stops}.values():
        yield Place(PlaceKind.STOP, one_line(stop.origin), stop.origin, frozenset({("stop", *_at(stop.origin))}))
    for item in machine.eligibility:
        yield Place(PlaceKind.ELIGIBILITY, one_line(item.origin), item.origin, frozenset({("stop", *_at(item.origin))}))
    for number, hold in enumerate(machine.holds):
        name = one_line(hold.origin)
        yield Place(PlaceKind.HOLD, name, hold.origin, frozenset({("hold", number)}))
        yield Place(PlaceKind.RESUME, name, hold.origin, frozenset({("resume", number)}))
        if hold.target is not None or hold.consequence is Consequence.STOP:
            yield Place(PlaceKind.LIMIT, name, hold.origin, frozenset({("limit", number)}))
    for veto in machine.vetoes:
        yield Place(PlaceKind.VETO, one_line(veto.origin), veto.origin, frozenset({("veto", *_at(veto.origin))}))
    for alert in machine.alerts:
        marks = frozenset({("told", *_at(alert.origin)), ("told", *_at(alert.tell.origin))})
        yield Place(PlaceKind.ALERT, one_line(alert.origin), alert.origin, marks)


def _cases(machine: Machine) -> Iterator[Place]:
    for item in machine.tables:
        for case in item.cases:
            yield Place(PlaceKind.CASE, f"{item.id}: {_case_text(item.id, case)}", case.origin, _of_case(item.id, case))


def _case_text(name: str, case: Case) -> str:
    text = one_line(case.origin)
    place = f" (row {case.row + 1}, column {case.column + 1})" if case.column else ""
    return f"{text}{place}" if text else f"{name}{place}"


def _of_case(name: str, case: Case) -> frozenset[Mark]:
    # the cells of one line are cases of their own
    return frozenset({("case", name, case.row, case.column, *_at(case.origin))})


def _at(origin: Span) -> tuple[str, int, int]:
    return origin.order


_MOST = 72
# a text in quotes, or the first mark of where a rule comes from
_QUOTED_OR_MARK = re.compile(r'"[^"]*"|(?<!\S)(?P<mark>@[A-Za-z]|(?:assumed|unstated)\s*")')


def one_line(origin: Span) -> str:
    """The author's words of a rule on one line, without their sources; shortened where they are long."""
    text = author_text(origin)
    for found in _QUOTED_OR_MARK.finditer(text):
        if found["mark"]:
            text = text[: found.start()].rstrip()
            break
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"


# ---- marks -----------------------------------------------------------------------------------------------------


def marks(trace: Trace) -> frozenset[Mark]:
    """The marks of a run on the places of its machine."""
    found: set[Mark] = set()
    indices = {region.name: at for at, region in enumerate(trace.machine.regions)}
    for entry in trace.entries:
        found.update(_of_entry(trace, entry, indices))
    found.update(
        ("case", name, case.row, case.column, *_at(case.origin))
        for _, name, case in looked_up(trace)
        if case is not None
    )
    return frozenset(found)


_WORDS = {
    EntryKind.STOPPED: "stop",
    EntryKind.DECIDED: "row",
    # two rows at once: both were come to, and there may be no patient for whom one holds alone
    EntryKind.CONFLICT: "row",
    EntryKind.VETOED: "veto",
    EntryKind.TOLD: "told",
}
_MOVES = frozenset({EntryKind.ENTERED, EntryKind.COMPLETED, EntryKind.ENDED, EntryKind.STOPPED})


def _of_entry(trace: Trace, entry: LogEntry, indices: dict[str, int]) -> Iterator[Mark]:
    word = _WORDS.get(entry.kind)
    if word is not None and entry.origin is not None:
        yield word, *_at(entry.origin)
    index = indices.get(entry.region or "")
    if index is None:
        return
    held = before(trace, entry.day).regions[index].held if entry.day else None
    rule = None if held is None else held.rule
    if entry.kind in _MOVES and entry.origin is not None:
        # what is completed or ended is named itself; what is entered, by where it goes
        named = entry.kind in (EntryKind.COMPLETED, EntryKind.ENDED)
        source = entry.subject if named else state_before(trace, entry.day, index)
        yield "move", entry.region or "", source, *_at(entry.origin)
        if rule is not None and _at(entry.origin) == _at(trace.machine.holds[rule].origin):
            yield "limit", rule
    now = trace.states[entry.day].regions[index].held
    if entry.kind is EntryKind.HELD and now is not None and now.rule is not None and now.since == entry.day:
        yield "hold", now.rule
    if entry.kind is EntryKind.RESUMED and rule is not None:
        yield "resume", rule


# ---- tables ----------------------------------------------------------------------------------------------------


def looked_up(trace: Trace) -> Iterator[tuple[int, str, Case | None]]:
    """Each time a table said a dose, an interval or a level that was used: the day, the table, and its case.

    The case is None where none held, so that nothing was given.
    """
    machine = trace.machine
    names = {item.id for item in machine.tables}
    if not names:
        return
    duties = {
        (region.name, *_at(duty.origin)): (at, duty)
        for at, region in enumerate(machine.regions)
        for state in region.states
        for duty in state.obligations
    }
    mornings: dict[int, Snapshot] = {}
    for entry in trace.entries:
        used = [name for name in _tables_of(trace, entry, duties) if name in names]
        for name in dict.fromkeys(used):
            seen = mornings.get(entry.day) or mornings.setdefault(entry.day, morning(trace, entry.day))
            case = look_up(seen, table(machine, name))
            amount = None if case is None else case.cell.value
            # where nothing is given, what says nothing is used, be it a case or that there is none
            if (amount is None) if entry.kind is EntryKind.NO_DOSE else (case is not None):
                yield entry.day, name, case
    for level in machine.levels:
        if isinstance(level.start, str) and level.start in names:
            yield from _started(trace, level.id, level.start)


_Duties = dict[tuple[str, str, int, int], tuple[int, Obligation]]
_USES = frozenset({EntryKind.GIVEN, EntryKind.MEASURED, EntryKind.NO_DOSE, EntryKind.DECIDED})


def _tables_of(trace: Trace, entry: LogEntry, duties: _Duties) -> Iterator[str]:
    if entry.kind not in _USES or entry.region is None:
        return
    found = None if entry.origin is None else duties.get((entry.region, *_at(entry.origin)))
    if found is not None:
        index, duty = found
        match duty.timing:
            case Every(interval=str() as name) if entry.kind is not EntryKind.NO_DOSE:
                yield name
            case _:
                pass
        dose = dose_of(trace.machine, duty, _due(trace, entry.day, index, duty))
    else:
        dose = next((drug.dose for drug in trace.machine.drugs if drug.id == entry.subject), None)
    if dose is not None and dose.table is not None:
        yield dose.table


def _due(trace: Trace, day: int, index: int, duty: Obligation) -> Due:
    region = before(trace, day).regions[index]
    return next((due for due in region.dues if due.obligation == duty.index), Due(duty.index, None, None))


def _started(trace: Trace, level: str, name: str) -> Iterator[tuple[int, str, Case]]:
    for day, patient in enumerate(trace.states):
        now = patient.levels.get(level)
        then = before(trace, day).levels.get(level) if day else None
        if now is not None and now.value is not None and (then is None or then.value is None):
            case = look_up(morning(trace, day), table(trace.machine, name))
            if case is not None:
                yield day, name, case
            return
