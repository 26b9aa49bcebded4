"""Scenarios of a protocol's own text: a patient who does what is due, and what the author expects of the course."""

from datetime import date
from typing import assert_never

import attrs

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.run import EXAMPLE_START, follow, measure, phase_on
from protolang.execution.state import PatientState, Status
from protolang.execution.step import offers
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import (
    All,
    Any,
    Bound,
    Claim,
    Compare,
    CourseEnded,
    Ended,
    Fact,
    InPhase,
    Measure,
    Not,
    Occurred,
    Once,
)
from protolang.model.scenario import Expectation, ReadingSeries, Scenario
from protolang.model.treatment import Attribute
from protolang.quantity import CalendarMonths, Days

PATIENCE = 3660
"""How many days after the last day a scenario names a course may still take to end."""


@attrs.frozen
class Failure:
    """An expectation that was not met: what was found instead, and the entries of the log that led there."""

    expectation: Expectation
    found: str


@attrs.frozen
class ScenarioResult:
    """One scenario, run."""

    scenario: Scenario
    trace: Trace
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_scenario(machine: Machine, scenario: Scenario, start: date = EXAMPLE_START) -> ScenarioResult:
    """Runs one scenario on a machine whose parameters the scenario's settings have already decided.

    The patient is sampled, and given every dose, on the day it is due. A scenario that says nothing of a lab leaves
    it without results. Cost: days times regions.
    """
    named = [item.day for item in scenario.readings] + [item.day for item in scenario.occurrences]
    named += [item.day for item in scenario.expectations if item.day is not None]
    trace = follow(
        machine, lambda patient: _inputs(machine, scenario, patient), days=max(named, default=0) + PATIENCE, start=start
    )
    checked = (_check(trace, item, start) for item in scenario.expectations)
    return ScenarioResult(scenario, trace, tuple(failure for failure in checked if failure is not None))


def _inputs(machine: Machine, scenario: Scenario, patient: PatientState) -> Inputs:
    day = patient.day + 1
    events = tuple(item.event for item in scenario.occurrences if item.day == day)
    known = Inputs(observations=_attributes(machine, scenario, day), events=events)
    offered = offers(machine, patient, known)
    sampled = tuple(
        _sample(machine, scenario, subject, day)
        for subject in dict.fromkeys(item.subject for item in offered if item.kind is ActionKind.MEASURE)
    )
    if sampled:
        known = attrs.evolve(known, observations=known.observations + sampled)
        offered = offers(machine, patient, known)
    doses = tuple(Administration(item.subject) for item in offered if item.kind is ActionKind.GIVE and item.due <= day)
    return attrs.evolve(known, administrations=doses)


def _attributes(machine: Machine, scenario: Scenario, day: int) -> tuple[Observation, ...]:
    found = []
    for name, quantity in scenario.attributes:
        for item in machine.attributes:
            # recorded again as often as it must be to stay fresh
            every = item.max_age.shortest() if isinstance(item, Attribute) and item.max_age is not None else 0
            if item.id == name and (day == 0 or (every and day % every == 0)):
                found.append(Observation(name, quantity.to(item.unit).magnitude, day, day))
    return tuple(found)


def _sample(machine: Machine, scenario: Scenario, name: str, day: int) -> Observation:
    current: ReadingSeries | None = None
    for series in scenario.readings:
        if series.name == name and series.day <= day and (current is None or series.day >= current.day):
            current = series
    if current is None or current.value is None:
        return Observation(name, None, day, day)
    unit = next(item.unit for item in (*machine.labs, *machine.attributes) if item.id == name)
    return Observation(name, current.value.to(unit).magnitude, day, day)


# ---- expectations ----------------------------------------------------------------------------------------------


def _check(trace: Trace, expectation: Expectation, start: date) -> Failure | None:
    last = trace.final.day
    if expectation.day is None and not trace.final.ended:
        return Failure(expectation, f"the course had not ended by day {last}")
    # after the end of the course nothing changes any more
    day = last if expectation.day is None else min(expectation.day, last)
    claim = expectation.claim
    match claim:
        case Claim():
            value = measure(trace, claim, by=day)
            unit = "" if claim.measure is Measure.COUNT else (" day" if value == 1 else " days")
            return None if within(claim, value, start) else Failure(expectation, f"it was {value}{unit}")
        case InPhase(phase):
            current = phase_on(trace, day)
            held = phase in current or (
                expectation.by and any(phase in phase_on(trace, earlier) for earlier in range(day + 1))
            )
            found = ", ".join(f"`{item}`" for item in current) or "no phase, every track had ended"
            return None if held else Failure(expectation, f"on day {day} it was {found}")
        case CourseEnded():
            ended = _ended_on(trace)
            if ended is not None and (expectation.day is None or ended <= expectation.day):
                return None
            return Failure(expectation, "it had not ended" if ended is None else f"it ended on day {ended}")
        case Compare() | All() | Any() | Not() | Fact() | Once() | Occurred() | Ended():
            events = _events_on(trace, day)
            truth = Snapshot(trace.machine, trace.states[day], day, events).truth(claim)
            return None if truth is Truth.HOLDS else Failure(expectation, f"on day {day} it was {_WORDS[truth]}")
        case _:
            assert_never(claim)


_WORDS = {Truth.HOLDS: "true", Truth.FAILS: "false", Truth.UNKNOWN: "unknown"}


def _events_on(trace: Trace, day: int) -> frozenset[str]:
    names = {item.id for item in trace.machine.events}
    return frozenset(
        entry.subject
        for entry in trace.entries
        if entry.day == day and entry.kind is EntryKind.HAPPENED and entry.subject in names
    )


def _ended_on(trace: Trace) -> int | None:
    if not trace.final.ended:
        return None
    return max(region.since or 0 for region in trace.final.regions if region.status in (Status.DONE, Status.STOPPED))


def within(claim: Claim, value: int, anchor: date) -> bool:
    """Whether `value` (administrations, or days from civil date `anchor`) satisfies the claim."""
    if claim.low is not None:
        limit = _limit(claim.low, anchor)
        if value < limit or (value == limit and not claim.low.inclusive):
            return False
    if claim.high is not None:
        limit = _limit(claim.high, anchor)
        if value > limit or (value == limit and not claim.high.inclusive):
            return False
    return True


def _limit(bound: Bound, anchor: date) -> int:
    match bound.value:
        case int(count):
            return count
        case Days() | CalendarMonths() as duration:
            return (duration.after(anchor) - anchor).days
        case _:
            assert_never(bound.value)
