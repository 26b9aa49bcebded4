"""Conditions in Kleene's three values, each as two formulas over cells of labs (R5, R6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from protolang.machine.statechart import Machine
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Ended,
    Expression,
    Fact,
    Is,
    Not,
    Occurred,
    Once,
    Operator,
    Several,
)
from protolang.model.term import Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import MissingPolicy, Trigger
from protolang.quantity import Quantity

from .covered import NotCoveredError
from .program import Expr, conj, disj, eq, le, neg, total

COMPARE = {
    Operator.BELOW: lambda one, two: one < two,
    Operator.AT_MOST: lambda one, two: one <= two,
    Operator.EQUAL: lambda one, two: one == two,
    Operator.AT_LEAST: lambda one, two: one >= two,
    Operator.ABOVE: lambda one, two: one > two,
}


class Conditions:
    """R5 in two formulas each: one for `holds`, one for `fails`; where neither does it is unknown."""

    def __init__(self, machine: Machine, used: Iterable[Expression]) -> None:
        self.machine = machine
        self.facts = {item.id: item for item in machine.facts}
        self.events = [item.id for item in machine.events]
        self.regions = [region.name for region in machine.regions]
        self.once: list[str] = []
        self.read_events: list[str] = []
        compared: dict[str, list[Compare | Is]] = {}
        for expression in used:
            self._gather(expression, compared)
        self.cells = {lab: self._cut(lab, found) for lab, found in sorted(compared.items())}

    def _gather(self, expression: Expression, compared: dict[str, list[Compare | Is]]) -> None:
        match expression:
            case Compare() | Is():
                name = self._sides(expression)[0]
                if name is not None:
                    compared.setdefault(name, []).append(expression)
            case All(parts) | Any(parts) | Several(_, parts):
                for part in parts:
                    self._gather(part, compared)
            case Not(part):
                self._gather(part, compared)
            case Once(name) | Fact(name):
                if isinstance(expression, Once) and name not in self.once:
                    self.once.append(name)
                self._gather(self.facts[name].when, compared)
            case Occurred(event):
                if event not in self.read_events:
                    self.read_events.append(event)
            case Ended():
                pass
            case _:
                raise NotCoveredError(f"a condition with {type(expression).__name__.lower()}")

    def _sides(self, item: Compare | Is) -> tuple[str | None, bool, Fraction]:
        """The lab, whether it stands on the right, and what it is compared with."""
        if isinstance(item, Is):
            # a choice is known by its place among the choices
            return self._chosen(item.name), False, Fraction(item.index)
        left, right = self._side(item.left), self._side(item.right)
        match left, right:
            case str(), Fraction():
                return left, False, right
            case Fraction(), str():
                return right, True, left
            case Fraction(), Fraction():
                return None, COMPARE[item.operator](left, right), left
        raise NotCoveredError("two readings that are compared with each other")

    def _chosen(self, name: str) -> str:
        if not any(lab.id == name for lab in self.machine.labs):
            raise NotCoveredError("what a patient is from the beginning")
        return name

    def _side(self, side: Operand) -> str | Fraction:
        match side:
            case Reading(name) if any(lab.id == name and not lab.choices for lab in self.machine.labs):
                return name
            case Constant(quantity):
                return quantity.base
            case ParameterValue(name):
                value = next(item.value for item in self.machine.parameters if item.id == name)
                if isinstance(value, Quantity):
                    return value.base
        raise NotCoveredError("a value that is computed, remembered, chosen or open")

    def holds_at(self, item: Compare | Is, value: Fraction) -> bool:
        """The comparison for one value of its lab, in base units."""
        _, swapped, other = self._sides(item)
        if isinstance(item, Is):
            return value == other
        return COMPARE[item.operator](other, value) if swapped else COMPARE[item.operator](value, other)

    def _cut(self, name: str, found: list[Compare | Is]) -> tuple[Fraction, ...]:
        """One value for each set of answers that the comparisons can give, within the range of the lab."""
        lab = next(item for item in self.machine.labs if item.id == name)
        if lab.choices:
            return self._told_apart(map(Fraction, range(len(lab.choices))), found)
        low = Fraction(0) if lab.low is None else lab.low * lab.unit.factor
        high = None if lab.high is None else lab.high * lab.unit.factor
        edges = sorted({self._sides(item)[2] for item in found})
        points = [low, *edges, edges[-1] + 1 if high is None else high]
        points = sorted({item for item in points if item >= low and (high is None or item <= high)})
        between = [(one + two) / 2 for one, two in pairwise(points)]
        return self._told_apart(sorted((*points, *between)), found)

    def _told_apart(self, values: Iterable[Fraction], found: list[Compare | Is]) -> tuple[Fraction, ...]:
        answers: dict[tuple[bool, ...], Fraction] = {}
        for value in values:
            answers.setdefault(tuple(self.holds_at(item, value) for item in found), value)
        return tuple(answers.values())

    # ---- formulas ----

    def known(self, lab: str) -> Expr:
        return neg(eq(f"v_{lab}", 0))

    def truth(self, expression: Expression, *, holds: bool) -> Expr:
        """When it surely holds, or surely fails."""
        match expression:
            case Compare() | Is():
                lab, constant, _ = self._sides(expression)
                if lab is None:
                    return constant is holds
                cells = self.cells[lab]
                fitting = [at for at, value in enumerate(cells, 1) if self.holds_at(expression, value) is holds]
                if len(fitting) == len(cells):
                    return self.known(lab)
                return disj(*(eq(f"v_{lab}", at) for at in fitting))
            case All(parts):
                return (conj if holds else disj)(*(self.truth(part, holds=holds) for part in parts))
            case Any(parts):
                return (disj if holds else conj)(*(self.truth(part, holds=holds) for part in parts))
            case Several(count, parts):
                enough = count if holds else len(parts) - count + 1
                return le(enough, total(self.truth(part, holds=holds) for part in parts))
            case Not(part):
                return self.truth(part, holds=not holds)
            case Fact(name):
                return self.truth(self.facts[name].when, holds=holds)
            case Once(name):
                latched, today = eq(f"once_{name}", 1), self.truth(self.facts[name].when, holds=holds)
                return disj(latched, today) if holds else conj(neg(latched), today)
            case Occurred(event):
                return eq(f"e_{event}", 1 if holds else 0)
            case Ended(track):
                at = self.regions.index(track)
                return eq(f"was_done{at}", 1 if holds else 0)
        raise NotCoveredError("a condition")

    def unknown(self, expression: Expression) -> Expr:
        return conj(neg(self.truth(expression, holds=True)), neg(self.truth(expression, holds=False)))

    def speaking(self, expression: Expression) -> Iterator[tuple[Expression, MissingPolicy, Expr]]:
        """R6: what makes it unknown: the condition, its policy, and when that is so."""
        match expression:
            case Fact(name) | Once(name):
                fact: Trigger = self.facts[name]
                here = self.unknown(expression)
                if fact.fact:
                    for inner, policy, condition in self.speaking(fact.when):
                        yield inner, policy, conj(here, condition)
                else:
                    yield fact.when, fact.missing or MissingPolicy.PERMIT, here
            case All(parts) | Any(parts) | Several(_, parts):
                for part in parts:
                    yield from self.speaking(part)
            case Not(part):
                yield from self.speaking(part)
            case Compare() | Is():
                yield expression, self.machine.missing or MissingPolicy.PERMIT, self.unknown(expression)
            case _:
                return

    def blocks(self, expression: Expression) -> Expr:
        """Whether it is unknown, and doses wait for that."""
        said = (condition for _, policy, condition in self.speaking(expression) if policy is not MissingPolicy.ELECTIVE)
        return conj(self.unknown(expression), disj(*said))

    def raises(self, expression: Expression, lab: str) -> Expr:
        """Whether it is unknown and wants `lab` at once."""
        said = (
            condition
            for inner, policy, condition in self.speaking(expression)
            if policy is MissingPolicy.PROTECT and lab in self.labs_of(inner)
        )
        return conj(self.unknown(expression), neg(self.known(lab)), disj(*said))

    def labs_of(self, expression: Expression) -> set[str]:
        match expression:
            case Compare() | Is():
                lab = self._sides(expression)[0]
                return set() if lab is None else {lab}
            case All(parts) | Any(parts) | Several(_, parts):
                return set().union(*(self.labs_of(part) for part in parts))
            case Not(part):
                return self.labs_of(part)
            case Fact(name) | Once(name):
                return self.labs_of(self.facts[name].when)
            case _:
                return set()
