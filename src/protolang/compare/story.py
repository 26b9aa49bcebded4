"""A patient that a search found: as a scenario, replayed on both sides, and told day by day."""

from collections.abc import Mapping
from datetime import timedelta

import attrs

from protolang.compare.difference import Alert, DayDone, Dose, Side, Standing
from protolang.compare.searching import Found, Search, days_of
from protolang.compare.walking import Seen, seen_on
from protolang.diagnostics import WitnessStep
from protolang.execution.event import Inputs
from protolang.execution.expectation import alert_name
from protolang.execution.run import EXAMPLE_START, follow
from protolang.execution.simulated import reported
from protolang.execution.state import PatientState, Status
from protolang.execution.step import begin
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Machine, Region
from protolang.model.parameters import Value
from protolang.model.scenario import AdministrationPlan, Deviation, Occurrence, ReadingSeries, Scenario
from protolang.quantity import Interval
from protolang.source import Span


def scenario_of(found: Found, settings: tuple[tuple[str, Value], ...], origin: Span) -> Scenario:
    """The patient as a scenario with these settings."""
    readings: list[ReadingSeries] = []
    occurrences: list[Occurrence] = []
    plans: dict[tuple[str, int], AdministrationPlan] = {}
    said: dict[str, object] = {}
    sizes = dict(found.pair.sizes)
    for told in days_of(found.pair.story):
        for name, value in told.answers:
            if name in sizes or (name in said and said[name] == value):
                continue
            said[name] = value
            readings.append(
                ReadingSeries(name, told.day, None if value is None else Interval.point(value), None, origin)
            )
        occurrences += [Occurrence(event, told.day, origin) for event in told.events]
        for drug, due, missed in told.withheld:
            late = told.day + 1 - due
            lost = missed or told.day == found.day
            deviation = Deviation.MISSED if lost else Deviation.DELAYED
            plans[drug, due] = AdministrationPlan(drug, deviation, due, due, 0 if lost else late, origin)
    return Scenario(
        title="treated differently",
        settings=settings,
        attributes=tuple((name, Interval.point(value)) for name, value in sizes.items()),
        readings=tuple(readings),
        samples=(),
        corrections=(),
        occurrences=tuple(occurrences),
        administrations=tuple(plans.values()),
        rulings=(),
        expectations=(),
        start=EXAMPLE_START,
        origin=origin,
    )


def for_machine(scenario: Scenario, machine: Machine) -> Scenario:
    """What of a patient's story this machine has words for: nobody reports to it what it does not declare."""
    known = {item.id for item in machine.labs} | {item.id for item in machine.attributes}
    drugs, events = {item.id for item in machine.drugs}, {item.id for item in machine.events}
    return attrs.evolve(
        scenario,
        attributes=tuple(item for item in scenario.attributes if item[0] in known),
        readings=tuple(item for item in scenario.readings if item.name in known),
        occurrences=tuple(item for item in scenario.occurrences if item.event in events),
        administrations=tuple(item for item in scenario.administrations if item.drug in drugs),
    )


# ---- replaying -------------------------------------------------------------------------------------------------


class Replay:
    """One side of a patient, run afresh by the interpreter to the end of a day."""

    def __init__(self, machine: Machine, scenario: Scenario, last: int) -> None:
        self.machine = machine
        self._own = for_machine(scenario, machine)
        self._told: list[Inputs] = []
        self.trace: Trace = follow(machine, self._next, days=last)

    def _next(self, patient: PatientState) -> Inputs:
        today = reported(self.machine, self._own, patient)
        self._told.append(today)
        return today

    def seen(self, day: int) -> Seen:
        """What this side did on a day, as far as two sides can be compared; after the end of the course nothing."""
        states, machine = self.trace.states, self.machine
        if day >= len(states):
            over = seen_on(machine, states[-1], attrs.evolve(states[-1], day=day), (), frozenset())
            return over._replace(given=())
        before = states[day - 1] if day else begin(machine, EXAMPLE_START)
        sizes = {item.id for item in machine.attributes}
        asked = frozenset(item.name for item in self._told[day].observations if item.name not in sizes)
        return seen_on(machine, before, states[day], self.entries(day), asked)

    def entries(self, day: int) -> tuple[LogEntry, ...]:
        """The log of a day."""
        return tuple(entry for entry in self.trace.entries if entry.day == day)

    def done(self, day: int, titles: Mapping[str, str]) -> DayDone:
        """What this side does on a day, with words for it."""
        seen, entries = self.seen(day), self.entries(day)
        final = self.trace.final
        return DayDone(
            day=day,
            given=tuple(
                Dose(item.subject, titles.get(item.subject, item.subject), dict(item.values).get("amount", ""))
                for item in entries
                if item.kind is EntryKind.GIVEN
            ),
            measured=tuple(sorted(seen.measured)),
            standing=tuple(
                Standing(track, phase, titles.get(phase or track, phase or track), status)
                for track, phase, status in seen.places
            ),
            alerts=tuple(Alert(entry.kind.name, alert_name(entry)) for entry in entries if entry.kind.alerts),
            stopped=seen.stopped,
            ended=seen.ended,
            next_day=None if day > final.day else _next_due(self.trace.states[day]),
        )


def _next_due(patient: PatientState) -> int | None:
    days = [
        due.day
        for region in patient.regions
        if region.status is Status.RUNNING
        for due in region.dues
        if due.day is not None and not due.over and due.day > patient.day
    ]
    return min(days, default=None)


def replayed(search: Search, one: Side, two: Side, scenario: Scenario, found: Found) -> tuple[Replay, Replay]:
    """Both sides of the patient, run afresh. Raises `AssertionError` when they do not differ first on that day."""
    replays = Replay(one.machine, scenario, found.day), Replay(two.machine, scenario, found.day)
    for day in range(found.day + 1):
        kinds = search.differing(replays[0].seen(day), replays[1].seen(day))
        if bool(kinds) != (day == found.day):
            raise AssertionError(
                f"the patient that was found differs on day {found.day}, and replayed "
                + (f"on day {day}: {kinds[0].value}" if kinds else "not at all")
            )
    return replays


# ---- telling ---------------------------------------------------------------------------------------------------


def titles_of(*machines: Machine) -> dict[str, str]:
    """What the things of the machines are called, the first machine first."""
    found: dict[str, str] = {}
    for machine in machines:
        named = [*machine.drugs, *machine.labs, *machine.attributes, *machine.events, *machine.regions]
        for item in named:
            found.setdefault(item.id if not isinstance(item, Region) else item.name, item.title)
        for region in machine.regions:
            for state in region.states:
                found.setdefault(state.name, state.title)
    return found


def timeline(replay: Replay, day: int, titles: Mapping[str, str]) -> tuple[WitnessStep, ...]:
    """What happens before `day`, and what is reported on it: the same on both sides. A size is told once."""
    start, steps, shown = replay.trace.final.start, list[WitnessStep](), dict[str, str]()
    for entry in replay.trace.entries:
        if entry.day > day:
            break
        title, values = titles.get(entry.subject, entry.subject), dict(entry.values)
        what = None
        match entry.kind:
            case EntryKind.OBSERVED:
                value = values.get(entry.subject, "")
                what = None if shown.get(entry.subject) == value else f"{title}: {value}"
                shown[entry.subject] = value
            case EntryKind.HAPPENED:
                what = title
            case EntryKind.GIVEN if entry.day < day:
                what = f"{title} {values.get('amount', '')}".rstrip()
            case EntryKind.MISSED if entry.day < day:
                what = f"{title} missed"
            case EntryKind.ENTERED if entry.day < day:
                what = f"begins: {title}"
            case EntryKind.ENDED if entry.day < day:
                what = f"{titles.get(entry.region or '', entry.region or '')}: over"
            case EntryKind.STOPPED | EntryKind.HELD if entry.day < day:
                what = f"{'stopped' if entry.kind is EntryKind.STOPPED else 'held'}: {title}"
            case _:
                pass
        if what is not None:
            when = (start + timedelta(days=entry.day // replay.machine.resolution.per_day)).isoformat()
            steps.append(WitnessStep(entry.day, when, what, ()))
    return tuple(steps)
