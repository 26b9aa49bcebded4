"""Whether one rule follows wherever another does: proved over all values, or a patient for whom it does not.

Exact where results, events and attributes decide, missing ones included (R5, R6). What has been before (`once`,
`lasting`, runs and trends of results) is taken as free, but for what plainly implies one another; where such a
patient may not exist, the answer is that it is not known.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from itertools import product
from math import prod
from typing import NamedTuple, TypeVar, assert_never

import attrs

from protolang.compare.closed import Side, sides
from protolang.compare.example import clause, pairs
from protolang.compare.grounds import Compiled, Force, Grounds, Point, So
from protolang.compare.lengths import at_most
from protolang.machine.statechart import Machine
from protolang.model.expression import All, Any, Consecutive, Expression, Lasting, Monotone, Once
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, Choice, DerivedAttribute, Lab
from protolang.verify.truth import HOLDS, UNKNOWN

MOST = 20_000
"""Cells that are looked at; beyond it the rules are compared one by one."""

_TRIED = 60
"""Patients that are looked at, the plainest first, for one of whom it is certain that he can exist."""


class Use(Enum):
    """What a condition does: it acts, it forbids while it holds or is unknown, it only matters when it is known to
    hold, or it admits a patient (and then an unknown one is measured at once, whatever its trigger says)."""

    ACTS = "acts"
    FORBIDS = "forbids"
    KNOWN = "known"
    ADMITS = "admits"


class Gap(NamedTuple):
    """A patient in words and as (name, value) pairs; `needed` is what follows on one side, `granted` on the other."""

    clause: str
    pairs: tuple[tuple[str, str], ...]
    needed: Force
    granted: Force


class Undecided(NamedTuple):
    """Neither proved nor refuted; the reason, for the author."""

    reason: str


class Ruled(NamedTuple):
    """A condition and the side that wrote it."""

    side: Side
    condition: Expression


class Pair:
    """A base and its variant, as far as their conditions can be compared."""

    def __init__(self, base: Protocol, variant: Protocol, renamed: Mapping[str, str]) -> None:
        self.base, self.variant = sides(base, variant, renamed)
        self.renamed = renamed
        self.machine = _merged(self.base, self.variant)
        self._answers: dict[object, Gap | Undecided | None] = {}

    def gap(
        self, needed: Ruled, granted: Sequence[Ruled], use: Use = Use.ACTS, inside: str | None = None
    ) -> Gap | Undecided | None:
        """None when wherever `needed` follows, one of `granted` does; `inside` is the phase the patient is in."""
        asked = (needed.side is self.base, needed.side.signature(needed.condition), use, inside)
        given = tuple((item.side is self.base, item.side.signature(item.condition)) for item in granted)
        if use is not Use.ADMITS and asked[1] in [signature for _, signature in given]:
            return None
        key = (asked, given)
        if key not in self._answers:
            self._answers[key] = self._gap(needed, granted, use, inside)
        return self._answers[key]

    def _gap(self, needed: Ruled, granted: Sequence[Ruled], use: Use, inside: str | None) -> Gap | Undecided | None:
        search = _Search(self, needed, granted, use, inside)
        if search.size <= MOST:
            return search.answer()
        near = self._near(needed, granted, inside)
        search = _Search(self, needed, near, use, inside)
        if search.size <= MOST:
            return search.answer()
        if self._by_parts(needed, granted, use, inside):
            return None
        for item in near:
            alone = _Search(self, needed, [item], use, inside)
            if alone.size <= MOST and alone.answer() is None:
                return None
        return Undecided(f"the rules read so many results and events that there are {search.size} cases")

    def _by_parts(self, needed: Ruled, granted: Sequence[Ruled], use: Use, inside: str | None) -> bool:
        """Whether it is proved for each part of an `or`, or for one part of an `and` that is known to hold."""
        match needed.condition:
            case Any(operands):
                wanted = all
            case All(operands) if use is Use.KNOWN:
                wanted = any
            case _:
                return False
        return wanted(self.gap(Ruled(needed.side, item), granted, use, inside) is None for item in operands)

    def _near(self, needed: Ruled, granted: Sequence[Ruled], inside: str | None) -> list[Ruled]:
        """The rules that turn on what `needed` turns on, directly or through one another: no other can help."""
        grounds = Grounds(self.machine, inside)
        reads = []
        for item in (needed, *granted):
            grounds.used = set()
            grounds.compile(item.side, item.condition)
            reads.append(grounds.used)
        reached, near = reads[0], [False] * len(granted)
        while True:
            fresh = [at for at, used in enumerate(reads[1:]) if not near[at] and (used & reached or not used)]
            if not fresh:
                return [item for item, wanted in zip(granted, near, strict=True) if wanted]
            for at in fresh:
                near[at] = True
                reached = reached | reads[at + 1]

    def follows(self, one: So, other: So) -> bool | None:
        """Whether of two things about earlier days the first implies the second; None when that is not known."""
        match one.condition, other.condition:
            case Once(), Once():
                return self._named(one, other)
            case Lasting(), Once():
                return self._named(one, other) or None
            case Lasting(time=time), Lasting(time=least):
                return _weighed(self._named(one, other), at_most(least, time))
            case Once(), Lasting():
                return False if self._named(one, other) and self._named(other, one) else None
            case Consecutive() as run, Consecutive() as wanted:
                return self._runs(one.side, run, other.side, wanted)
            case Monotone() as run, Monotone() as wanted:
                same = (one.side.name(run.lab), run.rising) == (other.side.name(wanted.lab), wanted.rising)
                return wanted.count <= run.count if same else None
            case _:
                return None

    def _named(self, one: So, other: So) -> bool | None:
        return self._implies(Ruled(one.side, _of_trigger(one)), Ruled(other.side, _of_trigger(other)))

    def _implies(self, one: Ruled, other: Ruled) -> bool | None:
        match self.gap(one, [other], Use.KNOWN):
            case None:
                return True
            case Gap():
                return False
            case Undecided():
                return None

    def _runs(self, side: Side, run: Consecutive, other: Side, wanted: Consecutive) -> bool | None:
        if side.name(run.lab) != other.name(wanted.lab):
            return None
        inner = self._implies(Ruled(side, run.condition), Ruled(other, wanted.condition))
        farther = True if wanted.least is None else run.least is not None and at_most(wanted.least, run.least)
        nearer = True if wanted.most is None else run.most is not None and at_most(run.most, wanted.most)
        return _weighed(inner, wanted.count <= run.count, farther, nearer)


def _weighed(inner: bool | None, *lengths: bool | None) -> bool | None:
    """What holds longer or more often implies what holds less, if it is the same that holds."""
    if inner is not True:
        return inner
    return False if False in lengths else None if None in lengths else True


def _of_trigger(so: So) -> Expression:
    match so.condition:
        case Once(trigger) | Lasting(trigger):
            return so.side.triggers[trigger].when
        case _:
            raise AssertionError(so.condition)


class _Search:
    """The patients for whom `needed` follows and none of `granted` does."""

    def __init__(self, pair: Pair, needed: Ruled, granted: Sequence[Ruled], use: Use, inside: str | None) -> None:
        self.pair = pair
        self._texts = (pair.base, pair.variant)
        grounds = Grounds(pair.machine, inside)
        asked = grounds.compile(needed.side, needed.condition)
        given = [grounds.compile(item.side, item.condition) for item in granted]
        grounds.finish()
        self.all = grounds.all
        self.size = prod(ground.size for ground in self.all)
        self._asked, self._given, self._use = asked, given, use

    def answer(self) -> Gap | Undecided | None:
        """None when there are none; of several the plainest one of whom it is certain that he can exist."""
        forced = self._forced()
        found = {
            point
            for point in product(*(range(ground.size) for ground in self.all))
            if self._needed(point) > self._granted(point) and not any(point[a] and not point[b] for a, b in forced)
        }
        if not found:
            return None
        for point in sorted(found, key=self._plainness)[:_TRIED]:
            told = self._deciding(point, found)
            if self._can_exist(point, told):
                shown = [(self.all[at], point[at]) for at in told]
                needed, granted = self._needed(point), self._granted(point)
                return Gap(clause(shown, *self._texts), pairs(shown, *self._texts), needed, granted)
        point = min(found, key=self._plainness)
        told = self._deciding(point, found)
        shown = [(self.all[at], point[at]) for at in told]
        return Undecided(f"it is not known whether a patient can be so: {clause(shown, *self._texts)}")

    def _needed(self, point: Point) -> Force:
        force = _force(self._asked, point, self._use)
        # what is forbidden while it holds is no more than what is forbidden while that is not known
        return Force.BLOCKS if self._use is Use.FORBIDS and force is Force.ACTS else force

    def _granted(self, point: Point) -> Force:
        return max((_force(item, point, self._use) for item in self._given), default=Force.NONE)

    def _forced(self) -> list[tuple[int, int]]:
        flags = [(at, ground.what) for at, ground in enumerate(self.all) if isinstance(ground.what, So)]
        return [
            (a, b)
            for a, one in flags
            for b, other in flags
            if a != b and self.all[a].axis.about & self.all[b].axis.about and self.pair.follows(one, other)
        ]

    def _plainness(self, point: tuple[int, ...]) -> tuple[int, ...]:
        """Smaller for a patient who is easier to tell: nothing missing, nothing of the past, no value on an edge."""
        missing = edges = past = 0
        for ground, at in zip(self.all, point, strict=True):
            axis = ground.axis
            if at == len(axis.cells):
                missing += 1
            elif isinstance(ground.what, So):
                past += at
            elif not axis.words and not axis.whole and axis.cells[at].low == axis.cells[at].high:
                edges += 1
        return missing, past, edges, *point

    def _deciding(self, point: tuple[int, ...], found: set[tuple[int, ...]]) -> tuple[int, ...]:
        """The axes that matter: on each of the others every cell leaves him one of these patients."""
        free: list[int] = []
        for at in range(len(point)):
            spans = [range(self.all[n].size) if n in free or n == at else (point[n],) for n in range(len(point))]
            if all(item in found for item in product(*spans)):
                free.append(at)
        return tuple(at for at in range(len(point)) if at not in free)

    def _can_exist(self, point: tuple[int, ...], told: Sequence[int]) -> bool:
        """Whether the axes that matter are about different things, or are known to go together so."""
        for number, a in enumerate(told):
            for b in told[number + 1 :]:
                if self.all[a].axis.about & self.all[b].axis.about and not self._go_together(point, a, b):
                    return False
        return True

    def _go_together(self, point: tuple[int, ...], a: int, b: int) -> bool:
        one, other = self.all[a].what, self.all[b].what
        if not isinstance(one, So) or not isinstance(other, So):
            return False
        match point[a], point[b]:
            case 0, 0:
                return True
            case 1, 0:
                return self.pair.follows(one, other) is False
            case 0, 1:
                return self.pair.follows(other, one) is False
            case _:
                return bool(self.pair.follows(one, other) or self.pair.follows(other, one))


def _force(condition: Compiled, point: Point, use: Use) -> Force:
    match use:
        case Use.ACTS | Use.FORBIDS:
            return condition.force(point)
        case Use.KNOWN:
            return Force.ACTS if condition.truth(point) == HOLDS else Force.NONE
        case Use.ADMITS:
            return Force.MEASURES if condition.truth(point) == UNKNOWN else condition.force(point)
        case _:
            assert_never(use)


# ---- what both declare -----------------------------------------------------------------------------------------


def _merged(base: Side, variant: Side) -> Machine:
    """The machine of the base, with whatever the variant declares more, and the wider of two ranges."""
    labs = {item.id: item for item in base.machine.labs}
    for lab in variant.machine.labs:
        name, choices = variant.name(lab.id), _choices(variant, lab)
        labs[name] = _widest(labs.get(name), attrs.evolve(lab, id=name, choices=choices))
    attributes: dict[str, Attribute | DerivedAttribute] = {item.id: item for item in base.machine.attributes}
    for item in variant.machine.attributes:
        name = variant.name(item.id)
        match item:
            case DerivedAttribute():
                attributes.setdefault(name, item)
            case Attribute():
                renamed = attrs.evolve(item, id=name, choices=_choices(variant, item))
                attributes[name] = _widest(_recorded(attributes.get(name)), renamed)
            case _:
                assert_never(item)
    levels = {item.id: item for item in base.machine.levels}
    for level in variant.machine.levels:
        levels.setdefault(variant.name(level.id), attrs.evolve(level, id=variant.name(level.id)))
    return attrs.evolve(
        base.machine,
        labs=tuple(labs.values()),
        attributes=tuple(attributes.values()),
        levels=tuple(levels.values()),
    )


def _choices(side: Side, item: Lab | Attribute) -> tuple[Choice, ...]:
    return tuple(attrs.evolve(choice, id=side.name(choice.id)) for choice in item.choices)


def _recorded(item: Attribute | DerivedAttribute | None) -> Attribute | None:
    return item if isinstance(item, Attribute) else None


_Recorded = TypeVar("_Recorded", Lab, Attribute)


def _widest(one: _Recorded | None, other: _Recorded) -> _Recorded:
    """What may be recorded of one thing in either protocol, in the unit of the base."""
    if one is None or one.unit.dimension != other.unit.dimension:
        return other
    low = _end(one.low, other.low, other.unit.factor / one.unit.factor, min)
    high = _end(one.high, other.high, other.unit.factor / one.unit.factor, max)
    before: tuple[Choice, ...] = one.choices
    choices = (*before, *(item for item in other.choices if item.id not in {word.id for word in before}))
    return attrs.evolve(one, low=low, high=high, choices=choices)


def _end(
    one: Fraction | None, other: Fraction | None, factor: Fraction, widest: Callable[[Fraction, Fraction], Fraction]
) -> Fraction | None:
    return None if one is None or other is None else widest(one, other * factor)
