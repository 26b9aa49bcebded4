"""The LALR(1) automaton. In: tokens, one at a time. Out: what the reductions made of them."""

from typing import Any

from protolang.source import SourceFile, Span
from protolang.syntax.ast import Name
from protolang.syntax.from_cst import REDUCTIONS, Parts
from protolang.syntax.lexer import Token, unquote
from protolang.syntax.tables import Rule, Tables


class Automaton:
    """A stack of states, each but the first with the value of the symbol that led to it and where that stood."""

    def __init__(self, source: SourceFile, tables: Tables) -> None:
        self.source = source
        self.rows = tables.rows
        self.rules = tables.rules
        self.settled = tables.settled
        self.end = tables.end
        self.states = [0]
        self.values: list[Any] = [None]
        self.starts = [0]
        self.ends = [0]

    def take(self, token: Token) -> bool:
        """Shift a token after all reductions that it calls for; False when it cannot stand here."""
        rows, states, kind = self.rows, self.states, token.kind
        while True:
            action = rows[states[-1]].get(kind)
            if action is None:
                return False
            if action >= 0:
                states.append(action)
                self.values.append(self._leaf(token))
                self.starts.append(token.start)
                self.ends.append(token.end)
                self._settle()
                return True
            self._reduce(self.rules[-1 - action])

    def _settle(self) -> None:
        # LALR merges what may follow a rule over all places where the rule is used. To reduce before the next token
        # is looked at leads to a state that knows the place, so the lexer can tell its keywords from names.
        while (rule := self.settled[self.states[-1]]) is not None:
            self._reduce(rule)

    @property
    def is_complete(self) -> bool:
        """Whether a whole file has been read."""
        return self.states[-1] == self.end

    def _leaf(self, token: Token) -> Name | str:
        if token.kind == "NAME":
            return Name(token.text, span=Span(self.source, token.start, token.end))
        if token.kind == "STRING":
            return unquote(token.text)
        if token.kind == "UNIT":
            return " ".join(token.text.split())
        return token.text

    def _reduce(self, rule: Rule) -> None:
        size = rule.size
        parts = self._kept(rule, self.values[-size:])
        start, end = self.starts[-size], self.ends[-1]
        del self.states[-size:], self.values[-size:], self.starts[-size:], self.ends[-size:]
        value: Any = parts
        if rule.transparent and len(parts) == 1:
            value = parts[0]
        elif rule.node:
            value = REDUCTIONS[rule.node](parts, Span(self.source, start, end))
        self.states.append(self.rows[self.states[-1]][rule.symbol])
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)

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
