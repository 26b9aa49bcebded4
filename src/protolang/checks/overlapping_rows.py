"""PL201: two rows of one table or decision that hold for the same value and say different things."""

from collections.abc import Iterator
from itertools import combinations

from protolang.checks.pointing import opening, statement
from protolang.checks.rowed import Looked, Rowed, all_rowed, looked_at, not_looked_at
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL201
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.cases import Place
from protolang.verify.cells import NotExactError


def overlapping_rows(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each pair of equal rank; the order of the rows decides nothing."""
    for rowed in all_rowed(machine):
        try:
            looked = looked_at(machine, rowed)
        except NotExactError as reason:
            if rowed.closed:  # else the gaps were not looked for either, and that is told already
                yield not_looked_at(rowed, reason, "two rows apply at once in", opening(rowed.origin))
            continue
        if looked is not None:
            for pair, places in _pairs(rowed, looked).items():
                yield _finding(rowed, looked, pair, places)


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


def _finding(rowed: Rowed, looked: Looked, pair: tuple[int, int], places: list[Place]) -> Diagnostic:
    first, second = (statement(rowed.lines[at].origin) for at in pair)
    box = looked.cases.boxes(places)[0]
    sure = looked.cases.independent(box)
    when = looked.cases.clause(box)
    return Diagnostic(
        PL201,
        f"two rows of the {rowed.name} apply when {when}" if when else f"two rows of the {rowed.name} always apply",
        Label(second, "this row"),
        (Label(first, "and this one, which says something else"),) if first != second else (),
        notes=() if sure else ("these results depend on each other, so it may be that no patient has them",),
        help="let one row end below where the next begins (`from 30 to below 60`), or write `first when` for the one "
        "that decides; the order of the rows decides nothing",
        witness=looked.cases.example(box),
        severity=Severity.ERROR if sure else Severity.WARNING,
    )
