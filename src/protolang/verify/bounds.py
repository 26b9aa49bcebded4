"""Exact minimum and maximum over all complete courses of a graph, and the shortest course that breaks a limit.

Minimum: Dijkstra. Maximum: longest path on the graph of strongly connected components; a component that can gain
weight on its way round makes it unbounded. Cost: linear in steps, with a logarithm for the minimum.
"""

import heapq
from collections.abc import Callable
from typing import NamedTuple

from protolang.verify.explore import COMPLETE_NODE, START, Graph, Step


class Extremes(NamedTuple):
    """The least and greatest total weight of a complete course; `maximum` None is unbounded."""

    minimum: int
    maximum: int | None


class Lasso(NamedTuple):
    """A course that can go round for ever: `before` leads to `round`, and each time round gains `weight`.

    From every day of it the course can still complete.
    """

    before: tuple[Step, ...]
    round: tuple[Step, ...]
    weight: int

    @property
    def days(self) -> int:
        """How long one round lasts."""
        return sum(step.days for step in self.round)


def completing(graph: Graph) -> frozenset[int]:
    """The nodes from which a course can complete."""
    before: list[list[int]] = [[] for _ in graph.nodes]
    for number, steps in enumerate(graph.steps):
        for step in steps:
            before[step.target].append(number)
    seen, waiting = {COMPLETE_NODE}, [COMPLETE_NODE]
    while waiting:
        for number in before[waiting.pop()]:
            if number not in seen:
                seen.add(number)
                waiting.append(number)
    return frozenset(seen)


def extremes(graph: Graph) -> Extremes | None:
    """Over all complete courses; None when no course completes."""
    useful = completing(graph)
    if START not in useful:
        return None
    return Extremes(_minimum(graph, useful), _maximum(graph, useful))


def _minimum(graph: Graph, useful: frozenset[int]) -> int:
    best = {START: 0}
    heap = [(0, START)]
    while heap:
        weight, number = heapq.heappop(heap)
        if number == COMPLETE_NODE:
            return weight
        if weight > best[number]:
            continue
        for step in graph.steps[number]:
            total = weight + step.weight
            if step.target in useful and total < best.get(step.target, total + 1):
                best[step.target] = total
                heapq.heappush(heap, (total, step.target))
    raise AssertionError("a completing node leads to the end")


def _maximum(graph: Graph, useful: frozenset[int]) -> int | None:
    component, order = _components(graph, useful)
    longest: dict[int, int] = {}
    # components come out of Tarjan's algorithm successors first
    for members in order:
        inside = component[members[0]]
        best = 0 if COMPLETE_NODE in members else None
        for number in members:
            for step in graph.steps[number]:
                if step.target not in useful:
                    continue
                if component[step.target] == inside:
                    if step.weight:
                        return None
                    continue
                total = step.weight + longest[component[step.target]]
                best = total if best is None else max(best, total)
        longest[inside] = best or 0
    return longest[component[START]]


def lasso(graph: Graph) -> Lasso | None:
    """Why the total weight has no maximum: the round that is begun on the earliest day; None where it has one."""
    useful = completing(graph)
    if START not in useful:
        return None
    component, order = _components(graph, useful)
    inside = dict(component)
    reached, came = _fewest_days(graph, START, useful)
    gaining = [
        (reached[number], number, step)
        for members in order
        for number in members
        for step in graph.steps[number]
        if step.weight > 0 and step.target in useful and inside.get(step.target) == inside[number]
    ]
    if not gaining:
        return None
    _, number, step = min(gaining, key=lambda item: (item[0], item[1]))
    members = frozenset(other for other in useful if inside.get(other) == inside[number])
    _, back = _fewest_days(graph, step.target, members)
    round_ = (step, *_way(back, step.target, number))
    return Lasso(_way(came, START, number), round_, sum(item.weight for item in round_))


def _fewest_days(graph: Graph, start: int, among: frozenset[int]) -> tuple[dict[int, int], dict[int, tuple[int, Step]]]:
    """The day on which each node is reached at the earliest, and by which step from which node."""
    best, came = {start: 0}, dict[int, tuple[int, Step]]()
    heap = [(0, start)]
    while heap:
        days, number = heapq.heappop(heap)
        if days > best[number]:
            continue
        for step in graph.steps[number]:
            later = days + step.days
            if step.target in among and later < best.get(step.target, later + 1):
                best[step.target] = later
                came[step.target] = (number, step)
                heapq.heappush(heap, (later, step.target))
    return best, came


def _way(came: dict[int, tuple[int, Step]], start: int, end: int) -> tuple[Step, ...]:
    steps = []
    while end != start:
        end, step = came[end]
        steps.append(step)
    return tuple(reversed(steps))


def _components(graph: Graph, useful: frozenset[int]) -> tuple[dict[int, int], list[list[int]]]:
    """Tarjan's strongly connected components of the nodes reachable from the start, without recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    order: list[list[int]] = []
    stack: list[int] = []
    work: list[tuple[int, int]] = [(START, 0)]
    while work:
        number, at = work.pop()
        if at == 0:
            index[number] = low[number] = len(index)
            stack.append(number)
        targets = [step.target for step in graph.steps[number] if step.target in useful]
        descended = False
        for position in range(at, len(targets)):
            target = targets[position]
            if target not in index:
                work.append((number, position + 1))
                work.append((target, 0))
                descended = True
                break
            if target not in component:
                low[number] = min(low[number], low[target])
        if descended:
            continue
        if low[number] == index[number]:
            members = []
            while True:
                member = stack.pop()
                component[member] = len(order)
                members.append(member)
                if member == number:
                    break
            order.append(members)
        if work:
            parent = work[-1][0]
            if number not in component or low[number] < index[number]:
                low[parent] = min(low[parent], low[number])
    return component, order


def widest(graph: Graph) -> int | None:
    """The greatest single observation on any complete course; None when no course completes."""
    useful = completing(graph)
    if START not in useful:
        return None
    return max((step.observed for number in useful for step in graph.steps[number] if step.target in useful), default=0)


def shortest_course(
    graph: Graph, gather: Callable[[int, Step], int], broken: Callable[[int], bool], *, start: int = 0
) -> tuple[Step, ...] | None:
    """The complete course of fewest days whose gathered total is `broken`; None when there is none.

    `gather(total, step)` adds a step to a total, which is `start` at first; it must saturate, so that there are
    finitely many totals.
    """
    useful = completing(graph)
    first = (START, start)
    came: dict[tuple[int, int], tuple[tuple[int, int], Step] | None] = {first: None}
    done: set[tuple[int, int]] = set()
    heap: list[tuple[int, int, tuple[int, int]]] = [(0, 0, first)]
    best = {first: 0}
    pushed = 0
    while heap:
        days, _, at = heapq.heappop(heap)
        if at in done:
            continue
        done.add(at)
        number, total = at
        if number == COMPLETE_NODE:
            if broken(total):
                return _trail(came, at)
            continue
        for step in graph.steps[number]:
            if step.target not in useful:
                continue
            then = (step.target, gather(total, step))
            later = days + step.days
            if later < best.get(then, later + 1):
                best[then] = later
                came[then] = (at, step)
                pushed += 1
                heapq.heappush(heap, (later, pushed, then))
    return None


def _trail(came: dict[tuple[int, int], tuple[tuple[int, int], Step] | None], at: tuple[int, int]) -> tuple[Step, ...]:
    steps = []
    link = came[at]
    while link is not None:
        at, step = link
        steps.append(step)
        link = came[at]
    return tuple(reversed(steps))
