"""Guards in Kleene's three-valued logic (R5): a missing, pending or stale value is UNKNOWN, never false."""

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.execution.state import PatientState, Status
from protolang.machine.statechart import Machine
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Constant,
    Ended,
    Expression,
    Fact,
    Not,
    Occurred,
    Once,
    Operand,
    Operator,
    ParameterValue,
    Reading,
)
from protolang.model.treatment import Attribute, Lab, MissingPolicy, Trigger
from protolang.quantity import Quantity


class Truth(Enum):
    """The three outcomes of a guard."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


def conjunction(truths: Iterable[Truth]) -> Truth:
    """FAILS wins over UNKNOWN, UNKNOWN over HOLDS."""
    result = Truth.HOLDS
    for truth in truths:
        if truth is Truth.FAILS:
            return Truth.FAILS
        if truth is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def negation(truth: Truth) -> Truth:
    """Unknown stays unknown."""
    match truth:
        case Truth.HOLDS:
            return Truth.FAILS
        case Truth.FAILS:
            return Truth.HOLDS
        case Truth.UNKNOWN:
            return Truth.UNKNOWN
        case _:
            assert_never(truth)


def compare(left: Fraction, operator: Operator, right: Fraction) -> bool:
    """`left operator right`, exactly as written."""
    match operator:
        case Operator.BELOW:
            return left < right
        case Operator.AT_MOST:
            return left <= right
        case Operator.EQUAL:
            return left == right
        case Operator.AT_LEAST:
            return left >= right
        case Operator.ABOVE:
            return left > right
        case _:
            assert_never(operator)


@attrs.frozen
class Snapshot:
    """What all guards of one day see (R7): observations and events of the day, regions as they stood before it."""

    machine: Machine
    patient: PatientState
    day: int
    events: frozenset[str]

    def values(self, name: str) -> tuple[Fraction, ...]:
        """The current values of a lab or attribute in base units (R3, R4): empty when missing or stale.

        More than one when results of the same sampling and reporting day differ; a guard on which they disagree
        is unknown.
        """
        declared = self._declared(name)
        best: tuple[int, int] | None = None
        values: list[Fraction] = []
        for item in self.patient.observations:
            if item.name != name or item.value is None or item.sampled > self.day:
                continue
            key = (item.sampled, item.reported)
            if best is None or key > best:
                best, values = key, [item.value]
            elif key == best and item.value not in values:
                values.append(item.value)
        # R4: inclusive, counted from sampling
        fresh = declared.max_age is None or (best is not None and self.day - best[0] <= declared.max_age.shortest())
        return tuple(value * declared.unit.factor for value in values) if fresh else ()

    def _declared(self, name: str) -> Lab | Attribute:
        for lab in self.machine.labs:
            if lab.id == name:
                return lab
        for attribute in self.machine.attributes:
            if isinstance(attribute, Attribute) and attribute.id == name:
                return attribute
        raise KeyError(name)

    def fact(self, name: str) -> Trigger:
        """The trigger called `name`."""
        return next(fact for fact in self.machine.facts if fact.id == name)

    def operand(self, operand: Operand) -> tuple[Fraction, ...]:
        """The possible values of an operand in base units; empty when it is unknown or undecided."""
        match operand:
            case Reading(name):
                return self.values(name)
            case Constant(quantity):
                return (quantity.base,)
            case ParameterValue(name):
                value = next(item.value for item in self.machine.parameters if item.id == name)
                return (value.base,) if isinstance(value, Quantity) else ()
            case _:
                assert_never(operand)

    def truth(self, expression: Expression) -> Truth:
        """The truth of a guard on this day."""
        match expression:
            case Compare(left, operator, right):
                outcomes = {compare(a, operator, b) for a in self.operand(left) for b in self.operand(right)}
                if len(outcomes) != 1:
                    return Truth.UNKNOWN
                return Truth.HOLDS if outcomes.pop() else Truth.FAILS
            case All(operands):
                return conjunction(self.truth(item) for item in operands)
            case Any(operands):
                return negation(conjunction(negation(self.truth(item)) for item in operands))
            case Not(operand):
                return negation(self.truth(operand))
            case Fact(trigger):
                return self.truth(self.fact(trigger).when)
            case Once(trigger):
                return Truth.HOLDS if trigger in self.patient.once else self.truth(self.fact(trigger).when)
            case Occurred(event):
                return Truth.HOLDS if event in self.events else Truth.FAILS
            case Ended(track):
                return Truth.HOLDS if self._ended(track) else Truth.FAILS
            case _:
                assert_never(expression)

    def _ended(self, track: str) -> bool:
        index = next(i for i, region in enumerate(self.machine.regions) if region.name == track)
        return self.patient.regions[index].status in (Status.DONE, Status.STOPPED)

    def unknown_facts(self, expression: Expression) -> tuple[Trigger, ...]:
        """The named facts that make `expression` unknown today, in the order they are named."""
        match expression:
            case Fact(trigger) | Once(trigger):
                unknown = self.truth(expression) is Truth.UNKNOWN
                return (self.fact(trigger),) if unknown else ()
            case All(operands) | Any(operands):
                return tuple(fact for item in operands for fact in self.unknown_facts(item))
            case Not(operand):
                return self.unknown_facts(operand)
            case Compare() | Occurred() | Ended():
                return ()
            case _:
                assert_never(expression)


def policy_of(facts: tuple[Trigger, ...]) -> MissingPolicy:
    """The strictest policy among unknown facts (R6); a bare comparison without a name blocks."""
    policies = {fact.missing for fact in facts}
    for policy in (MissingPolicy.PROTECT, MissingPolicy.PERMIT):
        if policy in policies or (policy is MissingPolicy.PERMIT and not facts):
            return policy
    return MissingPolicy.PERMIT if None in policies else MissingPolicy.ELECTIVE


def labs_of(machine: Machine, expression: Expression) -> tuple[str, ...]:
    """The names of the labs and attributes an expression reads, through the facts it names, without repeats."""
    match expression:
        case Compare(left, _, right):
            names = tuple(side.name for side in (left, right) if isinstance(side, Reading))
        case All(operands) | Any(operands):
            names = tuple(name for item in operands for name in labs_of(machine, item))
        case Not(operand):
            names = labs_of(machine, operand)
        case Fact(trigger) | Once(trigger):
            names = labs_of(machine, next(fact for fact in machine.facts if fact.id == trigger).when)
        case Occurred() | Ended():
            names = ()
        case _:
            assert_never(expression)
    return tuple(dict.fromkeys(names))
