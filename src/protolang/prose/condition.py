"""Guards as clinical English: what must be true of a patient on a day.

A trigger is shown by its words (SHORT: "once depleted, and not repopulated"), by its title (NAMED: "B cells
depleted") or by its title with its definition (DEFINED). All three say the same.
"""

from enum import Enum
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
    Operator,
    Several,
)
from protolang.model.protocol import Protocol
from protolang.model.term import Operand, Reading
from protolang.model.treatment import Trigger
from protolang.prose.naming import choice_text, find_trigger, in_sentence, phase_title, title_of, words
from protolang.prose.number import NBSP, count_text, duration_text
from protolang.prose.policy import MISSING
from protolang.prose.term import is_plain_value, parameters_in, term_text, whole_of
from protolang.quantity import Duration


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


def condition_text(expression: Expression, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """A guard in words: "CD20+ B cells in peripheral blood below 1 % of lymphocytes"."""
    match expression:
        case Compare(left=left, operator=operator, right=right):
            return _compare_text(left, operator, right, protocol)
        case All(operands=(Compare() as low, Compare() as high)) if _is_band(low, high):
            return f"{condition_text(low, protocol)} and {_bound_text(high, protocol)}"
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
        case Is(name=name, choice=choice):
            return f"{in_sentence(title_of(name, protocol))} is {choice_text(name, choice, protocol)}"
        case Lasting(trigger=trigger, time=time):
            return (
                f"{_trigger_text(trigger, protocol, wording)} without a break for {duration_text(time)}, today included"
            )
        case Consecutive():
            return _consecutive_text(expression, protocol, wording)
        case Monotone(lab=lab, rising=rising, count=count):
            way = "rising" if rising else "falling"
            each = "higher" if rising else "lower"
            title, results = in_sentence(title_of(lab, protocol)), count_text(count, "result")
            return f"{title} {way} over the last {results} (each {each} than the one before)"
        case Several(count=count, operands=operands):
            parts = "; ".join(_grouped(operand, protocol, wording) for operand in operands)
            return f"at least {count} of these {len(operands)}: {parts}"
        case GivenToday(drug=drug):
            return f"{in_sentence(title_of(drug, protocol))} is given on that day"
        case InPhase(phase=phase):
            return f"the {protocol.subject} is in {phase_title(phase, protocol)}"
    assert_never(expression)


def trigger_definition(trigger: Trigger, protocol: Protocol) -> str:
    """What a named trigger means: its condition, with every name inside it defined too."""
    return condition_text(trigger.when, protocol, Wording.DEFINED)


def trigger_line(trigger: Trigger, protocol: Protocol) -> str:
    """Title and definition: "B cells depleted: CD20+ B cells in peripheral blood below 1 % of lymphocytes"."""
    return f"{title_of(trigger.id, protocol)}: {trigger_definition(trigger, protocol)}"


def missing_result_text(trigger: Trigger) -> str:
    """What is done when the rule cannot be decided: "if a result is missing or too old: measure now; …"."""
    return f"if a result is missing or too old: {missing_text(trigger)}"


def missing_text(trigger: Trigger) -> str:
    """What is done when the rule cannot be decided, alone; of a fact, what uses it says."""
    if trigger.fact:
        return "as each rule that uses it says"
    return "not stated" if trigger.missing is None else MISSING[trigger.missing]


def once_text() -> str:
    """What `once` means, for a legend."""
    return "once: at some time up to now"


def age_text(days: int) -> str:
    """How old a result may be: "valid for 35 days after sampling, that day included"."""
    return f"valid for {count_text(days, 'day')} after sampling, that day included"


def parameters_of(expression: Expression) -> tuple[str, ...]:
    """The names of the parameters that a condition compares with; those of the triggers it names are not among them."""
    match expression:
        case Compare(left=left, right=right):
            return (*parameters_in(left), *parameters_in(right))
        case All(operands=operands) | Any(operands=operands) | Several(operands=operands):
            return tuple(name for operand in operands for name in parameters_of(operand))
        case Not(operand=operand) | Consecutive(condition=operand):
            return parameters_of(operand)
        case Fact() | Once() | Occurred() | Ended() | Is() | Lasting() | Monotone() | GivenToday() | InPhase():
            return ()
    assert_never(expression)


def triggers_of(expression: Expression) -> tuple[str, ...]:
    """The names of the triggers that a condition names itself."""
    match expression:
        case Fact(trigger=trigger) | Once(trigger=trigger) | Lasting(trigger=trigger):
            return (trigger,)
        case All(operands=operands) | Any(operands=operands) | Several(operands=operands):
            return tuple(name for operand in operands for name in triggers_of(operand))
        case Not(operand=operand) | Consecutive(condition=operand):
            return triggers_of(operand)
        case Compare() | Occurred() | Ended() | Is() | Monotone() | GivenToday() | InPhase():
            return ()
    assert_never(expression)


def _compare_text(left: Operand, operator: Operator, right: Operand, protocol: Protocol) -> str:
    if is_plain_value(left) and not is_plain_value(right):
        # A sentence begins with what is measured: `1 % > cd20` is said as `cd20 < 1 %`, which is the same.
        left, operator, right = right, _MIRRORED[operator], left
    # A long term needs its verb: "the amount given above 450 mg" could be read in two ways.
    verb = " " if _is_reading(left) else " is "
    return f"{term_text(left, protocol)}{verb}{_limit_text(left, operator, right, protocol)}"


def _limit_text(left: Operand, operator: Operator, right: Operand, protocol: Protocol) -> str:
    whole = whole_of(left, protocol) or whole_of(right, protocol)
    of_whole = f" of {whole}" if whole and is_plain_value(right) else ""
    return f"{_OPERATORS[operator]} {term_text(right, protocol)}{of_whole}"


def _is_reading(operand: Operand) -> bool:
    match operand:
        case Reading():
            return True
        case _:
            return is_plain_value(operand)


def _is_band(low: Compare, high: Compare) -> bool:
    """Whether two comparisons are the lower and the upper edge of one band."""
    lower = low.operator in (Operator.AT_LEAST, Operator.ABOVE)
    upper = high.operator in (Operator.AT_MOST, Operator.BELOW)
    values = is_plain_value(low.right) and is_plain_value(high.right)
    return lower and upper and values and low.left == high.left and not is_plain_value(low.left)


def _bound_text(bound: Compare, protocol: Protocol) -> str:
    return _limit_text(bound.left, bound.operator, bound.right, protocol)


def _consecutive_text(run: Consecutive, protocol: Protocol, wording: Wording) -> str:
    apart = _apart_text(run.least, run.most)
    spread = f" (the first and the last of them {apart} apart)" if apart else ""
    held = condition_text(run.condition, protocol, wording)
    results = f"{count_text(run.count, 'result')} of {in_sentence(title_of(run.lab, protocol))}"
    return f"in each of the last {results}{spread}: {held}"


def _apart_text(least: Duration | None, most: Duration | None) -> str:
    low = f"at least {duration_text(least)}" if least is not None else ""
    high = f"at most {duration_text(most)}" if most is not None else ""
    return " and ".join(part for part in (low, high) if part)


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
        case Several() | Consecutive() | Lasting():
            return True
        case Compare() | Not() | Fact() | Once() | Occurred() | Ended() | Is() | Monotone() | GivenToday() | InPhase():
            return False
    assert_never(expression)


def _negated_text(operand: Expression, protocol: Protocol, wording: Wording) -> str:
    match operand:
        case Fact(trigger=trigger) if wording is Wording.SHORT:
            return f"not{NBSP}{words(trigger)}"
        case Once(trigger=trigger) if wording is Wording.SHORT:
            return f"not once {words(trigger)}"
        case Once(trigger=trigger):
            return f"{_quoted_trigger(trigger, protocol, wording)} has never held up to now"
        case Fact(trigger=trigger):
            return f"not {_quoted_trigger(trigger, protocol, wording)}"
        case Ended(track=track):
            return f"the track “{title_of(track, protocol)}” has not ended"
        case Occurred(event=event):
            return f"{in_sentence(title_of(event, protocol))} is not reported"
        case Is(name=name, choice=choice):
            return f"{in_sentence(title_of(name, protocol))} is not {choice_text(name, choice, protocol)}"
        case GivenToday(drug=drug):
            return f"{in_sentence(title_of(drug, protocol))} is not given on that day"
        case InPhase(phase=phase):
            return f"the {protocol.subject} is not in {phase_title(phase, protocol)}"
        case Compare() | All() | Any() | Not() | Lasting() | Consecutive() | Monotone() | Several():
            return f"not ({condition_text(operand, protocol, wording)})"
    assert_never(operand)


def _trigger_text(name: str, protocol: Protocol, wording: Wording) -> str:
    if wording is Wording.SHORT:
        return words(name)
    return f"{in_sentence(title_of(name, protocol))}{_definition(name, protocol, wording)}"


def _quoted_trigger(name: str, protocol: Protocol, wording: Wording) -> str:
    return f"“{title_of(name, protocol)}”{_definition(name, protocol, wording)}"


def _definition(name: str, protocol: Protocol, wording: Wording) -> str:
    trigger = find_trigger(name, protocol)
    if wording is not Wording.DEFINED or trigger is None:
        return ""
    return f" ({trigger_definition(trigger, protocol)})"
