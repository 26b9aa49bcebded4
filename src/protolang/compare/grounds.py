"""What the conditions of two protocols turn on, as axes that both share: each result, event and remembered fact once.

A number is cut at the thresholds of both sides into points and open intervals, so that a cell stands for all its
values; one more cell is the missing result. What the results of one day do not decide (`lasting`, `once`, runs and
trends of results) is a yes or no of its own.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from fractions import Fraction
from typing import NamedTuple, assert_never

from protolang.compare.closed import MIRROR, Key, Side, fixed, means
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
from protolang.model.term import Aggregate, Baseline, Constant, Operand, Reading, TimeSince
from protolang.model.treatment import DerivedAttribute, MissingPolicy
from protolang.quantity import Unit
from protolang.verify import axes
from protolang.verify.cells import Atom
from protolang.verify.reading import measured, reads_events, terms
from protolang.verify.truth import HOLDS, UNKNOWN, at_least, conjunction, negation

Point = Sequence[int]
"""A cell of each axis; the last cell of an axis that can be unknown is the unknown one."""

Truth = Callable[[Point], int]


class Force(IntEnum):
    """How much follows from a condition on a day (R6): nothing, doses wait, measured at once too, or it holds."""

    NONE = 0
    BLOCKS = 1
    MEASURES = 2
    ACTS = 3


FORCE_OF = {
    MissingPolicy.ELECTIVE: Force.NONE,
    MissingPolicy.PERMIT: Force.BLOCKS,
    MissingPolicy.PROTECT: Force.MEASURES,
}


class Compiled(NamedTuple):
    """A condition as functions of a point: its truth, and what an unknown truth does."""

    truth: Truth
    unknown: Callable[[Point], Force]

    def force(self, point: Point) -> Force:
        """What follows from it there."""
        match self.truth(point):
            case 1:
                return Force.ACTS
            case 0:
                return Force.NONE
            case _:
                return self.unknown(point)


class One(NamedTuple):
    """A term that is compared with fixed values."""

    term: Operand


class Two(NamedTuple):
    """Two terms that are compared with each other; the cells are below, equal and above."""

    left: Operand
    right: Operand


class So(NamedTuple):
    """Something that is so or not, in the words of one side."""

    side: Side
    condition: Expression


class Ground(NamedTuple):
    """One thing that varies, and what it is; `unknown` when it may be missing, which its last cell then is."""

    axis: axes.Axis
    unknown: bool
    what: One | Two | So

    @property
    def size(self) -> int:
        """How many cells it has, the unknown one included."""
        return len(self.axis.cells) + self.unknown


class Grounds:
    """The axes that conditions of both sides turn on, gathered while they are compiled, then cut by `finish`.

    `inside` is the phase that the patient is in, where that is known. `used` are the axes compiled since it was last
    emptied.
    """

    def __init__(self, machine: Machine, inside: str | None = None) -> None:
        self.machine, self._inside = machine, inside
        self.used: set[Key] = set()
        self.all: tuple[Ground, ...] = ()
        self._at: dict[Key, int] = {}
        self._fixed: dict[Key, Ground] = {}
        self._numbers: dict[Key, tuple[Operand, set[Fraction], Unit | None]] = {}
        self._values: list[list[Fraction | None]] = []

    def finish(self) -> None:
        """Cuts the axes, once every condition has been compiled."""
        self.all = tuple(self._fixed[key] if key in self._fixed else self._cut(key) for key in self._at)
        for ground in self.all:
            factor = Fraction(1) if ground.axis.unit is None else ground.axis.unit.factor
            values: list[Fraction | None] = [cell.example * factor for cell in ground.axis.cells]
            self._values.append([*values, None] if ground.unknown else values)

    def _cut(self, key: Key) -> Ground:
        term, thresholds, unit = self._numbers[key]
        return Ground(axes.numbers(self.machine, term, thresholds, unit), _may_be_missing(term), One(term))

    # ---- conditions ----

    def compile(self, side: Side, condition: Expression) -> Compiled:
        """The condition over the axes; usable once they are finished."""
        match condition:
            case Compare():
                return self._leaf(side, self._comparison(side, condition))
            case Is(name, choice):
                return self._leaf(side, self._choice(side.name(name), side.name(choice)))
            case All(operands):
                every = [self.compile(side, item) for item in operands]
                return Compiled(conjunction([item.truth for item in every]), _most(every))
            case Any(operands):
                some = [self.compile(side, item) for item in operands]
                return Compiled(negation(conjunction([negation(item.truth) for item in some])), _most(some))
            case Several(count, operands):
                several = [self.compile(side, item) for item in operands]
                return Compiled(at_least(count, [item.truth for item in several]), _most(several))
            case Not(operand):
                inner = self.compile(side, operand)
                return Compiled(negation(inner.truth), inner.unknown)
            case Fact(trigger):
                return self._named(side, trigger, self.compile(side, side.triggers[trigger].when))
            case Once(trigger):
                today = self.compile(side, side.triggers[trigger].when)
                before = self._flag(side, condition)
                return self._named(
                    side, trigger, today, lambda point: HOLDS if before(point) == HOLDS else today.truth(point)
                )
            case Lasting(trigger):
                now = self.compile(side, side.triggers[trigger].when)
                long = self._flag(side, condition)
                return self._named(
                    side, trigger, now, lambda point: long(point) if now.truth(point) == HOLDS else now.truth(point)
                )
            case Consecutive():
                last = self.compile(side, condition.condition)
                run = self._flag(side, condition)
                return self._leaf(side, lambda point: run(point) if last.truth(point) == HOLDS else last.truth(point))
            case Monotone() | GivenToday():
                return self._leaf(side, self._flag(side, condition))
            case InPhase(phase) if side.name(phase) == self._inside:
                return self._leaf(side, lambda _: HOLDS)
            case Occurred() | Ended() | InPhase():
                return self._leaf(side, self._flag(side, condition, past=False))
            case _:
                assert_never(condition)

    def _leaf(self, side: Side, truth: Truth) -> Compiled:
        force = FORCE_OF[side.protocol.policy.missing or MissingPolicy.PERMIT]
        return Compiled(truth, lambda point: force if truth(point) == UNKNOWN else Force.NONE)

    def _named(self, side: Side, trigger: str, inner: Compiled, truth: Truth | None = None) -> Compiled:
        """A condition that names a trigger, which says itself what follows while it is unknown."""
        declared, judged = side.triggers[trigger], truth or inner.truth
        if declared.fact:
            return Compiled(judged, inner.unknown)
        force = FORCE_OF[declared.missing or MissingPolicy.PERMIT]
        return Compiled(judged, lambda point: force if judged(point) == UNKNOWN else Force.NONE)

    def _comparison(self, side: Side, compare: Compare) -> Truth:
        left, operator, right = side.term(compare.left), compare.operator, side.term(compare.right)
        low, high = fixed(left), fixed(right)
        if low is not None and high is not None:
            constant = int(Atom("", operator, high).holds(low))
            return lambda _: constant
        if high is not None:
            return self._number(left, operator, high, _unit_of(right), side.dimensions(compare.left))
        if low is not None:
            return self._number(right, MIRROR[operator], low, _unit_of(left), side.dimensions(compare.right))
        if repr(means(left)) > repr(means(right)):
            left, operator, right = right, MIRROR[operator], left
        key = ("order", means(left), means(right), side.dimensions(compare.left, compare.right))
        index = self._index(key)
        if key not in self._fixed:
            missing = _may_be_missing(left) or _may_be_missing(right)
            self._fixed[key] = Ground(axes.ordered(left, right, self.machine), missing, Two(left, right))
        return self._looked_up(index, Atom("", operator, Fraction(1)))

    def _number(
        self, term: Operand, operator: Operator, threshold: Fraction, unit: Unit | None, dimensions: Key
    ) -> Truth:
        key = ("number", means(term), dimensions)
        index = self._index(key)
        self._numbers.setdefault(key, (term, set(), unit))[1].add(threshold)
        return self._looked_up(index, Atom("", operator, threshold))

    def _looked_up(self, index: int, atom: Atom) -> Truth:
        table: list[int] = []

        def truth(point: Point) -> int:
            if not table:
                table.extend(UNKNOWN if value is None else int(atom.holds(value)) for value in self._values[index])
            return table[point[index]]

        return truth

    def _choice(self, name: str, choice: str) -> Truth:
        key = ("choice", name)
        index = self._index(key)
        if key not in self._fixed:
            item = next(one for one in (*self.machine.labs, *self.machine.attributes) if one.id == name)
            words = () if isinstance(item, DerivedAttribute) else tuple(one.id for one in item.choices)
            cells = tuple(axes.Cell(at, True, at, True, at) for at in map(Fraction, range(len(words))))
            axis = axes.Axis(f"`{name}`", cells, words, None, frozenset({name}))
            self._fixed[key] = Ground(axis, True, One(Reading(name)))
        words = self._fixed[key].axis.words
        wanted = words.index(choice)
        return lambda point: UNKNOWN if point[index] == len(words) else int(point[index] == wanted)

    def _flag(self, side: Side, condition: Expression, *, past: bool = True) -> Truth:
        """Something that is so or not; `past` when it is about earlier days."""
        key = side.key(condition)
        index = self._index(key)
        if key not in self._fixed:
            names = (*measured(side.machine, condition), *reads_events(side.machine, condition))
            about = {f"past {side.name(name)}" if past else side.name(name) for name in names}
            self._fixed[key] = Ground(axes.yes_or_no("", "yes", "no", about), False, So(side, condition))
        return lambda point: point[index]

    def _index(self, key: Key) -> int:
        self.used.add(key)
        return self._at.setdefault(key, len(self._at))


def _most(parts: Sequence[Compiled]) -> Callable[[Point], Force]:
    return lambda point: max((item.unknown(point) for item in parts), default=Force.NONE)


def _may_be_missing(term: Operand) -> bool:
    return any(isinstance(item, Reading | Baseline | Aggregate | TimeSince) for item in terms(term))


def _unit_of(term: Operand) -> Unit | None:
    return term.quantity.unit if isinstance(term, Constant) else None
