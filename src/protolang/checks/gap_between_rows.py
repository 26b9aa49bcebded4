"""PL202: a value for which a table or a decision has no row."""

from collections.abc import Iterator
from itertools import product

from protolang.checks.pointing import opening, statement
from protolang.checks.rowed import Looked, Rowed, all_rowed, looked_at, not_looked_at
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL202
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.source import Span
from protolang.verify.cases import Box
from protolang.verify.cells import NotExactError

MOST = 4
"""Gaps that are told of one table or decision; the last one says how many more there are."""


def gap_between_rows(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each stretch of values. Where the author asks what holds there it is a warning, else an error."""
    for rowed in all_rowed(machine):
        if rowed.closed or not rowed.lines:
            continue
        try:
            looked = looked_at(machine, rowed)
        except NotExactError as reason:
            yield not_looked_at(rowed, reason, "some value is in no row of", opening(rowed.origin))
            continue
        if looked is None:
            continue
        boxes = looked.cases.boxes(place for place, lines in looked.holding.items() if not lines)
        for number, box in enumerate(boxes[:MOST], 1):
            yield _finding(rowed, looked, box, more=len(boxes) - MOST if number == MOST else 0)


def _finding(rowed: Rowed, looked: Looked, box: Box, *, more: int) -> Diagnostic:
    sure = looked.cases.independent(box)
    when = looked.cases.clause(box)
    notes = [] if sure else ["these results depend on each other, so it may be that no patient has them"]
    if more > 0:
        notes.append(f"{more} more {'gap' if more == 1 else 'gaps'} of this kind")
    return Diagnostic(
        PL202,
        f"no row of the {rowed.name} applies when {when}" if when else f"no row of the {rowed.name} ever applies",
        Label(opening(rowed.origin), "it says nothing of this patient"),
        tuple(Label(span, text) for span, text in _neighbours(rowed, looked, box).items()),
        notes=tuple(notes),
        help="widen a row, add one, or write `otherwise: …` for everybody else; where no source says, "
        'ask with `unstated "…"`',
        witness=looked.cases.example(box),
        severity=Severity.ERROR if sure and not rowed.open else Severity.WARNING,
    )


def _neighbours(rowed: Rowed, looked: Looked, box: Box) -> dict[Span, str]:
    """The rows that hold just below and just above the gap."""
    found: dict[Span, str] = {}
    for axis in looked.cases.deciding(box):
        for edge, word in ((box.low[axis] - 1, "below"), (box.high[axis] + 1, "above")):
            for at in _beside(looked, box, axis, edge):
                words = looked.cases.axes[axis].words
                text = "another case has this row" if words else f"the next row {word} the gap"
                found.setdefault(statement(rowed.lines[at].origin), text)
    return found


def _beside(looked: Looked, box: Box, axis: int, edge: int) -> tuple[int, ...]:
    """The rows that hold in the first place beside a box in which any does."""
    spans = [range(low, high + 1) for low, high in zip(box.low, box.high, strict=True)]
    spans[axis] = range(edge, edge + 1)
    return next((found for place in product(*spans) if (found := looked.holding.get(place, ()))), ())
