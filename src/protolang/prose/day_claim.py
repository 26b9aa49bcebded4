"""What a protocol promises of days, of an order, and of any stretch of time, in sentences."""

from typing import assert_never

from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.prose.condition import Wording, condition_text
from protolang.prose.naming import find_drug, title_of
from protolang.prose.number import count_text, duration_text

_DAYS = {
    Quantifier.ALWAYS: "On every day",
    Quantifier.NEVER: "On no day",
    Quantifier.EVENTUALLY: "On at least one day",
}


def day_claim_text(claim: DayClaim, protocol: Protocol) -> str:
    """A claim as a sentence without its full stop: `Rituximab is given at most 4 times in any 4 weeks`."""
    match claim:
        case Holds(quantifier=quantifier, condition=condition):
            return f"{_DAYS[quantifier]}: {_condition(condition, protocol)}"
        case LeadsTo(trigger=trigger, response=response, within=within):
            when = (
                f"is followed within {duration_text(within)}, or on the day itself, by" if within.count else "is also"
            )
            return f"Each day of: {_condition(trigger, protocol)}, {when} a day of: {_condition(response, protocol)}"
        case Rate(subject=subject, low=low, high=high, window=window):
            return f"{given_text(subject, protocol)} {_times(low, high)} in any {duration_text(window)}"
        case EveryWindow(subject=subject, window=window):
            return f"{given_text(subject, protocol)} at least once in any {duration_text(window)}"
        case OnlyAfter(subject=subject, condition=condition, within=within):
            text = f"{given_text(subject, protocol)} only on a day of: {_condition(condition, protocol)}"
            if within is None:
                return f"{text}, or after such a day"
            return f"{text}, or within {duration_text(within)} after such a day" if within.count else text
        case NeverWhile(subject=subject, condition=condition):
            return f"{given_text(subject, protocol)} on no day of: {_condition(condition, protocol)}"
    assert_never(claim)


def given_text(subject: str, protocol: Protocol) -> str:
    """`Rituximab is given`, of a lab `B cells is measured`."""
    verb = "given" if find_drug(subject, protocol) is not None else "measured"
    return f"{title_of(subject, protocol)} is {verb}"


def _condition(condition: Expression, protocol: Protocol) -> str:
    return condition_text(condition, protocol, Wording.NAMED)


def _times(low: int | None, high: int | None) -> str:
    if low is not None and low == high:
        return f"exactly {count_text(low, 'time')}"
    least = f"at least {count_text(low, 'time')}" if low is not None else ""
    most = f"at most {count_text(high, 'time')}" if high is not None else ""
    return " and ".join(part for part in (least, most) if part)
