"""One row of an event file. In: its cells. Out: what happened and when, in study days; or why that cannot be said."""

from collections.abc import Callable, Collection
from typing import TypeVar

import attrs

from protolang.diagnostics import Code, Label
from protolang.diagnostics.codes import PL710, PL711, PL712, PL713
from protolang.diagnostics.suggest import suggest
from protolang.execution.event import Administration, Decision, Observation, ObservationStatus, Ruling
from protolang.machine.statechart import Machine
from protolang.model.treatment import Attribute, DerivedAttribute, Dose, Lab
from protolang.quantity import Interval, Quantity, Unit, UnitError, parse_unit
from protolang.records.calendar import LONGEST_DAYS, Calendar, DateError, Moment, read_moment, read_time
from protolang.records.mistakes import Mistakes, shown
from protolang.records.table import Row
from protolang.records.value import ValueProblem, read_amount, read_result
from protolang.source import Span

COLUMNS = ("date", "day", "time", "reported", "kind", "name", "value", "unit", "status", "id", "note")
KINDS = ("result", "given", "event", "decision")
_STATUSES = {status.name.lower(): status for status in ObservationStatus}
_RULINGS = {ruling.value: ruling for ruling in Ruling}
_WITHOUT_VALUE = (ObservationStatus.PRELIMINARY, ObservationStatus.CANCELLED)

T = TypeVar("T")
What = Observation | Administration | Decision | str


@attrs.frozen
class Event:
    """What happened. `known` is the tick on which the protocol hears of it, `sampled` the one on which it happened."""

    what: What
    known: int
    sampled: int
    id: str = ""

    @property
    def corrects(self) -> bool:
        """Whether it replaces a result that was reported before."""
        match self.what:
            case Observation(status=ObservationStatus.CORRECTED):
                return True
            case _:
                return False

    def conflict(self, before: "Event") -> str | None:
        """Why this cannot be a later state of `before`, which has the same id; None when it can."""
        match before.what, self.what:
            case Observation(name=name), Observation(name=other) if name != other:
                return f"for `{name}` and for `{other}`"
            case Observation(status=ObservationStatus.FINAL | ObservationStatus.CORRECTED), Observation(status=status):
                later = status in (ObservationStatus.CORRECTED, ObservationStatus.CANCELLED)
                return None if later else "a later result is not marked as `corrected`"
            case Observation(status=ObservationStatus.CANCELLED), Observation():
                return "the result was cancelled before"
            case Observation(), Observation():
                return None
            case _:
                return "for two different things"


class EventReader:
    """Reads rows, and remembers what it has read before: in a long file most values come again."""

    def __init__(self, machine: Machine, calendar: Calendar, mistakes: Mistakes) -> None:
        self._calendar, self._mistakes = calendar, mistakes
        self._measured = {item.id: item for item in (*machine.labs, *machine.attributes)}
        self._drugs: dict[str, Unit | None] = {drug.id: _dose_unit(drug.dose) for drug in machine.drugs}
        self._events = {item.id for item in machine.events}
        self._tracks = {region.name for region in machine.regions}
        self._moments: dict[str, Moment] = {}
        self._values: dict[tuple[str, str, str], Interval] = {}
        self._amounts: dict[tuple[str, str, str], Quantity] = {}

    def read(self, row: Row) -> Event | None:
        """The event of a row; None when something is wrong with it, all of which is then reported."""
        sampled = self._sampled(row)
        known = self._known(row, sampled)
        what = self._what(row, sampled or 0, known or 0)
        if sampled is None or known is None or what is None or not self._in_time(row, sampled, known, what):
            return None
        return Event(what, known, sampled, row["id"])

    # ---- when ------------------------------------------------------------------------------------------------

    def _sampled(self, row: Row) -> int | None:
        by_date, by_day = None, None
        if not row["date"] and not row["day"]:
            self._report(PL713, "this event has no date", row, None, "when was it?", "write its `date` or its `day`")
            return None
        minute = self._attempt(row, "time", read_time) if row["time"] else None
        if row["time"] and minute is None:
            return None
        if row["date"]:
            moment = self._moment(row, "date")
            if moment is None or not self._timed(row, moment.minute if minute is None else minute):
                return None
            if minute is not None:
                moment = attrs.evolve(moment, minute=minute)
            by_date = self._calendar.tick(moment)
        if row["day"]:
            number = self._attempt(row, "day", _whole)
            if number is None or not self._timed(row, minute):
                return None
            by_day = self._calendar.tick_of_day(number, minute)
        if by_date is not None and by_day is not None and by_date != by_day:
            message = f"`{shown(row['date'])}` is not day {shown(row['day'])}"
            self._report(PL713, message, row, "day", "another day", "leave one of the two out")
            return None
        return by_date if by_date is not None else by_day

    def _timed(self, row: Row, minute: int | None) -> bool:
        if self._calendar.per_day == 1 or minute is not None:
            return True
        column = "date" if row["date"] else "day"
        help = "write the time into the column `time`, or behind the date: `2027-01-04T14:30+01:00`"
        self._report(
            PL713, "this protocol counts in hours, and the time is not said", row, column, "at what time?", help
        )
        return False

    def _known(self, row: Row, sampled: int | None) -> int | None:
        if not row["reported"]:
            return sampled
        if row["reported"].lstrip("-").isdecimal():
            number = self._attempt(row, "reported", _whole)
            # of a day alone, its end is meant: nothing may be known earlier than it was
            return None if number is None else self._calendar.tick_of_day(number, 0 if sampled is None else None)
        moment = self._moment(row, "reported")
        if moment is None or not self._timed(row, moment.minute):
            return None
        return self._calendar.tick(moment)

    def _in_time(self, row: Row, sampled: int, known: int, what: What) -> bool:
        longest = LONGEST_DAYS * self._calendar.per_day
        column = "date" if row["date"] else "day"
        if known < sampled:
            help = "`reported` is when the result became known, on the day of the sample or later"
            self._report(PL713, "reported before it was sampled", row, "reported", "earlier than the sample", help)
        elif known < 0:
            start = self._calendar.start.date
            help = "look at the date, and at `start` in the patient file"
            if isinstance(what, Observation):
                help += f"; a result from before may be used from day 0 on with {start} as `reported`"
            self._report(PL713, f"this is before day 0, which was {start}", row, column, "before enrolment", help)
        elif sampled < 0 and not isinstance(what, Observation):
            start = self._calendar.start.date
            self._report(PL713, f"this is before day 0, which was {start}", row, column, "before enrolment")
        elif sampled < -longest or known > longest:
            self._report(PL713, "this is more than a hundred years from day 0", row, column, "is the year right?")
        else:
            return True
        return False

    def _moment(self, row: Row, column: str) -> Moment | None:
        text = row[column]
        known = self._moments.get(text)
        if known is None:
            known = self._attempt(row, column, read_moment)
            if known is not None:
                self._moments[text] = known
        return known

    # ---- what ------------------------------------------------------------------------------------------------

    def _what(self, row: Row, sampled: int, known: int) -> What | None:
        kind, name = row["kind"].casefold(), row["name"]
        if kind not in KINDS:
            near = suggest(kind, KINDS)
            help = f"did you mean `{near}`?" if near else f"the kinds are {', '.join(f'`{item}`' for item in KINDS)}"
            message = f"`{shown(row['kind'])}` is not a kind of event" if kind else "this event has no kind"
            self._report(PL711, message, row, "kind", "unknown kind", help)
            return None
        if not name:
            self._report(PL710, "this event has no name", row, "name", "the name of a lab, drug, event or track")
            return None
        fine = self._nothing_useless(row, kind)
        what: What | None = None
        match kind:
            case "result":
                what = self._result(row, name, sampled, known)
            case "given":
                what = self._given(row, name)
            case "event":
                what = self._event(row, name)
            case _:
                what = self._decision(row, name)
        return what if fine else None

    def _result(self, row: Row, name: str, sampled: int, known: int) -> Observation | None:
        declared = self._measured.get(name)
        status = self._status(row)
        match declared:
            case None:
                self._unknown(row, "lab or patient attribute", self._measured)
                return None
            case DerivedAttribute():
                self._report(PL711, f"`{name}` is computed by the protocol", row, "name", "not measured")
                return None
            case Lab() | Attribute():
                pass
        if status is None:
            return None
        value = self._values.get((name, row["value"], row["unit"]))
        if value is None and row["value"]:
            value = self._value(row, declared, lambda: read_result(row["value"], row["unit"], declared))
            if value is None:
                return None
            self._values[name, row["value"], row["unit"]] = value
        if value is None and status not in _WITHOUT_VALUE:
            help = "for a sample without a usable result write `cancelled` as its status"
            self._report(PL712, "this result has no value", row, "value", "a value is expected here", help)
            return None
        return Observation(name, value, sampled, known, status, row["id"])

    def _status(self, row: Row) -> ObservationStatus | None:
        text = row["status"].casefold() or "final"
        status = _STATUSES.get(text)
        if status is None:
            near = suggest(text, _STATUSES)
            help = f"did you mean `{near}`?" if near else f"write {', '.join(f'`{item}`' for item in _STATUSES)}"
            self._report(PL711, f"`{shown(row['status'])}` is not a status", row, "status", "unknown status", help)
        elif status is ObservationStatus.CORRECTED and not row["id"]:
            help = "write the `id` of the result that it corrects, at both results"
            self._report(PL712, "it is not said which result this one corrects", row, "status", "without an id", help)
            return None
        return status

    def _given(self, row: Row, name: str) -> Administration | None:
        if name not in self._drugs:
            self._unknown(row, "drug", self._drugs)
            return None
        if not row["value"]:
            return Administration(name, None, row["id"])
        amount = self._amounts.get((name, row["value"], row["unit"]))
        if amount is None:
            unit = self._drugs[name]
            amount = self._value(row, None, lambda: read_amount(row["value"], row["unit"], name, unit))
            if amount is None:
                return None
            self._amounts[name, row["value"], row["unit"]] = amount
        return Administration(name, amount, row["id"])

    def _event(self, row: Row, name: str) -> str | None:
        if name not in self._events:
            self._unknown(row, "event", self._events)
            return None
        return name

    def _decision(self, row: Row, name: str) -> Decision | None:
        ruling = _RULINGS.get(row["value"].casefold())
        if ruling is None:
            choices = ", ".join(f"`{item}`" for item in _RULINGS)
            message = (
                f"`{shown(row['value'])}` is not a decision" if row["value"] else "it is not said what was decided"
            )
            self._report(PL712, message, row, "value", "unknown decision", f"write one of {choices}")
        if name not in self._tracks:
            self._unknown(row, "track", self._tracks)
            return None
        return None if ruling is None else Decision(name, ruling)

    # ---- telling ---------------------------------------------------------------------------------------------

    def _nothing_useless(self, row: Row, kind: str) -> bool:
        """Whether every filled cell means something: one that does not is a slip, or an event that would be lost."""
        useless = {
            "result": (),
            "given": ("status", "reported"),
            "event": ("value", "unit", "status", "reported"),
            "decision": ("unit", "status", "reported"),
        }[kind]
        fine = True
        for column in useless:
            if row[column]:
                help = "leave it empty, or look whether the kind is right; a remark may stand in `note`"
                self._report(PL712, f"`{column}` means nothing for kind `{kind}`", row, column, "without meaning", help)
                fine = False
        return fine

    def _value(self, row: Row, declared: Lab | Attribute | None, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueProblem as wrong:
            labels = () if declared is None else (Label(declared.origin, "declared here"),)
            cell = wrong.cell if row[wrong.cell] else "value"
            self._mistakes.report(wrong.code, str(wrong), row.span(cell), wrong.label, *labels, help=wrong.help)
            return None

    def _attempt(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row[column])
        except DateError as wrong:
            message = f"`{shown(row[column])}`: {wrong}"
            self._report(PL713, message, row, column, str(wrong), wrong.help)
            return None

    def _unknown(self, row: Row, what: str, names: Collection[str]) -> None:
        near = suggest(row["name"], names)
        listed = ", ".join(f"`{name}`" for name in sorted(names)[:8])
        help = f"did you mean `{near}`?" if near else f"the protocol has {listed}" if listed else f"it has no {what}"
        self._report(PL711, f"the protocol has no {what} `{shown(row['name'])}`", row, "name", "unknown", help)

    def _report(
        self, code: Code, message: str, row: Row, column: str | None, label: str, help: str | None = None
    ) -> None:
        span: Span = row.span(column)
        self._mistakes.report(code, message, span, label, help=help)


def _dose_unit(dose: Dose | None) -> Unit | None:
    """A unit of what is given at one time: mg for a dose of 375 mg/m2; None when the protocol states no dose."""
    match dose.amount if dose is not None else None:
        case Quantity(unit=unit):
            try:
                return parse_unit(str(unit).split("/", maxsplit=1)[0])
            except UnitError:
                return None
        case _:
            # the amount is that of a level or a table; what was given is then only logged
            return None


def _whole(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
        raise DateError("this is not the number of a study day", "write a whole number, such as `28`")
    return int(text)
