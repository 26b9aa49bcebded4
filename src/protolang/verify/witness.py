"""A course found by the explorer, turned into a patient, and replayed in the reference interpreter."""

from datetime import date, timedelta
from typing import NamedTuple

from protolang.diagnostics import WitnessStep
from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.run import EXAMPLE_START, administrations, completed, follow, measure
from protolang.execution.scenario import within
from protolang.execution.state import PatientState
from protolang.execution.step import offers
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Expression, Measure
from protolang.model.protocol import Requirement
from protolang.model.treatment import ActionKind, Attribute, Lab
from protolang.verify.explore import Graph, Step
from protolang.verify.guards import NO_RESULT, Guards

AFTERWARDS = 4000
"""Days that tracks outside the explored course are given to end."""


class Replay(NamedTuple):
    """A patient whose course was run by the reference interpreter."""

    trace: Trace
    value: int
    scope: tuple[int, int] | None
    violates: bool


class _Plan(NamedTuple):
    """What the course says of one study day."""

    results: dict[int, int]
    doses: frozenset[str]
    events: tuple[str, ...]


def replay(
    machine: Machine, guards: Guards, graph: Graph, course: tuple[Step, ...], requirement: Requirement, claim: Claim
) -> Replay:
    """Runs the course; `violates` tells whether it completes and breaks the claim."""
    plans = _plans(guards, course)
    last = max(plans, default=0)
    explored = frozenset(machine.regions[position].name for position in graph.regions)
    trace = follow(
        machine,
        lambda patient: _inputs(machine, guards, plans, explored, patient),
        days=last + AFTERWARDS,
        start=_start_for(claim, plans),
        tracks=explored,
    )
    final = trace.final.day
    scope = None if requirement.opens is None else _scope(trace, requirement.opens, requirement.closes)
    if not completed(trace, explored) or (requirement.opens is not None and scope is None):
        return Replay(trace, 0, scope, violates=False)
    value = measure(trace, claim, by=final, scope=scope)
    given = administrations(trace, claim.subject, during=claim.during, by=final)
    anchor = trace.final.start + timedelta(days=given[0] if given else 0)
    return Replay(trace, value, scope, violates=not within(claim, value, anchor))


def _plans(guards: Guards, course: tuple[Step, ...]) -> dict[int, _Plan]:
    plans, day = {}, -1
    for step in course:
        day += step.days
        events = tuple(name for at, name in enumerate(guards.events) if step.events >> at & 1)
        plans[day] = _Plan(dict(step.results), frozenset(subject for _, subject in step.given), events)
    return plans


def _start_for(claim: Claim, plans: dict[int, _Plan]) -> date:
    """A civil date of day 0 under which a span in calendar months is broken, if there is one: months differ."""
    given = [day for day, plan in sorted(plans.items()) if claim.subject in plan.doses]
    if claim.measure is not Measure.SPAN or not given:
        return EXAMPLE_START
    for offset in range(0, 4 * 366):
        start = EXAMPLE_START + timedelta(days=offset)
        if not within(claim, given[-1] - given[0], start + timedelta(days=given[0])):
            return start
    return EXAMPLE_START


def _inputs(
    machine: Machine, guards: Guards, plans: dict[int, _Plan], explored: frozenset[str], patient: PatientState
) -> Inputs:
    day = patient.day + 1
    plan = plans.get(day, _Plan({}, frozenset(), ()))
    observed = tuple(
        _observation(machine, guards, lab, value, day) for lab, value in plan.results.items() if value != NO_RESULT
    )
    known = Inputs(observations=(*observed, *_attributes(machine, guards, day)), events=plan.events)
    offered = offers(machine, patient, known)
    extra = []
    for item in offered:
        names = [name for name in (item.subject,) if item.kind is ActionKind.MEASURE and name not in guards.labs]
        extra += [_any_value(machine, name, day) for name in names]
        if item.kind is ActionKind.MEASURE and item.subject in guards.labs and item.region not in explored:
            lab = guards.labs.index(item.subject)
            latest = _latest(plans, lab, day)
            if latest != NO_RESULT and lab not in plan.results:
                extra.append(_observation(machine, guards, lab, latest, day))
    if extra:
        known = Inputs(observations=(*known.observations, *dict.fromkeys(extra)), events=plan.events)
        offered = offers(machine, patient, known)
    doses = [
        Administration(item.subject)
        for item in offered
        if item.kind is ActionKind.GIVE
        and item.due <= day
        and (item.region not in explored or item.subject in plan.doses)
    ]
    early = [
        Administration(item.subject)
        for item in offered
        if item.kind is ActionKind.GIVE and item.due > day and item.region in explored and item.subject in plan.doses
    ]
    return Inputs(observations=known.observations, administrations=(*doses, *early), events=plan.events)


def _latest(plans: dict[int, _Plan], lab: int, day: int) -> int:
    known = [(when, plan.results[lab]) for when, plan in plans.items() if when <= day and lab in plan.results]
    return max(known)[1] if known else NO_RESULT


def _observation(machine: Machine, guards: Guards, lab: int, value: int, day: int) -> Observation:
    name = guards.labs[lab]
    example = guards.classes[name][value].example
    return Observation(name, example / _declared(machine, name).unit.factor, day, day)


def _any_value(machine: Machine, name: str, day: int) -> Observation:
    declared = _declared(machine, name)
    return Observation(name, declared.low if declared.low is not None else declared.high, day, day)


def _attributes(machine: Machine, guards: Guards, day: int) -> tuple[Observation, ...]:
    if day:
        return ()
    return tuple(
        _any_value(machine, item.id, day)
        for item in machine.attributes
        if isinstance(item, Attribute) and item.id not in guards.labs
    )


def _declared(machine: Machine, name: str) -> Lab | Attribute:
    for lab in machine.labs:
        if lab.id == name:
            return lab
    return next(item for item in machine.attributes if isinstance(item, Attribute) and item.id == name)


def _scope(trace: Trace, opens: Expression, closes: Expression | None) -> tuple[int, int] | None:
    """The first day `opens` holds, and the first later day `closes` holds, or the last day of the course."""
    opened = None
    for day, state in enumerate(trace.states):
        snapshot = Snapshot(trace.machine, state, day, frozenset())
        if opened is None:
            opened = day if snapshot.truth(opens) is Truth.HOLDS else None
        elif closes is not None and snapshot.truth(closes) is Truth.HOLDS:
            return opened, day
    return None if opened is None else (opened, trace.final.day)


# ---- telling it ------------------------------------------------------------------------------------------------


def timeline(played: Replay, claim: Claim, labs: tuple[str, ...]) -> tuple[WitnessStep, ...]:
    """The days of the patient that matter for the claim: its doses, moves, misses, and the results of `labs`."""
    machine, steps, count = played.trace.machine, list[WitnessStep](), 0
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    concerned = {item.region for item in played.trace.final.given if item.subject == claim.subject}
    shown: dict[str, str] = {}
    for entry in played.trace.entries:
        title = titles.get(entry.subject, entry.subject)
        what = None
        match entry.kind:
            case EntryKind.GIVEN if entry.subject == claim.subject:
                count += 1
                # the dose is of this one patient, whose size says nothing about the claim
                steps.append(_told(played, entry.day, f"{title} {count}", ()))
            case EntryKind.MISSED if entry.region in concerned:
                what = f"{title} missed"
            case EntryKind.ENTERED if entry.region in concerned:
                what = f"begins: {title}"
            case EntryKind.OBSERVED if entry.subject in labs:
                value = _reading(machine, entry)
                what = None if shown.get(entry.subject) == value else f"{title}: {value}"
                shown[entry.subject] = value
            case EntryKind.HAPPENED:
                what = title
            case _:
                pass
        if what is not None:
            steps.append(_told(played, entry.day, what, entry.values))
    if played.scope is not None:
        opened, closed = played.scope
        steps.append(_told(played, opened, "the time looked at begins", ()))
        steps.append(_told(played, closed, "the time looked at ends", ()))
        steps.sort(key=lambda step: step.day)
    return tuple(steps)


def _told(played: Replay, day: int, what: str, values: tuple[tuple[str, str], ...]) -> WitnessStep:
    when = played.trace.final.start + timedelta(days=day)
    return WitnessStep(day, when.isoformat(), what, values)


def _reading(machine: Machine, entry: LogEntry) -> str:
    value = dict(entry.values).get(entry.subject, "")
    return f"{value} {_declared(machine, entry.subject).unit}" if value[:1].isdigit() else value
