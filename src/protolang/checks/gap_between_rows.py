"""PL202: a value for which a table or a decision has no row."""

from collections.abc import Iterator
from itertools import product

from protolang.checks.pointing import opening, statement
from protolang.checks.rowed import Looked, Rowed, all_rowed, looked_at, not_looked_at
from protolang.checks.solved import nobody, somebody
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL202
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.source import Span
from protolang.verify.cases import Box
from protolang.verify.cells import NotExactError
from protolang.verify.solver import Found, patient_with

MOST = 4
"""Gaps that are told of one table or decision; the last one says how many more there are."""
HELP = 'widen a row, add one, or write `otherwise: …` for everybody else; where no source says, ask with `unstated "…"`'
DEPENDENT = "these results depend on each other, so it may be that no patient has them"


def gap_between_rows(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each stretch of values. Where the author asks what holds there it is a warning, else an error."""
    for rowed in all_rowed(machine):
        if rowed.closed or not rowed.lines:
            continue
        try:
            looked = looked_at(machine, rowed)
        except NotExactError:
            yield from _solved(machine, rowed)
            continue
        if looked is None:
            continue
        boxes = looked.cases.boxes(place for place, lines in looked.holding.items() if not lines)
        if boxes and not any(map(looked.cases.independent, boxes)):
            # what is computed from one result moves with it
            lines = [line.when for line in rowed.lines]
            certain = somebody(machine, [], lines, rowed.event)
            if certain is not None:
                yield _told(rowed, certain)
                continue
            if nobody(machine, [], lines):
                continue
        for number, box in enumerate(boxes[:MOST], 1):
            yield _finding(rowed, looked, box, more=len(boxes) - MOST if number == MOST else 0)


def _solved(machine: Machine, rowed: Rowed) -> Iterator[Diagnostic]:
    """The same, for one patient, where there are too many cells to look at."""
    try:
        found = patient_with(machine, [], [line.when for line in rowed.lines], rowed.event)
    except NotExactError as reason:
        yield not_looked_at(rowed, reason, "some value is in no row of", opening(rowed.origin))
        return
    if found is not None:
        yield _told(rowed, found)


def _told(rowed: Rowed, found: Found) -> Diagnostic:
    rows = dict.fromkeys(statement(line.origin) for line in rowed.lines)
    return Diagnostic(
        PL202,
        f"no row of the {rowed.name} applies when {found.clause}",
        Label(opening(rowed.origin), "it says nothing of this patient"),
        tuple(Label(span, "not this row") for span in tuple(rows)[:MOST]),
        notes=() if found.sure else (DEPENDENT,),
        help=HELP,
        witness=found.pairs,
        severity=Severity.ERROR if found.sure and not rowed.open else Severity.WARNING,
    )


def _finding(rowed: Rowed, looked: Looked, box: Box, *, more: int) -> Diagnostic:
    sure = looked.cases.independent(box)
    when = looked.cases.clause(box)
    notes = [] if sure else [DEPENDENT]
    if more > 0:
        notes.append(f"{more} more {'gap' if more == 1 else 'gaps'} of this kind")
    return Diagnostic(
        PL202,
        f"no row of the {rowed.name} applies when {when}" if when else f"no row of the {rowed.name} ever applies",
        Label(opening(rowed.origin), "it says nothing of this patient"),
        tuple(Label(span, text) for span, text in _neighbours(rowed, looked, box).items()),
        notes=tuple(notes),
        help=HELP,
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
