"""How phases lead to one another: what is reachable, which actions end by themselves, what keeps a patient waiting."""

from collections.abc import Iterable, Iterator

from protolang.checks.situations import Situations, undecided_in
from protolang.execution.obligation import duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind, Transition, TransitionEvent
from protolang.model.action import Every
from protolang.model.expression import Expression, Not
from protolang.verify.cells import NotExactError
from protolang.verify.guards import Environment
from protolang.verify.places import lengths

FOREVER = 10**9


def onward(state: State) -> tuple[str, ...]:
    """The phases that a phase can lead to."""
    return tuple(dict.fromkeys(edge.target for edge in state.transitions if edge.target is not None))


def reached(region: Region, start: Iterable[str]) -> frozenset[str]:
    """The phases reachable from `start`, itself included."""
    seen, waiting = set(start), list(start)
    while waiting:
        for target in onward(region.state(waiting.pop())):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return frozenset(seen)


def live_states(machine: Machine) -> Iterator[tuple[Region, State]]:
    """Every phase that a patient can come to, with its track; what is out of reach is one finding of its own."""
    for region in machine.regions:
        within = reached(region, (region.initial,))
        for state in region.states:
            if state.name in within:
                yield region, state


def is_end(state: State) -> bool:
    """Whether the track can end here."""
    return state.kind is StateKind.STOP or any(edge.target is None for edge in state.transitions)


def stops_in(machine: Machine, region: Region, state: State) -> tuple[Expression, ...]:
    """The conditions of the stop rules in force in a phase."""
    return tuple(
        rule.guard
        for rule in machine.stops
        if rule.region is None or (rule.region == region.name and rule.state in (None, state.name))
    )


def own_stops(machine: Machine, region: Region, state: State) -> tuple[Expression, ...]:
    """The conditions of the stop rules of this one phase."""
    return tuple(rule.guard for rule in machine.stops if (rule.region, rule.state) == (region.name, state.name))


def exits(state: State) -> tuple[Transition, ...]:
    """The `when` and `after` exits."""
    return tuple(
        edge for edge in state.transitions if edge.event in (TransitionEvent.CONDITION, TransitionEvent.TIMEOUT)
    )


def successor(state: State) -> Transition | None:
    """Its `then`."""
    return next((edge for edge in state.transitions if edge.event is TransitionEvent.COMPLETION), None)


def fires_on(machine: Machine, state: State, edge: Transition) -> tuple[int, int]:
    """The first and the last day in the phase on which a transition can fire at the start of a day.

    What fires without a condition leaves at once, so its last day is that of its delay; a limit is a condition too.
    """
    match edge.event:
        case TransitionEvent.CONDITION:
            return 0, FOREVER
        case TransitionEvent.TIMEOUT:
            delay = None if edge.delay is None else duration_of(machine, edge.delay)
            if delay is None:
                return 0, FOREVER
            return min(lengths(delay)), FOREVER if edge.guard is not None else max(lengths(delay))
        case TransitionEvent.LIMIT:
            limit = limit_of(machine, state.obligations[edge.obligation or 0])
            # a number of administrations is reached at the end of a day, when nothing else can fire
            if limit is None or isinstance(limit, int):
                return FOREVER, 0
            return min(lengths(limit)), FOREVER
        case TransitionEvent.COMPLETION:
            return FOREVER, 0


def condition_of(state: State, edge: Transition) -> Expression | None:
    """What must hold on the day besides the clock: a loop is left at its limit only while its `until` does not hold."""
    if edge.event is not TransitionEvent.LIMIT:
        return edge.guard
    until = state.obligations[edge.obligation or 0].until
    return None if until is None else Not(until.condition, until.origin)


def undecided_limit(machine: Machine, item: Obligation) -> str | None:
    """The open decision that would bound a loop."""
    limit = None if item.until is None else item.until.limit
    return limit if isinstance(limit, str) and limit_of(machine, item) is None else None


def endless(machine: Machine, state: State) -> tuple[Obligation, ...]:
    """The actions that nothing decided ends: no list, no number of times, no limit of their `until`."""
    return tuple(
        item
        for item in state.obligations
        if isinstance(item.timing, Every) and item.timing.times is None and limit_of(machine, item) is None
    )


def undecided_delay(machine: Machine, edge: Transition) -> str | None:
    """The open decision that an `after` waits for."""
    return edge.delay if isinstance(edge.delay, str) and duration_of(machine, edge.delay) is None else None


def staying(
    machine: Machine, region: Region, state: State, also: tuple[Expression, ...] = (), *, assume_decided: bool
) -> tuple[Situations, Environment] | None:
    """A lasting situation in which neither an exit nor a stop of the phase, nor one of `also`, ever holds.

    With `assume_decided`, an `after` whose delay is open counts as one that comes. None when there is none, or
    when open decisions or computed values leave it undecided.
    """
    leaving = [edge for edge in exits(state) if assume_decided or undecided_delay(machine, edge) is None]
    if any(edge.guard is None for edge in leaving):
        return None
    guards = [edge.guard for edge in leaving if edge.guard is not None]
    guards += [*own_stops(machine, region, state), *also]
    if undecided_in(machine, guards):
        return None
    try:
        situations = Situations(machine, guards, region.name)
    except NotExactError:
        return None
    for env in situations.lasting():
        if not any(situations.holds(guard, env) for guard in guards):
            return situations, env
    return None
