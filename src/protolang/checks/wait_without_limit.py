"""PL505: a phase that waits for a result or an event that may never come."""

from collections.abc import Iterator

from protolang.checks.gap_between_exits import decides
from protolang.checks.leaving import endless, exits, leaving_rows, live_states, staying, successor, undecided_delay
from protolang.checks.pointing import opening, statement
from protolang.checks.wording import condition, definitions, failing
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL505
from protolang.machine.statechart import Machine, State, StateKind, Transition
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol


def wait_without_limit(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each phase; it names the open decision, where one would end the waiting."""
    for region, state in live_states(machine):
        leaving = exits(state)
        ways_out = bool(leaving or leaving_rows(state))
        waits = state.kind is StateKind.ACTIVE and ways_out and successor(state) is None and not endless(machine, state)
        found = staying(machine, region, state, assume_decided=False) if waits else None
        if found is None:
            continue
        bounded = staying(machine, region, state, assume_decided=True) is None
        names = [name for edge in leaving if (name := undecided_delay(machine, edge))] if bounded else []
        if not bounded and decides(machine, state):
            continue  # a gap between results, which PL202 tells
        situations, env = found
        yield _finding(protocol, machine, state, leaving, names[0] if names else None, situations.told(env).pairs)


def _finding(
    protocol: Protocol,
    machine: Machine,
    state: State,
    leaving: tuple[Transition, ...],
    name: str | None,
    witness: tuple[tuple[str, str], ...],
) -> Diagnostic:
    decided = [edge for edge in leaving if undecided_delay(machine, edge) is None]
    guards: list[Expression] = [edge.guard for edge in decided if edge.guard is not None]
    rows = leaving_rows(state)
    guards += rows
    # the exit that a decision would open says for whom it is meant
    meant = [edge.guard for edge in leaving if edge not in decided and edge.guard is not None]
    stays = [condition(item, protocol) for item in meant] or [failing(item, protocol) for item in guards]
    return Diagnostic(
        PL505,
        f"`{state.name}` has no time limit until `{name}` is decided"
        if name
        else f"`{state.name}` may wait for ever, it has no time limit",
        Label(opening(state.origin), "the patient waits here"),
        (
            *(
                Label(
                    statement(edge.origin),
                    "a way out for everybody else, when it is decided"
                    if edge not in decided
                    else "a way out that may never come",
                )
                for edge in leaving
            ),
            *(Label(statement(row.origin), "a way out that may never come") for row in rows),
            *definitions(machine, *guards),
        ),
        notes=(f"the patient waits for as long as this stays so: {'; and '.join(stays)}",) if stays else (),
        help=f"decide `{name}`, in the file or with `--set {name}=…`"
        if name
        else "add a way out for everybody else: `after 12 weeks go …`",
        witness=witness,
    )
