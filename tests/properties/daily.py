"""Random claims about days."""

from __future__ import annotations

import random

from protolang.machine.statechart import Machine
from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.evidence import Evidence
from protolang.model.expression import (
    All,
    Any,
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
    Once,
)
from protolang.model.protocol import Requirement
from protolang.quantity import Days

from .patients import kinds_of


def some_condition(machine: Machine, rng: random.Random, depth: int = 2) -> Expression:
    """A condition over what the machine has."""
    origin = machine.origin
    kind = rng.choice(("fact", "once", "phase", "given", "ended", "event", "not", "and", "or"))
    if depth and kind == "not":
        return Not(some_condition(machine, rng, depth - 1), origin)
    if depth and kind in ("and", "or"):
        parts = (some_condition(machine, rng, depth - 1), some_condition(machine, rng, depth - 1))
        return (All if kind == "and" else Any)(parts, origin)
    if kind in ("fact", "once") and machine.facts:
        return (Fact if kind == "fact" else Once)(rng.choice(machine.facts).id, origin)
    if kind == "event" and machine.events:
        return Occurred(rng.choice(machine.events).id, origin)
    region = rng.choice(machine.regions)
    if kind == "ended":
        return Ended(region.name, origin)
    if kind == "phase":
        return InPhase(rng.choice(region.states).name, origin)
    return GivenToday(rng.choice(machine.drugs).id, origin)


def some_claim(machine: Machine, rng: random.Random) -> DayClaim | Claim:
    """A claim that may hold or not."""
    origin, subject = machine.origin, rng.choice(sorted(kinds_of(machine)))
    kind = rng.choice(
        ("always", "never", "eventually", "leads", "most", "least", "window", "after", "while", "spacing")
    )

    def condition() -> Expression:
        return some_condition(machine, rng)

    match kind:
        case "always" | "never" | "eventually":
            return Holds(Quantifier(kind), condition(), origin)
        case "leads":
            return LeadsTo(condition(), condition(), Days(rng.randint(0, 12)), origin)
        case "most":
            return Rate(subject, None, rng.randint(1, 3), Days(rng.randint(1, 15)), origin)
        case "least":
            return Rate(subject, rng.randint(1, 3), None, Days(rng.randint(1, 20)), origin)
        case "window":
            return EveryWindow(subject, Days(rng.randint(1, 15)), origin)
        case "after":
            within = rng.choice((None, Days(rng.randint(0, 9))))
            return OnlyAfter(subject, condition(), within, origin)
        case "spacing":
            low, high = Bound(Days(rng.randint(0, 9)), inclusive=True), Bound(Days(rng.randint(3, 12)), inclusive=True)
            ends = rng.choice(((low, None), (None, high), (low, high)))
            return Claim(Measure.SPACING, subject, None, *ends, origin)
        case _:
            return NeverWhile(subject, condition(), origin)


def some_requirement(machine: Machine, rng: random.Random) -> Requirement:
    """A claim about all days, or between two conditions."""
    opens = closes = None
    if rng.random() < 0.4:
        opens, closes = some_condition(machine, rng, 1), some_condition(machine, rng, 1)
    return Requirement("r", some_claim(machine, rng), opens, closes, Evidence(), "r", machine.origin)
