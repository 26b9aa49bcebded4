"""PL201: two rows of one table or decision that hold for the same value and say different things."""

from collections.abc import Iterator
from itertools import combinations

from protolang.checks.pointing import opening, statement
from protolang.checks.rowed import Line, Looked, Rowed, all_rowed, looked_at, not_looked_at
from protolang.checks.solved import MOST_COMPARISONS, MOST_TOLD
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL201
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.verify.cases import Place
from protolang.verify.cells import NotExactError
from protolang.verify.reading import comparisons
from protolang.verify.solver import patient_with


def overlapping_rows(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each pair of equal rank; the order of the rows decides nothing."""
    for rowed in all_rowed(machine):
        try:
            looked = looked_at(machine, rowed)
        except NotExactError:
            yield from _solved(machine, rowed)
            continue
        if looked is not None:
            for pair, places in _pairs(rowed, looked).items():
                found = _finding(machine, rowed, looked, pair, places)
                if found is not None:
                    yield found


def _pairs(rowed: Rowed, looked: Looked) -> dict[tuple[int, int], list[Place]]:
    """Where two rows hold that say different things; of a grid, each two rows or columns are told once."""
    pairs: dict[tuple[int, int, int, int], tuple[int, int]] = {}
    found: dict[tuple[int, int], list[Place]] = {}
    for place, lines in looked.holding.items():
        for one, other in combinations(lines, 2):
            first, second = rowed.lines[one], rowed.lines[other]
            if first.says == second.says:
                continue
            columns = (first.column, second.column) if first.row == second.row else (0, 0)
            pair = pairs.setdefault((first.row, second.row, *columns), (one, other))
            if pair == (one, other):
                found.setdefault(pair, []).append(place)
    return found


def _solved(machine: Machine, rowed: Rowed) -> Iterator[Diagnostic]:
    """The same, pair by pair, where there are too many cells to look at."""
    pairs = [
        (one, other) for one, other in combinations(rowed.lines, 2) if one.rank == other.rank and one.says != other.says
    ]
    told = 0
    try:
        asked = sum(len(list(comparisons(machine, line.when))) for pair in pairs for line in pair)
        if asked > MOST_COMPARISONS:
            reason = NotExactError(f"{len(pairs)} pairs of rows with {asked} comparisons are more than are looked at")
            yield not_looked_at(rowed, reason, "two rows apply at once in", opening(rowed.origin))
            return
        for one, other in pairs:
            found = patient_with(machine, [one.when, other.when], _before(rowed, one), rowed.event)
            if found is not None:
                told += 1
                yield _told(rowed, one, other, found.clause, found.pairs, sure=found.sure)
            if told == MOST_TOLD:
                return  # whoever corrects these looks again
    except NotExactError as reason:
        if rowed.closed:  # else the gaps were not looked for either, and that is told already
            yield not_looked_at(rowed, reason, "two rows apply at once in", opening(rowed.origin))


def _before(rowed: Rowed, line: Line) -> list[Expression]:
    """What silences a row when it holds."""
    return [item.when for item in rowed.lines if item.rank < line.rank]


def _finding(
    machine: Machine, rowed: Rowed, looked: Looked, pair: tuple[int, int], places: list[Place]
) -> Diagnostic | None:
    """None where the two hold together in cells alone, and for no patient."""
    one, other = (rowed.lines[at] for at in pair)
    boxes = looked.cases.boxes(places)
    box = next((box for box in boxes if looked.cases.independent(box)), None)
    if box is None:
        # what is computed from one result moves with it
        try:
            found = patient_with(machine, [one.when, other.when], _before(rowed, one), rowed.event)
        except NotExactError:
            found = None
        else:
            if found is None:
                return None
        if found is not None and found.sure:
            return _told(rowed, one, other, found.clause, found.pairs, sure=True)
    at = boxes[0] if box is None else box
    when = looked.cases.clause(at)
    return _told(rowed, one, other, when, looked.cases.example(at), sure=box is not None)


def _told(
    rowed: Rowed, one: Line, other: Line, when: str, witness: tuple[tuple[str, str], ...], *, sure: bool
) -> Diagnostic:
    first, second = statement(one.origin), statement(other.origin)
    return Diagnostic(
        PL201,
        f"two rows of the {rowed.name} apply when {when}" if when else f"two rows of the {rowed.name} always apply",
        Label(second, "this row"),
        (Label(first, "and this one, which says something else"),) if first != second else (),
        notes=() if sure else ("these results depend on each other, so it may be that no patient has them",),
        help="let one row end below where the next begins (`from 30 to below 60`), or write `first when` for the one "
        "that decides; the order of the rows decides nothing",
        witness=witness,
        severity=Severity.ERROR if sure else Severity.WARNING,
    )
