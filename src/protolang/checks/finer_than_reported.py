"""PL111: a threshold between two neighbouring values that the laboratory can report."""

from collections.abc import Iterator

from protolang.checks.comparing import Compared, compared
from protolang.checks.pointing import named, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL111
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.term import Aggregate, AggregateFunction
from protolang.quantity import Quantity
from protolang.source import Span


def finer_than_reported(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each threshold of a lab that says to what it is `rounded`; a mean is finer than its results."""
    told: set[Span] = set()
    for item in compared(machine):
        step, place = item.item.rounded_to, item.origin if item.parameter is None else item.parameter.origin
        if step is None or _is_mean(item) or (item.value / step.base).denominator == 1 or place in told:
            continue
        told.add(place)
        below = step.base * (item.value // step.base)
        low, high = (str(Quantity(value / step.unit.factor, step.unit)) for value in (below, below + step.base))
        name = item.item.id
        yield Diagnostic(
            PL111,
            f"`{name}` is reported to {step}, and {item.quantity} is never reported",
            Label(statement(place), f"between {low} and {high}, which are the next that are"),
            (
                *(() if item.parameter is None else (Label(statement(item.origin), "compared here"),)),
                Label(named(item.item.origin, "rounded"), f"reported to {step}"),
            ),
            help=f"write the reported value that is meant: {low} or {high}, with it or without it",
            witness=((name, low), (name, high)),
        )


def _is_mean(item: Compared) -> bool:
    return isinstance(item.term, Aggregate) and item.term.function is AggregateFunction.MEAN
