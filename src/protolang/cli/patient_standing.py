"""Where a patient stands on one day: phases, what may be done, what is late, what is missing. In: a Course. Out: data.

The day is looked at while it goes on: what is reported on it is known, and what is due may still be done.
"""

from collections.abc import Iterator

import attrs

from protolang.cli.patient_input import Course
from protolang.execution.evaluate import Snapshot, labs_of
from protolang.execution.state import Due, PatientState, RegionState, Status
from protolang.execution.step import begin, offers
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Obligation, Region, State, Transition
from protolang.model.action import ActionKind
from protolang.model.evidence import Evidence
from protolang.model.expression import Compare, Expression, Operator
from protolang.model.term import Reading
from protolang.source import Span

_AT_WORK = (Status.RUNNING, Status.HELD)


@attrs.frozen(eq=False, repr=False)
class Place:
    """One track: its phase on the day, as the interpreter has it."""

    region: Region
    at: RegionState
    state: State
    entered: int


@attrs.frozen(eq=False, repr=False)
class Task:
    """Something to give or to measure. `opens` and `last` are the first and the last tick on which it may be done.

    `obligation` is None for a measurement that is due at once because a rule cannot be decided without it, `at` is
    how far the obligation has come. `amount` is that of a dose that a decision ordered.
    """

    kind: ActionKind
    subject: str
    due: int
    opens: int
    last: int
    place: Place | None
    obligation: Obligation | None
    at: Due | None = None
    amount: str = ""


@attrs.frozen(eq=False, repr=False)
class Rule:
    """A rule that is looked at while a patient is in a phase; `what` is an exit, the end of a repeat, or a stop."""

    what: Transition | Obligation | None
    guard: Expression
    place: Place | None
    evidence: Evidence
    origin: Span


@attrs.frozen(eq=False, repr=False)
class Standing:
    """One patient on one tick. `snapshot` is what the rules of that tick see; `entries` is its part of the log."""

    course: Course
    trace: Trace
    tick: int
    snapshot: Snapshot
    places: tuple[Place, ...]
    tasks: tuple[Task, ...]
    waiting: tuple[Task, ...]
    coming: tuple[Task, ...]
    entries: tuple[LogEntry, ...]

    def rules(self) -> Iterator[Rule]:
        """Every rule that reads something on this day: of the current phases, and the stop rules in force."""
        for place in self.places:
            if place.at.status not in _AT_WORK:
                continue
            for edge in place.state.transitions:
                if edge.guard is not None:
                    yield Rule(edge, edge.guard, place, edge.evidence, edge.origin)
            for item in place.state.obligations:
                if item.until is not None:
                    yield Rule(item, item.until.condition, place, item.evidence, item.until.origin)
        phases = {(place.region.name, place.state.name) for place in self.places if place.at.status in _AT_WORK}
        for stop in self.course.machine.stops:
            if any(stop.region in (None, track) and stop.state in (None, phase) for track, phase in phases):
                yield Rule(None, stop.guard, None, stop.evidence, stop.origin)

    def last_of_today(self) -> tuple[LogEntry, ...]:
        """What will have been missed when nothing more is done today."""
        return tuple(entry for entry in self.entries if entry.kind is EntryKind.MISSED)


def standing(course: Course, tick: int) -> Standing:
    """Follows the patient to `tick`."""
    trace = course.run(tick)
    before = trace.states[tick - 1] if tick else begin(course.machine, course.calendar.start.date)
    after = trace.states[tick]
    entries = tuple(entry for entry in trace.entries if entry.day == tick)
    places = tuple(_places(course, before, after, tick))
    inputs = course.inputs(tick)
    offered = offers(course.machine, before, attrs.evolve(inputs, administrations=()))
    done = {entry.subject for entry in entries if entry.kind in (EntryKind.GIVEN, EntryKind.MEASURED)}
    tasks = []
    for offer in offered:
        if offer.subject not in done:
            place = next((item for item in places if item.region.name == offer.region), None)
            ordered = any(
                (item.drug, item.region, item.day) == (offer.subject, offer.region, offer.due)
                for item in (*before.extras, *after.extras)
            )
            if ordered:
                tasks.append(Task(offer.kind, offer.subject, tick, tick, tick, place, None, None, offer.amount))
            else:
                tasks.append(_task(offer.kind, offer.subject, offer.due, place))
    open_now = {(item.place.region.name if item.place else "", item.subject, item.due) for item in tasks}
    waiting = [
        item
        for item in _dues(places, before, after)
        if item.opens <= tick <= item.last and item.place is not None and item.subject not in done
        if item.due <= tick and (item.place.region.name, item.subject, item.due) not in open_now
    ]
    coming = [item for item in _next_dues(course, after, places) if item.due > tick]
    return Standing(
        course,
        trace,
        tick,
        Snapshot(course.machine, after, tick, inputs.events),
        places,
        tuple(sorted(tasks, key=lambda item: (item.due, item.subject))),
        tuple(waiting),
        tuple(sorted(coming, key=lambda item: (item.due, item.subject))),
        entries,
    )


def recorded(course: Course, name: str) -> tuple[str, ...]:
    """What must be measured or recorded for the attribute `name` to have a value."""
    origin = course.machine.origin
    return labs_of(course.machine, Compare(Reading(name), Operator.EQUAL, Reading(name), origin))


def _places(course: Course, before: PatientState, after: PatientState, tick: int) -> Iterator[Place]:
    for index, region in enumerate(course.machine.regions):
        earlier, later = before.regions[index], after.regions[index]
        # what follows from the end of the day has not come yet
        ended = later.status is Status.DONE and later.since == tick + 1
        held = later.held is not None and later.held.since == tick and not later.held.morning
        at = earlier if later.entry > tick or ended or held else later
        yield Place(region, at, region.state(at.state), at.entry)


def _dues(places: tuple[Place, ...], before: PatientState, after: PatientState) -> Iterator[Task]:
    for index, place in enumerate(places):
        if place.at.status is not Status.RUNNING:
            continue
        seen: set[tuple[int, int | None]] = set()
        for region in (before.regions[index], after.regions[index]):
            if region.state == place.state.name and region.entry == place.entered:
                for due in region.dues:
                    if not due.over and due.day is not None and (due.obligation, due.day) not in seen:
                        seen.add((due.obligation, due.day))
                        yield _from_due(due, place)


def _next_dues(course: Course, after: PatientState, places: tuple[Place, ...]) -> Iterator[Task]:
    for place, region in zip(places, after.regions, strict=True):
        if region.status is not Status.RUNNING:
            continue
        state = place.region.state(region.state)
        coming = Place(place.region, region, state, region.entry)
        for due in region.dues:
            if not due.over and due.day is not None:
                yield _from_due(due, coming)


def _from_due(due: Due, place: Place) -> Task:
    obligation = place.state.obligations[due.obligation]
    return _windowed(obligation, due, due.day or 0, place)


def _task(kind: ActionKind, subject: str, due: int, place: Place | None) -> Task:
    if place is not None:
        for item in place.at.dues:
            obligation = place.state.obligations[item.obligation]
            if obligation.kind is kind and obligation.subject == subject and item.day == due:
                return _windowed(obligation, item, due, place)
        for obligation in place.state.obligations:
            if obligation.kind is kind and obligation.subject == subject:
                return _windowed(obligation, None, due, place)
    return Task(kind, subject, due, due, due, place, None)


def _windowed(obligation: Obligation, at: Due | None, due: int, place: Place) -> Task:
    opens = max(due - obligation.window.before, place.entered)
    last = due + obligation.window.after + obligation.missed.limit
    return Task(obligation.kind, obligation.subject, due, opens, last, place, obligation, at)
