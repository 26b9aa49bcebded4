"""The least and the greatest that a claim's measure can be on a walked graph, and the shortest course to a place.

Written apart from `protolang.verify.bounds`, which does the same for the other explorer: both are compared in tests.
"""

import heapq
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from protolang.execution.event import Inputs

COMPLETE, STOPPED, REVIEW, BROKEN, START = 0, 1, 2, 3, 4
"""The places where a course ends, and where every course begins."""


class Move(NamedTuple):
    """One edge: `days` later, the last of them with `inputs` (whose days are those of the first course that came)."""

    target: int
    days: int
    weight: int
    observed: int
    inputs: Inputs


Moves = Sequence[Sequence[Move]]


def before(moves: Moves, ends: tuple[int, ...]) -> frozenset[int]:
    """The places from which one of `ends` can be reached."""
    sources: list[list[int]] = [[] for _ in moves]
    for number, found in enumerate(moves):
        for move in found:
            sources[move.target].append(number)
    seen, waiting = set(ends), list(ends)
    while waiting:
        for number in sources[waiting.pop()]:
            if number not in seen:
                seen.add(number)
                waiting.append(number)
    return frozenset(seen)


def least(moves: Moves, useful: frozenset[int]) -> int | None:
    """The least total weight of a course to its completion; None when none completes."""
    course = cheapest(moves, useful, lambda move: move.weight)
    return None if course is None else sum(move.weight for move in course)


def cheapest(
    moves: Moves, useful: frozenset[int], cost: Callable[[Move], int], end: int = COMPLETE
) -> list[Move] | None:
    """The course to `end` whose moves cost least (Dijkstra)."""
    return search(moves, useful, cost, 0, lambda total, move: 0, lambda number, total: number == end)


def search(
    moves: Moves,
    useful: frozenset[int],
    cost: Callable[[Move], int],
    first: int,
    gather: Callable[[int, Move], int],
    found: Callable[[int, int], bool],
) -> list[Move] | None:
    """The cheapest course to a place and a gathered total that are `found`; `gather` must saturate."""
    start = (START, first)
    came: dict[Hashable, tuple[tuple[int, int], Move]] = {}
    best, done, heap, pushed = {start: 0}, set[tuple[int, int]](), [(0, 0, start)], 0
    while heap:
        paid, _, at = heapq.heappop(heap)
        if at in done:
            continue
        done.add(at)
        if found(*at):
            course = []
            while at in came:
                at, move = came[at]
                course.append(move)
            return course[::-1]
        number, total = at
        for move in moves[number]:
            then = (move.target, gather(total, move))
            price = paid + cost(move)
            if move.target in useful and price < best.get(then, price + 1):
                best[then], came[then], pushed = price, (at, move), pushed + 1
                heapq.heappush(heap, (price, pushed, then))
    return None


class Longest(NamedTuple):
    """The greatest total weight; None without limit, and then `lasso` is a way round that adds to it."""

    most: int | None
    lasso: tuple[int, ...] = ()


def longest(moves: Moves, useful: frozenset[int]) -> Longest:
    """The greatest total weight of a course that completes."""
    order = _last_finished_first(moves, useful)
    group = _groups(moves, useful, order)
    for number in useful:
        for move in moves[number]:
            if move.weight and move.target in useful and group.get(move.target) == group.get(number):
                return Longest(None, (number, move.target))
    # groups are numbered along the moves, so that each comes after those that lead to it
    best: dict[int, int] = {group[START]: 0}
    for number in sorted((at for at in useful if at in group), key=group.__getitem__):
        here = best.get(group[number])
        for move in moves[number] if here is not None else ():
            if here is not None and move.target in useful:
                there = group[move.target]
                if there != group[number] or move.target == number:
                    best[there] = max(best.get(there, here), here + move.weight)
    return Longest(best[group[COMPLETE]])


def _last_finished_first(moves: Moves, useful: frozenset[int]) -> list[int]:
    seen, order = {START}, list[int]()
    work = [(START, iter(moves[START]))]
    while work:
        number, rest = work[-1]
        for move in rest:
            if move.target in useful and move.target not in seen:
                seen.add(move.target)
                work.append((move.target, iter(moves[move.target])))
                break
        else:
            work.pop()
            order.append(number)
    return order[::-1]


def _groups(moves: Moves, useful: frozenset[int], order: list[int]) -> dict[int, int]:
    """Places that lead to each other have one number (Kosaraju); numbers grow along the moves."""
    known = set(order)
    sources: dict[int, list[int]] = {number: [] for number in order}
    for number in order:
        for move in moves[number]:
            if move.target in known:
                sources[move.target].append(number)
    group: dict[int, int] = {}
    for count, root in enumerate(order):
        waiting = [] if root in group else [root]
        while waiting:
            number = waiting.pop()
            if number not in group:
                group[number] = count
                waiting += [source for source in sources[number] if source not in group]
    return group


def widest(moves: Moves, useful: frozenset[int]) -> int:
    """The greatest single observation on a course that completes."""
    return max((move.observed for number in useful for move in moves[number] if move.target in useful), default=0)
