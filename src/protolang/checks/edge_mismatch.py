"""PL209: two rules that turn the same way at one value, one with it and one without it."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from protolang.checks.comparing import Compared, compared
from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL209
from protolang.machine.statechart import Machine
from protolang.model.expression import Operator
from protolang.model.protocol import Protocol
from protolang.model.term import Operand
from protolang.source import Span

_TWINS = ((Operator.BELOW, Operator.AT_MOST), (Operator.ABOVE, Operator.AT_LEAST))
_WITH = frozenset({Operator.AT_MOST, Operator.AT_LEAST})


def edge_mismatch(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each value and side. What lies below and what lies above may leave the value between them to
    neither, or to both: whether that is a gap or an overlap is told where the two are alternatives (PL201, PL202)."""
    at: dict[tuple[Operand, Fraction], list[Compared]] = {}
    for item in compared(machine):
        at.setdefault((item.term, item.value), []).append(item)
    for found in at.values():
        for without, including in _TWINS:
            twins = [item for item in found if item.operator in (without, including)]
            pairs = product(*([item for item in twins if item.operator is each] for each in (without, including)))
            pair = next(pairs, None)
            if pair is not None:
                yield _finding(twins, *sorted(pair, key=lambda item: item.origin.order))


def _finding(twins: list[Compared], one: Compared, two: Compared) -> Diagnostic:
    value, name = one.quantity, one.item.id
    labels: dict[Span, str] = {}
    for item in (one, *twins):
        labels.setdefault(statement(item.origin), f"exactly {value} is {_word(item)} here")
        if item.parameter is not None:
            labels.setdefault(statement(item.parameter.origin), "the value is decided here")
    labels.pop(statement(two.origin), None)
    return Diagnostic(
        PL209,
        f"of two rules that turn at {value}, one includes a `{name}` of exactly {value} and one does not",
        Label(statement(two.origin), f"exactly {value} is {_word(two)} here"),
        tuple(Label(span, text) for span, text in labels.items()),
        help="write both with `=` or both without; where two sources word it differently, say so in a note beside them",
        witness=((name, str(value)),),
    )


def _word(item: Compared) -> str:
    return "included" if item.operator in _WITH else "left out"
