"""The three files of one patient, as `run`, `next` and `why` need them. In: paths. Out: a Course, or why not."""

from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from protolang.cli.console import note
from protolang.cli.findings import LIBRARY, counted, errors_in, told, weakened
from protolang.cli.options import WrongInput
from protolang.cli.reading import open_protocol, read
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import analyse
from protolang.execution.event import Inputs
from protolang.execution.run import run
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.evidence import OpenDecision
from protolang.model.protocol import Protocol
from protolang.records.calendar import LONGEST_DAYS, Calendar, DateError, Moment, read_moment
from protolang.records.decoding import MOST_BYTES
from protolang.records.events import Events, read_events
from protolang.records.patient import read_patient


@attrs.frozen(eq=False, repr=False)
class Course:
    """One patient, ready to be followed.

    `found` is what there is to say that is no error, `weakened` which safety rules of its base a variant weakens.
    """

    path: str
    protocol: Protocol
    machine: Machine
    settings: Mapping[str, str]
    calendar: Calendar
    events: Events
    found: tuple[Diagnostic, ...]
    weakened: tuple[str, ...]

    def run(self, last: int) -> Trace:
        """The trace from day 0 to tick `last`, which is not before day 0."""
        return run(self.machine, self.events.inputs(last), self.calendar.start.date)

    def inputs(self, tick: int) -> Inputs:
        """What becomes known on one tick."""
        return self.events.by_tick.get(tick, Inputs())


@attrs.frozen(eq=False, repr=False)
class Unusable:
    """Why there is no course: findings that are errors, or a decision that is not made. `code` is the exit code."""

    found: tuple[Diagnostic, ...]
    message: str
    code: int


def load(file: str, patient: str, events: str, settings: Mapping[str, str]) -> Course | Unusable:
    """Reads the protocol, the patient and the events. Raises `WrongInput` for a file that cannot be opened."""
    data, project = open_protocol(file)
    patient_data, event_data = read(patient, MOST_BYTES), read(events, MOST_BYTES)
    analysis = analyse(file, data, settings, budget=0, project=project)
    protocol, machine = analysis.protocol, analysis.machine
    if protocol is None or machine is None:
        wrong = errors_in(analysis.diagnostics)
        if not wrong:
            return Unusable((), f"{escape_terminal(file)}: {LIBRARY}", 2)
        return Unusable(wrong, f"{escape_terminal(file)}: {counted(len(wrong), 'error')}; no patient was followed", 1)
    undecided = [item for item in protocol.decisions if item.settable]
    if undecided:
        return Unusable((), _undecided(file, undecided), 2)
    person = read_patient(patient, patient_data, machine)
    if person.value is None:
        return _refused(patient, person.diagnostics)
    conventions = protocol.conventions
    calendar = Calendar(person.value.start, conventions.first_day, machine.resolution.per_day)
    happened = read_events(events, event_data, machine, person.value, calendar)
    if happened.value is None:
        return _refused(events, happened.diagnostics)
    found = person.diagnostics + happened.diagnostics
    weaker = weakened(analysis.diagnostics)
    return Course(file, protocol, machine, settings, calendar, happened.value, found, weaker)


def tell_unusable(unusable: Unusable) -> int:
    """Prints for a person why nothing was done, and gives the exit code."""
    if unusable.found:
        note(told(unusable.found, "text"))
    note(f"protolang: {unusable.message}")
    return unusable.code


def tell_remarks(course: Course) -> None:
    """Prints what was noticed in the files and is no error."""
    if course.found:
        note(told(course.found, "text"))


def day_of(text: str, calendar: Calendar, option: str) -> int:
    """The last tick of a day that the user names by its date or by its number. Raises `WrongInput`."""
    shown = escape_terminal(text)
    number = text.strip().removeprefix("day").strip()
    if number.removeprefix("-").isdecimal() and len(number) < 7:
        moment = Moment(calendar.start.date + timedelta(days=int(number) - calendar.first_day))
    else:
        try:
            moment = read_moment(text.strip())
        except DateError as wrong:
            raise WrongInput(f"{option} {shown}: {wrong}; {wrong.help}, or the number of a study day") from None
    # a day is looked at as a whole, unless a finer clock is asked for a time of it
    timed = moment.minute is not None and calendar.per_day > 1
    tick = calendar.tick(moment) if timed else calendar.last_tick(moment.date)
    if tick < 0:
        raise WrongInput(f"{option} {shown}: this is before day 0, which was {calendar.start.date}")
    if tick > LONGEST_DAYS * calendar.per_day:
        raise WrongInput(f"{option} {shown}: this is more than a hundred years after day 0")
    return tick


def clock(moment: Moment) -> str:
    """`2027-03-01`, or `2027-03-01 14:30`."""
    if moment.minute is None:
        return moment.date.isoformat()
    return f"{moment.date.isoformat()} {moment.minute // 60:02d}:{moment.minute % 60:02d}"


def study_day(day: date, calendar: Calendar) -> int:
    """The author's number of a civil date."""
    return (day - calendar.start.date).days + calendar.first_day


def _refused(path: str, found: tuple[Diagnostic, ...]) -> Unusable:
    wrong = sum(item.severity is Severity.ERROR for item in found)
    return Unusable(found, f"{escape_terminal(path)}: {counted(wrong, 'error')} to mend; no patient was followed", 1)


def _undecided(file: str, undecided: list[OpenDecision]) -> str:
    lines = [f"{escape_terminal(file)}: nobody can be treated by it while these are open:"]
    lines += [f"  {item.name}: {escape_terminal(' '.join(item.question.split()))}" for item in undecided]
    asked = " ".join(f'--set {item.name}="…"' for item in undecided)
    lines.append(f"Decide them for this run: {asked}")
    return "\n".join(lines)
