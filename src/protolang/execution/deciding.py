"""Decisions: rows are looked at on their occasion, and the effects of the one that holds are asked for (R6 to R8)."""

from protolang.execution.day import Day
from protolang.execution.evaluate import Truth
from protolang.execution.obligation import is_open
from protolang.execution.planning import following
from protolang.execution.state import Due
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation
from protolang.model.action import ActionKind
from protolang.model.rule import Decision, Row
from protolang.model.treatment import MissingPolicy


def decide_all(sheet: Day) -> None:
    """Takes every decision that is due today, on the snapshot of the day (R7)."""
    for index in sheet.at_work():
        state = sheet.chart_state(index)
        for position, due in enumerate(sheet.regions[index].dues):
            obligation = state.obligations[due.obligation]
            if obligation.kind is not ActionKind.DECIDE or obligation.decision is None or due.day is None:
                continue
            if due.day <= sheet.day and is_open(due, obligation, sheet.day, sheet.regions[index].entry):
                _decide(sheet, index, position, obligation, due, obligation.decision)


def _decide(sheet: Day, index: int, position: int, obligation: Obligation, due: Due, decision: Decision) -> None:
    name = sheet.name(index)
    for rank in sorted({row.rank for row in decision.rows if row.when is not None}):
        rows = [(row, sheet.snapshot.truth(row.when)) for row in decision.rows if row.when and row.rank == rank]
        holding = [row for row, truth in rows if truth is Truth.HOLDS]
        unknown = [row for row, truth in rows if truth is Truth.UNKNOWN and not _ignored(sheet, row, decision)]
        if len({row.effects for row in holding}) > 1:
            for row in holding:
                sheet.log(EntryKind.CONFLICT, name, obligation.subject, guard=row.when, origin=row.origin)
            _settle(sheet, index, position, obligation, due)
            return
        if holding:
            _carry_out(sheet, index, position, obligation, due, holding[0])
            return
        if unknown:
            # R6: while nobody knows which row it is, nothing is done; it waits as long as its missed rule allows
            for row in unknown:
                if row.when is not None:
                    sheet.raise_measurements(row.when, index, decision.missing)
            return
    otherwise = [row for row in decision.rows if row.when is None]
    if otherwise:
        _carry_out(sheet, index, position, obligation, due, otherwise[0])
        return
    guard = next((row.when for row in decision.rows if row.when is not None), None)
    sheet.log(
        EntryKind.NO_ROW, name, obligation.subject, guard=guard, evidence=decision.evidence, origin=decision.origin
    )
    _settle(sheet, index, position, obligation, due)


def _ignored(sheet: Day, row: Row, decision: Decision) -> bool:
    if decision.missing is not None:
        return decision.missing is MissingPolicy.ELECTIVE
    return row.when is not None and sheet.snapshot.policy(row.when) is MissingPolicy.ELECTIVE


def _carry_out(sheet: Day, index: int, position: int, obligation: Obligation, due: Due, row: Row) -> None:
    guard = row.when or next((item.when for item in _rows(obligation) if item.when is not None), None)
    sheet.log(
        EntryKind.DECIDED, sheet.name(index), obligation.subject, guard=guard, evidence=row.evidence, origin=row.origin
    )
    _settle(sheet, index, position, obligation, due)
    sheet.request(index, row.effects, row.evidence)


def _rows(obligation: Obligation) -> tuple[Row, ...]:
    return () if obligation.decision is None else obligation.decision.rows


def _settle(sheet: Day, index: int, position: int, obligation: Obligation, due: Due) -> None:
    done = following(sheet, due, obligation, sheet.regions[index], day=sheet.day, met=True)
    sheet.set_due(index, position, done)
