"""How phases lead to one another: what is reachable, which actions end by themselves, what keeps a patient waiting."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from protolang.checks.situations import Situations, undecided_in
from protolang.execution.obligation import duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind, Transition, TransitionEvent
from protolang.model.action import ActionKind, AtEach, Every, Until
from protolang.model.expression import All, Any, Expression, Not
from protolang.model.rule import Decision, Effect, Go, Row, StopAll
from protolang.quantity import Duration, Quantity
from protolang.source import Span
from protolang.verify.cells import NotExactError
from protolang.verify.guards import Environment
from protolang.verify.places import lengths
from protolang.verify.remembered import OfMachine

FOREVER = 10**9


class Way(NamedTuple):
    """A way out of a phase: to another phase, back to the one before, or (both absent) to the end."""

    target: str | None
    back: bool
    origin: Span


class _Map:
    """The ways out of each phase of a track, from which it is entered, and where a patient can come to at all."""

    def __init__(self, machine: Machine, region: Region) -> None:
        self.ways = {state.name: _ways(machine, region, state) for state in region.states}
        self.before: dict[str, list[str]] = {}
        for name, found in self.ways.items():
            for target in dict.fromkeys(way.target for way in found if way.target is not None):
                self.before.setdefault(target, []).append(name)
        self.live = self.reached((region.initial,))

    def reached(self, start: Iterable[str]) -> frozenset[str]:
        """See `reached`."""
        seen, waiting = set(start), list(start)
        while waiting:
            for way in self.ways[waiting.pop()]:
                # to go back is to return to a phase that was reached before
                if way.target is not None and way.target not in seen:
                    seen.add(way.target)
                    waiting.append(way.target)
        return frozenset(seen)


# Every check asks, and a track can have thousands of phases.
_maps: OfMachine[dict[str, _Map]] = OfMachine(
    lambda machine: {item.name: _Map(machine, item) for item in machine.regions}
)


def _map(machine: Machine, region: Region) -> _Map:
    return _maps(machine)[region.name]


def ways(machine: Machine, region: Region, state: State) -> tuple[Way, ...]:
    """Every way out of a phase: its exits, the rows of its decisions, what holds it too long, what it does on entry."""
    return _map(machine, region).ways[state.name]


def _ways(machine: Machine, region: Region, state: State) -> tuple[Way, ...]:
    found = [Way(edge.target, edge.back, edge.origin) for edge in state.transitions]
    effects = [effect for row in rows(state) for effect in row.effects]
    for effect in (*effects, *state.on_entry):
        match effect:
            case Go(target):
                found.append(Way(target, target is None, effect.origin))
            case StopAll():
                found.append(Way(None, False, effect.origin))
            case _:
                pass
    found += [
        Way(cycle.delay.target, False, cycle.delay.origin)
        for cycle in state.cycles
        if cycle.delay is not None and cycle.delay.target is not None
    ]
    found += [
        Way(rule.target, False, rule.origin)
        for rule in machine.holds
        if rule.target is not None and rule.track == region.name and rule.phase in (None, state.name)
    ]
    return tuple(found)


def rows(state: State) -> tuple[Row, ...]:
    """The rows of all decisions of a phase."""
    return tuple(row for item in decisions(state) for row in item.rows)


def decisions(state: State) -> tuple[Decision, ...]:
    """The decisions of a phase."""
    return tuple(item.decision for item in state.obligations if item.decision is not None)


def leaves(effect: Effect) -> bool:
    """Whether an effect ends the phase."""
    return isinstance(effect, Go | StopAll)


def leaving_rows(state: State) -> tuple[Expression, ...]:
    """For each row of a decision that leaves the phase, the condition under which it is the one that holds."""
    found: list[Expression] = []
    for decision in decisions(state):
        stated = [(row.rank, row.when) for row in decision.rows if row.when is not None]
        for row in decision.rows:
            if not any(leaves(effect) for effect in row.effects):
                continue
            # otherwise comes after every row
            rank = 2 if row.when is None else row.rank
            before = tuple(when for other, when in stated if other < rank)
            own = () if row.when is None else (row.when,)
            others = (Not(Any(before, row.origin), row.origin),) if before else ()
            found.append(All((*own, *others), row.origin))
    return tuple(found)


def onward(machine: Machine, region: Region, state: State) -> tuple[str, ...]:
    """The phases that a phase can lead to; one that goes back leads to each phase that leads to it."""
    found: list[str] = []
    for way in ways(machine, region, state):
        if way.back:
            found += _map(machine, region).before.get(state.name, ())
        elif way.target is not None:
            found.append(way.target)
    return tuple(dict.fromkeys(found))


def reached(machine: Machine, region: Region, start: Iterable[str]) -> frozenset[str]:
    """The phases reachable from `start`, itself included."""
    names = tuple(start)
    known = _map(machine, region)
    return known.live if names == (region.initial,) else known.reached(names)


def live_states(machine: Machine) -> Iterator[tuple[Region, State]]:
    """Every phase that a patient can come to, with its track; what is out of reach is one finding of its own."""
    for region in machine.regions:
        within = _map(machine, region).live
        for state in region.states:
            if state.name in within:
                yield region, state


def is_end(machine: Machine, region: Region, state: State) -> bool:
    """Whether the track can end here."""
    return state.kind is StateKind.STOP or any(
        way.target is None and not way.back for way in ways(machine, region, state)
    )


def place(edge: Transition) -> str:
    """Where a transition leads, in words."""
    if edge.back:
        return "the phase before"
    return "the end of the track" if edge.target is None else f"`{edge.target}`"


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
            return _reached_on(limit_of(machine, state.obligations[edge.obligation or 0]))
        case TransitionEvent.CYCLE_LIMIT:
            return _reached_on(_limit(machine, loop_in(state, edge)))
        case TransitionEvent.COMPLETION:
            return FOREVER, 0
        case _:
            assert_never(edge.event)


def _reached_on(limit: int | Duration | None) -> tuple[int, int]:
    # a number of administrations is reached at the end of a day, when nothing else can fire
    if limit is None or isinstance(limit, int):
        return FOREVER, 0
    return min(lengths(limit)), FOREVER


def condition_of(state: State, edge: Transition) -> Expression | None:
    """What must hold on the day besides the clock: a loop is left at its limit only while its `until` does not hold."""
    if edge.event not in (TransitionEvent.LIMIT, TransitionEvent.CYCLE_LIMIT):
        return edge.guard
    until = loop_in(state, edge)
    return None if until is None else Not(until.condition, until.origin)


def loop_in(state: State, edge: Transition) -> Until | None:
    """The `until` whose limit a transition waits for."""
    at = edge.obligation or 0
    return _cycle_until(state, at) if edge.event is TransitionEvent.CYCLE_LIMIT else state.obligations[at].until


def until_of(state: State, item: Obligation) -> Until | None:
    """The `until` that ends an action: its own, or that of the cycle it stands in."""
    return item.until if item.cycle is None else _cycle_until(state, item.cycle)


def _cycle_until(state: State, at: int) -> Until | None:
    cycle = state.cycles[at]
    return None if cycle.until is None else Until(cycle.until, cycle.limit, cycle.otherwise, cycle.origin)


def _limit(machine: Machine, until: Until | None) -> int | Duration | None:
    """The limit of a loop; None when none was given, or it is open."""
    match None if until is None else until.limit:
        case str(name):
            value = next((item.value for item in machine.parameters if item.id == name), None)
            return None if isinstance(value, Quantity) else value
        case limit:
            return limit


def undecided_limit(machine: Machine, until: Until | None) -> str | None:
    """The open decision that would bound a loop."""
    return until.limit if until is not None and isinstance(until.limit, str) and not _limit(machine, until) else None


def repeats(state: State, item: Obligation) -> bool:
    """Whether nothing but a condition ends an action: no list, no number of times."""
    timing = item.timing if item.cycle is None else state.cycles[item.cycle].timing
    match timing:
        case Every(times=None) | AtEach():
            return True
        case _:
            return False


def endless(machine: Machine, state: State) -> tuple[Obligation, ...]:
    """The doses and measurements that nothing decided ends: no list, no number of times, no limit of their `until`."""
    return tuple(
        item
        for item in state.obligations
        if item.kind is not ActionKind.DECIDE
        and repeats(state, item)
        and not isinstance(item.timing, AtEach)
        and _limit(machine, until_of(state, item)) is None
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
    guards = leaving_guards(machine, region, state, also, assume_decided=assume_decided)
    if guards is None:
        return None
    try:
        situations = Situations(machine, guards, region.name)
    except NotExactError:
        return None
    for env in situations.lasting():
        if not any(situations.holds(guard, env) for guard in guards):
            return situations, env
    return None


def leaving_guards(
    machine: Machine, region: Region, state: State, also: tuple[Expression, ...] = (), *, assume_decided: bool
) -> list[Expression] | None:
    """The conditions of which one must hold for a phase to be left; None where it is left anyhow, or one is open."""
    leaving = [edge for edge in exits(state) if assume_decided or undecided_delay(machine, edge) is None]
    if any(edge.guard is None for edge in leaving):
        return None
    guards = [edge.guard for edge in leaving if edge.guard is not None]
    guards += [*leaving_rows(state), *own_stops(machine, region, state), *also]
    return None if undecided_in(machine, guards) else guards


def cells_decide(machine: Machine, guards: list[Expression], region: Region) -> bool:
    """Whether cells can tell every situation of these conditions apart."""
    try:
        Situations(machine, guards, region.name)
    except NotExactError:
        return False
    return True
