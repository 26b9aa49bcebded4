"""What has rows of which one should hold: decisions and tables, in one shape for the checks of both."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.situations import undecided_in
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL610
from protolang.machine.statechart import Machine
from protolang.model.action import AtEach
from protolang.model.expression import Expression
from protolang.model.rule import Decision
from protolang.model.table import Table
from protolang.source import Span
from protolang.verify.cases import Cases, Place
from protolang.verify.cells import NotExactError


class Line(NamedTuple):
    """One row: when it holds, what is looked at first (0 before 1), and what it says; equal sayings agree."""

    when: Expression
    rank: int
    says: Hashable
    origin: Span
    row: int = 0
    column: int = 0


class Rowed(NamedTuple):
    """A decision or a table; `closed` when `otherwise` takes the rest, `open` when its author asks what does."""

    name: str
    lines: tuple[Line, ...]
    closed: bool
    open: bool
    event: str | None
    origin: Span


def all_rowed(machine: Machine) -> Iterator[Rowed]:
    """Each table, and each decision that a patient can come to."""
    for table in machine.tables:
        yield _table(table)
    for _, state in live_states(machine):
        for number, item in enumerate((one for one in state.obligations if one.decision is not None), 1):
            if item.decision is not None:
                numbered = f" {number}" if number > 1 else ""
                which = numbered if item.decision.title is None else f" “{item.decision.title}”"
                yield _decision(machine, item.decision, f"decision{which} in `{state.name}`")


def _table(table: Table) -> Rowed:
    lines = tuple(
        Line(case.when, 1, (case.cell.value, case.cell.every), case.origin, case.row, case.column)
        for case in table.cases
        if case.when is not None
    )
    closed = any(case.when is None for case in table.cases)
    return Rowed(f"table `{table.id}`", lines, closed, bool(table.evidence.open_questions), None, table.origin)


def _decision(machine: Machine, decision: Decision, name: str) -> Rowed:
    lines = tuple(
        Line(row.when, row.rank, frozenset(row.effects), row.origin, number)
        for number, row in enumerate(decision.rows)
        if row.when is not None
    )
    closed = any(row.when is None for row in decision.rows)
    event = decision.timing.subject if isinstance(decision.timing, AtEach) else None
    return Rowed(name, lines, closed, bool(decision.evidence.open_questions), event, decision.origin)


class Looked(NamedTuple):
    """The cases of a decision or a table, and which lines hold in each; a line of rank 0 silences those of rank 1."""

    cases: Cases
    holding: dict[Place, tuple[int, ...]]


def looked_at(machine: Machine, rowed: Rowed) -> Looked | None:
    """None while an open decision is one of its values. Raises `NotExactError` when there is too much to look at."""
    guards = [line.when for line in rowed.lines]
    if undecided_in(machine, guards):
        return None
    cases = Cases(machine, guards, rowed.event)
    holding = {}
    for place in cases.places():
        truths = cases.true_at(place)
        found = [at for at, true in enumerate(truths) if true]
        least = min((rowed.lines[at].rank for at in found), default=0)
        holding[place] = tuple(at for at in found if rowed.lines[at].rank == least)
    return Looked(cases, holding)


def not_looked_at(rowed: Rowed, reason: NotExactError, what: str, where: Span) -> Diagnostic:
    """That nothing is known, and why: a note, since nothing is wrong yet."""
    return Diagnostic(
        PL610,
        f"whether {what} the {rowed.name} could not be decided",
        Label(where, "too much to look at"),
        notes=(str(reason),),
        help="read fewer results in one place, or decide in two steps",
        severity=Severity.INFO,
    )
