"""The prepared LALR tables. In: `tables.json`, which `protolang.syntax.prepare` wrote. Out: the automaton as data."""

import json
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import attrs

Row = dict[str, int]

T = TypeVar("T")


class OnDemand(dict[int, T]):
    """What belongs to each number from 0 to below `count`, made when it is first asked for.

    One file passes through a part of the automaton only. Once made, an item is found as fast as in a plain dict.
    """

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        super().__init__()
        self.count = count
        self._make = make

    def __missing__(self, number: int) -> T:
        item = self[number] = self._make(number)
        return item

    def all(self) -> tuple[T, ...]:
        """Every item, in order."""
        return tuple(self[number] for number in range(self.count))


@attrs.frozen(eq=False, repr=False)
class Rule:
    """What a reduction does: `size` symbols become one `symbol`.

    `node` names what is built from the kept children; it is empty for a list that melts into its parent. With
    `transparent`, a single child stands for itself. A kept child is its index, -1 minus its index for a list that
    melts in, or None for an optional part that is absent.
    """

    symbol: str
    size: int
    node: str
    transparent: bool
    kept: tuple[int | None, ...]


@attrs.frozen(eq=False, repr=False)
class Tables:
    """The automaton: in a row, a terminal leads to a state (0 and up: shift) or to a rule (-1 and down: reduce it).

    A nonterminal leads to the state behind it. Where a state has only one thing to do, whatever comes next, `settled`
    is the number of the rule to reduce, else None. `shifts` are the parts of rows that lead to states, and `literals`
    the terminals that a keyword or symbol can be.
    """

    rows: OnDemand[Row]
    settled: tuple[int | None, ...]
    rules: OnDemand[Rule]
    end: int
    shifts: tuple[Row, ...]
    literals: dict[str, tuple[str, ...]]

    @cached_property
    def reached_by(self) -> tuple[str, ...]:
        """For each state the symbol that leads to it, always the same one; only needed behind a mistake."""
        symbols = [""] * self.rows.count
        for row in self.shifts:
            for symbol, state in row.items():
                symbols[state] = symbol
        return tuple(symbols)


@cache
def tables() -> Tables:
    """The tables of the language."""
    data = json.loads(Path(__file__).with_name("tables.json").read_bytes())
    states, shifts, before = data["states"], data["shifts"], data["before"]

    def row(number: int) -> Row:
        moves, *reductions = states[number]
        found: Row = shifts[moves].copy()
        for index in range(0, len(reductions), 2):
            found.update(dict.fromkeys(before[reductions[index]], reductions[index + 1]))
        return found

    literals = {literal: tuple(names) for literal, names in data["literals"].items()}
    settled = tuple(-1 - state[2] if len(state) == 3 and not shifts[state[0]] else None for state in states)
    rules = OnDemand(len(data["rules"]), lambda number: _rule(*data["rules"][number]))
    return Tables(OnDemand(len(states), row), settled, rules, data["end"], tuple(shifts), literals)


def _rule(symbol: str, size: int, node: str, kept: list[Any]) -> Rule:
    return Rule(symbol, size, node.removeprefix("?"), node.startswith("?"), tuple(kept))
