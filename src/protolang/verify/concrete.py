"""One patient on one day, value by value, judged by the reference interpreter: what a model of a solver must pass."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple, assert_never

import attrs

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Observation
from protolang.execution.state import PatientState
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
from protolang.model.term import (
    Aggregate,
    Arithmetic,
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
from protolang.quantity import Interval, Quantity, parse_unit
from protolang.verify.reading import declared, fact

_PLAIN = parse_unit("times")


class Concrete(NamedTuple):
    """Results of the day in base units (the place of a choice), terms about the past, and what else is so or not."""

    results: Mapping[str, Fraction]
    past: Mapping[Operand, Fraction]
    flags: Mapping[str, bool]


def flag_of(expression: Expression) -> str:
    """What a condition that no result of the day decides is called: two that say the same are one."""
    return " ".join(expression.origin.text.split())


def holds(machine: Machine, expression: Expression, patient: Concrete) -> bool | None:
    """Whether it holds for this patient; None where the interpreter does not know."""
    pinned = {}
    for name, value in patient.results.items():
        item = declared(machine, name)
        factor = Fraction(1) if item is None or item.choices else item.unit.factor
        pinned[name] = (Observation(name, Interval.point(value / factor), 0, 0),)
    return _Judge(machine, Snapshot(machine, PatientState(-1, date.min, ()), 0, (), pinned), patient).holds(expression)


@attrs.frozen
class _Judge:
    machine: Machine
    snapshot: Snapshot
    patient: Concrete

    def holds(self, expression: Expression) -> bool | None:
        match expression:
            case Compare(left, operator, right):
                put = Compare(self._put(left), operator, self._put(right), expression.origin)
                return _known(self.snapshot.truth(put))
            case Is():
                return _known(self.snapshot.truth(expression))
            case All(operands):
                found = [self.holds(item) for item in operands]
                return False if False in found else None if None in found else True
            case Any(operands):
                found = [self.holds(item) for item in operands]
                return True if True in found else None if None in found else False
            case Several(count, operands):
                found = [self.holds(item) for item in operands]
                if found.count(True) >= count:
                    return True
                return None if found.count(True) + found.count(None) >= count else False
            case Not(operand):
                inner = self.holds(operand)
                return None if inner is None else not inner
            case Fact(trigger):
                return self.holds(fact(self.machine, trigger).when)
            case Once(trigger):
                return self._flag(expression) or self.holds(fact(self.machine, trigger).when)
            case Lasting(trigger):
                return self._flag(expression) and self.holds(fact(self.machine, trigger).when)
            case Consecutive():
                return self._flag(expression) and self.holds(expression.condition)
            case Monotone() | Occurred() | Ended() | InPhase() | GivenToday():
                return self._flag(expression)
            case _:
                assert_never(expression)

    def _flag(self, expression: Expression) -> bool:
        return self.patient.flags.get(flag_of(expression), False)

    def _put(self, term: Operand) -> Operand:
        """A term with what is known of the past in its place."""
        match term:
            case Baseline() | Aggregate() | Count() | Total() | TimeSince() | LevelValue() | DoseGiven():
                known = self.patient.past.get(term)
                return term if known is None else Constant(Quantity(known, _PLAIN))
            case Arithmetic(operator, left, right):
                return Arithmetic(operator, self._put(left), self._put(right), term.origin)
            case Extreme(highest, operands):
                return Extreme(highest, tuple(self._put(item) for item in operands), term.origin)
            case FormulaValue(formula, arguments):
                return FormulaValue(formula, tuple(self._put(item) for item in arguments), term.origin)
            case Reading() | Constant() | ParameterValue():
                return term
            case _:
                assert_never(term)


def _known(truth: Truth) -> bool | None:
    return None if truth is Truth.UNKNOWN else truth is Truth.HOLDS
