"""Words that several checks share: conditions, amounts and bounds, as plain text for a message."""

from typing import assert_never

from protolang.checks.pointing import statement
from protolang.checks.situations import named_facts
from protolang.diagnostics import Label
from protolang.machine.statechart import Machine
from protolang.model.expression import (
    All,
    Any,
    Bound,
    Claim,
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
from protolang.model.treatment import Drug
from protolang.prose import Wording, condition_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.verify.reading import fact


def plain(text: str) -> str:
    """Clinical prose for a terminal: ordinary spaces, so that it can be searched for and wrapped."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def condition(expression: Expression, protocol: Protocol) -> str:
    """A guard in clinical words, every trigger with its definition."""
    return plain(condition_text(expression, protocol, Wording.DEFINED))


_OPPOSITE = {
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.AT_LEAST: Operator.BELOW,
    Operator.ABOVE: Operator.AT_MOST,
}


def failing(expression: Expression, protocol: Protocol) -> str:
    """What a patient is like in whom the guard fails: `CD20+ B cells below 15 %` for `cd20 >= 15 %`."""
    match expression:
        case Compare(left, operator, right) if operator in _OPPOSITE:
            return condition(Compare(left, _OPPOSITE[operator], right, expression.origin), protocol)
        case Not(operand):
            return condition(operand, protocol)
        case Fact(trigger):
            return failing(next(item.when for item in protocol.triggers if item.id == trigger), protocol)
        case All(operands):
            return ", or ".join(failing(item, protocol) for item in operands)
        case Any(operands):
            return ", and ".join(failing(item, protocol) for item in operands)
        case Once(trigger):
            when = next(item.when for item in protocol.triggers if item.id == trigger)
            return f"never yet {condition(when, protocol)}"
        case Compare() | Is() | Occurred() | Ended() | Lasting() | Several():
            return condition(Not(expression, expression.origin), protocol)
        case Consecutive() | Monotone() | GivenToday() | InPhase():
            return condition(Not(expression, expression.origin), protocol)
        case _:
            assert_never(expression)


def definitions(machine: Machine, *expressions: Expression | None) -> tuple[Label, ...]:
    """A label on each trigger that the expressions name."""
    names = [found.trigger for item in expressions if item is not None for found in named_facts(item)]
    return tuple(Label(fact(machine, name).when.origin, f"`{name}` is decided here") for name in dict.fromkeys(names))


def given_as(drug: Drug | None, count: int = 2) -> str:
    """What one administration is called: a dose, an infusion, a cycle."""
    noun = "dose"
    if drug is not None and drug.dose is not None and drug.dose.per_cycle:
        noun = "cycle"
    elif drug is not None and drug.route == "intravenous":
        noun = "infusion"
    return noun if count == 1 else f"{noun}s"


def drug_of(protocol: Protocol, name: str) -> Drug | None:
    """The drug of this name; None for what is measured."""
    return next((drug for drug in protocol.drugs if drug.id == name), None)


def ranged(least: int | None, greatest: int | None, one: str, many: str) -> str:
    """`12 infusions`, `158 to 164 days`, `at least 7 cycles, without a maximum`."""
    if least is not None and least == greatest:
        return f"{least} {one if least == 1 else many}"
    if least is not None and greatest is not None:
        return f"{least} to {greatest} {many}"
    if greatest is not None:
        return f"up to {greatest} {one if greatest == 1 else many}"
    return "any number of " + many if least is None else f"at least {least} {many}, without a maximum"


def asked(claim: Claim) -> str:
    """What a claim asks: `exactly 12`, `6 to 14 calendar months (181 to 428 days)`, `at most 31 days`."""
    low, high = claim.low, claim.high
    if low is not None and high is not None and low.inclusive and high.inclusive:
        if low.value == high.value:
            return f"exactly {_amount(low)}"
        first, second = _amount(low), _amount(high)
        number, _, unit = first.partition(" ")
        shown = f"{number if unit and second.endswith(' ' + unit) else first} to {second}"
        return f"{shown}{_in_days(low, high)}"
    parts = []
    if low is not None:
        parts.append(f"{'at least' if low.inclusive else 'more than'} {_amount(low)}{_in_days(low, None)}")
    if high is not None:
        parts.append(f"{'at most' if high.inclusive else 'less than'} {_amount(high)}{_in_days(None, high)}")
    return " and ".join(parts)


def _amount(bound: Bound) -> str:
    match bound.value:
        case int() | Days() | CalendarMonths():
            return str(bound.value)
        case Quantity():
            return plain(quantity_text(bound.value))
        case _:
            assert_never(bound.value)


def _in_days(low: Bound | None, high: Bound | None) -> str:
    """The days that weeks and calendar months stand for; nothing where the author counted in days, or in less."""
    values = [bound.value for bound in (low, high) if bound is not None]
    durations = [value for value in values if isinstance(value, Days | CalendarMonths)]
    if all(
        str(duration).endswith((" day", " days", " hour", " hours", " minute", " minutes")) for duration in durations
    ):
        return ""
    days = [length for duration in durations for length in (duration.shortest(), duration.longest())]
    return f" ({ranged(min(days), max(days), 'day', 'days')})"


def there(label: str, expression: Expression) -> Label:
    """A label on a condition."""
    return Label(statement(expression.origin), label)
