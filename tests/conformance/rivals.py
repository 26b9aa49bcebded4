"""Rival readings of the rules as switches: each makes a mutant of the reference interpreter, for tests alone.

The rows are those of the table of how much each choice matters. A mutant wraps the smallest function that decides.
A function is replaced in every module of `execution` that holds it, so that it does not matter who imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import attrs

from protolang.execution import acting, closing, entering, evaluate, moves, obligation, opening, planning
from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.history import History
from protolang.execution.state import Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Machine, Region, State, TransitionClass
from protolang.model.expression import Operator
from protolang.model.treatment import Anchor
from protolang.quantity import Days


class Rival(Enum):
    """A reading that is not the rules'; the value says it."""

    WINDOW_END_EXCLUSIVE = "window end exclusive"
    PLANNED_GRID = "doses on planned grid instead of after last dose"
    MISSING_IS_FALSE = "missing lab = false (two-valued)"
    NO_STALENESS = "no staleness limit"
    COMPLETION_ACTS_TODAY = "phase completion acts the same day"
    AGE_FROM_REPORT = "age counted from report, not sampling"
    STALENESS_EXCLUSIVE = "staleness bound exclusive"
    LAST_MATCH = "last match wins instead of rank"
    EDGES_SWAPPED = "`<` and `≤` swapped"
    CASCADE = "run-to-completion cascade"
    DOCUMENT_ORDER = "document order instead of rank"
    LATE_OVERWRITES = "late older result overwrites newer"
    HOLD_RUNS_ON = "hold does not stop the clock"


ROWS = {rival: rival.value for rival in Rival}


@contextmanager
def under(rival: Rival) -> Generator[None]:
    """The reference interpreter with one rule read the rival's way."""
    undo: list[tuple[Any, str, Any]] = []
    for owner, name, mutant in _PATCHES[rival]():
        original = getattr(owner, name)
        holders = [owner] if isinstance(owner, type) else _modules_with(name, original)
        for holder in holders:
            undo.append((holder, name, original))
            setattr(holder, name, mutant)
    try:
        yield
    finally:
        for holder, name, original in undo:
            setattr(holder, name, original)


def _modules_with(name: str, function: object) -> list[Any]:
    return [
        module
        for key, module in list(sys.modules.items())
        if key.startswith("protolang.execution") and getattr(module, name, None) is function
    ]


Patch = tuple[Any, str, Callable[..., Any]]


def _window_end_exclusive() -> list[Patch]:
    closed = obligation.is_open

    def half_open(due: Any, item: Any, day: int, entry: int) -> bool:
        last = obligation.deadline(due, item)
        # a window of one day has no end to leave out
        wide = item.window.before + item.window.after + item.missed.limit > 0
        return closed(due, item, day, entry) and not (wide and day == last)

    return [(obligation, "is_open", half_open)]


def _planned_grid() -> list[Patch]:
    after = planning.following

    def on_grid(first: Any, due: Any, item: Any, *rest: Any, **how: Any) -> Any:
        return after(first, due, attrs.evolve(item, anchor=Anchor.GRID), *rest, **how)

    return [(planning, "following", on_grid)]


def _missing_is_false() -> list[Patch]:
    three_valued = Snapshot.truth

    def two_valued(self: Snapshot, expression: Any) -> Truth:
        truth = three_valued(self, expression)
        return Truth.FAILS if truth is Truth.UNKNOWN else truth

    return [(Snapshot, "truth", two_valued)]


def _with_age(change: Callable[[int], int | None]) -> Callable[[Snapshot], Snapshot]:
    """A snapshot that lets every result be so old."""

    def older(item: Any) -> Any:
        age = getattr(item, "max_age", None)
        if age is None:
            return item
        allowed = change(age.shortest())
        return attrs.evolve(item, max_age=None if allowed is None else Days(allowed))

    def changed(snapshot: Snapshot) -> Snapshot:
        machine = snapshot.machine
        machine = attrs.evolve(
            machine, labs=tuple(map(older, machine.labs)), attributes=tuple(map(older, machine.attributes))
        )
        return attrs.evolve(snapshot, machine=machine)

    return changed


def _no_staleness() -> list[Patch]:
    current, limitless = Snapshot.current, _with_age(lambda _: None)
    return [(Snapshot, "current", lambda self, name: current(limitless(self), name))]


def _staleness_exclusive() -> list[Patch]:
    current, shorter = Snapshot.current, _with_age(lambda days: days - 1)
    return [(Snapshot, "current", lambda self, name: current(shorter(self), name))]


def _age_from_report() -> list[Patch]:
    current, limitless = Snapshot.current, _with_age(lambda _: None)

    def aged(self: Snapshot, name: str) -> Any:
        limit, found = self.declared(name).max_age, current(limitless(self), name)
        return () if found and limit is not None and self.day - found[0].reported > self.ticks(limit) else found

    return [(Snapshot, "current", aged)]


def _late_overwrites() -> list[Patch]:
    current = Snapshot.current

    def latest(self: Snapshot, name: str) -> Any:
        seen = self.results(name)
        last = max((item.reported for item in seen), default=0)
        told = {**self.patient.observations, name: History(item for item in seen if item.reported == last)}
        return current(attrs.evolve(self, patient=attrs.evolve(self.patient, observations=told)), name)

    return [(Snapshot, "current", latest)]


def _edges_swapped() -> list[Patch]:
    compare = evaluate.compare
    swap = {
        Operator.BELOW: Operator.AT_MOST,
        Operator.AT_MOST: Operator.BELOW,
        Operator.AT_LEAST: Operator.ABOVE,
        Operator.ABOVE: Operator.AT_LEAST,
    }

    def swapped(left: Any, operator: Operator, right: Any) -> Any:
        return compare(left, swap.get(operator, operator), right)

    return [(evaluate, "compare", swapped)]


def _ranked(machine: Machine, sign: int) -> Machine:
    """The machine whose exits are ranked by where they stand in the text, and by nothing else."""

    def state(item: State) -> State:
        return attrs.evolve(
            item,
            transitions=tuple(
                attrs.evolve(edge, precedence=TransitionClass.EXIT, rank=sign * edge.origin.start)
                for edge in item.transitions
            ),
        )

    def region(item: Region) -> Region:
        return attrs.evolve(item, states=tuple(map(state, item.states)))

    return attrs.evolve(machine, regions=tuple(map(region, machine.regions)))


def _by_place(sign: int) -> list[Patch]:
    move = moves.move

    def by_place(sheet: Any, index: int) -> None:
        sheet.machine = _ranked(sheet.machine, sign)
        move(sheet, index)

    return [(moves, "move", by_place)]


def _cascade() -> list[Patch]:
    move = moves.move

    def again_and_again(sheet: Any, index: int) -> None:
        for _ in range(9):
            before = sheet.regions[index].state
            move(sheet, index)
            if sheet.regions[index].state == before or sheet.regions[index].entry != sheet.day:
                return
            sheet.moved.discard(index)

    return [(moves, "move", again_and_again)]


def _completion_acts_today() -> list[Patch]:
    close = closing.close_day

    def at_once(sheet: Any) -> None:
        close(sheet)
        for _ in range(9):
            late = [
                at
                for at, region in enumerate(sheet.regions)
                if region.status is Status.RUNNING and region.entry == sheet.day + 1
            ]
            if not late:
                return
            for at in late:
                _enter_today(sheet, at)
            left = [entry for entry in sheet.entries if entry.kind is EntryKind.UNSCHEDULED]
            sheet.entries = [entry for entry in sheet.entries if entry.kind is not EntryKind.UNSCHEDULED]
            wanted = {entry.subject for entry in left}
            doses = tuple(item for item in sheet.inputs.administrations if item.drug in wanted)
            sheet.inputs, sheet.accepted = attrs.evolve(sheet.inputs, administrations=doses), []
            acting.act(sheet)
            close(sheet)

    return [(closing, "close_day", at_once)]


def _enter_today(sheet: Any, at: int) -> None:
    region = sheet.regions[at]
    entering.enter(sheet, at, region.state, sheet.day, region.trail)
    sheet.log(EntryKind.ENTERED, sheet.name(at), region.state)
    moves.arrive(sheet, at)


def _hold_runs_on() -> list[Patch]:
    open_day = opening.open_day

    def running(sheet: Any) -> None:
        hold = sheet.machine.hold
        if hold is not None:
            sheet.machine = attrs.evolve(sheet.machine, hold=attrs.evolve(hold, clock_stops=False))
        open_day(sheet)

    return [(opening, "open_day", running)]


_PATCHES: dict[Rival, Callable[[], list[Patch]]] = {
    Rival.WINDOW_END_EXCLUSIVE: _window_end_exclusive,
    Rival.PLANNED_GRID: _planned_grid,
    Rival.MISSING_IS_FALSE: _missing_is_false,
    Rival.NO_STALENESS: _no_staleness,
    Rival.COMPLETION_ACTS_TODAY: _completion_acts_today,
    Rival.AGE_FROM_REPORT: _age_from_report,
    Rival.STALENESS_EXCLUSIVE: _staleness_exclusive,
    Rival.LAST_MATCH: lambda: _by_place(-1),
    Rival.EDGES_SWAPPED: _edges_swapped,
    Rival.CASCADE: _cascade,
    Rival.DOCUMENT_ORDER: lambda: _by_place(1),
    Rival.LATE_OVERWRITES: _late_overwrites,
    Rival.HOLD_RUNS_ON: _hold_runs_on,
}
