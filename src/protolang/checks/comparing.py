"""Every comparison of a result with a fixed value, as the author wrote it and with where its value stands."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from protolang.checks.rules import Rule, rules
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Operator
from protolang.model.term import Aggregate, AggregateFunction, Baseline, Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import Attribute, Lab, Parameter
from protolang.quantity import Quantity
from protolang.source import Span
from protolang.verify.cells import MIRROR
from protolang.verify.reading import declared, written


class Compared(NamedTuple):
    """`term operator quantity`, of the lab or attribute `item`; `rule` is the one it stands in.

    `value` is in base units. `parameter` is the one whose value it is; else it stands in the comparison itself.
    """

    item: Lab | Attribute
    term: Operand
    operator: Operator
    quantity: Quantity
    origin: Span
    rule: Rule
    parameter: Parameter | None

    @property
    def value(self) -> Fraction:
        """The threshold in base units."""
        return self.quantity.base

    @property
    def plain(self) -> bool:
        """Whether it is the result itself that is compared, and not something made of several."""
        return isinstance(self.term, Reading)


def compared(machine: Machine) -> Iterator[Compared]:
    """Each comparison once, in the order of the rules; what reads a choice or an open decision is left out."""
    seen: set[tuple[Span, Operator]] = set()
    for rule in (*_declared(machine), *rules(machine)):
        for part in written(rule.when):
            match part:
                case Compare():
                    found = _compared(machine, rule, part)
                    if found is not None and (found.origin, found.operator) not in seen:
                        seen.add((found.origin, found.operator))
                        yield found
                case _:
                    pass


def _declared(machine: Machine) -> Iterator[Rule]:
    for trigger in machine.facts:
        word = "fact" if trigger.fact else "trigger"
        yield Rule(word, f"{word} `{trigger.id}`", trigger.when, None, trigger.origin)


def _compared(machine: Machine, rule: Rule, compare: Compare) -> Compared | None:
    for term, operator, other in (
        (compare.left, compare.operator, compare.right),
        (compare.right, MIRROR[compare.operator], compare.left),
    ):
        item = _item(machine, term)
        known = _value(machine, other)
        if item is not None and known is not None and not item.choices:
            return Compared(item, term, operator, known[0], compare.origin, rule, known[1])
    return None


def _item(machine: Machine, term: Operand) -> Lab | Attribute | None:
    match term:
        case Reading(name) | Baseline(name):
            return declared(machine, name)
        case Aggregate(AggregateFunction.MEAN | AggregateFunction.LOWEST | AggregateFunction.HIGHEST, name):
            return declared(machine, name)
        case _:
            return None


def _value(machine: Machine, term: Operand) -> tuple[Quantity, Parameter | None] | None:
    match term:
        case Constant(quantity):
            return quantity, None
        case ParameterValue(name):
            parameter = next(item for item in machine.parameters if item.id == name)
            match parameter.value:
                case Quantity() as quantity:
                    return quantity, parameter
                case _:
                    return None
        case _:
            return None
