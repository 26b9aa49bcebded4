"""Requirements drawn at random for a machine, and patients drawn at random for the walk."""

from __future__ import annotations

import random
from collections.abc import Iterator

import attrs

from protolang.execution.run import EXAMPLE_START
from protolang.execution.state import PatientState, Status
from protolang.execution.step import begin, step
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.evidence import Evidence
from protolang.model.expression import (
    WHOLE_COURSE,
    Bound,
    Claim,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Measure,
    Not,
    Occurred,
)
from protolang.model.protocol import Requirement
from protolang.quantity import Days
from protolang.verify.walk.asked import Asked, aspects
from protolang.verify.walk.days import Days as Mornings
from protolang.verify.walk.days import Ending
from protolang.verify.walk.explorer import Walk
from protolang.verify.walk.inquiry import Part, Scope
from protolang.verify.walk.reads import Reads
from protolang.verify.walk.slicing import whole
from protolang.verify.walk.values import Values

from .patients import kinds_of


def random_requirement(machine: Machine, rng: random.Random) -> Requirement:
    """A requirement of any kind, sometimes limited to a time between two conditions."""
    subject = rng.choice(sorted(kinds_of(machine)))
    at = machine.origin
    condition, other = random_condition(machine, rng), random_condition(machine, rng)
    days = Days(rng.randint(1, 6))
    low, high = sorted((rng.randint(0, 5), rng.randint(0, 5)))
    claim = rng.choice(
        (
            Holds(rng.choice(list(Quantifier)), condition, at),
            LeadsTo(condition, other, Days(rng.randint(0, 6)), at),
            Rate(subject, None, rng.randint(0, 2), days, at),
            Rate(subject, rng.randint(1, 2), None, days, at),
            EveryWindow(subject, days, at),
            OnlyAfter(subject, condition, rng.choice((None, Days(rng.randint(0, 4)))), at),
            NeverWhile(subject, condition, at),
            _measured(machine, rng, Measure.COUNT, subject, low, high),
            _measured(machine, rng, Measure.SPAN, subject, Days(low), Days(high * 3)),
            _measured(machine, rng, Measure.GAP, subject, None, Days(high * 2 + 1)),
            _measured(machine, rng, Measure.SPACING, subject, Days(low), Days(high * 2 + 1)),
            _measured(machine, rng, Measure.DURATION, _lasting(machine, rng), Days(low + 1), Days(high * 3 + 1)),
        )
    )
    opens = closes = None
    if rng.random() < 0.4:
        opens, closes = random_condition(machine, rng), random_condition(machine, rng)
    return Requirement("random", claim, opens, closes, Evidence(), str(claim), at)


def _lasting(machine: Machine, rng: random.Random) -> str:
    names = [region.name for region in machine.regions]
    names += [state.name for region in machine.regions for state in region.states]
    return rng.choice((WHOLE_COURSE, *names))


def _measured(machine, rng, measure, subject, low, high) -> Claim:
    one = None if low is None or rng.random() < 0.4 else Bound(low, rng.random() < 0.8)
    two = Bound(high, rng.random() < 0.8) if one is None or rng.random() < 0.6 else None
    return Claim(measure, subject, None, one, two, machine.origin)


def random_condition(machine: Machine, rng: random.Random) -> Expression:
    """What can be said of a day."""
    at = machine.origin
    found: list[Expression] = [Fact(item.id, at) for item in machine.facts]
    found += [Occurred(item.id, at) for item in machine.events]
    found += [Ended(region.name, at) for region in machine.regions]
    found += [InPhase(state.name, at) for region in machine.regions for state in region.states]
    found += [GivenToday(name, at) for name in sorted(kinds_of(machine))]
    chosen = rng.choice(found)
    return Not(chosen, at) if rng.random() < 0.3 else chosen


def part_of(machine: Machine, requirement: Requirement, *, every_course: bool) -> tuple[Part, Asked]:
    """The whole machine as the walk sees it."""
    asked = Asked(machine, requirement, every_course=every_course)
    seen = whole(machine, weighed=asked.weighed)
    reads = Reads(seen, asked.conditions)
    return Part(Scope.WHOLE, seen, reads, Values(seen, reads, asked.weighed)), asked


def walk_of(
    machine: Machine, requirement: Requirement, *, every_course: bool, budget: int, jumps: bool = True
) -> tuple[Asked, Walk]:
    """A walk of the whole machine, not yet walked."""
    part, asked = part_of(machine, requirement, every_course=every_course)
    return asked, Walk(
        part.machine,
        part.reads,
        part.values,
        asked.monitor(),
        budget=budget,
        every_course=every_course,
        jumps=jumps,
    )


def random_walk(
    machine: Machine, walk: Walk, rng: random.Random, *, days: int
) -> Iterator[tuple[PatientState, Ending]]:
    """The days of a patient to whom anything comes that the walk knows: the patient before each, and its end."""
    patient = begin(machine, EXAMPLE_START)
    known = next(iter(walk.sizes()))
    for _ in range(days):
        endings = list(Mornings(machine, walk.values, walk.days.events, 10**6).evenings(patient, known))
        chosen = rng.choice(endings)
        yield patient, chosen
        patient, known = chosen.patient, type(known)()
        if patient.ended or walk.end_of(patient) is not None:
            return


def trace_of(machine: Machine, story: list[Ending]) -> Trace:
    """The same patient, run by the interpreter alone."""
    patient, states, entries = begin(machine, EXAMPLE_START), [], []
    for ending in story:
        patient, written = step(machine, patient, ending.inputs)
        states.append(patient)
        entries += written
    return Trace(machine, tuple(entries), tuple(states))


def same(one: PatientState, other: PatientState) -> bool:
    """Whether two states are equal but for what is blocked, which is asked anew each day."""
    return attrs.evolve(one, source="") == attrs.evolve(other, source="")


def is_over(patient: PatientState) -> bool:
    """Whether every track ran to its own end."""
    return all(item.status in (Status.DONE, Status.WAITING) for item in patient.regions)


__all__ = [
    "aspects",
    "is_over",
    "part_of",
    "random_condition",
    "random_requirement",
    "random_walk",
    "same",
    "trace_of",
    "walk_of",
]
