"""A course found by the explorer, turned into a patient, and replayed in the reference interpreter."""

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.run import EXAMPLE_START, administrations, completed, follow, measure
from protolang.execution.scenario import within
from protolang.execution.state import PatientState
from protolang.execution.step import offers
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Claim, Expression
from protolang.model.protocol import Requirement
from protolang.model.treatment import Attribute, Lab
from protolang.quantity import Interval
from protolang.verify.explore import Graph, Step
from protolang.verify.guards import NO_RESULT, Guards
from protolang.verify.recorded import recorded
from protolang.verify.shown import Shown

AFTERWARDS = 4000
"""Days that tracks outside the explored course are given to end."""


class Replay(NamedTuple):
    """A patient whose course was run by the reference interpreter."""

    trace: Trace
    value: int | None  # None when the course does not complete, or the scope never opens
    scope: tuple[int, int] | None
    violates: bool


class _Plan(NamedTuple):
    """What the course says of one study day."""

    results: dict[int, int]
    met: tuple[str, ...]
    events: tuple[str, ...]


def replay(
    machine: Machine, guards: Guards, graph: Graph, course: tuple[Step, ...], requirement: Requirement, claim: Claim
) -> Replay:
    """Runs the course; `violates` tells whether it completes and breaks the claim."""
    played = _play(machine, guards, graph, course, requirement, claim, EXAMPLE_START)
    start = None if played.violates else start_for(claim, played)
    return played if start is None else _play(machine, guards, graph, course, requirement, claim, start)


def _play(
    machine: Machine,
    guards: Guards,
    graph: Graph,
    course: tuple[Step, ...],
    requirement: Requirement,
    claim: Claim,
    start: date,
) -> Replay:
    plans = _plans(guards, course)
    last = max(plans, default=0)
    explored = frozenset(machine.regions[position].name for position in graph.regions)
    trace = follow(
        machine,
        lambda patient: _inputs(machine, guards, plans, explored, patient),
        days=last + AFTERWARDS,
        start=start,
        tracks=explored,
    )
    final = trace.final.day
    scope = None if requirement.opens is None else _scope(trace, requirement.opens, requirement.closes)
    if not completed(trace, explored) or (requirement.opens is not None and scope is None):
        return Replay(trace, None, scope, violates=False)
    value = measure(trace, claim, by=final, scope=scope)
    return Replay(trace, value, scope, violates=not within(claim, value, _anchor(claim, trace)))


def played(machine: Machine, guards: Guards, graph: Graph, course: tuple[Step, ...]) -> Trace:
    """The patient of a course up to its last day, whether or not it completes."""
    plans = _plans(guards, course)
    explored = frozenset(machine.regions[position].name for position in graph.regions)
    return follow(
        machine,
        lambda patient: _inputs(machine, guards, plans, explored, patient),
        days=max(plans, default=0),
        tracks=explored,
    )


def _anchor(claim: Claim, trace: Trace) -> date:
    """The civil date from which a claim in calendar months counts: that of the first administration."""
    given = administrations(trace, claim.subject, during=claim.during, by=trace.final.day)
    return trace.final.start + timedelta(days=given[0] if given else 0)


def start_for(claim: Claim, played: Replay) -> date | None:
    """A civil date of day 0 under which what was measured breaks a claim in calendar months: they differ in length."""
    if played.value is None:
        return None
    given = _anchor(claim, played.trace) - played.trace.final.start
    # four years hold every leap day; a century that is none, such as 2100, has to be looked at by itself
    for first, days in ((EXAMPLE_START, 4 * 366), (date(2096, 1, 1), 5 * 366)):
        for offset in range(days):
            start = first + timedelta(days=offset)
            if not within(claim, played.value, start + given):
                return start
    return None


def _plans(guards: Guards, course: tuple[Step, ...]) -> dict[int, _Plan]:
    plans, day = {}, -1
    for step in course:
        day += step.days
        events = tuple(name for at, name in enumerate(guards.events) if step.events >> at & 1)
        plans[day] = _Plan(dict(step.results), tuple(subject for _, subject in step.given), events)
    return plans


def _inputs(
    machine: Machine, guards: Guards, plans: dict[int, _Plan], explored: frozenset[str], patient: PatientState
) -> Inputs:
    day = patient.day + 1
    plan = plans.get(day, _Plan({}, (), ()))
    observed = tuple(
        _observation(machine, guards, lab, value, day) for lab, value in plan.results.items() if value != NO_RESULT
    )
    known = Inputs(observations=(*observed, *_attributes(machine, guards, day)), events=plan.events)
    offered = tuple(offers(machine, patient, known))
    extra = []
    for item in offered:
        if item.kind is not ActionKind.MEASURE:
            continue
        elsewhere = item.region not in explored
        if item.subject not in guards.labs and (elsewhere or item.subject in plan.met):
            extra.append(_any_value(machine, item.subject, day))
        elif item.subject in guards.labs and elsewhere and guards.labs.index(item.subject) not in plan.results:
            lab = guards.labs.index(item.subject)
            latest = _latest(plans, lab, day)
            if latest != NO_RESULT:
                extra.append(_observation(machine, guards, lab, latest, day))
    if extra:
        known = Inputs(observations=(*known.observations, *dict.fromkeys(extra)), events=plan.events)
        offered = tuple(offers(machine, patient, known))
    doses = [
        item.subject
        for item in offered
        if item.kind is ActionKind.GIVE and item.due <= day and item.region not in explored
    ]
    drugs = {item.id for item in machine.drugs}
    doses += [subject for subject in plan.met if subject in drugs]
    return attrs.evolve(known, administrations=tuple(Administration(subject) for subject in doses))


def _latest(plans: dict[int, _Plan], lab: int, day: int) -> int:
    known = [(when, plan.results[lab]) for when, plan in plans.items() if when <= day and lab in plan.results]
    return max(known)[1] if known else NO_RESULT


def _observation(machine: Machine, guards: Guards, lab: int, value: int, day: int) -> Observation:
    name = guards.labs[lab]
    example = guards.classes[name][value].example
    item = _declared(machine, name)
    # of a lab with choices, the place of the choice is reported
    return Observation(name, Interval.point(example if item.choices else example / item.unit.factor), day, day)


def _any_value(machine: Machine, name: str, day: int) -> Observation:
    declared = _declared(machine, name)
    plain = Fraction(0) if declared.choices else Fraction(1)
    value = next((end for end in (declared.low, declared.high) if end is not None), plain)
    return Observation(name, Interval.point(value), day, day)


def _attributes(machine: Machine, guards: Guards, day: int) -> tuple[Observation, ...]:
    """Sizes that no track measures: recorded again as often as it takes to keep them fresh, since a dose needs them."""
    measured = {item.subject for region in machine.regions for state in region.states for item in state.obligations}
    return tuple(
        _any_value(machine, item.id, day)
        for item in machine.attributes
        if isinstance(item, Attribute)
        and item.id not in guards.labs
        and item.id not in measured
        and (day == 0 or (item.max_age is not None and day % max(1, item.max_age.shortest()) == 0))
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
        snapshot = Snapshot(trace.machine, state, day, ())
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
    concerned = {
        region.name
        for region in machine.regions
        if any(item.subject == claim.subject for state in region.states for item in state.obligations)
    }
    shown = Shown(machine)
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
                value = dict(entry.values).get(entry.subject, "")
                what = f"{title}: {value}" if shown.is_news(entry.subject, entry.day, value) else None
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
    return recorded(steps, played.trace)


def _told(played: Replay, day: int, what: str, values: tuple[tuple[str, str], ...]) -> WitnessStep:
    when = played.trace.final.start + timedelta(days=day)
    return WitnessStep(day, when.isoformat(), what, values)
