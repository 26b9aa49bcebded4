"""PL303: what must come before a dose, and cannot, or may be overtaken by it."""

from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import live_states, reached
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL303
from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.protocol import Protocol
from protolang.quantity import Days


def out_of_order(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each `1 day before X` where X is due, or may be given, before that day.

    What is `following X` waits for it, so it never comes first; half an hour before X on a clock of days is the same
    day, whose order nobody but the ward knows.
    """
    for region, state in live_states(machine):
        for item in state.obligations:
            match item.timing:
                case Alongside(subject, offset) if offset < 0:
                    for leader in _leaders(state, item, subject):
                        found = _too_soon(machine, region, state, item, leader, -offset)
                        found = found or _overtaken(machine, item, leader, -offset)
                        if found is not None:
                            yield found
                            break
                case _:
                    pass


def _leaders(state: State, item: Obligation, subject: str) -> Iterator[Obligation]:
    for other in state.obligations:
        if other.subject == subject and other is not item and not isinstance(other.timing, Alongside):
            yield other


def _too_soon(
    machine: Machine, region: Region, state: State, item: Obligation, leader: Obligation, ahead: int
) -> Diagnostic | None:
    first = _first_due(machine, region, state, leader)
    if first is None or first >= ahead:
        return None
    per_day = machine.resolution.per_day
    since = "the cycle" if leader.cycle is not None else f"phase `{state.name}`"
    when = "on the first day" if not first else f"{Days(first, per_day)} after the beginning"
    begins = state.origin if leader.cycle is None else state.cycles[leader.cycle].origin
    return Diagnostic(
        PL303,
        f"`{item.subject}` is due {Days(ahead - first, per_day)} before {since} begins, so `{leader.subject}` "
        "is given without it",
        Label(statement(item.origin), f"{Days(ahead, per_day)} before `{leader.subject}`"),
        (Label(statement(leader.origin), f"due {when} of {since}"), Label(opening(begins), f"{since} begins here")),
        help=f"give `{leader.subject}` later: `on day {-(-ahead // per_day)} of "
        f"{'cycle' if leader.cycle is not None else 'phase'}`, or `{item.subject}` in a phase before",
    )


def _first_due(machine: Machine, region: Region, state: State, leader: Obligation) -> int | None:
    """When it is due for the first time, in ticks after the phase or the cycle begins; None where that varies."""
    if leader.following is not None or leader.spacing is not None:
        return None
    match leader.timing:
        case None:
            return 0
        case OnDays(days, counted_from=Origin.PHASE | Origin.CYCLE):
            return days[0]
        case OnDays(days, counted_from=Origin.DAY_ZERO):
            return days[0] if state.name == region.initial and not region.on_stop else None
        case Every() | Growing():
            return None if _may_have_been_given(machine, region, state, leader) else 0
        case OnDays() | OnMonths() | Alongside() | AtEach():
            return None
        case _:
            assert_never(leader.timing)


def _may_have_been_given(machine: Machine, region: Region, state: State, leader: Obligation) -> bool:
    """Whether a patient may come to the phase with a dose from before, from which the next one is counted."""
    for other in region.states:
        gives = any(item.subject == leader.subject for item in other.obligations)
        if gives and other.name != state.name and state.name in reached(machine, region, (other.name,)):
            return True
    return False


def _overtaken(machine: Machine, item: Obligation, leader: Obligation, ahead: int) -> Diagnostic | None:
    early, late = leader.window.before, item.window.after
    if early + late < ahead:
        return None
    per_day = machine.resolution.per_day
    return Diagnostic(
        PL303,
        f"`{leader.subject}` can be given before `{item.subject}`, which must precede it",
        Label(statement(item.origin), f"{Days(ahead, per_day)} before{_late(late, per_day)}"),
        (Label(statement(leader.origin), f"up to {Days(early, per_day)} early" if early else "its day"),),
        help=f"let `{leader.subject}` come early, and `{item.subject}` late, by less than "
        f"{Days(ahead, per_day)} together",
    )


def _late(late: int, per_day: int) -> str:
    return f", up to {Days(late, per_day)} late" if late else ""
