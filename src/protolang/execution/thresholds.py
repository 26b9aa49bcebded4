"""Thresholds: where a rule turns on a result. In: a Machine. Out: each threshold, and when its rules are looked at.

"Just" below or above is no farther than one unit of the decimal place after the last one that the threshold is
written with: 0.9 % to 1 % for 1 %, without 1 % itself.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.execution.evaluate import Snapshot
from protolang.execution.obligation import duration_of
from protolang.execution.simulated import ticks
from protolang.execution.state import PatientState, Status
from protolang.execution.terms import value_of
from protolang.machine.statechart import Machine, State, TransitionEvent
from protolang.model.expression import Compare, Expression, Fact, Lasting, Once
from protolang.model.parts import all_parts, all_terms, readings_of
from protolang.model.rule import Decision, Row
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    Baseline,
    Constant,
    Extreme,
    Operand,
    ParameterValue,
    Reading,
)
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Quantity, Root, decimal_text
from protolang.source import Span


class Side(Enum):
    """Where a value lies; the words stand before the threshold."""

    BELOW = "just below"
    AT = "exactly"
    ABOVE = "just above"


Key = tuple[str, int, int, str, str]
"""A comparison: the stretch of source it comes from, its operator, and what it reads; a band makes two of them."""


def key_of(compared: Compare) -> Key:
    """The key of a comparison."""
    read = ",".join((*readings_of(compared.left), *readings_of(compared.right)))
    return *compared.origin.order, compared.operator.value, read


@attrs.frozen
class Threshold:
    """A comparison of results of `labs` with a fixed value. `reading` is its other side.

    `value` is in the unit it is written with, None while the parameter that says it is open. `keys` are the comparisons
    that make it: where the band of one row ends and that of the next begins, it is one threshold.
    """

    labs: tuple[str, ...]
    reading: Operand
    value: Quantity | None
    origin: Span = attrs.field(eq=False, repr=False)
    keys: frozenset[Key] = frozenset()

    @property
    def is_level(self) -> bool:
        """Whether it is one of a result itself, or of what has the value of each while results do not change."""
        match self.reading:
            case Reading():
                return True
            case Aggregate(function=AggregateFunction.MEAN | AggregateFunction.LOWEST | AggregateFunction.HIGHEST):
                return True
            case _:
                return False

    @property
    def value_base(self) -> Fraction:
        """The value in base units; 0 while it is open."""
        return Fraction(0) if self.value is None else self.value.base

    def beside(self, side: Side) -> Quantity | None:
        """A value that lies there: two decimal places after the last one that the threshold is written with."""
        return None if self.value is None else attrs.evolve(self.value, magnitude=self._moved(self.value, side, 2))

    def side_of(self, base: Fraction) -> Side | None:
        """Where a value, in base units, lies; None when it is not near."""
        if self.value is None:
            return None
        if base == self.value.base:
            return Side.AT
        for side in (Side.BELOW, Side.ABOVE):
            edge = self._moved(self.value, side, 1) * self.value.unit.factor
            if min(edge, self.value.base) <= base <= max(edge, self.value.base):
                return side
        return None

    @staticmethod
    def _moved(value: Quantity, side: Side, places: int) -> Fraction:
        _, _, decimals = decimal_text(value.magnitude).partition(".")
        step = Fraction(1, 10 ** (len(decimals) + places))
        match side:
            case Side.BELOW:
                return value.magnitude - step
            case Side.AT:
                return value.magnitude
            case Side.ABOVE:
                return value.magnitude + step
            case _:
                assert_never(side)


# ---- guards ----------------------------------------------------------------------------------------------------

Looks = Callable[[PatientState, int], bool]
"""Whether something is looked at on a day, told from the patient before it."""


@attrs.frozen
class Guard:
    """A condition, and the days on which it is looked at."""

    when: Expression
    looks: Looks


def thresholds(machine: Machine) -> tuple[Threshold, ...]:
    """The thresholds of all guards, once each, in the order of the source."""
    snapshot = _blank(machine)
    found: dict[Key, Threshold] = {}
    shared: dict[tuple[int, Operand, Fraction], Key] = {}
    for number, conditions in enumerate(_together(machine)):
        for compared in (one for when in conditions for one in comparisons(machine, when)):
            key, made = key_of(compared), _threshold(snapshot, compared)
            if made is None:
                continue
            if made.value is not None:
                key = shared.setdefault((number, made.reading, made.value.base), key)
            made = found.get(key, made)
            found[key] = attrs.evolve(made, keys=made.keys | {key_of(compared)})
    # one band makes two, its lower end stands first
    return tuple(made for _, made in sorted(found.items(), key=lambda item: (item[0][:3], item[1].value_base, item[0])))


def _together(machine: Machine) -> Iterator[tuple[Expression, ...]]:
    """The conditions that are looked at as one: the rows of a decision, the cases of a table; and each other one."""
    duties = [duty for region in machine.regions for state in region.states for duty in state.obligations]
    groups = [tuple(row.when for row in _rows(duty.decision) if row.when is not None) for duty in duties]
    groups += [tuple(case.when for case in item.cases if case.when is not None) for item in machine.tables]
    inside = {id(when) for group in groups for when in group}
    yield from groups
    yield from ((when,) for when in all_conditions(machine) if id(when) not in inside)


def _blank(machine: Machine) -> Snapshot:
    from datetime import date

    return Snapshot(machine, PatientState(-1, date.min, ()), 0, ())


def comparisons(machine: Machine, expression: Expression) -> Iterator[Compare]:
    """The comparisons of a condition, through the facts it names."""
    for part in all_parts(expression):
        match part:
            case Compare():
                yield part
            case Fact(name) | Once(name) | Lasting(name):
                fact = next(item for item in machine.facts if item.id == name)
                yield from comparisons(machine, fact.when)
            case _:
                pass


def _threshold(snapshot: Snapshot, compared: Compare) -> Threshold | None:
    for fixed, reading in ((compared.right, compared.left), (compared.left, compared.right)):
        labs = readings_of(reading)
        if _is_fixed(fixed) and labs and _is_measured(snapshot.machine, reading):
            return Threshold(labs, reading, _quantity(snapshot, fixed, labs[0]), compared.origin)
    return None


def _is_fixed(term: Operand) -> bool:
    return all(isinstance(part, Constant | ParameterValue | Arithmetic | Extreme) for part in all_terms(term))


def _is_measured(machine: Machine, term: Operand) -> bool:
    computed = {item.id for item in machine.attributes if isinstance(item, DerivedAttribute)}
    known = (Reading, Aggregate, Baseline, Constant, ParameterValue, Arithmetic, Extreme)
    return all(isinstance(part, known) for part in all_terms(term)) and computed.isdisjoint(readings_of(term))


def _quantity(snapshot: Snapshot, term: Operand, lab: str) -> Quantity | None:
    machine = snapshot.machine
    match term:
        case Constant(quantity):
            return quantity
        case ParameterValue(name):
            value = next(item.value for item in machine.parameters if item.id == name)
            return value if isinstance(value, Quantity) else None
        case _:
            found = value_of(snapshot, term)
            exact = found.rational if isinstance(found, Root) else None
            unit = next(item.unit for item in (*machine.labs, *machine.attributes) if item.id == lab)
            return None if exact is None else Quantity(exact / unit.factor, unit)


def guards(machine: Machine) -> Iterator[Guard]:
    """The conditions that are looked at day by day; rows and cases are looked at when something asks for them."""
    for index, region in enumerate(machine.regions):
        for state in region.states:
            yield from _guards_of_state(machine, index, state)
    indices = {region.name: at for at, region in enumerate(machine.regions)}

    def standing(track: str | None, phase: str | None) -> Looks:
        return lambda patient, _: any(
            patient.regions[at].status in (Status.RUNNING, Status.HELD) and phase in (None, patient.regions[at].state)
            for name, at in indices.items()
            if track in (None, name)
        )

    for stop in machine.stops:
        yield Guard(stop.guard, standing(stop.region, stop.state))
    for veto in machine.vetoes:
        yield Guard(veto.when, standing(veto.track, veto.phase))
    for alert in machine.alerts:
        yield Guard(alert.when, standing(alert.track, alert.phase))
    for item in machine.eligibility:
        yield Guard(item.when, standing(None, None))
    for number, hold in enumerate(machine.holds):
        yield Guard(hold.when, _running(indices[hold.track], hold.phase))
        if hold.until is not None:
            yield Guard(hold.until, _held(indices[hold.track], number))
    # what was once true, or how long it has been, is watched every day
    watched = {
        part.trigger for when in all_conditions(machine) for part in all_parts(when) if isinstance(part, Once | Lasting)
    }
    for fact in machine.facts:
        if fact.id in watched:
            yield Guard(fact.when, standing(None, None))


def _guards_of_state(machine: Machine, index: int, state: State) -> Iterator[Guard]:
    here = _running(index, state.name)
    for edge in state.transitions:
        if edge.guard is None:
            continue
        if edge.event is not TransitionEvent.TIMEOUT or edge.delay is None:
            yield Guard(edge.guard, here)
            continue
        delay = duration_of(machine, edge.delay)
        if delay is not None:
            yield Guard(edge.guard, _after(here, index, ticks(machine, delay)))
    for duty in state.obligations:
        if duty.until is not None:
            yield Guard(duty.until.condition, here)
    for position, cycle in enumerate(state.cycles):
        if cycle.until is not None:
            yield Guard(cycle.until, here)
        if cycle.delay is not None:
            yield Guard(cycle.delay.until, _waiting(here, index, position))


def all_conditions(machine: Machine) -> Iterator[Expression]:
    """Every condition of a machine that decides something, facts that are used nowhere left out."""
    for region in machine.regions:
        for state in region.states:
            yield from (edge.guard for edge in state.transitions if edge.guard is not None)
            yield from (duty.until.condition for duty in state.obligations if duty.until is not None)
            yield from (cycle.until for cycle in state.cycles if cycle.until is not None)
            yield from (cycle.delay.until for cycle in state.cycles if cycle.delay is not None)
            for duty in state.obligations:
                yield from (row.when for row in _rows(duty.decision) if row.when is not None)
    yield from (stop.guard for stop in machine.stops)
    yield from (item.when for item in machine.holds)
    yield from (item.when for item in machine.vetoes)
    yield from (item.when for item in machine.alerts)
    yield from (item.when for item in machine.eligibility)
    yield from (hold.until for hold in machine.holds if hold.until is not None)
    yield from (case.when for item in machine.tables for case in item.cases if case.when is not None)


def _rows(decision: Decision | None) -> tuple[Row, ...]:
    return () if decision is None else decision.rows


def _running(index: int, state: str | None) -> Looks:
    def looks(patient: PatientState, day: int) -> bool:
        region = patient.regions[index]
        return region.status is Status.RUNNING and region.entry <= day and state in (None, region.state)

    return looks


def _after(here: Looks, index: int, delay: int) -> Looks:
    return lambda patient, day: here(patient, day) and day >= patient.regions[index].entry + delay


def _waiting(here: Looks, index: int, position: int) -> Looks:
    def looks(patient: PatientState, day: int) -> bool:
        if not here(patient, day):
            return False
        cycling = patient.regions[index].cycles[position]
        return not cycling.over and cycling.start is None and cycling.planned <= day

    return looks


def _held(index: int, rule: int) -> Looks:
    def looks(patient: PatientState, day: int) -> bool:
        held = patient.regions[index].held
        return held is not None and held.rule == rule and held.since < day

    return looks
