"""Terms and conditions of one of two protocols without its own names: what both say in one way becomes one thing.

Triggers are replaced by what they say, parameters by their values, computed attributes by their formulas, and what the
other protocol calls otherwise by the name of the base. A parameter that is open here has the value that the other
protocol decides, else it stays a name, the same on both sides.
"""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.machine import from_model as machine_from_model
from protolang.machine.statechart import Machine
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Timing
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
from protolang.model.protocol import Protocol
from protolang.model.term import (
    Aggregate,
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
    Since,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.model.treatment import DerivedAttribute, Trigger
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, parse_unit
from protolang.verify.reading import declared, inside, measured_by, trigger_of

_DAY, _TIMES = parse_unit("days"), parse_unit("times")
Key = Hashable
"""Nested tuples: only equality means anything."""

MIRROR = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.ABOVE: Operator.BELOW,
}
_OPPOSITE = {
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
}

Setting = Quantity | Duration | int


@attrs.frozen(eq=False)
class Side:
    """One of the two protocols; `names` leads from its names to those of the base."""

    protocol: Protocol
    machine: Machine
    names: Mapping[str, str]
    values: Mapping[str, Setting]
    triggers: Mapping[str, Trigger]
    computed: Mapping[str, DerivedAttribute]

    def name(self, identifier: str) -> str:
        """What the base calls it."""
        return self.names.get(identifier, identifier)

    # ---- terms ----

    def term(self, term: Operand) -> Operand:
        """The term with values for its parameters and formulas for what is computed."""
        match term:
            case Reading(name) if name in self.computed:
                return self.term(self.computed[name].value)
            case Reading(name):
                return Reading(self.name(name))
            case Constant():
                return term
            case ParameterValue(name):
                return _constant(self.values.get(name)) or ParameterValue(self.name(name))
            case LevelValue(name):
                return LevelValue(self.name(name), term.previous)
            case Baseline(name, since):
                return Baseline(self.name(name), self._point(since))
            case Aggregate():
                return attrs.evolve(term, name=self.name(term.name), since=self._since(term.since))
            case Count():
                during = None if term.during is None else self.name(term.during)
                return attrs.evolve(term, subject=self.name(term.subject), during=during, since=self._since(term.since))
            case Total():
                during = None if term.during is None else self.name(term.during)
                basis = None if term.basis is None else self.name(term.basis)
                return attrs.evolve(
                    term, drug=self.name(term.drug), basis=basis, during=during, since=self._since(term.since)
                )
            case TimeSince(subject):
                return TimeSince(self.name(subject))
            case DoseGiven(drug):
                return DoseGiven(self.name(drug))
            case Arithmetic():
                return attrs.evolve(term, left=self.term(term.left), right=self.term(term.right))
            case Extreme(_, operands):
                return attrs.evolve(term, operands=tuple(self.term(item) for item in operands))
            case FormulaValue(_, arguments):
                return attrs.evolve(term, arguments=tuple(self.term(item) for item in arguments))
            case _:
                assert_never(term)

    def _since(self, since: Since | None) -> Since | None:
        return None if since is None else self._point(since)

    def _point(self, since: Since) -> Since:
        match since:
            case SinceAct(subject, first):
                return SinceAct(self.name(subject), first)
            case SinceEntry(track):
                return SinceEntry(self.name(track))
            case SinceDay():
                return since
            case _:
                assert_never(since)

    def dimensions(self, *terms: Operand) -> Key:
        """In what the labs and attributes of terms are measured here: a lab that is another in the other protocol
        (mass, or amount of substance) is not compared with it."""
        named = [name for term in terms for name in measured_by(self.machine, term)]
        found = [declared(self.machine, name) for name in named]
        return tuple(None if item is None else item.unit.dimension for item in found)

    # ---- conditions ----

    def key(self, condition: Expression, *, negated: bool = False) -> Key:
        """What a condition says, whatever it is written with; a `not` is carried to the comparisons, which lose
        nothing by it: both are unknown together (R6)."""
        match condition:
            case Compare(left, operator, right):
                first, second = self.term(left), self.term(right)
                if fixed(first) is not None and fixed(second) is None:
                    first, operator, second = second, MIRROR[operator], first
                kept = negated and operator not in _OPPOSITE
                operator = _OPPOSITE[operator] if negated and not kept else operator
                dimensions = self.dimensions(left, right)
                return _not(("compare", means(first), operator.name, _value(second), dimensions), kept)
            case All(operands):
                return self._joined("any" if negated else "all", operands, negated)
            case Any(operands):
                return self._joined("all" if negated else "any", operands, negated)
            case Several(count, operands):
                count = len(operands) - count + 1 if negated else count
                if count == 1 or count == len(operands):
                    return self._joined("any" if count == 1 else "all", operands, negated)
                return ("several", count, _sorted(self.key(item, negated=negated) for item in operands))
            case Not(operand):
                return self.key(operand, negated=not negated)
            case Fact(trigger):
                return self.key(self.triggers[trigger].when, negated=negated)
            case Once(trigger):
                return _not(("once", self.key(self.triggers[trigger].when)), negated)
            case Lasting(trigger, time):
                return _not(("lasting", self.key(self.triggers[trigger].when), time), negated)
            case Occurred(event):
                return _not(("event", self.name(event)), negated)
            case Ended(track):
                return _not(("ended", self.name(track)), negated)
            case InPhase(phase):
                return _not(("in", self.name(phase)), negated)
            case GivenToday(drug):
                return _not(("given", self.name(drug)), negated)
            case Is(name, choice):
                return _not(("is", self.name(name), self.name(choice)), negated)
            case Consecutive():
                apart = (condition.least, condition.most)
                inner = self.key(condition.condition)
                return _not(("run", self.name(condition.lab), inner, condition.count, apart), negated)
            case Monotone(lab, rising, count):
                return _not(("trend", self.name(lab), rising, count), negated)
            case _:
                assert_never(condition)

    def timing(self, timing: Timing | None) -> Timing | None:
        """The timing with names of the base, and times for the parameters that say an interval."""
        match timing:
            case None | OnDays() | OnMonths() | Growing():
                return timing
            case Every(interval):
                return attrs.evolve(timing, interval=self.length(interval))
            case Alongside() | AtEach():
                return attrs.evolve(timing, subject=self.name(timing.subject))
            case _:
                assert_never(timing)

    def length(self, length: Duration | str) -> Duration | str:
        """A time, or the value of the parameter that says it; while that is open, its name in the base."""
        if not isinstance(length, str):
            return length
        value = self.values.get(length)
        return value if isinstance(value, Days | CalendarMonths) else self.name(length)

    def signature(self, condition: Expression) -> Key:
        """What a condition says, and what follows while the triggers that it names are unknown."""
        named = (self.triggers[name] for name in map(trigger_of, inside(self.machine, condition)) if name is not None)
        policies = {repr((self.key(item.when), item.fact, str(item.missing))) for item in named}
        return self.key(condition), tuple(sorted(policies)), str(self.protocol.policy.missing)

    def _joined(self, word: str, operands: tuple[Expression, ...], negated: bool) -> Key:
        found: list[Key] = []
        for item in operands:
            key = self.key(item, negated=negated)
            found += key[1] if isinstance(key, tuple) and key[0] == word and isinstance(key[1], tuple) else [key]
        several = _sorted(dict.fromkeys(found))
        return several[0] if len(several) == 1 else (word, several)


def sides(base: Protocol, variant: Protocol, renamed: Mapping[str, str]) -> tuple[Side, Side]:
    """Both protocols, the base first; `renamed` leads from names of the base to those of the variant."""
    back = {new: old for old, new in renamed.items()}
    said = [{item.id: item.value for item in of.parameters if item.value is not None} for of in (base, variant)]
    # deciding what the base leaves open weakens nothing; leaving open what the base decides is no value at all
    ours = {**{back.get(name, name): value for name, value in said[1].items()}, **said[0]}
    return _side(base, {}, ours), _side(variant, back, said[1])


def _side(protocol: Protocol, names: Mapping[str, str], values: Mapping[str, Setting]) -> Side:
    computed = {item.id: item for item in protocol.attributes if isinstance(item, DerivedAttribute)}
    machine = machine_from_model.lower(protocol)
    return Side(protocol, machine, names, values, {item.id: item for item in protocol.triggers}, computed)


def means(term: Operand) -> Key:
    """What a closed term is, whatever units and order it is written in."""
    match term:
        case Constant(amount):
            return _amount(amount)
        case Arithmetic(operator, left, right):
            sides = (means(left), means(right))
            commutes = operator in (ArithmeticOperator.PLUS, ArithmeticOperator.TIMES)
            return operator.name, _sorted(sides) if commutes else sides
        case Extreme(highest, operands):
            return "highest" if highest else "lowest", _sorted(means(item) for item in operands)
        case FormulaValue(formula, arguments):
            return formula.name, tuple(means(item) for item in arguments)
        case Aggregate():
            return attrs.evolve(term, low=None, high=None), _amount(term.low), _amount(term.high)
        case Reading() | ParameterValue() | LevelValue() | Baseline() | Count() | Total() | TimeSince() | DoseGiven():
            return term
        case _:
            assert_never(term)


def _amount(amount: Quantity | None) -> Key:
    return None if amount is None else ("value", amount.base, amount.unit.dimension)


def fixed(term: Operand) -> Fraction | None:
    """The value in base units of a closed term without anything that varies."""
    match term:
        case Constant(amount):
            return amount.base
        case Arithmetic(operator, left, right):
            first, second = fixed(left), fixed(right)
            return None if first is None or second is None else _computed(operator, first, second)
        case _:
            return None


def _value(term: Operand) -> Key:
    value = fixed(term)
    return means(term) if value is None else ("value", value)


def _constant(value: Setting | None) -> Constant | None:
    match value:
        case Quantity():
            return Constant(value)
        case int():
            return Constant(Quantity(Fraction(value), _TIMES))
        case Days():
            return Constant(Quantity(value.days, _DAY))
        case CalendarMonths() | None:
            return None
        case _:
            assert_never(value)


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


def _not(key: Key, negated: bool) -> Key:
    return ("not", key) if negated else key


def _sorted(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(sorted(keys, key=repr))
