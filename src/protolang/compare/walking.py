"""One machine, one patient, one day at a time, by the reference interpreter's own parts: asked, answered, treated."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from protolang.compare.horizon import Horizon
from protolang.compare.memory import Memory
from protolang.compare.parts import nodes
from protolang.execution.acting import act, offers_of
from protolang.execution.closing import close_day
from protolang.execution.day import Day
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.expectation import alert_name
from protolang.execution.opening import open_day
from protolang.execution.simulated import identifier, ticks
from protolang.execution.state import PatientState, RegionState, Status
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.treatment import Attribute
from protolang.quantity import Interval, Root

DOSES = frozenset({ActionKind.GIVE, ActionKind.INFUSE})
_ELSEWHERE = frozenset({EntryKind.STOPPED, EntryKind.REJECTED, EntryKind.UNSCHEDULED})
"""What is compared as it is, not as somebody being told of it."""

NODES = 200
"""How large a machine may be for one of its days to count as one."""

Answer = tuple[str, Fraction | None]
"""A lab or attribute and its value in its declared unit, None for no result."""


class Seen(NamedTuple):
    """What one side did on a day, as far as two sides can be compared.

    `given` holds drugs with amounts in base units; `places` holds (track, phase or None when ended, status).
    """

    given: tuple[tuple[str, Root | None], ...]
    measured: frozenset[str]
    alerts: tuple[tuple[str, str], ...]
    stopped: bool
    ended: bool
    places: tuple[tuple[str, str | None, str], ...]


class Duty(NamedTuple):
    """A dose that is due: in which track, since when, and what has to be done before it."""

    region: str
    subject: str
    due: int
    following: str | None


class Opened(NamedTuple):
    """A day whose reports are in, before any dose. `asked` is due today and not yet answered; `doses` are due.

    `offered` holds (track, subject) of all that may be done today.
    """

    sheet: Day
    asked: frozenset[str]
    doses: tuple[Duty, ...]
    offered: frozenset[tuple[str, str]]


class Closed(NamedTuple):
    """A day that is over. `missed` are drugs and labs; `quiet`: nothing happened, and nothing could be done."""

    patient: PatientState
    seen: Seen
    missed: frozenset[str]
    quiet: bool


class Walker:
    """Steps patients of one machine."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.events = frozenset(item.id for item in machine.events)
        self.sizes = tuple(item for item in machine.attributes if isinstance(item, Attribute))
        self.known = frozenset(item.id for item in machine.labs) | {item.id for item in self.sizes}
        self._every = {
            item.id: None if item.max_age is None else max(1, ticks(machine, item.max_age)) for item in self.sizes
        }
        self._memory = Memory(machine)
        self.horizon = Horizon(machine, self._memory)
        self.steps = 0
        # a day of a large protocol takes longer
        self._cost = 1 + sum(1 for _ in nodes(machine)) // NODES

    # ---- a day ----

    def open(
        self, patient: PatientState, sizes: dict[str, Fraction], events: tuple[str, ...], answers: Iterable[Answer]
    ) -> Opened:
        """The day after `patient`, with what is reported on it."""
        self.steps += self._cost
        day = patient.day + 1
        found = [_result(item.id, sizes[item.id], day) for item in self.sizes if self._is_recorded(item.id, day, sizes)]
        recorded = {item.name for item in found}
        answered = {name: value for name, value in answers if name in self.known}
        found += [_result(name, value, day) for name, value in answered.items() if name not in recorded]
        sheet = Day(
            self.machine, patient, Inputs(tuple(found), (), tuple(item for item in events if item in self.events))
        )
        open_day(sheet)
        asked, doses, offered = set(sheet.measure_now), list[Duty](), set[tuple[str, str]]()
        for index, _, obligation, due in sheet.open_dues():
            name = sheet.name(index)
            offered.add((name, obligation.subject))
            since = due.day or 0
            if since <= day and obligation.kind is ActionKind.MEASURE:
                asked.add(obligation.subject)
            elif since <= day and obligation.kind in DOSES:
                doses.append(Duty(name, obligation.subject, since, obligation.following))
        if sheet.extras:
            # a single dose that a decision ordered has a rule of its own for whether it may be given
            ordered = (item for item in offers_of(sheet) if item.kind is ActionKind.GIVE)
            doses = [Duty(item.region, item.subject, item.due, item.following) for item in ordered if item.due <= day]
        return Opened(sheet, frozenset(asked - recorded - set(answered)), tuple(doses), frozenset(offered))

    def _is_recorded(self, name: str, day: int, sizes: dict[str, Fraction]) -> bool:
        every = self._every[name]
        return name in sizes and (day == 0 or (every is not None and day % every == 0))

    def next_record(self, day: int) -> int:
        """The first day after `day` on which a size is recorded again."""
        return min((day - day % every + every for every in self._every.values() if every is not None), default=10**9)

    def close(self, opened: Opened, withheld: frozenset[str], asked: frozenset[str]) -> Closed:
        """The end of the day: every dose that is due is given, except of the drugs that are withheld."""
        sheet = opened.sheet
        doses = tuple(self._given(opened, withheld))
        sheet.inputs = Inputs(sheet.inputs.observations, doses, sheet.inputs.events)
        act(sheet)
        close_day(sheet)
        after = sheet.state()
        quiet = not sheet.entries and not asked and not opened.doses
        missed = frozenset(entry.subject for entry in sheet.entries if entry.kind is EntryKind.MISSED)
        return Closed(after, seen_on(self.machine, sheet.before, after, sheet.entries, asked), missed, quiet)

    def _given(self, opened: Opened, withheld: frozenset[str]) -> Iterable[Administration]:
        # as the patient of a scenario does: what has to follow another thing comes after it
        done = {item.name for item in opened.sheet.inputs.observations if item.value is not None}
        for offer in sorted(opened.doses, key=lambda item: item.following is not None):
            if (offer.region, offer.following) in opened.offered and offer.following not in done:
                continue
            if offer.subject not in withheld:
                done.add(offer.subject)
                yield Administration(offer.subject)

    # ---- a state ----

    def key(self, patient: PatientState) -> object:
        """Equal for two patients, on one day, of whom the machine will say the same whatever is reported."""
        return self._memory.key(patient)

    def heeds(self, patient: PatientState, event: str) -> bool:
        """Whether the machine can notice that an event happens to this patient."""
        return event in self._memory.readable(patient).events


def _result(name: str, value: Fraction | None, day: int) -> Observation:
    return Observation(name, None if value is None else Interval.point(value), day, day, id=identifier(name, day))


def place_on(before: RegionState, after: RegionState, day: int) -> tuple[str | None, str]:
    """The phase a region was in on a day, None when it had ended, and its status."""
    # what begins or ends tomorrow was still as it was today
    if after.entry > day and before.entry <= day:
        return before.state, before.status.value
    if after.status is Status.DONE and after.since == day + 1:
        return after.state, Status.RUNNING.value
    return (None if after.status is Status.DONE else after.state), after.status.value


def seen_on(
    machine: Machine, before: PatientState, after: PatientState, entries: Iterable[LogEntry], asked: frozenset[str]
) -> Seen:
    """What was done on the day of `after`; `asked` are the labs that were measured because the machine asked."""
    day, drugs, given = after.day, {drug.id for drug in machine.drugs}, list[tuple[str, Root | None]]()
    for item in after.given.newest_first():
        if item.day < day:
            break
        if item.region and item.subject in drugs:
            given.append((item.subject, item.amount))
    measured = {entry.subject for entry in entries if entry.kind is EntryKind.MEASURED}
    # a size is recorded on other days too: it counts as measured where it meets what was asked for
    measured |= asked & {item.id for item in machine.labs}
    alerts = [_alert(entry) for entry in entries if entry.kind.alerts and entry.kind not in _ELSEWHERE]
    places = []
    for region, old, new in zip(machine.regions, before.regions, after.regions, strict=True):
        if new.status is Status.WAITING:
            continue
        places.append((region.name, *place_on(old, new, day)))
    stopped = any(region.status is Status.STOPPED for region in after.regions)
    given.sort(key=lambda one: (one[0], repr(one[1])))
    return Seen(tuple(given), frozenset(measured), tuple(sorted(alerts)), stopped, after.ended, tuple(places))


def _alert(entry: LogEntry) -> tuple[str, str]:
    match entry.kind:
        case EntryKind.TOLD:
            return entry.kind.name, alert_name(entry)
        case EntryKind.NO_DOSE | EntryKind.DISCORDANT | EntryKind.UNDECIDED:
            return entry.kind.name, entry.subject
        case _:
            # the others name phases and decisions, which may be called otherwise
            return entry.kind.name, ""
