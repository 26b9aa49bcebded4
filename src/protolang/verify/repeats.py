"""Long plain repeats: what a thousand times cost is what a few cost, and still exact.

How often a dose has been given matters to nothing until the last time. So the states in which it was given g times are
the same for every g from some small g on, the count apart: they are a layer, and each layer leads to the next as the
one before it did. A few layers are explored. When two that follow one another hold the same states all later ones do,
and the weights of the layers between are added up by squaring (min, plus) and (max, plus) matrices.
"""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import attrs

from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.action import Every
from protolang.verify.bounds import Extremes, completing, extremes
from protolang.verify.budget import Budget, Meter
from protolang.verify.explore import Explorer
from protolang.verify.graph import COMPLETE_NODE, START, Graph, Node
from protolang.verify.guards import Guards
from protolang.verify.monitors import Monitor

LONG = 40
"""From how many times on a repeat is not explored time by time."""

LAYERS = (6, 12, 24)
"""How many times are explored instead, until the layers are found to be alike."""

MOST_LANDINGS = 40

Item = TypeVar("Item")
Weights = dict[int, tuple[int, int]]  # by landing: the least and the greatest weight of a way to it


class Repeat(NamedTuple):
    """The one long repeat of some tracks: which track of them, its phase and obligation by number, and how often."""

    track: int
    phase: int
    duty: int
    times: int


def long_repeat(machine: Machine, regions: tuple[int, ...]) -> Repeat | None:
    """The repeat of the tracks that is long; None where there is none, or more than one."""
    found = [
        Repeat(track, phase, at, duty.timing.times)
        for track, position in enumerate(regions)
        for phase, state in enumerate(machine.regions[position].states)
        for at, duty in enumerate(state.obligations)
        if isinstance(duty.timing, Every) and duty.timing.times is not None and duty.timing.times >= LONG
    ]
    return found[0] if len(found) == 1 else None


class Short(NamedTuple):
    """The least and greatest total weight of a complete course (None: no greatest), and what it took to know them.

    `exact` when no result and no open decision has a part in either.
    """

    least: int
    greatest: int | None
    exact: bool
    states: int


def explored_shortly(
    machine: Machine, regions: tuple[int, ...], guards: Guards, monitor: Monitor, budget: int | Budget | Meter
) -> Short | None:
    """The range of what `monitor` weighs, with results let free; None where no repeat is long and plain."""

    def explore(shorter: Machine) -> Graph:
        return Explorer(shorter, regions, guards, monitor, free=True, budget=budget).explore()

    known = range_of_repeat(machine, regions, explore)
    if known is None:
        return None
    (least, greatest), graph = known
    loose = bool(guards.labs) or any(step.taint for steps in graph.steps for step in steps)
    return Short(least, greatest, not loose or least == greatest, graph.states)


def range_of_repeat(
    machine: Machine, regions: tuple[int, ...], explore: Callable[[Machine], Graph]
) -> tuple[Extremes, Graph] | None:
    """The least and greatest total weight of a complete course, and the courses with fewer times that were explored.

    `explore` looks at the same tracks of another machine. None where no repeat is long, or its layers are not alike.
    """
    repeat = long_repeat(machine, regions)
    if repeat is None:
        return None
    for layers in (item for item in LAYERS if item < repeat.times):
        graph = explore(_shortened(machine, regions[repeat.track], repeat, layers))
        found = _continued(graph, repeat, layers)
        if found is not None:
            return found, graph
    return None


def _shortened(machine: Machine, position: int, repeat: Repeat, times: int) -> Machine:
    """The machine with fewer times."""

    def fewer(duty: Obligation) -> Obligation:
        match duty.timing:
            case Every() as timing:
                return attrs.evolve(duty, timing=attrs.evolve(timing, times=times))
            case _:
                raise AssertionError(duty)

    region: Region = machine.regions[position]
    state: State = region.states[repeat.phase]
    duties = _put(state.obligations, repeat.duty, fewer(state.obligations[repeat.duty]))
    states = _put(region.states, repeat.phase, attrs.evolve(state, obligations=duties))
    regions = _put(machine.regions, position, attrs.evolve(region, states=states))
    return attrs.evolve(machine, regions=regions)


def _put(items: tuple[Item, ...], at: int, item: Item) -> tuple[Item, ...]:
    return (*items[:at], item, *items[at + 1 :])


def _given(node: Node | None, repeat: Repeat) -> int | None:
    """In which layer a state is; None when the phase is not the present one, or the repeat is over."""
    if node is None:
        return None
    _, number, _, _, dues, _ = node.locals[repeat.track]
    if number != repeat.phase or len(dues) <= repeat.duty:
        return None
    _, _, given, over = dues[repeat.duty]
    return None if over else given


def _without_count(node: Node | None, repeat: Repeat) -> Node:
    if node is None:
        raise AssertionError(repeat)
    status, number, age, now, dues, lasts = node.locals[repeat.track]
    rest, at, _, over = dues[repeat.duty]
    local = (status, number, age, now, _put(dues, repeat.duty, (rest, at, 0, over)), lasts)
    return node._replace(locals=_put(node.locals, repeat.track, local))


def _continued(graph: Graph, repeat: Repeat, layers: int) -> Extremes | None:
    """The extremes with all the times, from a graph with `layers` of them; None where the layers differ."""
    useful = completing(graph)
    short = extremes(graph)
    if short is None:
        return None
    layer = [_given(node, repeat) for node in graph.nodes]
    members = [
        {_without_count(graph.nodes[at], repeat): at for at, of in enumerate(layer) if of == number}
        for number in (layers - 2, layers - 1)
    ]
    before, last = members
    if not last or before.keys() != last.keys():
        return None
    # the same states must be useful in both, and none may leave but for the next layer
    if any((before[node] in useful) != (last[node] in useful) for node in last):
        return None
    for at in useful:
        of = layer[at]
        if (
            of is not None
            and of < layers - 1
            and any(step.target in useful and layer[step.target] not in (of, of + 1) for step in graph.steps[at])
        ):
            return None
    landings = frozenset(
        {
            _position(last, step.target, graph, repeat)
            for at in before.values()
            if at in useful
            for step in graph.steps[at]
            if step.target in useful and layer[step.target] == layers - 1
        }
    )
    twins = {before[_without_count(graph.nodes[at], repeat)]: at for at in landings}
    if len(landings) > MOST_LANDINGS or not _passes_once(graph, useful, layer, layers - 1):
        return None
    start = _ways(graph, useful, START, lambda at: at in landings)
    between = {at: _ways(graph, useful, twin, lambda to: to in landings) for twin, at in twins.items()}
    ends = {at: _ways(graph, useful, at, lambda to: to == COMPLETE_NODE)[COMPLETE_NODE] for at in landings}
    after = _raised(between, repeat.times - layers, start)
    totals = [(least + ends[at][0], most + ends[at][1]) for at, (least, most) in after.items()]
    # a round that gains weight is in every layer or in none, so what has no maximum has none here either
    return Extremes(min(low for low, _ in totals), None if short.maximum is None else max(high for _, high in totals))


def _passes_once(graph: Graph, useful: frozenset[int], layer: list[int | None], last: int) -> bool:
    """Whether every course that completes comes through the last layer, and never to a layer again."""
    final = {at for at in useful if layer[at] == last}
    if COMPLETE_NODE in _reached(graph, useful - final, (START,)):
        return False
    beyond = _reached(graph, useful, tuple(final)) - final
    return all(layer[at] is None for at in beyond if at >= START)


def _reached(graph: Graph, among: frozenset[int], starts: tuple[int, ...]) -> frozenset[int]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        for step in graph.steps[waiting.pop()]:
            if step.target in among and step.target not in seen:
                seen.add(step.target)
                waiting.append(step.target)
    return frozenset(seen)


def _position(last: dict[Node, int], at: int, graph: Graph, repeat: Repeat) -> int:
    return last[_without_count(graph.nodes[at], repeat)]


def _ways(graph: Graph, useful: frozenset[int], start: int, stops: Callable[[int], bool]) -> Weights:
    """The least and greatest weight of the ways from a node to the first stop on each; rounds that gain are cut off."""
    best: Weights = {start: (0, 0)}
    found: Weights = {}
    waiting = deque([start])
    looked: dict[int, int] = {}
    while waiting:
        at = waiting.popleft()
        low, high = best[at]
        looked[at] = looked.get(at, 0) + 1
        if looked[at] > len(useful) + 1:
            continue  # only where there is no maximum
        for step in graph.steps[at]:
            to = step.target
            if to not in useful:
                continue
            total = (low + step.weight, high + step.weight)
            into = found if stops(to) else best
            known = into.get(to)
            joined = total if known is None else (min(known[0], total[0]), max(known[1], total[1]))
            if joined != known:
                into[to] = joined
                if into is best:
                    waiting.append(to)
    return found


def _raised(between: dict[int, Weights], times: int, start: Weights) -> Weights:
    """The weights after `times` more layers."""
    power, result = between, start
    while times:
        if times & 1:
            result = _followed(result, power)
        power = {at: _followed(weights, power) for at, weights in power.items()}
        times >>= 1
    return result


def _followed(weights: Weights, onward: dict[int, Weights]) -> Weights:
    found: Weights = {}
    for at, (low, high) in weights.items():
        for to, (least, most) in onward[at].items():
            known = found.get(to)
            total = (low + least, high + most)
            found[to] = total if known is None else (min(known[0], total[0]), max(known[1], total[1]))
    return found
