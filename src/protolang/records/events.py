"""The event file. In: CSV or JSON, one event a row. Out: the Inputs of each study day.

Memory: a few hundred bytes an event. Time: one pass over the file, and one sort by day.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple, assert_never

import attrs

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL710, PL711, PL714, PL715
from protolang.execution.event import NOTHING, Administration, Decision, Inputs, Observation
from protolang.machine.statechart import Machine
from protolang.records.calendar import Calendar
from protolang.records.csv_table import CsvTable
from protolang.records.decoding import decode_record
from protolang.records.event import COLUMNS, Event, EventReader
from protolang.records.json_table import JsonTable
from protolang.records.mistakes import Mistakes, shown
from protolang.records.patient import Patient
from protolang.records.table import Row, Table
from protolang.source import SourceFile, Span


@attrs.frozen
class Events:
    """The events of one patient by the tick on which they become known. `last` is the last of these, -1 for none."""

    by_tick: dict[int, Inputs] = attrs.field(repr=False)
    last: int
    count: int

    def inputs(self, last: int) -> Iterator[Inputs]:
        """The Inputs of tick 0 to tick `last`, those without an event included (R1)."""
        return (self.by_tick.get(tick, NOTHING) for tick in range(last + 1))

    def later_than(self, tick: int) -> int:
        """How many events become known after `tick`."""
        return sum(_size(inputs) for when, inputs in self.by_tick.items() if when > tick)


class _Dated(NamedTuple):
    """An event, and what orders it and tells it from another: when it became known, its place, its recorded time."""

    tick: int
    place: int
    time: str
    event: Event


def read_events(path: str, data: bytes, machine: Machine, patient: Patient, calendar: Calendar) -> Outcome[Events]:
    """Reads an event file; what `patient` holds is added to day 0.

    The columns are `date` or `day`, `kind` and `name`, and where they are needed `time`, `reported`, `value`, `unit`,
    `status`, `id`, `note`. The value is None when anything is wrong: with an event left out, another patient would be
    followed. Rows in another order than that of time are sorted, which is told.
    """
    mistakes = Mistakes()
    source = decode_record(path, data, mistakes)
    if source is None:
        return Outcome(None, mistakes.in_order())
    reader, dated, order = EventReader(machine, calendar, mistakes), list[_Dated](), _Order()
    table = _table(source, mistakes)
    for row in table.rows():
        if not dated and isinstance(table, CsvTable) and not _has_columns(table, row, mistakes):
            break
        event = reader.read(row)
        if event is not None:
            order.see(row, (event.sampled, event.known))
            dated.append(_Dated(event.known, row.start, row["time"], event))
    _report_corrections(dated, source, mistakes)
    order.report(mistakes)
    dated.sort(key=lambda item: item[:2])
    by_tick = {
        tick: _inputs(list(group), source, mistakes) for tick, group in groupby(dated, key=lambda item: item.tick)
    }
    if mistakes.any_error:
        return Outcome(None, mistakes.in_order())
    first = by_tick.get(0, NOTHING)
    by_tick[0] = attrs.evolve(first, observations=patient.observations + first.observations)
    return Outcome(Events(by_tick, max(by_tick) if dated else 0, len(dated)), mistakes.in_order())


def _table(source: SourceFile, mistakes: Mistakes) -> Table:
    if source.text.lstrip()[0] in "{[":
        return JsonTable(source, COLUMNS, mistakes)
    return CsvTable(source, COLUMNS, mistakes)


def _has_columns(table: CsvTable, row: Row, mistakes: Mistakes) -> bool:
    missing = [name for name in ("kind", "name") if name not in table.columns]
    if not {"date", "day"} & set(table.columns):
        missing.insert(0, "date")
    for name in missing:
        mistakes.report(
            PL710,
            f"the header has no column `{name}`",
            Span(table.source, *table.source.line_bounds(1)),
            "the first line names the columns",
            help="for example: `date,kind,name,value,unit`",
        )
    return not missing


class _Order:
    """Whether the rows of a file are in the order of time."""

    def __init__(self) -> None:
        self._latest: tuple[int, int] | None = None
        self._first: Row | None = None
        self._count = 0

    def see(self, row: Row, ticks: tuple[int, int]) -> None:
        """Takes note of the next row: when it happened, and when it became known; by either it may be in order."""
        if self._latest is not None and ticks[0] < self._latest[0] and ticks[1] < self._latest[1]:
            self._first = self._first or row
            self._count += 1
            return
        self._latest = ticks

    def report(self, mistakes: Mistakes) -> None:
        """Tells it once for the whole file."""
        if self._first is None:
            return
        others = f", and {self._count - 1:,} more rows" if self._count > 1 else ""
        mistakes.report(
            PL715,
            "the events are not in the order of time: they were sorted by date",
            self._first.span(),
            f"earlier than a row above it{others}",
        )


def _report_corrections(dated: list[_Dated], source: SourceFile, mistakes: Mistakes) -> None:
    """One id is one thing: a result and what becomes of it, or a single dose, event or decision."""
    seen: dict[str, _Dated] = {}
    for item in sorted((item for item in dated if item.event.id), key=lambda item: item[:2]):
        before = seen.setdefault(item.event.id, item)
        if before is not item:
            problem = item.event.conflict(before.event)
            if problem is not None:
                line = _line(source, before.place)
                mistakes.report(
                    PL714,
                    f"the id `{shown(item.event.id)}` stands twice: {problem}",
                    _line(source, item.place),
                    "again",
                    Label(line, "it stands here already"),
                    help="give every event an id of its own; only a later state of one result has the id of the first",
                )
                continue
            seen[item.event.id] = item
        elif item.event.corrects:
            mistakes.report(
                PL711,
                f"no earlier result has the id `{shown(item.event.id)}`",
                _line(source, item.place),
                "what does it correct?",
                help="write the same id at the result that it corrects",
            )


def _inputs(group: list[_Dated], source: SourceFile, mistakes: Mistakes) -> Inputs:
    observations, administrations, events, decisions = list[Observation](), list[Administration](), [], list[Decision]()
    seen: dict[object, int] = {}
    for item in group:
        what = item.event.what
        before = seen.setdefault((what, item.time, item.event.id, item.event.sampled), item.place)
        if before != item.place:
            mistakes.report(
                PL714,
                "the same event stands twice",
                _line(source, item.place),
                "again",
                Label(_line(source, before), "it stands here already"),
                help="remove one; if it did happen twice, give each an id of its own",
            )
            continue
        match what:
            case Observation():
                observations.append(what)
            case Administration():
                administrations.append(what)
            case Decision():
                decisions.append(what)
            case str():
                events.append(what)
            case _:
                assert_never(what)
    return Inputs(tuple(observations), tuple(administrations), tuple(events), tuple(decisions))


def _size(inputs: Inputs) -> int:
    return len(inputs.observations) + len(inputs.administrations) + len(inputs.events) + len(inputs.decisions)


def _line(source: SourceFile, place: int) -> Span:
    """The rest of the line at a place: a row may be long, but where it begins is enough to find it."""
    return Span(source, place, max(place, source.line_bounds(source.position(place).line)[1]))
