"""Guards in Kleene's three-valued logic (R5): a missing, pending or stale value is UNKNOWN, never false."""

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import assert_never

import attrs

from protolang.execution.state import PatientState, Status
from protolang.machine.statechart import Machine
from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once, Operator
from protolang.model.formulas import attribute_value
from protolang.model.term import Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Lab, MissingPolicy, Trigger
from protolang.quantity import Quantity, Root


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


def compare(left: Root, operator: Operator, right: Root) -> bool:
    """`left operator right`, exactly as written."""
    sign = left.compared(right)
    match operator:
        case Operator.BELOW:
            return sign < 0
        case Operator.AT_MOST:
            return sign <= 0
        case Operator.EQUAL:
            return sign == 0
        case Operator.AT_LEAST:
            return sign >= 0
        case Operator.ABOVE:
            return sign > 0
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
        """The current values of a lab or recorded attribute in base units (R3, R4): empty when missing or stale.

        More than one when results of the same sampling and reporting day differ; a guard on which they disagree
        is unknown.
        """
        declared = self._declared(name)
        if isinstance(declared, DerivedAttribute):
            return ()
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

    def _reading(self, name: str) -> tuple[Root, ...]:
        match self._declared(name):
            case Lab() | Attribute():
                return tuple(Root(value) for value in self.values(name))
            case DerivedAttribute() as computed:
                return self._computed(computed)

    def _computed(self, computed: DerivedAttribute) -> tuple[Root, ...]:
        """Each value that the current sizes allow; none while one of them is missing or stale."""
        units = [self._declared(name).unit for name in computed.arguments]
        found = []
        for sizes in product(*(self.values(name) for name in computed.arguments)):
            known = {
                name: Quantity(size / unit.factor, unit)
                for name, size, unit in zip(computed.arguments, sizes, units, strict=True)
            }
            value = attribute_value(computed, known)
            if value is not None:
                found.append(value[0].times(value[1].factor))
        return tuple(found)

    def _declared(self, name: str) -> Lab | Attribute | DerivedAttribute:
        return next(item for item in (*self.machine.labs, *self.machine.attributes) if item.id == name)

    def fact(self, name: str) -> Trigger:
        """The trigger called `name`."""
        return next(fact for fact in self.machine.facts if fact.id == name)

    def operand(self, operand: Operand) -> tuple[Root, ...]:
        """The possible values of an operand in base units; empty when it is unknown or undecided."""
        match operand:
            case Reading(name):
                return self._reading(name)
            case Constant(quantity):
                return (Root(quantity.base),)
            case ParameterValue(name):
                value = next(item.value for item in self.machine.parameters if item.id == name)
                return (Root(value.base),) if isinstance(value, Quantity) else ()
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

    def policy(self, expression: Expression) -> MissingPolicy:
        """What follows from `expression` being unknown today (R6): the strictest policy of what makes it so."""
        return strictest(self._policies(expression))

    def _policies(self, expression: Expression) -> frozenset[MissingPolicy]:
        match expression:
            case Fact(trigger) | Once(trigger):
                # where the author did not say, nothing is done on an unknown result
                said = self.fact(trigger).missing or MissingPolicy.PERMIT
                return frozenset({said}) if self.truth(expression) is Truth.UNKNOWN else frozenset()
            case All(operands) | Any(operands):
                return frozenset().union(*(self._policies(item) for item in operands))
            case Not(operand):
                return self._policies(operand)
            case Compare() | Occurred() | Ended():
                # a comparison without a name has no policy of its own, so what depends on it is not done
                unknown = self.truth(expression) is Truth.UNKNOWN
                return frozenset({MissingPolicy.PERMIT}) if unknown else frozenset()
            case _:
                assert_never(expression)

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


def strictest(policies: frozenset[MissingPolicy]) -> MissingPolicy:
    """The policy that wins where several facts are unknown (R6)."""
    for policy in (MissingPolicy.PROTECT, MissingPolicy.PERMIT):
        if policy in policies:
            return policy
    return MissingPolicy.ELECTIVE


def labs_of(machine: Machine, expression: Expression) -> tuple[str, ...]:
    """The labs and recorded attributes an expression reads, through the facts it names, without repeats."""
    match expression:
        case Compare(left, _, right):
            read = (side.name for side in (left, right) if isinstance(side, Reading))
            names = tuple(name for item in read for name in _recorded(machine, item))
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


def _recorded(machine: Machine, name: str) -> tuple[str, ...]:
    """What must be measured or recorded for `name` to have a value."""
    for item in machine.attributes:
        if item.id == name and isinstance(item, DerivedAttribute):
            return item.arguments
    return (name,)
