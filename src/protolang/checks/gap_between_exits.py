"""PL202: a phase that only decides, and a result for which it decides nothing."""

from collections.abc import Iterator

from protolang.checks.leaving import cells_decide, exits, leaving_guards, live_states, staying, successor
from protolang.checks.pointing import opening, statement
from protolang.checks.situations import Told
from protolang.checks.solved import somebody
from protolang.checks.wording import condition, definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL202
from protolang.machine.statechart import Machine, Region, State, StateKind
from protolang.model.protocol import Protocol
from protolang.verify.reading import reads_events, tracks_of


def gap_between_exits(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each phase. A single `when` waits rather than decides: that is PL505."""
    for region, state in live_states(machine):
        if not decides(machine, state):
            continue
        found = staying(machine, region, state, assume_decided=True)
        if found is None:
            told = _solved(machine, region, state)
        else:
            situations, env = found
            told = situations.told(env)
        if told is None:
            continue
        leaving = exits(state)
        yield Diagnostic(
            PL202,
            f"no exit of `{state.name}` applies when {told.clause}",
            Label(opening(state.origin), "this patient stays here for ever"),
            (
                *(
                    Label(statement(edge.origin), f"not then: only if {condition(edge.guard, protocol)}")
                    for edge in leaving
                    if edge.guard is not None
                ),
                *definitions(machine, *(edge.guard for edge in leaving)),
            ),
            help="widen one of the exits, or add `after …` with a time and a phase for everybody else",
            witness=told.pairs,
        )


def _solved(machine: Machine, region: Region, state: State) -> Told | None:
    """The same where the exits compute with results."""
    guards = leaving_guards(machine, region, state, assume_decided=True)
    if guards is None or cells_decide(machine, guards, region):
        return None
    found = somebody(machine, [], guards)
    return None if found is None else Told(found.pairs, found.clause)


def decides(machine: Machine, state: State) -> bool:
    """Whether a phase does nothing but ask which of several results the patient has."""
    leaving = exits(state)
    return (
        state.kind is StateKind.ACTIVE
        and not state.obligations
        and successor(state) is None
        and len(leaving) > 1
        and not any(
            reads_events(machine, edge.guard) or tracks_of(machine, edge.guard)
            for edge in leaving
            if edge.guard is not None
        )
    )
