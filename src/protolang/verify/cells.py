"""Labs cut at the thresholds of the guards, into points and open intervals.

Guards that compare a lab with constants cannot tell two values of one cell apart, so a cell stands for all its
values: exact, not approximate. Neighbouring cells on which every comparison agrees are one class. With k
thresholds a lab has at most 2k + 1 classes.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.machine.statechart import Machine
from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once, Operator
from protolang.model.term import Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Lab, Trigger
from protolang.quantity import Quantity


class NotExactError(Exception):
    """A guard that cells cannot decide; the message says why, for the author."""


@attrs.frozen
class Atom:
    """`lab operator threshold`, the threshold in base units."""

    lab: str
    operator: Operator
    threshold: Fraction

    def holds(self, value: Fraction) -> bool:
        """Whether `value` (base units) satisfies it."""
        match self.operator:
            case Operator.BELOW:
                return value < self.threshold
            case Operator.AT_MOST:
                return value <= self.threshold
            case Operator.EQUAL:
                return value == self.threshold
            case Operator.AT_LEAST:
                return value >= self.threshold
            case Operator.ABOVE:
                return value > self.threshold
            case _:
                assert_never(self.operator)


_MIRROR = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.ABOVE: Operator.BELOW,
}


@attrs.frozen
class LabClass:
    """All values of one lab that no guard tells apart; `example` (base units) is a threshold where there is one."""

    example: Fraction


def atom_of(machine: Machine, compare: Compare) -> Atom | bool:
    """The comparison as an atom over one lab, or its constant truth. Raises `NotExactError` otherwise."""
    left, right = _side(machine, compare.left), _side(machine, compare.right)
    match left, right:
        case str(), Fraction():
            return Atom(left, compare.operator, right)
        case Fraction(), str():
            return Atom(right, _MIRROR[compare.operator], left)
        case Fraction(), Fraction():
            return Atom("", compare.operator, right).holds(left)
        case _:
            raise NotExactError("a guard compares two readings with each other")


def _side(machine: Machine, operand: Operand) -> str | Fraction:
    match operand:
        case Reading(name):
            return name
        case Constant(quantity):
            return quantity.base
        case ParameterValue(name):
            value = next(item.value for item in machine.parameters if item.id == name)
            if not isinstance(value, Quantity):
                raise NotExactError(f"it depends on `{name}`, which is an open decision")
            return value.base
        case _:
            assert_never(operand)


def comparisons(machine: Machine, expression: Expression) -> Iterator[Compare]:
    """Every comparison in an expression, through the facts it names."""
    match expression:
        case Compare():
            yield expression
        case All(operands) | Any(operands):
            for item in operands:
                yield from comparisons(machine, item)
        case Not(operand):
            yield from comparisons(machine, operand)
        case Fact(trigger) | Once(trigger):
            yield from comparisons(machine, fact(machine, trigger).when)
        case Occurred() | Ended():
            return
        case _:
            assert_never(expression)


def fact(machine: Machine, name: str) -> Trigger:
    """The named trigger."""
    return next(item for item in machine.facts if item.id == name)


def classes(machine: Machine, expressions: Iterable[Expression]) -> dict[str, tuple[LabClass, ...]]:
    """The classes of every lab that the expressions read, ascending, within the lab's declared range."""
    atoms: dict[str, set[Atom]] = {}
    for expression in expressions:
        for compare in comparisons(machine, expression):
            atom = atom_of(machine, compare)
            if isinstance(atom, Atom):
                atoms.setdefault(atom.lab, set()).add(atom)
    return {lab: _classes(machine, lab, found) for lab, found in atoms.items()}


def _classes(machine: Machine, lab: str, atoms: set[Atom]) -> tuple[LabClass, ...]:
    low, high = _range(machine, lab)
    thresholds = sorted({atom.threshold for atom in atoms})
    ordered = sorted(atoms, key=lambda atom: (atom.threshold, atom.operator.value))
    grouped: dict[tuple[bool, ...], list[Fraction]] = {}
    for value in _samples(thresholds, low, high):
        grouped.setdefault(tuple(atom.holds(value) for atom in ordered), []).append(value)
    found = []
    for values in grouped.values():
        on_threshold = [value for value in values if value in thresholds]
        found.append(LabClass((on_threshold or values)[0]))
    return tuple(sorted(found, key=lambda item: item.example))


def _range(machine: Machine, lab: str) -> tuple[Fraction | None, Fraction | None]:
    declared: Lab | Attribute | DerivedAttribute = next(
        item for item in (*machine.labs, *machine.attributes) if item.id == lab
    )
    match declared:
        case DerivedAttribute():
            raise NotExactError(f"a guard reads `{lab}`, which is computed")
        case Lab() | Attribute():
            factor = declared.unit.factor
            low = Fraction(0) if declared.low is None else declared.low * factor
            return low, None if declared.high is None else declared.high * factor
        case _:
            assert_never(declared)


def _samples(thresholds: list[Fraction], low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    """One value of each point and each open interval, ascending, inside the range."""
    floor = thresholds[0] - 1 if low is None else low
    ceiling = thresholds[-1] + 1 if high is None else high
    inside = [value for value in thresholds if floor <= value <= ceiling]
    previous = floor
    if not inside or floor < inside[0]:
        yield just_below(inside[0], floor) if inside else floor
    for index, value in enumerate(inside):
        if index and previous < value:
            yield just_below(value, previous)
        yield value
        previous = value
    if inside and previous < ceiling:
        yield min(ceiling, previous + _reporting_step(previous))


def just_below(value: Fraction, floor: Fraction) -> Fraction:
    """A short decimal just below `value` and not below `floor`: 0.9 for 1, 14.9 for 15."""
    step = _reporting_step(value)
    while value - step <= floor and step > Fraction(1, 10**9):
        step /= 10
    return value - step if value - step > floor else (value + floor) / 2


def _reporting_step(value: Fraction) -> Fraction:
    """One unit in the first decimal place that `value` does not use."""
    step = Fraction(1, 10)
    while (value / (step * 10)).denominator != 1 and step > Fraction(1, 10**9):
        step /= 10
    return step
