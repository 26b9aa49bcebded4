"""PL502: a phase after which the protocol says nothing more, for some patient or for all."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states, own_stops, repeats, successor, ways
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL502
from protolang.machine.statechart import Machine, State, StateKind
from protolang.model.protocol import Protocol


def dead_end(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """A phase without `then`, exit or stop; a phase whose actions never end is a loop, which PL504 tells."""
    for region, state in live_states(machine):
        on = bool(successor(state) or ways(machine, region, state) or own_stops(machine, region, state))
        if state.kind is StateKind.STOP or on or _goes_on(state):
            continue
        done = "once its last action is done" if state.obligations else "and it does nothing"
        yield Diagnostic(
            PL502,
            f"nothing follows phase `{state.name}`",
            Label(opening(state.origin), f"the patient stays here for ever, {done}"),
            tuple(Label(statement(item.origin), "what comes after this?") for item in state.obligations),
            help="say what follows: `then end`, or `then` and the next phase",
        )


def _goes_on(state: State) -> bool:
    return any(repeats(state, item) and item.until is None for item in state.obligations)
