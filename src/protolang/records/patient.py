"""The patient file. In: CSV or JSON of names and values. Out: the civil date of day 0, and what was recorded then."""

import attrs

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL710, PL711, PL712, PL713, PL714
from protolang.diagnostics.suggest import suggest
from protolang.execution.event import Observation
from protolang.machine.statechart import Machine
from protolang.model.treatment import Attribute, DerivedAttribute
from protolang.records.calendar import DateError, Moment, read_moment
from protolang.records.csv_table import CsvTable
from protolang.records.decoding import decode_record
from protolang.records.json_table import JsonTable
from protolang.records.mistakes import Mistakes, shown
from protolang.records.table import Row, Table
from protolang.records.value import ValueProblem, read_result
from protolang.source import SourceFile, Span

START = "start"
_YEARS = range(1900, 2200)
_COLUMNS = ("name", "value", "unit", "note")


@attrs.frozen
class Patient:
    """One patient on day 0. `observations` are the recorded attributes, sampled and reported on day 0."""

    start: Moment
    observations: tuple[Observation, ...]
    source: SourceFile = attrs.field(repr=False)


def read_patient(path: str, data: bytes, machine: Machine) -> Outcome[Patient]:
    """Reads a patient file: rows of `name,value`, or an object; `start,2027-01-04` gives the date of day 0.

    The value is None when anything is wrong, since a patient without a weight is another patient.
    """
    mistakes = Mistakes()
    source = decode_record(path, data, mistakes)
    if source is None:
        return Outcome(None, mistakes.in_order())
    reading = _Reading(machine, mistakes)
    for row in _table(source, mistakes).rows():
        reading.take(row)
    if reading.start is None and not reading.start_failed and not mistakes.any_error:
        mistakes.report(
            PL713,
            "the file does not say on which date day 0 was",
            Span(source, 0, 0),
            "a row `start` is missing",
            help="write the date of day 0: `start,2027-01-04`",
        )
    found = mistakes.in_order()
    if mistakes.any_error or reading.start is None:
        return Outcome(None, found)
    return Outcome(Patient(reading.start, tuple(reading.observations), source), found)


def _table(source: SourceFile, mistakes: Mistakes) -> Table:
    if source.text.lstrip()[0] in "{[":
        return JsonTable(source, _COLUMNS, mistakes, named=True)
    return CsvTable(source, _COLUMNS, mistakes, assumed=("name", "value", "unit"))


class _Reading:
    """What has been read so far."""

    def __init__(self, machine: Machine, mistakes: Mistakes) -> None:
        self.start: Moment | None = None
        self.start_failed = False
        self.observations: list[Observation] = []
        self._mistakes = mistakes
        self._rows: dict[str, Row] = {}
        self._machine = machine
        self._attributes = {item.id: item for item in machine.attributes}

    def take(self, row: Row) -> None:
        """Reads one name with its value."""
        name = row["name"]
        if not name:
            self._mistakes.report(PL710, "this value has no name", row.span(), "a name is missing")
            return
        if name in self._rows:
            before = Label(self._rows[name].span("name"), "it stands here already")
            self._mistakes.report(PL714, f"`{shown(name)}` stands twice", row.span("name"), "again", before)
            return
        self._rows[name] = row
        if name == START:
            self._read_start(row)
            return
        match self._attributes.get(name):
            case Attribute() as attribute:
                self._read_attribute(row, attribute)
            case DerivedAttribute():
                self._mistakes.report(
                    PL711,
                    f"`{name}` is computed by the protocol",
                    row.span("name"),
                    "not recorded",
                    help="leave this row out, and give what it is computed from",
                )
            case None:
                self._report_unknown(row)

    def _read_start(self, row: Row) -> None:
        try:
            self.start = read_moment(row["value"])
            if self.start.date.year not in _YEARS:
                raise DateError("nobody is treated in that year", "look at the year")
        except DateError as wrong:
            self.start_failed = True
            self._mistakes.report(
                PL713,
                f"`{shown(row['value'])}` cannot be the date of day 0: {wrong}",
                row.span("value"),
                str(wrong),
                help=wrong.help,
            )

    def _read_attribute(self, row: Row, attribute: Attribute) -> None:
        if not row["value"]:
            self._mistakes.report(
                PL712,
                f"`{attribute.id}` has no value",
                row.span("value"),
                "a value is expected here",
                help="leave the row out when it is not known",
            )
            return
        try:
            value = read_result(row["value"], row["unit"], attribute)
        except ValueProblem as wrong:
            cell = wrong.cell if row[wrong.cell] else "value"
            self._mistakes.report(
                wrong.code,
                str(wrong),
                row.span(cell),
                wrong.label,
                Label(attribute.origin, "declared here"),
                help=wrong.help,
            )
            return
        self.observations.append(Observation(attribute.id, value, 0, 0))

    def _report_unknown(self, row: Row) -> None:
        name = row["name"]
        near = suggest(name, (*self._attributes, START))
        recorded = [item.id for item in self._machine.attributes if isinstance(item, Attribute)]
        help = f"the protocol records {', '.join(f'`{item}`' for item in (START, *recorded))}"
        if near is not None:
            help = f"did you mean `{near}`?"
        elif any(lab.id == name for lab in self._machine.labs):
            help = "a result has a date of sampling: write it into the file of events"
        self._mistakes.report(
            PL711, f"the protocol records no `{shown(name)}` of a patient", row.span("name"), "unknown", help=help
        )
