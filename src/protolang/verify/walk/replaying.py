"""A course of the walk, lived through by a patient of the whole machine, in the reference interpreter."""

from collections.abc import Sequence
from datetime import date

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.event import NOTHING, Administration, Inputs, Observation
from protolang.execution.judgement import Outcome
from protolang.execution.judging import judge
from protolang.execution.run import follow
from protolang.execution.state import PatientState
from protolang.execution.step import offers
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.protocol import Requirement
from protolang.model.treatment import Attribute
from protolang.verify.walk.bounds import Move
from protolang.verify.walk.reads import in_months
from protolang.verify.walk.slicing import measured
from protolang.verify.walk.starts import telling_starts
from protolang.verify.walk.telling import told

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
    """The dated timeline of the patient, when the course breaks the requirement in the interpreter; else None.

    Where the claim counts calendar months, a date to begin on is looked for on which it is broken.
    """
    plan = planned(course)
    for first in (start, *(telling_starts() if _in_months(requirement) else ())):
        trace = lived(machine, plan, tracks, first, days=max(plan))
        judgement = judge(trace, requirement, tracks)
        if judgement.outcome is Outcome.BROKEN:
            return told(trace, requirement, judgement, labs)
    return None


def _in_months(requirement: Requirement) -> bool:
    return any(in_months((), requirement.claim))
