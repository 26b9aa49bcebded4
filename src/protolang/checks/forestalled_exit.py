"""PL203: an exit that is never taken, because another one is always taken before it."""

from collections.abc import Iterator

from protolang.checks.constant_rule import constant_triggers
from protolang.checks.leaving import fires_on, live_states, place, stops_in
from protolang.checks.pointing import statement
from protolang.checks.situations import Situations, named_facts, undecided_in
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL203, PL610
from protolang.machine.statechart import Machine, Region, State, Transition, TransitionEvent
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.verify.cells import NotExactError
from protolang.verify.solver import patient_with


def forestalled_exit(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """Exits behind an earlier `after` without a condition, or behind a `first when` or a stop that covers them."""
    constant = constant_triggers(protocol, machine)
    for region, state in live_states(machine):
        for edge in state.transitions:
            if edge.event in (TransitionEvent.CONDITION, TransitionEvent.TIMEOUT):
                yield from _forestalled(machine, region, state, edge, constant)


def _forestalled(
    machine: Machine, region: Region, state: State, edge: Transition, constant: frozenset[str]
) -> Iterator[Diagnostic]:
    first, _ = fires_on(machine, state, edge)
    for other in state.transitions:
        # the clock of a group runs ahead of that of a phase inside it, by as much as came before
        ahead = edge.event is TransitionEvent.TIMEOUT and _clock(state, edge) < _clock(state, other)
        if other.event is TransitionEvent.TIMEOUT and other.guard is None and other is not edge and not ahead:
            _, leaves = fires_on(machine, state, other)
            if first > leaves:
                yield _dead_exit(state, edge, (other,), "comes first, for every patient")
                return
    stronger = [
        other
        for other in state.transitions
        if other.event is TransitionEvent.CONDITION
        and other.guard is not None
        and (other.precedence, other.scope, other.rank) < (edge.precedence, edge.scope, edge.rank)
    ]
    stops = [rule for rule in stops_in(machine, region, state) if not _names(rule) & constant]
    guards = [*(other.guard for other in stronger if other.guard is not None), *stops]
    own = [] if edge.guard is None else [edge.guard]
    named = frozenset[str]().union(*(_names(guard) for guard in (*own, *guards)))
    if not stronger or named & constant or undecided_in(machine, [*own, *guards]):
        return
    try:
        situations = Situations(machine, [*own, *guards], region.name)
    except NotExactError:
        yield from _asked_of_solver(machine, state, edge, tuple(stronger), guards)
        return
    applies = [env for env in situations.known() if all(situations.holds(item, env) for item in own)]
    if applies and all(any(situations.holds(item, env) for item in guards) for env in applies):
        yield _dead_exit(state, edge, tuple(stronger), "applies whenever the other would")


def _asked_of_solver(
    machine: Machine, state: State, edge: Transition, stronger: tuple[Transition, ...], guards: list[Expression]
) -> Iterator[Diagnostic]:
    if edge.guard is None or not guards:
        return
    try:
        covered = patient_with(machine, [edge.guard], guards) is None
        if covered and patient_with(machine, [edge.guard], []) is not None:
            yield _dead_exit(state, edge, stronger, "applies whenever the other would")
    except NotExactError as reason:
        yield Diagnostic(
            PL610,
            f"whether the exit of `{state.name}` to {place(edge)} can ever apply could not be decided",
            Label(statement(edge.origin), "this exit"),
            tuple(Label(statement(other.origin), "comes before it") for other in stronger),
            notes=(str(reason),),
            help="compare each result with a fixed value, in fewer conditions",
        )


def _clock(state: State, edge: Transition) -> int:
    """From whose entry a time limit counts: a group of phases, outermost first, or the phase itself."""
    return edge.scope if 0 < edge.scope <= len(state.groups) else len(state.groups) + 1


def _names(guard: Expression) -> frozenset[str]:
    return frozenset(item.trigger for item in named_facts(guard))


def _dead_exit(state: State, edge: Transition, stronger: tuple[Transition, ...], why: str) -> Diagnostic:
    return Diagnostic(
        PL203,
        f"the exit of `{state.name}` to {place(edge)} can never apply",
        Label(statement(edge.origin), "never taken"),
        tuple(Label(statement(other.origin), why) for other in stronger),
        help="narrow the stronger exit, or take this one out",
    )
