"""A course of the walk, lived through by a patient of the whole machine, in the reference interpreter."""

from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.event import NOTHING, Administration, Inputs, Observation
from protolang.execution.run import administrations, completed, follow, measure
from protolang.execution.scenario import within
from protolang.execution.state import PatientState
from protolang.execution.step import offers
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Claim, Expression
from protolang.model.protocol import Requirement
from protolang.model.treatment import Attribute
from protolang.verify.walk.bounds import Move
from protolang.verify.walk.monitors import Evening
from protolang.verify.walk.slicing import measured
from protolang.verify.witness import Replay, start_for, timeline

Plan = dict[int, Inputs]


def planned(course: Sequence[Move]) -> Plan:
    """What the course says of each day on which anything comes."""
    plan, day = Plan(), -1
    for move in course:
        day += move.days
        results = tuple(attrs.evolve(item, sampled=day, reported=day) for item in move.inputs.observations)
        plan[day] = attrs.evolve(move.inputs, observations=results)
    return plan


def lived(machine: Machine, plan: Plan, tracks: frozenset[str], start: date, *, days: int) -> Trace:
    """The trace of the patient; in tracks that were not walked each dose is given on the day it is due."""
    sizes = _sizes(machine, plan)
    return follow(
        machine, lambda patient: _inputs(machine, plan, sizes, tracks, patient), days=days, start=start, tracks=tracks
    )


def _inputs(
    machine: Machine,
    plan: Plan,
    sizes: tuple[tuple[Observation, int], ...],
    tracks: frozenset[str],
    patient: PatientState,
) -> Inputs:
    day = patient.day + 1
    known = plan.get(day, NOTHING)
    told = {item.name for item in known.observations}
    again = tuple(
        attrs.evolve(item, sampled=day, reported=day)
        for item, every in sizes
        if item.name not in told and day and day % every == 0
    )
    known = attrs.evolve(known, observations=(*known.observations, *again))
    if len(tracks) == len(machine.regions):
        return known
    doses = [
        Administration(item.subject)
        for item in offers(machine, patient, known)
        if item.kind is not ActionKind.MEASURE and item.region not in tracks and item.due <= day
    ]
    return attrs.evolve(known, administrations=(*known.administrations, *doses))


def _sizes(machine: Machine, plan: Plan) -> tuple[tuple[Observation, int], ...]:
    """What is recorded again so often that it never grows old: all that no track measures."""
    first = {item.name: item for item in plan.get(0, NOTHING).observations}
    sampled = measured(machine)
    return tuple(
        (first[item.id], max(1, item.max_age.shortest() * machine.resolution.per_day))
        for item in machine.attributes
        if isinstance(item, Attribute) and item.id in first and item.id not in sampled and item.max_age is not None
    )


def replayed(
    machine: Machine,
    requirement: Requirement,
    course: Sequence[Move],
    tracks: frozenset[str],
    start: date,
    labs: tuple[str, ...],
) -> tuple[WitnessStep, ...] | None:
    """The dated timeline of the patient, when the course completes and breaks the requirement; None when it does not.

    Where the claim counts calendar months, a date to begin on is looked for on which it is broken.
    """
    claim = requirement.claim
    if not isinstance(claim, Claim):
        raise AssertionError(claim)
    plan = planned(course)
    played = _judged(machine, requirement, claim, lived(machine, plan, tracks, start, days=max(plan)), tracks)
    if not played.violates:
        other = start_for(claim, played)
        if other is None:
            return None
        played = _judged(machine, requirement, claim, lived(machine, plan, tracks, other, days=max(plan)), tracks)
    return timeline(played, claim, labs) if played.violates else None


def _judged(machine: Machine, requirement: Requirement, claim: Claim, trace: Trace, tracks: frozenset[str]) -> Replay:
    scope = None
    if requirement.opens is not None:
        scope = _scope(trace, requirement.opens, requirement.closes)
    if not completed(trace, tracks) or (requirement.opens is not None and scope is None):
        return Replay(trace, None, scope, violates=False)
    value = measure(trace, claim, by=trace.final.day, scope=scope)
    given = administrations(trace, claim.subject, during=claim.during, by=trace.final.day)
    anchor = trace.final.start + timedelta(days=given[0] if given else 0)
    return Replay(trace, value, scope, violates=not within(claim, value, anchor))


def _scope(trace: Trace, opens: Expression, closes: Expression | None) -> tuple[int, int] | None:
    """The first day `opens` holds, and the first later day `closes` holds, or the last day of the course."""
    opened = None
    for day, state in enumerate(trace.states):
        evening = Evening(trace.machine, state, 1, ended=False)
        if opened is None:
            opened = day if evening.holds(opens) else None
        elif evening.holds(closes):
            return opened, day
    return None if opened is None else (opened, trace.final.day)
