"""What conditions and terms are made of, and what they read: the one place that takes them apart without judging."""

from collections.abc import Iterator
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
    Several,
)
from protolang.model.term import (
    Aggregate,
    Arithmetic,
    Baseline,
    Constant,
    Count,
    CountKind,
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
from protolang.model.treatment import Attribute, DerivedAttribute, Lab, Trigger
from protolang.verify.remembered import OfMachine


def fact(machine: Machine, name: str) -> Trigger:
    """The named trigger."""
    return _facts(machine)[name]


_facts: OfMachine[dict[str, Trigger]] = OfMachine(
    # with two of one name, which is an error, the first is meant
    lambda machine: {item.id: item for item in reversed(machine.facts)}
)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The conditions that a condition is made of; none for one that names a trigger or judges by itself."""
    match expression:
        case All(operands) | Any(operands) | Several(_, operands):
            return operands
        case Not(operand):
            return (operand,)
        case Consecutive():
            return (expression.condition,)
        case Compare() | Fact() | Once() | Occurred() | Ended() | Is() | Lasting() | Monotone() | GivenToday():
            return ()
        case InPhase():
            return ()
        case _:
            assert_never(expression)


def trigger_of(expression: Expression) -> str | None:
    """The trigger that a condition names."""
    match expression:
        case Fact(trigger) | Once(trigger) | Lasting(trigger):
            return trigger
        case _:
            return None


def written(expression: Expression) -> Iterator[Expression]:
    """A condition and all that it is made of, as far as it stands in this place of the file."""
    yield expression
    for part in parts(expression):
        yield from written(part)


def inside(machine: Machine, expression: Expression) -> Iterator[Expression]:
    """A condition and all that it is made of, through the triggers it names."""
    for part in written(expression):
        yield part
        name = trigger_of(part)
        if name is not None:
            yield from inside(machine, fact(machine, name).when)


def comparisons(machine: Machine, expression: Expression) -> Iterator[Compare]:
    """Every comparison in a condition, through the triggers it names."""
    for part in inside(machine, expression):
        match part:
            case Compare():
                yield part
            case _:
                pass


def terms(operand: Operand) -> Iterator[Operand]:
    """A term and all that it is made of."""
    yield operand
    match operand:
        case Arithmetic(_, left, right):
            yield from terms(left)
            yield from terms(right)
        case Extreme(_, operands) | FormulaValue(_, operands):
            for item in operands:
                yield from terms(item)
        case Reading() | Constant() | ParameterValue() | LevelValue() | Baseline() | Aggregate() | Count() | Total():
            return
        case TimeSince() | DoseGiven():
            return
        case _:
            assert_never(operand)


def terms_in(machine: Machine, expression: Expression) -> Iterator[Operand]:
    """Every term in a condition, through the triggers it names."""
    for compare in comparisons(machine, expression):
        yield from terms(compare.left)
        yield from terms(compare.right)


def measured(machine: Machine, expression: Expression) -> tuple[str, ...]:
    """The labs and recorded attributes that a condition needs, through triggers and formulas, without repeats."""
    found: list[str] = []
    for part in inside(machine, expression):
        match part:
            case Compare(left, _, right):
                found += [*measured_by(machine, left), *measured_by(machine, right)]
            case Is(name):
                found += _recorded(machine, name)
            case Consecutive() | Monotone():
                found += _recorded(machine, part.lab)
            case All() | Any() | Not() | Several() | Fact() | Once() | Lasting():
                pass
            case Occurred() | Ended() | GivenToday() | InPhase():
                pass
            case _:
                assert_never(part)
    return tuple(dict.fromkeys(found))


def measured_by(machine: Machine, operand: Operand) -> tuple[str, ...]:
    """The labs and recorded attributes whose results a term needs, through formulas, without repeats."""
    found: list[str] = []
    for item in terms(operand):
        match item:
            case Reading(name) | Baseline(name) | Aggregate(_, name):
                found += _recorded(machine, name)
            case TimeSince(subject) | Count(CountKind.RESULTS, subject):
                found += [subject] if declared(machine, subject) is not None else []
            case Constant() | ParameterValue() | LevelValue() | Count() | Total() | DoseGiven():
                pass
            case Arithmetic() | Extreme() | FormulaValue():
                pass
            case _:
                assert_never(item)
    return tuple(dict.fromkeys(found))


def _recorded(machine: Machine, name: str) -> tuple[str, ...]:
    """What must be measured or recorded for a name to have a value."""
    for item in machine.attributes:
        if item.id == name:
            match item:
                case DerivedAttribute():
                    return measured_by(machine, item.value)
                case Attribute():
                    return (name,)
                case _:
                    assert_never(item)
    return (name,)


def declared(machine: Machine, name: str) -> Lab | Attribute | None:
    """The lab or recorded attribute of this name."""
    for item in (*machine.labs, *machine.attributes):
        if item.id == name and isinstance(item, Lab | Attribute):
            return item
    return None


def reads_events(machine: Machine, expression: Expression) -> frozenset[str]:
    """The events a condition depends on, through the triggers it names, and through what it counts or times by them."""
    known = {item.id for item in machine.events}
    found: set[str] = set()
    for part in inside(machine, expression):
        match part:
            case Occurred(event):
                found.add(event)
            case Compare(left, _, right):
                found |= {name for item in (*terms(left), *terms(right)) for name in _acts(item) if name in known}
            case _:
                pass
    return frozenset(found)


def _acts(operand: Operand) -> tuple[str, ...]:
    """The events, doses and samples that one term counts or counts from; their names are not told apart."""
    match operand:
        case Baseline(_, since):
            return _since(since)
        case Aggregate() | Total():
            return () if operand.since is None else _since(operand.since)
        case Count(_, subject):
            return (subject, *(() if operand.since is None else _since(operand.since)))
        case TimeSince(subject):
            return (subject,)
        case Reading() | Constant() | ParameterValue() | LevelValue() | DoseGiven():
            return ()
        case Arithmetic() | Extreme() | FormulaValue():
            return ()
        case _:
            assert_never(operand)


def _since(since: Since) -> tuple[str, ...]:
    match since:
        case SinceAct(subject):
            return (subject,)
        case SinceEntry() | SinceDay():
            return ()
        case _:
            assert_never(since)


def tracks_of(machine: Machine, expression: Expression) -> frozenset[str]:
    """The tracks whose end a condition waits for."""
    return frozenset(item.track for item in inside(machine, expression) if isinstance(item, Ended))
