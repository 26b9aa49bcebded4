"""PL306: a window that opens before the phase, or the cycle, that its days are counted from."""

from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import live_states
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL306
from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.protocol import Protocol
from protolang.quantity import Days


def early_window(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each action whose every window is cut at its beginning (R12).

    Where only the first of several is cut, as in a visit schedule of "days 0, 28 and 56, three days either side", the
    window means something for the others, and nothing is said.
    """
    for region, state in live_states(machine):
        for item in state.obligations:
            last = _last_offset(region, state, item)
            before = item.window.before
            if last is None or not before or last >= before:
                continue
            cycle = None if item.cycle is None else state.cycles[item.cycle]
            what = f"phase `{state.name}`" if cycle is None else "the cycle"
            place = opening(state.origin if cycle is None else cycle.origin)
            missing = Days(before - last, machine.resolution.per_day)
            yield Diagnostic(
                PL306,
                f"the window of `{item.subject}` opens {missing} before {what} begins",
                Label(statement(item.origin), "nothing can be done so early"),
                (Label(place, f"{what} begins here"),),
                help="take the early side out of the window, or let the day come later; what is to be done before "
                "treatment belongs into a phase of its own that leads to this one",
            )


def _last_offset(region: Region, state: State, item: Obligation) -> int | None:
    """The latest due day, in ticks from where its days are counted; None where that day is not known."""
    match item.timing:
        case None:
            return None if item.following is not None else 0
        case OnDays(days, counted_from=Origin.PHASE | Origin.CYCLE):
            return max(days)
        case OnDays(days, counted_from=Origin.DAY_ZERO):
            return max(days) if state.name == region.initial and not region.on_stop else None
        case Every(times=1):
            earlier = (other for one in region.states for other in one.obligations if other is not item)
            return None if any(other.subject == item.subject for other in earlier) else 0
        case OnDays() | OnMonths() | Every() | Growing() | Alongside() | AtEach():
            return None
        case _:
            assert_never(item.timing)
