"""What one dose can amount to, over every size that a patient may have: interval arithmetic on exact numbers.

Bounds are those that the file states: the range of a recorded size, narrowed by who is included; the steps or the range
of a level; the cells of a table. A computed size (a body surface) has no stated range and is only above zero.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, assert_never

from protolang.checks.leaving import live_states
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import All, Compare, Expression, Operator
from protolang.model.term import Constant, LevelValue, ParameterValue, Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Dose, Drug
from protolang.quantity import Direction, Quantity, Root, Unit, decimal_text, parse_unit
from protolang.source import Span

_PERCENT = parse_unit("%")
_NOTHING = Fraction(0)


class Sizes(NamedTuple):
    """The sizes a dose is multiplied by: from `low` to `high` of `unit`, both included; None where none is stated."""

    name: str
    title: str
    low: Fraction | None
    high: Fraction | None
    unit: Unit

    def told(self, size: Fraction) -> tuple[str, str]:
        """A size for people, rounded up to what a scale shows."""
        shown = Root(size).rounded(Fraction(1, 10), Direction.UP)
        return self.title or self.name, f"{decimal_text(shown)} {self.unit}"


class Piece(NamedTuple):
    """One amount the dose may be made of, and all it can come to: from `low` to `high` of `unit` (None: not known).

    `rate` is the amount for one unit of the size, in `rate_unit`. `origin` is where the amount is written.
    """

    rate: Fraction
    rate_unit: Unit
    sizes: Sizes | None
    low: Fraction | None
    high: Fraction | None
    unit: Unit
    origin: Span
    rounded: bool

    def at_least(self, amount: Quantity) -> bool:
        """Whether every patient gets at least so much."""
        return self.low is not None and self.low >= amount.to(self.unit).magnitude


def pieces(machine: Machine, dose: Dose) -> tuple[Piece, ...]:
    """One for each amount that a step, a cell or the text itself states; none where that is not known."""
    found = []
    factors = tuple(_factors(machine, dose.table)) if dose.table is not None and dose.amount is not None else None
    for low, high, unit, origin in _amounts(machine, dose):
        for factor in (Fraction(1),) if factors is None else factors:
            sizes = None if dose.basis is None else _sizes(machine, dose.basis)
            if dose.basis is not None and sizes is None:
                return ()
            by_size = unit if sizes is None else unit * sizes.unit
            scale = factor if sizes is None else factor * unit.factor * sizes.unit.factor / by_size.factor
            least = low * scale if sizes is None else None if sizes.low is None else low * scale * sizes.low
            most = high * scale if sizes is None else None if sizes.high is None else high * scale * sizes.high
            fixed = isinstance(dose.amount, Quantity) and dose.table is None and dose.basis is None
            found.append(Piece(low * factor, unit, sizes, least, most, by_size, origin, not fixed))
    return tuple(found)


def _amounts(machine: Machine, dose: Dose) -> Iterator[tuple[Fraction, Fraction, Unit, Span]]:
    match dose.amount:
        case Quantity(magnitude, unit):
            yield magnitude, magnitude, unit, dose.origin
        case LevelValue(name):
            level = next(item for item in machine.levels if item.id == name)
            for step in level.steps:
                yield step.to(level.unit).magnitude, step.to(level.unit).magnitude, level.unit, level.origin
            if not level.steps and level.low is not None and level.high is not None:
                yield level.low, level.high, level.unit, level.origin
        case ParameterValue(name):
            parameter = next(item for item in machine.parameters if item.id == name)
            if isinstance(parameter.value, Quantity):
                yield parameter.value.magnitude, parameter.value.magnitude, parameter.value.unit, parameter.origin
        case Reading():
            pass
        case None:
            table = next((item for item in machine.tables if item.id == dose.table), None)
            for case in () if table is None else table.cases:
                if case.cell.value is not None:
                    yield case.cell.value.magnitude, case.cell.value.magnitude, case.cell.value.unit, case.origin
        case _:
            assert_never(dose.amount)


def _factors(machine: Machine, name: str) -> Iterator[Fraction]:
    for case in next(item for item in machine.tables if item.id == name).cases:
        value = case.cell.value
        if value is not None:
            yield value.magnitude / 100 if value.unit.dimension == _PERCENT.dimension else value.base


def _sizes(machine: Machine, name: str) -> Sizes | None:
    definition = next((item for item in machine.attributes if item.id == name), None)
    match definition:
        case Attribute(title=title, unit=unit, low=low, high=high):
            for expression, included in ((item.when, item.include) for item in machine.eligibility):
                low, high = _narrowed(expression, name, unit, low, high, included=included)
            return Sizes(name, title, low if low is not None and low > _NOTHING else None, high, unit)
        case DerivedAttribute(title=title, unit=unit):
            return Sizes(name, title, None, None, unit)
        case None:
            return None
        case _:
            assert_never(definition)


def _narrowed(
    expression: Expression,
    name: str,
    unit: Unit,
    low: Fraction | None,
    high: Fraction | None,
    *,
    included: bool,
) -> tuple[Fraction | None, Fraction | None]:
    """The range of a size among those who are included."""
    match expression:
        case All(operands) if included:
            for operand in operands:
                low, high = _narrowed(operand, name, unit, low, high, included=included)
        case Compare(Reading(subject), operator, Constant(limit)) if subject == name:
            edge = limit.to(unit).magnitude
            upward = operator in (Operator.AT_LEAST, Operator.ABOVE)
            downward = operator in (Operator.AT_MOST, Operator.BELOW)
            if upward if included else downward:
                low = edge if low is None else max(low, edge)
            if downward if included else upward:
                high = edge if high is None else min(high, edge)
        case _:
            pass
    return low, high


def step_of(machine: Machine, drug: Drug, piece: Piece) -> Fraction | None:
    """What a dose of this kind is rounded to, in its unit; None where it is not rounded."""
    step = drug.rounded_to or machine.rounding
    if step is None or not piece.rounded or step.unit.dimension != piece.unit.dimension:
        return None
    return step.to(piece.unit).magnitude


def doses_given(machine: Machine, drug: Drug) -> tuple[tuple[Dose, Span | None], ...]:
    """Every dose of a drug that some phase gives, each once, with the statement that says a dose of its own."""
    found: dict[Dose, Span | None] = {}
    for _, state in live_states(machine):
        for item in state.obligations:
            if item.subject != drug.id or item.kind not in (ActionKind.GIVE, ActionKind.INFUSE):
                continue
            steps: list[Dose | None] = [step.dose for step in item.course]
            for dose in steps or [item.dose or drug.dose]:
                if dose is not None:
                    found.setdefault(dose, None if dose is drug.dose else item.origin)
    return tuple(found.items())
