"""Conditions as formulas of z3: results are reals in base units within their ranges, choices their places.

What is computed from results of the day is computed here too. What depends on the past, and what is no result, is free
within what it can be: no model then means that there is no patient, a model that there may be one.
"""

import typing
from fractions import Fraction
from typing import assert_never

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
from protolang.model.formulas import SIGNATURES, Measure
from protolang.model.term import (
    Aggregate,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    DoseGiven,
    Extreme,
    Formula,
    FormulaValue,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    TimeSince,
    Total,
)
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.verify.axes import is_whole, range_of, steps_of
from protolang.verify.cases import decided
from protolang.verify.cells import NotExactError
from protolang.verify.concrete import Concrete, flag_of
from protolang.verify.reading import declared, fact

Formal = typing.Any
"""A term or a formula of z3, which has no types of its own."""


class Translation:
    """The formulas of one question. `known` says what values can be at all; it grows with what is translated."""

    def __init__(self, machine: Machine, reported: str | None = None) -> None:
        import z3

        self.z3: Formal = z3
        self.context: Formal = z3.Context()
        self.known: list[Formal] = []
        self._machine, self._reported = machine, reported
        self._results: dict[str, Formal] = {}
        self._computed: dict[str, Formal] = {}
        self._past: dict[Operand, Formal] = {}
        self._flags: dict[str, Formal] = {}

    def read(self, model: Formal) -> Concrete:
        """The patient of a model; a root is given to 20 decimals."""
        return Concrete(
            {name: self._value(model, item) for name, item in self._results.items()},
            {term: self._value(model, item) for term, item in self._past.items()},
            {name: self.z3.is_true(model.eval(item, model_completion=True)) for name, item in self._flags.items()},
        )

    def _value(self, model: Formal, item: Formal) -> Fraction:
        found = model.eval(item, model_completion=True)
        if self.z3.is_algebraic_value(found):
            found = found.approx(20)
        return Fraction(found.numerator_as_long(), found.denominator_as_long())

    # ---- conditions ----

    def condition(self, expression: Expression) -> Formal:
        """A condition, every result known. Raises `NotExactError` for what has no exact model."""
        z3 = self.z3
        match expression:
            case Compare(left, operator, right):
                return _compared(operator, self.term(left), self.term(right))
            case Is(name, _, index):
                return self.term(Reading(name)) == index
            case All(operands):
                return z3.And(*(self.condition(item) for item in operands))
            case Any(operands):
                return z3.Or(*(self.condition(item) for item in operands))
            case Several(count, operands):
                return z3.AtLeast(*(self.condition(item) for item in operands), count)
            case Not(operand):
                return z3.Not(self.condition(operand))
            case Fact(trigger):
                return self.condition(fact(self._machine, trigger).when)
            case Once(trigger):
                return z3.Or(self._flag(expression), self.condition(fact(self._machine, trigger).when))
            case Lasting(trigger):
                return z3.And(self._flag(expression), self.condition(fact(self._machine, trigger).when))
            case Consecutive():
                return z3.And(self._flag(expression), self.condition(expression.condition))
            case Occurred(event) if event == self._reported:
                return z3.BoolVal(True, self.context)
            case Monotone() | Occurred() | Ended() | InPhase() | GivenToday():
                return self._flag(expression)
            case _:
                assert_never(expression)

    def _flag(self, expression: Expression) -> Formal:
        name = flag_of(expression)
        if name not in self._flags:
            self._flags[name] = self.z3.Bool(f"flag {name}", self.context)
        return self._flags[name]

    # ---- terms ----

    def term(self, operand: Operand) -> Formal:
        """A term in base units."""
        match operand:
            case Constant(quantity):
                return self._number(quantity.base)
            case ParameterValue(name):
                return self._number(decided(self._machine, name))
            case Reading(name):
                return self._reading(name)
            case Arithmetic(operator, left, right):
                return self._arithmetic(operator, self.term(left), self.term(right))
            case Extreme(highest, operands):
                best, *others = (self.term(item) for item in operands)
                for other in others:
                    best = self.z3.If(other > best if highest else other < best, other, best)
                return best
            case FormulaValue():
                return self._formula(operand)
            case LevelValue() | Baseline() | Aggregate() | Count() | Total() | TimeSince() | DoseGiven():
                return self._of_the_past(operand)
            case _:
                assert_never(operand)

    def _number(self, value: Fraction) -> Formal:
        return self.z3.RealVal(f"{value.numerator}/{value.denominator}", self.context)

    def _real(self, name: str) -> Formal:
        return self.z3.Real(name, self.context)

    def _reading(self, name: str) -> Formal:
        derived = next((item for item in self._machine.attributes if item.id == name), None)
        if isinstance(derived, DerivedAttribute):
            if name not in self._computed:
                self._computed[name] = self.term(derived.value)
            return self._computed[name]
        if name not in self._results:
            self._results[name] = self._measured(name)
        return self._results[name]

    def _measured(self, name: str) -> Formal:
        item = declared(self._machine, name)
        if item is None:
            raise NotExactError(f"`{name}` is no result")
        value = self._real(f"result {name}")
        if item.choices:
            self.known.append(self.z3.Or(*(value == at for at in range(len(item.choices)))))
            return value
        low, high = _range(item)
        self.known.append(value >= self._number(low))
        if high is not None:
            self.known.append(value <= self._number(high))
        return value

    def _of_the_past(self, term: Operand) -> Formal:
        if term in self._past:
            return self._past[term]
        value = self._real(f"past {len(self._past)}")
        self._past[term] = value
        steps = steps_of(self._machine, term)
        if steps:
            self.known.append(self.z3.Or(*(value == self._number(step) for step in steps)))
            return value
        low, high = range_of(self._machine, term)
        if low is not None:
            self.known.append(value >= self._number(low))
        if high is not None:
            self.known.append(value <= self._number(high))
        if is_whole(self._machine, term, None):
            self.known.append(self.z3.IsInt(value))
        return value

    def _arithmetic(self, operator: ArithmeticOperator, left: Formal, right: Formal) -> Formal:
        match operator:
            case ArithmeticOperator.PLUS:
                return left + right
            case ArithmeticOperator.MINUS:
                return left - right
            case ArithmeticOperator.TIMES:
                return left * right
            case ArithmeticOperator.DIVIDED:
                return self._divided(left, right)
            case _:
                assert_never(operator)

    def _divided(self, left: Formal, right: Formal) -> Formal:
        # by zero there is no value, and every value is known here
        self.known.append(right != 0)
        return left / right

    def _formula(self, term: FormulaValue) -> Formal:
        signature = SIGNATURES[term.formula]
        given = [
            self.term(argument) / self._number(wanted.unit.factor)
            if isinstance(wanted, Measure)
            else self.term(argument)
            for wanted, argument in zip(signature.arguments, term.arguments, strict=True)
        ]
        value = self._in_its_unit(term, given)
        return value * self._number(signature.unit.factor)

    def _in_its_unit(self, term: FormulaValue, given: list[Formal]) -> Formal:
        match term.formula:
            case Formula.MOSTELLER:
                height, weight = given
                root = self._real(f"root {len(self.known)}")
                self.known += [root >= 0, root * root * 3600 == height * weight]
                return root
            case Formula.DUBOIS:
                raise NotExactError("the formula of Du Bois has no exact model")
            case Formula.COCKCROFT_GAULT:
                age, weight, creatinine, sex = given
                self.known += [age < 140, creatinine > 0]
                part = self.z3.If(sex == self._female(term), self._number(Fraction(85, 100)), self._number(Fraction(1)))
                return self._divided((140 - age) * weight * part, 72 * creatinine)
            case Formula.CALVERT:
                target, filtration = given
                return target * (filtration + 25)
            case _:
                assert_never(term.formula)

    def _female(self, term: FormulaValue) -> int:
        match term.arguments[-1]:
            case Reading(name):
                item = declared(self._machine, name)
                words = () if item is None else tuple(choice.id for choice in item.choices)
                if "female" in words:
                    return words.index("female")
            case _:
                pass
        raise NotExactError("the sex that a formula asks for is not recorded")


def _compared(operator: Operator, left: Formal, right: Formal) -> Formal:
    match operator:
        case Operator.BELOW:
            return left < right
        case Operator.AT_MOST:
            return left <= right
        case Operator.EQUAL:
            return left == right
        case Operator.AT_LEAST:
            return left >= right
        case Operator.ABOVE:
            return left > right
        case _:
            assert_never(operator)


def _range(item: Lab | Attribute) -> tuple[Fraction, Fraction | None]:
    factor = item.unit.factor
    return (
        Fraction(0) if item.low is None else item.low * factor,
        None if item.high is None else item.high * factor,
    )
