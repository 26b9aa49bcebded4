"""Guards as clinical English: what must be true of a patient on a day.

A trigger is shown by its words (SHORT: "once depleted, and not repopulated"), by its title (NAMED: "B cells
depleted") or by its title with its definition (DEFINED). All three say the same.
"""

from enum import Enum
from typing import assert_never

from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once, Operator
from protolang.model.protocol import Protocol
from protolang.model.term import Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import MissingPolicy, Trigger
from protolang.prose.naming import find_lab, find_parameter, find_trigger, in_sentence, title_of, undecided, words
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Quantity


class Wording(Enum):
    """How much is said about a named trigger."""

    SHORT = "short"
    NAMED = "named"
    DEFINED = "defined"


# Strictness is meaning (R5): "below" and "at most" are never exchanged.
_OPERATORS = {
    Operator.BELOW: "below",
    Operator.AT_MOST: "at most",
    Operator.EQUAL: "exactly",
    Operator.AT_LEAST: "at least",
    Operator.ABOVE: "above",
}
_MIRRORED = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.ABOVE: Operator.BELOW,
}
_MISSING = {
    MissingPolicy.PERMIT: "what depends on it is not done",
    MissingPolicy.PROTECT: "measure now; doses that depend on it wait",
    MissingPolicy.ELECTIVE: "go on as if the rule did not apply",
}


def condition_text(expression: Expression, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """A guard in words: "CD20+ B cells in peripheral blood below 1 % of lymphocytes"."""
    match expression:
        case Compare(left=left, operator=operator, right=right):
            return _compare_text(left, operator, right, protocol)
        case All(operands=operands):
            return _joined(operands, "and", protocol, wording)
        case Any(operands=operands):
            return _joined(operands, "or", protocol, wording)
        case Not(operand=operand):
            return _negated_text(operand, protocol, wording)
        case Fact(trigger=trigger):
            return _trigger_text(trigger, protocol, wording)
        case Once(trigger=trigger):
            if wording is Wording.SHORT:
                return f"once {words(trigger)}"
            return f"{_trigger_text(trigger, protocol, wording)} at some time up to now"
        case Occurred(event=event):
            return f"{in_sentence(title_of(event, protocol))} is reported"
        case Ended(track=track):
            return f"the track “{title_of(track, protocol)}” has ended"
    assert_never(expression)


def trigger_definition(trigger: Trigger, protocol: Protocol) -> str:
    """What a named trigger means: its condition, with every name inside it defined too."""
    return condition_text(trigger.when, protocol, Wording.DEFINED)


def trigger_line(trigger: Trigger, protocol: Protocol) -> str:
    """Title and definition: "B cells depleted: CD20+ B cells in peripheral blood below 1 % of lymphocytes"."""
    return f"{title_of(trigger.id, protocol)}: {trigger_definition(trigger, protocol)}"


def missing_result_text(trigger: Trigger) -> str:
    """What is done when the rule cannot be decided: "if a result is missing or too old: measure now; …"."""
    action = "not stated" if trigger.missing is None else _MISSING[trigger.missing]
    return f"if a result is missing or too old: {action}"


def parameter_text(name: str, protocol: Protocol) -> str:
    """The value of a parameter, or the mark of what is undecided; never a number nobody chose."""
    parameter = find_parameter(name, protocol)
    if parameter is None or parameter.value is None:
        return undecided(name)
    return setting_text(parameter.value)


def setting_text(value: Quantity | Days | CalendarMonths | int) -> str:
    """A value that a parameter may take: a quantity, a duration, or a count."""
    match value:
        case Quantity():
            return quantity_text(value)
        case Days() | CalendarMonths():
            return duration_text(value)
        case int():
            return number_text(value)
    assert_never(value)


def once_text() -> str:
    """What `once` means, for a legend."""
    return "once: at some time up to now"


def age_text(days: int) -> str:
    """How old a result may be: "valid for 35 days after sampling, that day included"."""
    return f"valid for {count_text(days, 'day')} after sampling, that day included"


def _compare_text(left: Operand, operator: Operator, right: Operand, protocol: Protocol) -> str:
    if not _is_reading(left) and _is_reading(right):
        # A sentence begins with what is measured: `1 % > cd20` is said as `cd20 < 1 %`, which is the same.
        left, operator, right = right, _MIRRORED[operator], left
    whole = _whole_of(left, protocol) or _whole_of(right, protocol)
    of_whole = f" of {whole}" if whole and not _is_reading(right) else ""
    return f"{_operand_text(left, protocol)} {_OPERATORS[operator]} {_operand_text(right, protocol)}{of_whole}"


def _is_reading(operand: Operand) -> bool:
    match operand:
        case Reading():
            return True
        case Constant() | ParameterValue():
            return False
    assert_never(operand)


def _whole_of(operand: Operand, protocol: Protocol) -> str | None:
    match operand:
        case Reading(name=name):
            lab = find_lab(name, protocol)
            return lab.whole if lab else None
        case Constant() | ParameterValue():
            return None
    assert_never(operand)


def _operand_text(operand: Operand, protocol: Protocol) -> str:
    match operand:
        case Reading(name=name):
            return in_sentence(title_of(name, protocol))
        case Constant(quantity=quantity):
            return quantity_text(quantity)
        case ParameterValue(name=name):
            return parameter_text(name, protocol)
    assert_never(operand)


def _joined(operands: tuple[Expression, ...], conjunction: str, protocol: Protocol, wording: Wording) -> str:
    parts = [_grouped(operand, protocol, wording) for operand in operands]
    return f", {conjunction} ".join(parts)


def _grouped(operand: Expression, protocol: Protocol, wording: Wording) -> str:
    """A part of an `and` or `or`; one that is joined itself stands in parentheses."""
    text = condition_text(operand, protocol, wording)
    return f"({text})" if _is_joined(operand) else text


def _is_joined(expression: Expression) -> bool:
    match expression:
        case All(operands=operands) | Any(operands=operands):
            return len(operands) > 1
        case Compare() | Not() | Fact() | Once() | Occurred() | Ended():
            return False
    assert_never(expression)


def _negated_text(operand: Expression, protocol: Protocol, wording: Wording) -> str:
    match operand:
        case Fact(trigger=trigger) if wording is Wording.SHORT:
            return f"not{NBSP}{words(trigger)}"
        case Once(trigger=trigger) if wording is Wording.SHORT:
            return f"not once {words(trigger)}"
        case Once(trigger=trigger):
            return f"{_quoted_trigger(trigger, protocol, wording)} at no time up to now"
        case Fact(trigger=trigger):
            return f"not {_quoted_trigger(trigger, protocol, wording)}"
        case Ended(track=track):
            return f"the track “{title_of(track, protocol)}” has not ended"
        case Occurred(event=event):
            return f"{in_sentence(title_of(event, protocol))} is not reported"
        case Compare() | All() | Any() | Not():
            return f"not ({condition_text(operand, protocol, wording)})"
    assert_never(operand)


def _trigger_text(name: str, protocol: Protocol, wording: Wording) -> str:
    if wording is Wording.SHORT:
        return words(name)
    return f"{title_of(name, protocol)}{_definition(name, protocol, wording)}"


def _quoted_trigger(name: str, protocol: Protocol, wording: Wording) -> str:
    return f"“{title_of(name, protocol)}”{_definition(name, protocol, wording)}"


def _definition(name: str, protocol: Protocol, wording: Wording) -> str:
    trigger = find_trigger(name, protocol)
    if wording is not Wording.DEFINED or trigger is None:
        return ""
    return f" ({trigger_definition(trigger, protocol)})"
