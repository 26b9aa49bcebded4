"""PL210: a measured value compared for being exactly equal."""

from collections.abc import Iterator

from protolang.checks.comparing import Compared, compared
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL210
from protolang.machine.statechart import Machine
from protolang.model.expression import Operator
from protolang.model.protocol import Protocol

COUNTED = frozenset({"", "points", "point", "times", "time", "doses", "dose", "cycles", "cycle"})
"""Units of what is counted, or read off a scale of whole numbers."""


def equality_on_measurement(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each comparison; a whole number on a scale of points can be met, and is left alone."""
    for item in compared(machine):
        if item.operator is Operator.EQUAL and not _is_counted(item):
            name = item.item.id
            yield Diagnostic(
                PL210,
                f"{item.rule.what} asks that `{name}` is exactly {item.quantity}",
                Label(statement(item.origin), "a measured value is hardly ever this one to the last digit"),
                (Label(opening(item.item.origin), "measured, on a scale without steps"),),
                help=f"say on which side of it the rule applies: `{name} <= {item.quantity}`, or "
                f"`{name} from … to below …`",
            )


def _is_counted(item: Compared) -> bool:
    return str(item.item.unit) in COUNTED and item.plain and item.quantity.magnitude.denominator == 1
