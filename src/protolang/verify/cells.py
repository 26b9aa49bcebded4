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
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Monotone,
    Not,
    Occurred,
    Once,
    Operator,
    Several,
)
from protolang.model.term import (
    Aggregate,
    Arithmetic,
    Baseline,
    Constant,
    Count,
    DoseGiven,
    Extreme,
    FormulaValue,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    TimeSince,
    Total,
)
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.verify.reading import inside


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


MIRROR = {
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


def atom_of(machine: Machine, condition: Compare | Is) -> Atom | bool:
    """The comparison as an atom over one lab, or its constant truth. Raises `NotExactError` otherwise.

    A choice is an atom over the places of the choices.
    """
    match condition:
        case Is(name, _, index):
            return Atom(name, Operator.EQUAL, Fraction(index))
        case Compare():
            left, right = _side(machine, condition.left), _side(machine, condition.right)
        case _:
            assert_never(condition)
    match left, right:
        case str(), Fraction():
            return Atom(left, condition.operator, right)
        case Fraction(), str():
            return Atom(right, MIRROR[condition.operator], left)
        case Fraction(), Fraction():
            return Atom("", condition.operator, right).holds(left)
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
            match value:
                case Quantity():
                    return value.base
                case int():
                    return Fraction(value)
                case Days():
                    return value.days
                case CalendarMonths():
                    raise NotExactError(f"it compares with `{name}`, and calendar months differ in length")
                case None:
                    raise NotExactError(f"it depends on `{name}`, which is an open decision")
                case _:
                    assert_never(value)
        case LevelValue(name):
            raise NotExactError(f"it depends on `{name}`, and the explorer does not follow levels yet")
        case Baseline(name) | Aggregate(_, name):
            raise NotExactError(f"it depends on earlier results of `{name}`, which the explorer does not remember yet")
        case Count(_, subject) | Total(subject) | TimeSince(subject) | DoseGiven(subject):
            raise NotExactError(f"it depends on what there was of `{subject}` before, which is not followed yet")
        case Arithmetic() | Extreme() | FormulaValue():
            raise NotExactError("a guard computes with readings, which the explorer does not follow yet")
        case _:
            assert_never(operand)


def atoms(machine: Machine, expression: Expression) -> Iterator[Compare | Is]:
    """Every condition on a result in an expression, through the triggers it names.

    Raises `NotExactError` for a condition that the results of one day do not decide.
    """
    for item in inside(machine, expression):
        match item:
            case Compare() | Is():
                yield item
            case Lasting(trigger):
                raise NotExactError(f"how long `{trigger}` has lasted is not followed yet")
            case Consecutive() | Monotone():
                raise NotExactError(f"earlier results of `{item.lab}` are not remembered yet")
            case InPhase(phase):
                raise NotExactError(f"a guard asks whether the patient is in `{phase}`, which is not followed yet")
            case GivenToday(drug):
                raise NotExactError(f"a guard asks whether `{drug}` is given on the day, which is not followed yet")
            case All() | Any() | Not() | Several() | Fact() | Once() | Occurred() | Ended():
                pass
            case _:
                assert_never(item)


def classes(machine: Machine, expressions: Iterable[Expression]) -> dict[str, tuple[LabClass, ...]]:
    """The classes of every lab that the expressions read, ascending, within the lab's declared range."""
    found: dict[str, set[Atom]] = {}
    for expression in expressions:
        for condition in atoms(machine, expression):
            atom = atom_of(machine, condition)
            if isinstance(atom, Atom):
                found.setdefault(atom.lab, set()).add(atom)
    return {lab: _classes(machine, lab, of_lab) for lab, of_lab in found.items()}


def _classes(machine: Machine, lab: str, found: set[Atom]) -> tuple[LabClass, ...]:
    thresholds = sorted({atom.threshold for atom in found})
    ordered = sorted(found, key=lambda atom: (atom.threshold, atom.operator.value))
    grouped: dict[tuple[bool, ...], list[Fraction]] = {}
    for value in _possible(machine, lab, thresholds):
        grouped.setdefault(tuple(atom.holds(value) for atom in ordered), []).append(value)
    cut = []
    for values in grouped.values():
        on_threshold = [value for value in values if value in thresholds]
        cut.append(LabClass((on_threshold or values)[0]))
    return tuple(sorted(cut, key=lambda item: item.example))


def _possible(machine: Machine, lab: str, thresholds: list[Fraction]) -> Iterator[Fraction]:
    """One value of each cell, ascending, inside the declared range; of a lab with choices, the place of each."""
    declared: Lab | Attribute | DerivedAttribute = next(
        item for item in (*machine.labs, *machine.attributes) if item.id == lab
    )
    match declared:
        case DerivedAttribute():
            raise NotExactError(f"a guard reads `{lab}`, which is computed")
        case Lab() | Attribute() if declared.choices:
            yield from (Fraction(at) for at in range(len(declared.choices)))
        case Lab() | Attribute():
            factor = declared.unit.factor
            low = Fraction(0) if declared.low is None else declared.low * factor
            high = None if declared.high is None else declared.high * factor
            yield from samples(thresholds, low, high, reported_step(declared))
        case _:
            assert_never(declared)


def reported_step(lab: Lab | Attribute) -> Fraction | None:
    """The least difference of two results, in base units; None where the lab does not say to what it is rounded."""
    return None if lab.rounded_to is None else lab.rounded_to.base


def samples(
    thresholds: list[Fraction], low: Fraction | None, high: Fraction | None, step: Fraction | None = None
) -> Iterator[Fraction]:
    """One value of each point and each open interval, ascending, inside the range.

    With `step`, which results are multiples of, it is the one next to the threshold, where the interval has one.
    """
    floor = thresholds[0] - 1 if low is None else low
    ceiling = thresholds[-1] + 1 if high is None else high
    inside = [value for value in thresholds if floor <= value <= ceiling]
    previous = floor
    if not inside or floor < inside[0]:
        yield just_below(inside[0], floor, step) if inside else floor
    for index, value in enumerate(inside):
        if index and previous < value:
            yield just_below(value, previous, step)
        yield value
        previous = value
    if inside and previous < ceiling:
        above = previous + _reporting_step(previous) if step is None else (previous // step + 1) * step
        yield min(ceiling, above)


def just_below(value: Fraction, floor: Fraction, step: Fraction | None = None) -> Fraction:
    """A short decimal just below `value` and above `floor`: 0.9 for 1, 14.9 for 15, or the next multiple of `step`."""
    if step is not None and (below := (-(-value // step) - 1) * step) > floor:
        return below
    unit = _reporting_step(value)
    while value - unit <= floor and unit > Fraction(1, 10**9):
        unit /= 10
    return value - unit if value - unit > floor else (value + floor) / 2


def _reporting_step(value: Fraction) -> Fraction:
    """One unit in the first decimal place that `value` does not use."""
    step = Fraction(1, 10)
    while (value / (step * 10)).denominator != 1 and step > Fraction(1, 10**9):
        step /= 10
    return step
