"""What varies in a table or a decision, cut where its conditions change.

A term is taken as one thing that varies, whatever it is computed from; `about` says what it depends on, so that two
that move together are known to.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, assert_never

from protolang.machine.statechart import Machine
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
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
from protolang.quantity import Quantity, Unit, decimal_text
from protolang.verify.cells import reported_step
from protolang.verify.reading import declared, measured_by, terms

_BARE = frozenset({"times", "time", "doses", "dose", "cycles", "cycle", "infusions", "infusion", ""})


class Cell(NamedTuple):
    """A point, or the values between two ends (None: unbounded), with one of them as an example."""

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool
    example: Fraction


class Axis(NamedTuple):
    """One thing that varies. Numbers are in `unit`, and `whole` when nothing lies between two of them; the values of
    `words` are their places. `step` is what results are multiples of, where the author says it."""

    text: str
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    unit: Unit | None
    about: frozenset[str]
    whole: bool = False
    step: Fraction | None = None


def yes_or_no(text: str, yes: str, no: str, about: Iterable[str]) -> Axis:
    """Something that is so or not."""
    return Axis(text, (_point(Fraction(0)), _point(Fraction(1))), (no, yes), None, frozenset(about))


def ordered(one: Operand, other: Operand, machine: Machine) -> Axis:
    """How two terms compare with each other: less, equal or more."""
    left, right = told(one), told(other)
    words = (f"below {right}", f"equal to {right}", f"above {right}")
    cells = tuple(_point(Fraction(at)) for at in range(3))
    return Axis(left, cells, words, None, about(machine, one) | about(machine, other))


def numbers(machine: Machine, term: Operand, thresholds: Iterable[Fraction], unit: Unit | None) -> Axis:
    """A term cut at thresholds (base units), within what it can be; `unit` is that of the thresholds."""
    shown = _unit(machine, term) or unit
    factor = Fraction(1) if shown is None else shown.factor
    words = _choices(machine, term)
    if words:
        return Axis(
            told(term), tuple(_point(Fraction(at)) for at in range(len(words))), words, None, about(machine, term)
        )
    steps = steps_of(machine, term)
    if steps:
        cells = tuple(_point(value / factor) for value in sorted(set(steps)))
        return Axis(told(term), cells, (), shown, about(machine, term))
    low, high = range_of(machine, term)
    cut = sorted({value / factor for value in thresholds})
    whole = is_whole(machine, term, shown) and all(value.denominator == 1 for value in cut)
    step = _step(machine, term)
    step = None if step is None else step / factor
    low, high = None if low is None else low / factor, None if high is None else high / factor
    cells = _cut(cut, low, high, whole=whole, step=step)
    return Axis(told(term), cells, (), shown, about(machine, term), whole, step)


def _point(value: Fraction) -> Cell:
    return Cell(value, True, value, True, value)


def _cut(
    thresholds: list[Fraction], low: Fraction | None, high: Fraction | None, *, whole: bool, step: Fraction | None
) -> tuple[Cell, ...]:
    inside = [at for at in thresholds if (low is None or low <= at) and (high is None or at <= high)]
    edges: list[Fraction | None] = [low, *inside, high]
    cells: list[Cell] = []
    for at, (left, right) in enumerate(pairwise(edges)):
        first, last = at == 0, at == len(inside)
        if left is not None and left == right:
            if first and last:
                cells.append(_point(left))
        else:
            between = Cell(left, first and left is not None, right, last and right is not None, Fraction(0))
            example = _whole_example(between) if whole else _example(between, step)
            if example is not None:
                cells.append(between._replace(example=example))
        if not last and right is not None:
            cells.append(_point(right))
    return tuple(cells)


def _example(cell: Cell, step: Fraction | None) -> Fraction:
    """A result next to a threshold where its last digit is known; else the middle of two, or a little beyond one."""
    low, high = cell.low, cell.high
    reported = None if step is None else _reported(cell, step)
    if reported is not None:
        return reported
    if low is None and high is None:
        return Fraction(1)
    if low is None or (cell.low_in and high is not None):
        edge = high or Fraction(0)
        step = reporting_step(edge)
        return edge - step if low is None or edge - step >= low else (edge + low) / 2
    if high is None or cell.high_in:
        beyond = low + reporting_step(low)
        return beyond if high is None or beyond <= high else high
    return (low + high) / 2


def _reported(cell: Cell, step: Fraction) -> Fraction | None:
    """The multiple of `step` next to a threshold; None where none lies in the cell."""
    if cell.high is not None and not cell.high_in:
        below = (-(-cell.high // step) - 1) * step
        return below if cell.low is None or below > cell.low or (cell.low_in and below == cell.low) else None
    if cell.low is not None and not cell.low_in:
        above = (cell.low // step + 1) * step
        return above if cell.high is None or above <= cell.high else None
    return None


def reporting_step(value: Fraction) -> Fraction:
    """One unit in the first decimal place that `value` does not use."""
    step = Fraction(1, 10)
    while (value / (step * 10)).denominator != 1 and step > Fraction(1, 10**9):
        step /= 10
    return step


def _whole_example(cell: Cell) -> Fraction | None:
    if cell.low is None:
        return Fraction(-(-(cell.high or 0) // 1) - 1)
    least = Fraction(-(-cell.low // 1) if cell.low_in else cell.low // 1 + 1)
    if cell.high is None:
        return least
    fits = least < cell.high or (cell.high_in and least == cell.high)
    return least if fits else None


# ---- what a term can be ----------------------------------------------------------------------------------------


def _step(machine: Machine, term: Operand) -> Fraction | None:
    """The least difference of two results that are read as they are, in base units, where the lab says it."""
    match term:
        case Reading() | Baseline():
            match _declared(machine, term):
                case Lab() | Attribute() as item:
                    return reported_step(item)
                case _:
                    return None
        case _:
            return None


def _declared(machine: Machine, term: Operand) -> Lab | Attribute | DerivedAttribute | None:
    match term:
        case Reading(name) | Baseline(name):
            return next((item for item in (*machine.labs, *machine.attributes) if item.id == name), None)
        case Aggregate(AggregateFunction.MEAN | AggregateFunction.LOWEST | AggregateFunction.HIGHEST, name):
            return declared(machine, name)
        case _:
            return None


def _choices(machine: Machine, term: Operand) -> tuple[str, ...]:
    item = _declared(machine, term)
    return tuple(choice.id for choice in item.choices) if isinstance(item, Lab | Attribute) else ()


def steps_of(machine: Machine, term: Operand) -> tuple[Fraction, ...]:
    """The only values that a level can have, in base units; none for what is not bound to steps."""
    match term:
        case LevelValue(name):
            level = next(item for item in machine.levels if item.id == name)
            return tuple(step.base for step in level.steps)
        case _:
            return ()


def _unit(machine: Machine, term: Operand) -> Unit | None:
    item = _declared(machine, term)
    return None if item is None else item.unit


def is_whole(machine: Machine, term: Operand, unit: Unit | None) -> bool:
    """Whether nothing lies between two neighbouring whole numbers of `unit` (None: of days, or times)."""
    match term:
        case Count():
            return True
        case TimeSince():
            return machine.resolution.per_day == 1 and (unit is None or unit.factor == 1)
        case Reading():
            # measured in times: 2.5 times the upper limit of normal
            return False
        case _:
            return unit is not None and str(unit) in _BARE


def range_of(machine: Machine, term: Operand) -> tuple[Fraction | None, Fraction | None]:
    """The closed range of its values, in base units."""
    item = _declared(machine, term)
    if isinstance(item, Lab | Attribute):
        factor = item.unit.factor
        low = Fraction(0) if item.low is None else item.low * factor
        return low, None if item.high is None else item.high * factor
    match term:
        case LevelValue(name):
            level = next(item for item in machine.levels if item.id == name)
            factor = level.unit.factor
            low = Fraction(0) if level.low is None else level.low * factor
            return low, None if level.high is None else level.high * factor
        case Aggregate(AggregateFunction.TIME_IN_RANGE):
            return Fraction(0), Fraction(100)
        case _:
            return Fraction(0) if not _may_be_negative(machine, term) else None, None


def _may_be_negative(machine: Machine, term: Operand) -> bool:
    match term:
        case Arithmetic(ArithmeticOperator.MINUS) | Aggregate(AggregateFunction.GROWTH):
            return True
        case Arithmetic(_, left, right):
            return _may_be_negative(machine, left) or _may_be_negative(machine, right)
        case Extreme(_, operands):
            return any(_may_be_negative(machine, item) for item in operands)
        case Reading(name):
            item = next((item for item in machine.attributes if item.id == name), None)
            return isinstance(item, DerivedAttribute) and _may_be_negative(machine, item.value)
        case Constant(quantity):
            return quantity.magnitude < 0
        case ParameterValue() | LevelValue() | Baseline() | Aggregate() | Count() | Total() | TimeSince():
            return False
        case DoseGiven() | FormulaValue():
            return False
        case _:
            assert_never(term)


def about(machine: Machine, term: Operand) -> frozenset[str]:
    """What a term depends on: labs of today, labs of the past, doses, levels."""
    found: set[str] = set()
    for item in terms(term):
        match item:
            case Reading():
                found |= set(measured_by(machine, item))
            case Baseline(name) | Aggregate(_, name):
                found.add(f"past {name}")
            case Count(_, subject) | Total(subject) | TimeSince(subject) | DoseGiven(subject):
                found.add(f"past {subject}")
            case LevelValue(name):
                found.add(name)
            case Constant() | ParameterValue() | Arithmetic() | Extreme() | FormulaValue():
                pass
            case _:
                assert_never(item)
    return frozenset(found)


def told(term: Operand) -> str:
    """A term as the author would write it."""
    match term:
        case Reading(name) | ParameterValue(name) | LevelValue(name):
            return f"`{name}`"
        case Baseline(name):
            return f"the baseline of `{name}`"
        case Aggregate(function, name):
            return f"`{function.value}({name})`"
        case Count(_, subject):
            return f"the count of `{subject}`"
        case Total(drug):
            return f"the total of `{drug}`"
        case TimeSince(subject):
            return f"the time since `{subject}`"
        case DoseGiven(drug):
            return f"the dose of `{drug}`"
        case Constant(quantity):
            return str(quantity)
        case Arithmetic() | Extreme() | FormulaValue():
            return f"`{' '.join(term.origin.text.split())}`"
        case _:
            assert_never(term)


def quantity(value: Fraction, unit: Unit | None) -> str:
    """A number of an axis, with its unit."""
    return decimal_text(value) if unit is None or str(unit) in _BARE else str(Quantity(value, unit))
