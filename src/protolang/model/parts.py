"""What an expression is made of, for those who look for one thing in all of it."""

from collections.abc import Iterator
from typing import assert_never

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


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The conditions directly inside a condition; a named fact has none, it is looked up by whoever wants it."""
    match expression:
        case All(operands) | Any(operands) | Several(_, operands):
            return operands
        case Not(operand):
            return (operand,)
        case Consecutive(condition=condition):
            return (condition,)
        case (
            Compare()
            | Fact()
            | Once()
            | Occurred()
            | Ended()
            | Is()
            | Lasting()
            | Monotone()
            | GivenToday()
            | InPhase()
        ):
            return ()
        case _:
            assert_never(expression)


def terms_of(operand: Operand) -> tuple[Operand, ...]:
    """The terms directly inside a term."""
    match operand:
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Extreme(operands=operands):
            return operands
        case FormulaValue(arguments=arguments):
            return arguments
        case (
            Reading()
            | Constant()
            | ParameterValue()
            | LevelValue()
            | Baseline()
            | Aggregate()
            | Count()
            | Total()
            | TimeSince()
            | DoseGiven()
        ):
            return ()
        case _:
            assert_never(operand)


def all_parts(expression: Expression) -> Iterator[Expression]:
    """The condition and every condition inside it, outermost first."""
    yield expression
    for part in parts_of(expression):
        yield from all_parts(part)


def all_terms(operand: Operand) -> Iterator[Operand]:
    """The term and every term inside it, outermost first."""
    yield operand
    for part in terms_of(operand):
        yield from all_terms(part)


def readings_of(operand: Operand) -> tuple[str, ...]:
    """The labs and attributes a term reads, now or over the past, without repeats."""
    names = (part.name for part in all_terms(operand) if isinstance(part, Reading | Baseline | Aggregate))
    return tuple(dict.fromkeys(names))
