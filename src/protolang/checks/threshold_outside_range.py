"""PL110: a threshold that the declared range of the lab does not reach, so that its comparison never decides."""

from collections.abc import Iterator

from protolang.checks.comparing import Compared, compared
from protolang.checks.constant_rule import truths_of
from protolang.checks.implausible_value import implausible_value
from protolang.checks.pointing import named, statement
from protolang.checks.situations import undecided_in
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL110
from protolang.machine.statechart import Machine
from protolang.model.expression import Operator
from protolang.model.protocol import Protocol
from protolang.quantity import Quantity


def threshold_outside_range(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each comparison; where the whole rule is decided by it, that is told of the rule (PL203, PL204).

    The ends of the range count as reached: a first band that is open below begins there.
    """
    for item in compared(machine):
        side = _beyond(item)
        if side is None or undecided_in(machine, [item.rule.when]) or len(truths_of(machine, item.rule)) == 1:
            continue
        place = item.origin if item.parameter is None else item.parameter.origin
        if any(statement(place) == other.primary.span for other in implausible_value(protocol, machine)):
            continue  # the slip is named there
        above = side == "above"
        holds = item.operator in (Operator.BELOW, Operator.AT_MOST) if above else item.operator in _UPWARD
        lab = item.item
        yield Diagnostic(
            PL110,
            f"{item.quantity} is {side} every value of `{lab.id}`, so the comparison "
            f"{'always' if holds else 'never'} holds",
            Label(statement(item.origin), f"{'every' if holds else 'no'} result is {_words(item)}"),
            (
                *(
                    ()
                    if item.parameter is None
                    else (Label(statement(item.parameter.origin), "the value is decided here"),)
                ),
                Label(named(item.item.origin, lab.id), f"`{lab.id}` is {_ends(item)}"),
            ),
            help="correct the value or its unit, or widen the range if such results are reported",
        )


_UPWARD = (Operator.AT_LEAST, Operator.ABOVE)


def _beyond(item: Compared) -> str | None:
    factor = item.item.unit.factor
    low, high = item.item.low, item.item.high
    if high is not None and item.value > high * factor:
        return "above"
    if low is not None and item.value < low * factor:
        return "below"
    return None


def _words(item: Compared) -> str:
    word = {
        Operator.BELOW: "below",
        Operator.AT_MOST: "at most",
        Operator.EQUAL: "exactly",
        Operator.AT_LEAST: "at least",
        Operator.ABOVE: "above",
    }[item.operator]
    return f"{word} {item.quantity}"


def _ends(item: Compared) -> str:
    lab = item.item
    low = None if lab.low is None else str(Quantity(lab.low, lab.unit))
    high = None if lab.high is None else str(Quantity(lab.high, lab.unit))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"at least {low}" if high is None else f"at most {high}"
