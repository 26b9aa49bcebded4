"""The LALR(1) automaton. In: tokens, one at a time. Out: what the reductions made of them."""

from typing import Any

from protolang.source import Span
from protolang.syntax.ast import Name
from protolang.syntax.findings import Findings
from protolang.syntax.form import CHECKS
from protolang.syntax.from_cst import REDUCTIONS, Parts
from protolang.syntax.tables import Row, Rule, Tables
from protolang.syntax.tokens import END_OF_TEXT, Token, unquote

# Stands for a block whose header could not be read; it never gets into a tree.
_UNREADABLE = object()
_BLOCKS = frozenset(
    (
        "policy", "attribute", "arms", "drug", "lab", "level", "table", "track", "phase", "taper", "repeat", "decide",
        "background", "scenario", "sizes", "placed_phase", "change_phase", "change_track", "change_drug", "change_lab",
    )
)  # fmt: skip

# What is nothing without the block in it.
_ABOUT_A_BLOCK = frozenset(("add", "replace", "add_inner", "remove_inner", "replace_inner"))


class Automaton:
    """A stack of states, each but the first with the value of the symbol that led to it and where that stood."""

    def __init__(self, findings: Findings, tables: Tables) -> None:
        self.tables = tables
        self.states = [0]
        self.last: Token | None = None
        self.unreadable: set[int] = set()
        self.dropped: list[tuple[int, int]] = []
        self._findings = findings
        self._source = findings.source
        self._values: list[Any] = [None]
        self._starts = [0]
        self._ends = [0]

    @property
    def row(self) -> Row:
        """What can come next."""
        return self.tables.rows[self.states[-1]]

    @property
    def is_complete(self) -> bool:
        """Whether a whole file has been read."""
        return self.states[-1] == self.tables.end

    @property
    def value(self) -> Any:
        """What the symbol on top of the stack stands for."""
        return self._values[-1]

    def take(self, token: Token) -> bool:
        """Shift a token after all reductions that it calls for; False when it cannot stand here."""
        rows, states, kind = self.tables.rows, self.states, token.kind
        while True:
            action = rows[states[-1]].get(kind)
            if action is None:
                return False
            if action >= 0:
                break
            self._reduce(self.tables.rules[-1 - action])
        states.append(action)
        self._values.append(self._leaf(token))
        self._starts.append(token.start)
        self._ends.append(token.end)
        self.last = token
        # LALR merges what may follow a rule over all places where the rule is used. To reduce before the next token
        # is looked at leads to a state that knows the place, so that the lexer can tell its keywords from names.
        settled = self.tables.settled
        while (rule := settled[states[-1]]) is not None:
            self._reduce(self.tables.rules[rule])
        return True

    def accepts(self, kind: str) -> bool:
        """Whether such a token could stand here."""
        return self.probe(self.states.copy(), kind)

    def probe(self, states: list[int], kind: str) -> bool:
        """Take a token on a copy of the states only; False, and the copy is spoilt, when it cannot stand there.

        The end of the text is taken when a whole file has been read.
        """
        rows, rules, settled = self.tables.rows, self.tables.rules, self.tables.settled
        while (action := rows[states[-1]].get(kind)) is not None and action < 0:
            self._go(states, rules[-1 - action])
        if action is None:
            return kind == END_OF_TEXT and states[-1] == self.tables.end
        states.append(action)
        while (rule := settled[states[-1]]) is not None:
            self._go(states, rules[rule])
        return True

    def settle(self, kind: str) -> None:
        """Make all reductions that a token of this kind calls for, where it could stand."""
        if self.accepts(kind):
            while (action := self.row[kind]) < 0:
                self._reduce(self.tables.rules[-1 - action])

    def _go(self, states: list[int], rule: Rule) -> None:
        del states[-rule.size :]
        states.append(self.tables.rows[states[-1]][rule.symbol])

    def level(self) -> int:
        """The place on the stack up to which all statements of the innermost open block are complete.

        That is its `{` or the list behind it; outside all blocks the list of imports, or 0.
        """
        reached_by, states = self.tables.reached_by, self.states
        index, closed = len(states) - 1, 0
        while index > 0:
            symbol = reached_by[states[index]]
            if symbol == "LBRACE" and not closed:
                break
            closed += (symbol == "RBRACE") - (symbol == "LBRACE")
            index -= 1
        # Lark's own names for repeated parts start so; protocols have two such lists, header and declarations.
        while index + 1 < len(states) and reached_by[states[index + 1]].startswith("__"):
            index += 1
        return index

    def is_in_block(self) -> bool:
        """Whether a block is open."""
        return any(self.symbol_at(index) == "LBRACE" for index in range(1, self.level() + 1))

    def cut(self, depth: int) -> None:
        """Forget everything above the first `depth` entries of the stack."""
        del self.states[depth:], self._values[depth:], self._starts[depth:], self._ends[depth:]

    def start_of(self, index: int) -> int:
        """Where the symbol at this place of the stack starts."""
        return self._starts[index]

    def end_of(self, index: int) -> int:
        """Where the symbol at this place of the stack ends."""
        return self._ends[index]

    def symbol_at(self, index: int) -> str:
        """The symbol at this place of the stack."""
        return self.tables.reached_by[self.states[index]]

    def _leaf(self, token: Token) -> Name | str:
        if token.kind == "NAME":
            return Name(token.text, span=Span(self._source, token.start, token.end))
        return unquote(token.text) if token.kind == "STRING" else token.text

    def _reduce(self, rule: Rule) -> None:
        size = rule.size
        parts = self._kept(rule, self._values[-size:])
        start, end = self._starts[-size], self._ends[-1]
        self.cut(-size)
        value: Any = parts
        if rule.transparent and len(parts) == 1:
            value = parts[0]
        elif rule.node:
            value = self._node(rule.node, parts, start, end)
        self.states.append(self.tables.rows[self.states[-1]][rule.symbol])
        self._values.append(value)
        self._starts.append(start)
        self._ends.append(end)

    def _kept(self, rule: Rule, values: list[Any]) -> Parts:
        parts: Parts = []
        for index in rule.kept:
            if index is None:
                parts.append(None)
            elif index >= 0:
                parts.append(values[index])
            elif parts:
                parts.extend(values[-1 - index])
            else:
                # The list has no other owner; to copy it here would make long lists quadratic.
                parts = values[-1 - index]
        return parts

    def _node(self, name: str, parts: Parts, start: int, end: int) -> Any:
        span = Span(self._source, start, end)
        if self.unreadable:
            if start in self.unreadable and name in _BLOCKS:
                self.dropped.append((start, end))
                return _UNREADABLE
            if name in _ABOUT_A_BLOCK and any(part is _UNREADABLE for part in parts):
                return _UNREADABLE
            parts = [part for part in parts if part is not _UNREADABLE]
        check = CHECKS.get(name)
        if check is not None:
            check(parts, span, self._findings)
        return REDUCTIONS[name](parts, span)
