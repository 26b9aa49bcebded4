"""What a node of the model says, without how it is written: two texts that say the same have equal meanings.

Left out are places, titles and evidence, and the order of whatever is looked at together. `1000 mg` and `1 g`,
`1 % > x` and `x < 1 %`, `not (x < 1 %)` and `x >= 1 %` are the same. A name stays a name: what is declared under it is
a statement of its own.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any as Anything

import attrs

from protolang.model.action import Action, Alongside, OnDays
from protolang.model.course import Group, Phase, Track
from protolang.model.evidence import Evidence
from protolang.model.expression import All, Any, Compare, Expression, Is, Not, Operator, Several
from protolang.model.protocol import Requirement
from protolang.model.rule import Decision
from protolang.model.scenario import Expectation, Scenario
from protolang.model.table import Case, Table
from protolang.model.term import Arithmetic, ArithmeticOperator, Constant, Extreme, Operand, ParameterValue
from protolang.model.treatment import Attribute, Choice, Drug, Hold, Lab, Missed, Parameter
from protolang.quantity import CalendarMonths, Days, Interval, Quantity, Unit, Window
from protolang.source import Span, Value

Meaning = Hashable
"""Nested tuples of plain values; only equality means anything."""

# Text of an author, or a word that is no name of something declared: a renaming does not reach into it.
_TEXT = frozenset({"text", "whole", "method", "route", "choice", "ruling"})

_TURNED = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.ABOVE: Operator.BELOW,
}
_NEGATED = {
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
}
_STORY = (
    "settings",
    "attributes",
    "readings",
    "samples",
    "corrections",
    "occurrences",
    "administrations",
    "rulings",
    "expectations",
)
_COMMUTE = (ArithmeticOperator.PLUS, ArithmeticOperator.TIMES)


@attrs.frozen
class Reader:
    """Reads meanings on one side: `names` renames what is declared there, `per_day` are the ticks of its clock."""

    names: Mapping[str, str] = attrs.field(factory=dict)
    per_day: int = 1

    def name(self, identifier: str) -> str:
        """A name of this side as the other side has it."""
        return self.names.get(identifier, identifier)

    def of(self, node: object) -> Meaning:
        """The meaning of a node of the model, or of a plain value in it."""
        match node:
            case None | bool() | int() | Fraction() | date():
                return node
            case str():
                return self.name(node)
            case Enum():
                return (type(node).__name__, node.name)
            case tuple():
                return tuple(self.of(part) for part in node)
            case Days(days=days):
                return ("Days", days)
            case CalendarMonths(count=count):
                return ("CalendarMonths", count)
            case Unit(symbol=symbol):
                return ("Unit", symbol)
            case Quantity(base=base, unit=unit):
                return ("Quantity", base, unit.dimension.exponents)
            case Interval():
                return ("Interval", node.low, node.high, node.low_closed, node.high_closed)
            case Window(before=before, after=after):
                return ("Window", self._ticks(before), self._ticks(after))
            case All() | Any() | Not() | Compare():
                return self._condition(node)
            case Value():
                return self._node(node)
        raise AssertionError(f"nobody knows what {type(node).__name__} means")

    def together(self, nodes: Iterable[object]) -> Meaning:
        """The meaning of nodes whose order means nothing."""
        return _sorted(self.of(node) for node in nodes)

    # ---- nodes -------------------------------------------------------------------------------------------------

    def _node(self, node: Value) -> Meaning:
        match node:
            case OnDays(days=days, counted_from=origin):
                return ("OnDays", tuple(self._ticks(day) for day in days), origin.name)
            case Alongside(subject=subject, offset=offset):
                return ("Alongside", self.name(subject), self._ticks(offset))
            case Missed(limit=limit) | Hold(limit=limit):
                return (*self._fields(node, leave=("limit",)), self._ticks(limit))
            case Arithmetic(operator=operator, left=left, right=right) if operator in _COMMUTE:
                return (operator.name, self.together((left, right)))
            case Parameter(id=identifier, value=value):
                return ("Parameter", self.name(identifier), self.of(value))
            case Requirement(claim=claim, opens=opens, closes=closes):
                return ("Requirement", self.of(claim), self.of(opens), self.of(closes))
            case Is(name=name, choice=choice):
                return ("Is", self.name(name), choice)
            case Choice(id=identifier):
                return ("Choice", identifier)
            case _:
                return self._fields(node)

    def _fields(self, node: Value, leave: tuple[str, ...] = ()) -> tuple[Hashable, ...]:
        """The fields of a node that mean something; of some, in no order."""
        kind: Anything = type(node)
        left, loose = (*leave, *_left_out(node)), _without_order(node)
        found: list[Hashable] = [kind.__name__]
        for field in attrs.fields(kind):
            value: object = getattr(node, field.name)
            match value:
                case Evidence() | Span():
                    continue
                case _ if not field.eq or field.name in left:
                    continue
                case str() if field.name in _TEXT:
                    found.append(value)
                case tuple() if field.name in loose:
                    found.append(self.together(value))
                case _:
                    found.append(self.of(value))
        return tuple(found)

    def _ticks(self, count: int) -> Fraction:
        return Fraction(count, self.per_day)

    # ---- conditions --------------------------------------------------------------------------------------------

    def _condition(self, node: All | Any | Not | Compare) -> Meaning:
        match node:
            case All(operands=operands):
                return self._joined("All", [part for one in operands for part in _flat(one, All)])
            case Any(operands=operands):
                return self._joined("Any", [part for one in operands for part in _flat(one, Any)])
            case Not(operand=Not(operand=inner)):
                return self.of(inner)
            case Not(operand=Compare(operator=operator) as inner) if operator in _NEGATED:
                # Both are unknown together (R6), so they may stand for one another.
                return self._compared(inner.left, _NEGATED[operator], inner.right)
            case Not(operand=operand):
                return ("Not", self.of(operand))
            case Compare(left=left, operator=operator, right=right):
                return self._compared(left, operator, right)

    def _compared(self, left: Operand, operator: Operator, right: Operand) -> Meaning:
        if _is_plain(left) and not _is_plain(right):
            left, operator, right = right, _TURNED[operator], left
        return ("Compare", self.of(left), operator.name, self.of(right))

    def _joined(self, word: str, parts: list[Expression]) -> Meaning:
        meanings = tuple(dict.fromkeys(self.of(part) for part in parts))
        return meanings[0] if len(meanings) == 1 else (word, _sorted(meanings))


def mentioned(meaning: Meaning) -> frozenset[str]:
    """Every name and word in a meaning."""
    match meaning:
        case str():
            return frozenset({meaning})
        case tuple():
            return frozenset(word for part in meaning for word in mentioned(part))
        case _:
            return frozenset()


def _sorted(meanings: Iterable[Meaning]) -> tuple[Meaning, ...]:
    return tuple(sorted(meanings, key=repr))


def _flat(node: Expression, kind: type[All] | type[Any]) -> Iterable[Expression]:
    if isinstance(node, kind):
        return [part for one in node.operands for part in _flat(one, kind)]
    return (node,)


def _is_plain(operand: Operand) -> bool:
    match operand:
        case Constant() | ParameterValue():
            return True
        case _:
            return False


def _left_out(node: Value) -> tuple[str, ...]:
    """The fields that only say how something is called, or where in a list it stands."""
    match node:
        case Phase():
            return ("title", "groups")
        case Table():
            return ("title", "row_bands", "column_bands")
        case Case():
            return ("row", "column")
        case Action():
            return ("cycle",)
        case Decision():
            return ("title", "cycle")
        case Expectation():
            return ("text",)
        case _:
            return ("title",)


def _without_order(node: Value) -> tuple[str, ...]:
    match node:
        case Phase():
            return ("actions", "exits", "stops", "cycles", "decisions")
        case Track():
            return ("phases", "exits", "stops")
        case Group():
            return ("exits", "stops")
        case Drug():
            return ("limits", "ramps", "splits")
        case Table():
            return ("cases",)
        case Decision():
            return ("rows",)
        case Lab() | Attribute():
            return ("choices",)
        case Several() | Extreme():
            return ("operands",)
        case Scenario():
            return _STORY
        case _:
            return ()
