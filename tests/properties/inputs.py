"""Random courses of patients for any machine of `language`: what is reported on each day, and what came of it."""

from __future__ import annotations

import random
from fractions import Fraction

import attrs

from protolang.execution.amendment import CHANGING, amendments
from protolang.execution.event import Administration, Decision, Inputs, Observation, ObservationStatus, Ruling
from protolang.execution.run import EXAMPLE_START
from protolang.execution.state import PatientState
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import LogEntry
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Interval, Quantity, parse_unit

from .vocabulary import NUMBER_LABS

# the values that mean something, and the distance of "just below" and "just above" them
EDGES = {
    **{name: (tuple(map(Fraction, edges)), Fraction(1, 20)) for name, (_, _, edges, _) in NUMBER_LABS.items()},
    "n_weight": ((Fraction(40), Fraction(60), Fraction(70), Fraction(120)), Fraction(1, 2)),
    "n_height": ((Fraction(170),), Fraction(10)),
    "n_grade": ((Fraction(2),), Fraction(1)),
    "n_years": ((Fraction(18), Fraction(65)), Fraction(1)),
}
STEADY = ("n_weight", "n_height", "n_years", "n_gender", "n_grade", "n_regimen")


@attrs.frozen(eq=False)
class Course:
    """One patient: `states[d]` is the state before day d, `entries[d]` what was logged on it. `log` is all of it, with
    what corrections amend."""

    inputs: tuple[Inputs, ...]
    states: tuple[PatientState, ...]
    entries: tuple[tuple[LogEntry, ...], ...]
    log: tuple[LogEntry, ...]


@attrs.frozen(eq=False)
class Manner:
    """How a patient is."""

    sampling: float
    diligence: float
    trouble: float


class Patient:
    """Draws what is reported, day by day."""

    def __init__(self, machine: Machine, rng: random.Random) -> None:
        self.machine = machine
        self.rng = rng
        self.manner = Manner(rng.choice((0.2, 0.6, 0.9)), rng.choice((0.5, 0.9, 1.0)), rng.choice((0.0, 0.05, 0.2)))
        self.recorded = [
            item for item in (*machine.labs, *machine.attributes) if not isinstance(item, DerivedAttribute)
        ]
        self.told: list[Observation] = []
        self.tell_all = rng.random() < 0.85

    def course(self, days: int) -> Course:
        """A whole course."""
        state = begin(self.machine, EXAMPLE_START)
        inputs, states, logged, log = list[Inputs](), [state], [], list[LogEntry]()
        for _ in range(days):
            today = self.day(state)
            state, entries = step(self.machine, state, today)
            inputs.append(today)
            states.append(state)
            logged.append(entries)
            log += entries
            if any(item.status in CHANGING for item in today.observations):
                log += amendments(self.machine, state.start, inputs, log)
        return Course(tuple(inputs), tuple(states), tuple(logged), tuple(log))

    def day(self, state: PatientState) -> Inputs:
        """What is reported on the day after `state`."""
        rng, day, manner = self.rng, state.day + 1, self.manner
        events = tuple(item.id for item in self.machine.events if rng.random() < 0.06)
        known = Inputs(tuple(self.results(day)), (), events, tuple(self.decisions(state)))
        offered = offers(self.machine, state, known) if _may_be_due(state, day) else ()
        doses = [
            self.administration(item.subject)
            for item in offered
            if item.kind is not ActionKind.MEASURE and rng.random() < manner.diligence
        ]
        # too early, too late, or never ordered
        if rng.random() < manner.trouble:
            doses.append(self.administration(rng.choice(self.machine.drugs).id))
        if rng.random() < manner.trouble / 3:
            doses.append(Administration("nobody knows it"))
            known = attrs.evolve(known, events=(*events, "n_nowhere"))
        return attrs.evolve(known, administrations=tuple(doses))

    def results(self, day: int) -> list[Observation]:
        """The results that arrive."""
        rng, found = self.rng, list[Observation]()
        for item in self.recorded:
            steady = item.id in STEADY
            if steady and not (day == 0 and self.tell_all) and rng.random() > 0.04:
                continue
            if not steady and rng.random() > self.manner.sampling:
                continue
            found.append(self.result(item.id, day))
            if rng.random() < self.manner.trouble / 2:
                # a second result of the same sample, which may say something else
                found.append(attrs.evolve(self.result(item.id, day), sampled=found[-1].sampled))
        if self.told and rng.random() < self.manner.trouble / 2:
            old = rng.choice(self.told)
            status = rng.choice((ObservationStatus.CORRECTED, ObservationStatus.CANCELLED, ObservationStatus.FINAL))
            value = None if status is ObservationStatus.CANCELLED else self.value(old.name)
            found.append(Observation(old.name, value, old.sampled, day, status, old.id))
        if rng.random() < self.manner.trouble / 2:
            found.append(self.impossible(day))
        self.told += [item for item in found if item.id]
        return found

    def result(self, name: str, day: int) -> Observation:
        """One result, which may be late, preliminary, or without a value."""
        rng = self.rng
        late = rng.choice((1, 1, 2, 5)) if rng.random() < 0.15 else 0
        status = ObservationStatus.PRELIMINARY if rng.random() < 0.06 else ObservationStatus.FINAL
        value = None if rng.random() < 0.04 else self.value(name)
        ident = f"id{len(self.told)}" if rng.random() < 0.5 else ""
        return Observation(name, value, day - late, day, status, ident)

    def impossible(self, day: int) -> Observation:
        """A result that must not count."""
        rng = self.rng
        name = rng.choice(self.recorded).id
        low = Interval.point(Fraction(rng.choice((-1, 10**9, 10**30))))
        return rng.choice(
            (
                Observation("n_nowhere", Interval.point(Fraction(1)), day, day),
                Observation(name, self.value(name), day + 2, day),
                Observation(name, self.value(name), day, day + 2),
                Observation(name, self.value(name), day - 10**9, day),
                Observation(name, low, day, day),
            )
        )

    def value(self, name: str) -> Interval:
        """On an edge, just beside it, in the middle, far away, or only known to lie on one side."""
        rng = self.rng
        declared = next(item for item in self.recorded if item.id == name)
        if declared.choices:
            return Interval.point(Fraction(rng.randrange(len(declared.choices))))
        edges, near = EDGES[name]
        edge = rng.choice(edges)
        kind = rng.random()
        if kind < 0.7 or name in STEADY:
            return Interval.point(edge + rng.choice((-near, Fraction(0), near)))
        if kind < 0.9:
            low, high = declared.low or Fraction(0), declared.high or Fraction(100)
            return Interval.point(low + (high - low) * Fraction(rng.randint(0, 20), 20))
        if kind < 0.95:
            return Interval(None, edge, low_closed=False, high_closed=rng.random() < 0.5)
        return Interval(edge, None, low_closed=rng.random() < 0.5, high_closed=False)

    def administration(self, drug: str) -> Administration:
        """A dose, sometimes not the one that was due."""
        if self.rng.random() < 0.15:
            unit = "units/h" if drug == "n_drip" else "mg"
            return Administration(drug, Quantity(Fraction(self.rng.choice((5, 20))), parse_unit(unit)))
        return Administration(drug)

    def decisions(self, state: PatientState) -> list[Decision]:
        """What clinicians decide, mostly where something is held."""
        rng, found = self.rng, list[Decision]()
        for region, chart in zip(state.regions, self.machine.regions, strict=True):
            if region.held is not None and rng.random() < 0.3:
                found.append(Decision(chart.name, rng.choice((Ruling.RESUME, Ruling.RESUME, Ruling.SKIP, Ruling.STOP))))
            elif rng.random() < self.manner.trouble / 4:
                found.append(Decision(rng.choice((chart.name, "n_nowhere")), rng.choice((Ruling.RESUME, Ruling.SKIP))))
        return found


def _may_be_due(state: PatientState, day: int) -> bool:
    """Whether to ask what is due: that costs as much as a day, and on most days it is nothing."""
    if any(region.entry >= day or region.held is not None for region in state.regions):
        return True
    return any(due.day is not None and due.day <= day + 2 for region in state.regions for due in region.dues)


def days_of(number: int) -> int:
    """How long a course is: most are short, so that many can be seen."""
    return (6, 8, 5, 12, 6, 8, 5, 12, 6, 8, 5, 28)[number % 12]


def course(machine: Machine, seed: int, number: int, days: int = 0) -> Course:
    """The patient of that number for the protocol of that seed."""
    return Patient(machine, random.Random(f"patient {seed} {number}")).course(days or days_of(number))
