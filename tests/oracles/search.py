"""The smallest explorer that could work, over a program: it says what the model checkers must say, readably.

Every state is visited once, and every outcome of its day is tried. The least and the greatest measure of a complete
course come from going round until nothing changes any more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .program import Choose, If, Program, Set, Statement, show

State = tuple[int, ...]
PYTHON = {
    "true": "True",
    "false": "False",
    "not": "not",
    "and": "and",
    "or": "or",
    "==": "==",
    "<": "<",
    "<=": "<=",
    "+": "+",
    "-": "-",
    "?": "({1} if {0} else {2})",
}

UNBOUNDED = 1000
"""A measure from here on counts as without an upper limit."""


class TooLargeError(Exception):
    """More states, or more outcomes of days, than one wants to look at."""


@dataclass(frozen=True)
class Answer:
    """The states at the beginning of a day, and the least and greatest measure of a complete course.

    `least` None: no course completes; `greatest` None: without an upper limit.
    """

    states: int
    least: int | None
    greatest: int | None

    def fits(self, low: int | None, high: int | None) -> bool:
        """Whether every complete course has a measure from `low` to `high`."""
        if self.least is None:
            return True
        over = high is not None and (self.greatest is None or self.greatest > high)
        return not over and (low is None or self.least >= low)


def lines(statements: tuple[Statement, ...] | list[Statement], depth: int) -> list[str]:
    """Statements as Python."""
    pad, found = "    " * depth, []
    for item in statements:
        match item:
            case Set(name, value):
                found.append(f"{pad}{name} = {show(value, PYTHON)}")
            case Choose(name, high):
                found.append(f"{pad}{name} = pick({show(high, PYTHON)})")
            case If(condition, then, otherwise):
                found += [f"{pad}if {show(condition, PYTHON)}:", *lines(then, depth + 1)]
                if otherwise:
                    found += [f"{pad}else:", *lines(otherwise, depth + 1)]
    return found or [f"{pad}pass"]


def compiled(program: Program) -> Callable[[State, Callable[[int], int]], tuple[State, int]]:
    """The day as a function of the state before it and of somebody who picks."""
    names = ", ".join(item.name for item in program.lasting)
    text = [f"def day(before, pick):\n    ({names},) = before", *(f"    {item.name} = 0" for item in program.helpers)]
    text += [*lines(program.body, 1), f"    return ({names},), weight"]
    scope: dict[str, Callable[[State, Callable[[int], int]], tuple[State, int]]] = {}
    exec("\n".join(text), scope)
    return scope["day"]


def outcomes(day: Callable[[State, Callable[[int], int]], tuple[State, int]], before: State) -> set[tuple[State, int]]:
    """Every way in which a day can go."""
    found, path = set[tuple[State, int]](), list[list[int]]()
    while True:
        at = 0

        def pick(high: int) -> int:
            nonlocal at
            if at == len(path):
                path.append([0, high])
            at += 1
            return path[at - 1][0]

        found.add(day(before, pick))
        while path and path[-1][0] == path[-1][1]:
            path.pop()
        if not path:
            return found
        path[-1][0] += 1


def explore(program: Program, *, most: int = 20_000, steps: int = 400_000) -> Answer:
    """Raises `TooLargeError` beyond so many states, or so many outcomes of days."""
    day = compiled(program)
    start = tuple(item.start for item in program.lasting)
    numbers, edges, waiting = {start: 0}, list[list[tuple[int, int]]](), [start]
    complete, looked_at = -1, 0
    for state in waiting:
        here: dict[tuple[int, int], None] = {}
        for after, weight in outcomes(day, state):
            looked_at += 1
            if after[0] == 2:
                continue
            if after[0] == 1:
                here[complete, weight] = None
                continue
            number = numbers.setdefault(after, len(numbers))
            if number == len(waiting):
                waiting.append(after)
            here[number, weight] = None
        edges.append(list(here))
        if len(waiting) > most or looked_at > steps:
            raise TooLargeError(f"more than {most} states or {steps} outcomes of days")
    least, greatest = _settled(edges, min), _settled(edges, max)
    unbounded = greatest is not None and greatest >= UNBOUNDED
    return Answer(len(waiting), least, None if unbounded else greatest)


def _settled(edges: list[list[tuple[int, int]]], better: Callable[[int, int], int]) -> int | None:
    """The best total from the first state to completion, by passing on what is known until nothing changes."""
    before: list[list[tuple[int, int]]] = [[] for _ in edges]
    best: dict[int, int] = {-1: 0}
    waiting: deque[int] = deque()
    ends: list[tuple[int, int]] = []
    for number, found in enumerate(edges):
        for target, weight in found:
            (ends if target == -1 else before[target]).append((number, weight))
    waiting.append(-1)
    queued = {-1}
    while waiting:
        here = waiting.popleft()
        queued.discard(here)
        for number, weight in ends if here == -1 else before[here]:
            total = min(best[here] + weight, UNBOUNDED)
            if number not in best or better(total, best[number]) != best[number]:
                best[number] = total
                if number not in queued:
                    queued.add(number)
                    waiting.append(number)
    return best.get(0)
