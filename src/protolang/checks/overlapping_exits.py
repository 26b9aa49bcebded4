"""PL201: two ways out of a phase, of equal rank, open to one patient at once and leading to different places."""

from collections.abc import Iterator
from itertools import combinations

from protolang.checks.leaving import FOREVER, condition_of, fires_on, live_states, place, stops_in
from protolang.checks.pointing import statement
from protolang.checks.situations import Situations, Told, undecided_in
from protolang.checks.solved import nobody, somebody
from protolang.checks.wording import definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL201, PL610
from protolang.machine.statechart import Machine, Region, State, Transition, TransitionEvent
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError


def overlapping_exits(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each pair. The order of lines decides nothing (R8), so a pair must exclude each other."""
    for region, state in live_states(machine):
        for one, other in combinations(_byplace(state.transitions), 2):
            found = _overlap(machine, region, state, one, other)
            if found is not None:
                yield found


def _byplace(transitions: tuple[Transition, ...]) -> list[Transition]:
    return sorted(transitions, key=lambda edge: edge.origin.order)


def _overlap(machine: Machine, region: Region, state: State, one: Transition, other: Transition) -> Diagnostic | None:
    if _order(one) != _order(other) or _goal(one) == _goal(other):
        return None
    first, last = _common_days(machine, state, one, other)
    if first > last:
        return None
    pair = [item for item in (condition_of(state, one), condition_of(state, other)) if item is not None]
    stronger = _stronger(machine, region, state, one)
    if undecided_in(machine, [*pair, *stronger]):
        return None
    try:
        told = _witness(machine, region, pair, stronger)
    except NotExactError as reason:
        if _exclude(machine, pair, stronger) or nobody(machine, pair, stronger):
            return None
        found = somebody(machine, pair, stronger)
        if found is not None:
            return _finding(machine, state, one, other, Told(found.pairs, found.clause), first)
        return Diagnostic(
            PL610,
            f"whether two exits of `{state.name}` can apply together could not be decided",
            Label(statement(other.origin), "this exit"),
            (Label(statement(one.origin), "and this one"),),
            notes=(str(reason),),
            help="compare each result with a fixed value, in fewer conditions",
        )
    return None if told is None else _finding(machine, state, one, other, told, first)


def _order(edge: Transition) -> tuple[int, int, int]:
    """What is looked at first (R8, R9): outer rules before inner ones, then by rank."""
    return edge.precedence, edge.scope, edge.rank


def _goal(edge: Transition) -> tuple[str | None, bool, bool]:
    return edge.target, edge.back, edge.as_new


def _common_days(machine: Machine, state: State, one: Transition, other: Transition) -> tuple[int, int]:
    spans = [fires_on(machine, state, edge) for edge in (one, other)]
    # an `after` without a condition is taken before anything later can happen
    leaves = [
        fires_on(machine, state, edge)[1]
        for edge in state.transitions
        if edge.event is TransitionEvent.TIMEOUT and edge.guard is None
    ]
    return max(first for first, _ in spans), min([*(last for _, last in spans), *leaves])


def _stronger(machine: Machine, region: Region, state: State, edge: Transition) -> tuple[Expression, ...]:
    """What would be taken before the pair: stop rules, and exits of a higher rank."""
    ranked = [
        other.guard
        for other in state.transitions
        if other.event is TransitionEvent.CONDITION and other.guard is not None and _order(other) < _order(edge)
    ]
    return (*stops_in(machine, region, state), *ranked)


def _witness(machine: Machine, region: Region, pair: list[Expression], stronger: tuple[Expression, ...]) -> Told | None:
    situations = Situations(machine, [*pair, *stronger], region.name)
    for env in situations.all():
        if all(situations.holds(item, env) for item in pair) and not any(
            situations.holds(item, env) for item in stronger
        ):
            return situations.told(env, every=False)
    return None


def _exclude(machine: Machine, pair: list[Expression], stronger: tuple[Expression, ...]) -> bool:
    """Whether the two exclude each other whatever was before: each term is taken as free, which is no less."""
    try:
        cases = Cases(machine, [*pair, *stronger])
    except NotExactError:
        return False
    truths = (cases.true_at(place) for place in cases.places())
    return not any(all(found[: len(pair)]) and not any(found[len(pair) :]) for found in truths)


def _finding(machine: Machine, state: State, one: Transition, other: Transition, told: Told, first: int) -> Diagnostic:
    moment = f"from day {first} of the phase on" if 0 < first < FOREVER else ""
    when = " ".join(part for part in (told.clause, moment) if part)
    waits = any(edge.event is TransitionEvent.TIMEOUT and edge.guard is None for edge in (one, other))
    conditions = [edge.guard for edge in (one, other)]
    return Diagnostic(
        PL201,
        f"two exits of `{state.name}` apply when {when}"
        if told.clause
        else " ".join(part for part in (f"two exits of `{state.name}` apply together", moment) if part),
        Label(statement(other.origin), f"leads to {place(other)}, on the same day"),
        (Label(statement(one.origin), f"leads to {place(one)}"), *definitions(machine, *conditions)),
        help=f"let them exclude each other{' (`after … when not …`)' if waits else ''}, or write `first when` for the "
        "one that decides; the order of the lines decides nothing",
        witness=told.pairs,
    )
