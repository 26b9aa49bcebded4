"""The prepared LALR tables. In: `tables.json`, which `protolang.syntax.prepare` wrote. Out: the automaton as data."""

import json
from functools import cache, cached_property
from pathlib import Path

import attrs

Row = dict[str, int]


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
    names the rule to reduce, else it is None. `literals` are the terminals that a keyword or symbol can be.
    """

    rows: tuple[Row, ...]
    settled: tuple[Rule | None, ...]
    rules: tuple[Rule, ...]
    end: int
    literals: dict[str, tuple[str, ...]]

    @cached_property
    def reached_by(self) -> tuple[str, ...]:
        """For each state the symbol that leads to it, always the same one; only needed behind a mistake."""
        symbols = [""] * len(self.rows)
        for row in self.rows:
            for symbol, action in row.items():
                if action >= 0:
                    symbols[action] = symbol
        return tuple(symbols)


@cache
def tables() -> Tables:
    """The tables of the language."""
    data = json.loads(Path(__file__).with_name("tables.json").read_bytes())
    rules = tuple(
        Rule(symbol, size, node.removeprefix("?"), node.startswith("?"), tuple(kept))
        for symbol, size, node, kept in data["rules"]
    )
    literals = {literal: tuple(names) for literal, names in data["literals"].items()}
    settled = tuple(_only_rule(row, rules) for row in data["states"])
    return Tables(tuple(data["states"]), settled, rules, data["end"], literals)


def _only_rule(row: Row, rules: tuple[Rule, ...]) -> Rule | None:
    actions = set(row.values())
    action = actions.pop() if len(actions) == 1 else 0
    return rules[-1 - action] if action < 0 else None
