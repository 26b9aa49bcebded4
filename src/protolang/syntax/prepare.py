"""Builds the tables that the parser reads at run time: `python -m protolang.syntax.prepare` after each change of
`grammar.lark`. In: the grammar. Out: `tables.json`, the same on every machine. The only module that imports lark.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
GRAMMAR_PATH = _FOLDER / "grammar.lark"
TABLES_PATH = _FOLDER / "tables.json"
START = "file"

# The words that a terminal with a lookahead behind it stands for: `set` of /set(?![A-Za-z0-9_])…/, `at least`.
_WORDS_OF_PATTERN = re.compile(r"[a-z_]+(?:\\s\+[a-z_]+)*(?=\(\?[!=])")


def build_tables(grammar: str) -> dict[str, Any]:
    """The LALR tables of a grammar as they are kept, numbered in an order that depends on nothing but the grammar.

    A state is [number of its shifts, then pairs: number of a set of lookaheads, rule to reduce before these]. Most of
    the full table is one rule before each of the same few sets, so it is kept as that.

    Raises `lark.exceptions.GrammarError` when the grammar has a conflict.
    """
    tables = full_tables(grammar)
    shifts: dict[str, int] = {}
    before: dict[tuple[str, ...], int] = {}
    states: list[list[int]] = []
    for row in tables.pop("states"):
        moves = json.dumps({symbol: action for symbol, action in row.items() if action >= 0}, sort_keys=True)
        state = [shifts.setdefault(moves, len(shifts))]
        for rule in sorted({action for action in row.values() if action < 0}, reverse=True):
            lookaheads = tuple(symbol for symbol, action in sorted(row.items()) if action == rule)
            state += [before.setdefault(lookaheads, len(before)), rule]
        states.append(state)
    tables["shifts"] = [json.loads(moves) for moves in shifts]
    tables["before"] = [list(lookaheads) for lookaheads in before]
    tables["states"] = states
    return tables


def full_tables(grammar: str) -> dict[str, Any]:
    """The same with each state as a row: from each symbol that can come to a shift (0 and up) or a rule (-1 and down).

    Raises `lark.exceptions.GrammarError` when the grammar has a conflict.
    """
    from lark import Lark
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    built = Lark(grammar, start=START, parser="lalr", lexer="contextual", strict=True)
    data, memo = built.memo_serialize([TerminalDef, Rule])
    automaton = data["parser"]["parser"]
    symbols = automaton["tokens"]
    states = {
        state: {symbols[symbol]: action for symbol, action in row.items()} for state, row in automaton["states"].items()
    }
    rules = {key: item for key, item in memo.items() if item["__type__"] == "Rule"}
    rule_order = sorted(rules, key=lambda key: _rule_key(rules[key]))
    rule_number = {key: number for number, key in enumerate(rule_order)}
    start = automaton["start_states"][START]
    order = _states_in_order(states, start)
    state_number = {state: number for number, state in enumerate(order)}
    return {
        "end": state_number[automaton["end_states"][START]],
        "literals": _literals(item for item in memo.values() if item["__type__"] == "TerminalDef"),
        "rules": [_rule_row(rules[key]) for key in rule_order],
        "states": [
            {
                # A shift is the number of a state; a reduction is -1 minus the number of a rule.
                symbol: -1 - rule_number[target["@"]] if reduces else state_number[target]
                for symbol, (reduces, target) in sorted(states[state].items())
            }
            for state in order
        ],
    }


def tables_text(tables: dict[str, Any]) -> str:
    """The tables as they are kept: one rule or state a line, so that a change of the grammar can be reviewed."""
    parts = []
    for key, value in tables.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, separators=(",", ":"), sort_keys=True) for row in value)
            parts.append(f'"{key}":[\n{rows}\n]')
        else:
            parts.append(f'"{key}":{json.dumps(value, separators=(",", ":"), sort_keys=True)}')
    return "{" + ",\n".join(parts) + "}\n"


def _rule_key(rule: dict[str, Any]) -> tuple[str, list[str], str]:
    return rule["origin"]["name"], [symbol["name"] for symbol in rule["expansion"]], rule["alias"] or ""


def _states_in_order(states: dict[int, dict[str, list[Any]]], start: int) -> list[int]:
    order, seen = [start], {start}
    for state in order:
        for _symbol, (reduces, target) in sorted(states[state].items()):
            if not reduces and target not in seen:
                seen.add(target)
                order.append(target)
    return order


def _literals(terminals: Any) -> dict[str, list[str]]:
    """Which terminals each keyword and each symbol can be."""
    literals: dict[str, set[str]] = {}
    for terminal in terminals:
        pattern = terminal["pattern"]
        if pattern["__type__"] == "PatternStr":
            literal = pattern["value"]
        else:
            found = _WORDS_OF_PATTERN.match(pattern["value"])
            if found is None:
                continue
            literal = found.group().replace(r"\s+", " ")
        literals.setdefault(literal, set()).add(terminal["name"])
    return {word: sorted(names) for word, names in sorted(literals.items())}


def _rule_row(rule: dict[str, Any]) -> list[Any]:
    """[left side, length, what to build, children kept].

    What to build is the name of a node, "?" before it when a single child stands for itself, "" for a list that
    melts into its parent. A kept child is its index, -1 minus its index for a list that melts in, or null for an
    optional part that is absent.
    """
    options, origin, expansion = rule["options"], rule["origin"]["name"], rule["expansion"]
    if origin.startswith("_") and rule["alias"] is None:
        name = ""
    else:
        name = rule["alias"] or ("?" * options["expand1"] + origin)
    # Lark notes absent optional parts as True between one False for each symbol that is present.
    absent = options["empty_indices"] or [False] * len(expansion)
    kept: list[int | None] = []
    index = 0
    for is_absent in absent:
        if is_absent:
            kept.append(None)
            continue
        symbol = expansion[index]
        is_terminal = symbol["__type__"] == "Terminal"
        if not is_terminal and symbol["name"].startswith("_"):
            kept.append(-1 - index)
        elif not is_terminal or options["keep_all_tokens"] or not symbol["filter_out"]:
            kept.append(index)
        index += 1
    return [origin, len(expansion), name, kept]


def main() -> None:
    """Write the tables beside the grammar."""
    text = tables_text(build_tables(GRAMMAR_PATH.read_text(encoding="utf-8")))
    TABLES_PATH.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{TABLES_PATH.name}: {len(text)} bytes\n")


if __name__ == "__main__":
    main()
