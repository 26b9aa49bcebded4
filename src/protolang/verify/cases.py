"""Which of several rows hold for which values: exact over cells, without any exploration.

Every term of the rows is one axis, cut where a row changes its mind; the product of the axes is all there is to look
at. Every result is known here: what follows from a missing one is another rule's matter.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple, assert_never

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
    Several,
)
from protolang.model.term import Arithmetic, ArithmeticOperator, Constant, Operand, ParameterValue, Reading
from protolang.quantity import Days, Quantity, Unit
from protolang.verify.axes import Axis, Cell, numbers, ordered, quantity, yes_or_no
from protolang.verify.cells import MIRROR, Atom, NotExactError
from protolang.verify.reading import fact

MOST = 20_000
"""Cells that are looked at; a table with more is not decided."""

Place = tuple[int, ...]
"""A cell of each axis."""


class Box(NamedTuple):
    """Neighbouring places: on each axis the cells from `low` to `high`, both included."""

    low: Place
    high: Place

    def holds(self, place: Place) -> bool:
        """Whether a place is one of them."""
        return all(low <= at <= high for low, at, high in zip(self.low, place, self.high, strict=True))


_Key = tuple[str, Operand | str | tuple[Operand, Operand]]
_Truth = Callable[[Sequence[Fraction]], bool]


class Cases:
    """The cells that `conditions` tell apart. Raises `NotExactError` when there are too many, or a value is open.

    Of `reported`, an event, it is known that it is reported.
    """

    def __init__(self, machine: Machine, conditions: Sequence[Expression], reported: str | None = None) -> None:
        self.machine, self._reported = machine, reported
        self._thresholds: dict[_Key, set[Fraction]] = {}
        self._units: dict[_Key, Unit | None] = {}
        self._terms: dict[_Key, Operand] = {}
        self._fixed: dict[_Key, Axis] = {}
        truths = [self._compile(item) for item in conditions]
        keys = list(self._thresholds)
        self.axes = tuple(self._axis(key) for key in keys)
        if prod(len(axis.cells) for axis in self.axes) > MOST:
            raise NotExactError(f"there are more than {MOST} cases to look at")
        self._at = {key: at for at, key in enumerate(keys)}
        self._factors = tuple(self._factor(axis) for axis in self.axes)
        self._conditions = tuple(truths)

    def places(self) -> Iterator[Place]:
        """Every one, the first axis the slowest."""
        return product(*(range(len(axis.cells)) for axis in self.axes))

    def true_at(self, place: Place) -> tuple[bool, ...]:
        """The truth of each condition there."""
        values = [
            axis.cells[at].example * factor for axis, at, factor in zip(self.axes, place, self._factors, strict=True)
        ]
        return tuple(truth(values) for truth in self._conditions)

    def boxes(self, wanted: Iterable[Place]) -> tuple[Box, ...]:
        """The places as few boxes, each as large as it can be from where it begins."""
        every = frozenset(wanted)
        rest = sorted(every, reverse=True)
        found: list[Box] = []
        while rest:
            start = rest.pop()
            if not any(box.holds(start) for box in found):
                found.append(self._grown(start, every))
        return tuple(found)

    def _grown(self, start: Place, every: frozenset[Place]) -> Box:
        low, high = list(start), list(start)
        for axis in range(len(start)):
            for ends, step in ((high, 1), (low, -1)):
                while 0 <= ends[axis] + step < len(self.axes[axis].cells):
                    spans = [range(a, b + 1) for a, b in zip(low, high, strict=True)]
                    spans[axis] = range(ends[axis] + step, ends[axis] + step + 1)
                    if not all(place in every for place in product(*spans)):
                        break
                    ends[axis] += step
        return Box(tuple(low), tuple(high))

    def deciding(self, box: Box) -> tuple[int, ...]:
        """The axes that a box does not fill from end to end."""
        return tuple(
            at
            for at, (axis, low, high) in enumerate(zip(self.axes, box.low, box.high, strict=True))
            if (low, high) != (0, len(axis.cells) - 1)
        )

    def independent(self, box: Box) -> bool:
        """Whether nothing that decides a box depends on the same results, so that there is such a patient."""
        seen: set[str] = set()
        for at in self.deciding(box):
            if seen & self.axes[at].about:
                return False
            seen |= self.axes[at].about
        return True

    def clause(self, box: Box) -> str:
        """A box in words: "`anc` is above 1.8 and below 1.9 10*9/L"."""
        return " and ".join(
            f"{self.axes[at].text} is {_span(self.axes[at], box.low[at], box.high[at])}" for at in self.deciding(box)
        )

    def example(self, box: Box) -> tuple[tuple[str, str], ...]:
        """One patient in the box, as (name, value) pairs."""
        found = []
        for at in self.deciding(box):
            axis = self.axes[at]
            cells = axis.cells[box.low[at] : box.high[at] + 1]
            stated = axis.words or axis.whole or axis.step is not None
            value = cells[len(cells) // 2].example if stated else _middle(cells)
            text = axis.words[int(value)] if axis.words else quantity(value, axis.unit)
            found.append((axis.text.replace("`", ""), text))
        return tuple(found)

    # ---- conditions ----

    def _compile(self, expression: Expression) -> _Truth:
        match expression:
            case Compare():
                return self._comparison(expression)
            case Is(name, _, index):
                key = self._number(Reading(name), Fraction(index), None)
                return lambda values: values[self._at[key]] == index
            case All(operands):
                every = [self._compile(item) for item in operands]
                return lambda values: all(truth(values) for truth in every)
            case Any(operands):
                some = [self._compile(item) for item in operands]
                return lambda values: any(truth(values) for truth in some)
            case Several(count, operands):
                several = [self._compile(item) for item in operands]
                return lambda values: sum(truth(values) for truth in several) >= count
            case Not(operand):
                inner = self._compile(operand)
                return lambda values: not inner(values)
            case Fact(trigger):
                return self._compile(fact(self.machine, trigger).when)
            case Once(trigger):
                before = self._flag(f"`{trigger}` before", "true", "not true", ())
                today = self._compile(fact(self.machine, trigger).when)
                return lambda values: before(values) or today(values)
            case Lasting(trigger, time):
                lasting = self._flag(f"`{trigger}` for {time}", "true", "not true", ())
                now = self._compile(fact(self.machine, trigger).when)
                return lambda values: lasting(values) and now(values)
            case Consecutive():
                text = f"`{' '.join(expression.origin.text.split())}`"
                past = self._flag(text, "true", "not true", (f"past {expression.lab}",))
                current = self._compile(expression.condition)
                return lambda values: past(values) and current(values)
            case Monotone(lab):
                text = f"`{' '.join(expression.origin.text.split())}`"
                return self._flag(text, "true", "not true", (f"past {lab}",))
            case Occurred(event) if event == self._reported:
                return lambda values: True
            case Occurred(event):
                return self._flag(f"`{event}`", "reported", "not reported", (event,))
            case Ended(track):
                return self._flag(f"track `{track}`", "over", "not over", ())
            case InPhase(phase):
                return self._flag(f"`{phase}`", "the current phase", "not the current phase", ())
            case GivenToday(drug):
                return self._flag(f"`{drug}`", "given on the day", "not given on the day", ())
            case _:
                assert_never(expression)

    def _flag(self, text: str, yes: str, no: str, about: Iterable[str]) -> _Truth:
        key = ("flag", text)
        self._thresholds.setdefault(key, set())
        self._fixed[key] = yes_or_no(text, yes, no, about)
        return lambda values: values[self._at[key]] == 1

    def _comparison(self, compare: Compare) -> _Truth:
        left, right = self._constant(compare.left), self._constant(compare.right)
        if left is not None and right is not None:
            truth = Atom("", compare.operator, right).holds(left)
            return lambda values: truth
        if right is not None:
            key = self._number(compare.left, right, _unit_of(compare.right))
            atom = Atom("", compare.operator, right)
        elif left is not None:
            key = self._number(compare.right, left, _unit_of(compare.left))
            atom = Atom("", MIRROR[compare.operator], left)
        else:
            key = ("order", (compare.left, compare.right))
            self._thresholds.setdefault(key, set())
            self._fixed[key] = ordered(compare.left, compare.right, self.machine)
            atom = Atom("", compare.operator, Fraction(1))
        return lambda values: atom.holds(values[self._at[key]])

    def _number(self, term: Operand, threshold: Fraction, unit: Unit | None) -> _Key:
        key = ("number", term)
        self._thresholds.setdefault(key, set()).add(threshold)
        self._terms[key] = term
        self._units.setdefault(key, unit)
        return key

    def _axis(self, key: _Key) -> Axis:
        fixed = self._fixed.get(key)
        if fixed is not None:
            return fixed
        return numbers(self.machine, self._terms[key], self._thresholds[key], self._units[key])

    def _factor(self, axis: Axis) -> Fraction:
        return Fraction(1) if axis.unit is None else axis.unit.factor

    def _constant(self, term: Operand) -> Fraction | None:
        """The value of a term without anything that varies, in base units."""
        match term:
            case Constant(amount):
                return amount.base
            case ParameterValue(name):
                return decided(self.machine, name)
            case Arithmetic(operator, left, right):
                first, second = self._constant(left), self._constant(right)
                return None if first is None or second is None else _computed(operator, first, second)
            case _:
                return None


def decided(machine: Machine, name: str) -> Fraction:
    """The value of a parameter, in base units. Raises `NotExactError` while it is open, or is calendar months."""
    match next(item.value for item in machine.parameters if item.id == name):
        case Quantity() as value:
            return value.base
        case int(count):
            return Fraction(count)
        case Days() as time:
            return time.days
        case _:
            raise NotExactError(f"it depends on `{name}`, which is an open decision")


def _computed(operator: ArithmeticOperator, left: Fraction, right: Fraction) -> Fraction | None:
    match operator:
        case ArithmeticOperator.PLUS:
            return left + right
        case ArithmeticOperator.MINUS:
            return left - right
        case ArithmeticOperator.TIMES:
            return left * right
        case ArithmeticOperator.DIVIDED:
            return left / right if right else None
        case _:
            assert_never(operator)


def _unit_of(term: Operand) -> Unit | None:
    return term.quantity.unit if isinstance(term, Constant) else None


def _middle(cells: Sequence[Cell]) -> Fraction:
    """The value between the ends, which is in the box even where both ends are left out."""
    low, high = cells[0].low, cells[-1].high
    if len(cells) == 1:
        return cells[0].example
    if low is None or high is None:
        return cells[0].example if cells[0].low_in else cells[-1].example
    return (low + high) / 2


def _span(axis: Axis, low: int, high: int) -> str:
    if axis.words:
        return " or ".join(axis.words[low : high + 1])
    first, last = axis.cells[low], axis.cells[high]
    if axis.whole:
        first, last = _closed(first), _closed(last)
    if first.low is not None and first.low == last.high:
        return quantity(first.low, axis.unit)
    parts = []
    # the ends of what can be measured need not be said
    if first.low is not None and (low > 0 or not first.low_in):
        word = "at least" if first.low_in else "above"
        parts.append((word, first.low))
    if last.high is not None and (high < len(axis.cells) - 1 or not last.high_in):
        parts.append(("at most" if last.high_in else "below", last.high))
    return " and ".join(f"{word} {quantity(value, axis.unit)}" for word, value in parts)


def _closed(cell: Cell) -> Cell:
    """The same whole numbers, with both ends among them."""
    low = None if cell.low is None else cell.low + (0 if cell.low_in else 1)
    high = None if cell.high is None else cell.high - (0 if cell.high_in else 1)
    return Cell(low, low is not None, high, high is not None, cell.example)
