"""Tokens and what stands around them. In: a source. Out: every token under the rules of the grammar that hold it.

Nothing is built from the rules, so nothing can get lost: whatever the grammar learns, the formatter can print.
"""

import re
from collections.abc import Iterator
from typing import Any

import attrs

from protolang.diagnostics import Diagnostic, Severity
from protolang.source import SourceFile
from protolang.syntax.automaton import Automaton
from protolang.syntax.parser import read
from protolang.syntax.tables import Rule
from protolang.syntax.tokens import Token


@attrs.frozen(eq=False, repr=False)
class Branch:
    """What stood in one rule: `kind` is the name of the rule, or of its alternative where that has a name of its own.

    `children` are its tokens and inner rules; those that only group melt in. From `start` to `end`, as offsets.
    """

    kind: str
    children: "list[Tree]"
    start: int
    end: int


Tree = Branch | Token

# Of what stands between tokens: a comment, or else what should not be there.
_PLAIN = re.compile(r"#[^\r\n]*|(?P<lost>[^\s#][^#\r\n]*(?<=[^\s#]))")


class _Melting(list[Any]):
    """The children of a rule that only groups."""


@attrs.frozen(eq=False, repr=False)
class Reading:
    """A file as the formatter sees it.

    `root` is None where nothing can be told apart. `broken` are the stretches that stand as they are, since something
    is wrong in them, in the order of the file.
    """

    source: SourceFile
    root: Branch | None
    tokens: tuple[Token, ...]
    broken: tuple[tuple[int, int], ...]
    diagnostics: tuple[Diagnostic, ...]


def read_tree(source: SourceFile) -> Reading:
    """Every token of a source in its place. Never raises, whatever the text."""
    reading = read(source, _Keeping)
    if isinstance(reading, Diagnostic):
        return Reading(source, None, (), (), (reading,))
    diagnostics = reading.findings.in_order()
    root = reading.automaton.value if reading.automaton.is_complete else None
    if not isinstance(root, Branch):
        return Reading(source, None, (), (), diagnostics)
    tokens = tuple(tokens_of(root))
    told = [(item.primary.span.start, item.primary.span.end) for item in diagnostics if item.severity is Severity.ERROR]
    passed_over = [_trimmed(source.text, start, end) for start, end in reading.skipped]
    guessed = [(token.start, token.end) for token in tokens if not _stands_so(source.text, token)]
    broken = tuple(sorted({*told, *passed_over, *guessed, *_lost(source.text, tokens)}))
    return Reading(source, root, tokens, broken, diagnostics)


def tokens_of(tree: Tree) -> Iterator[Token]:
    """The tokens, in the order of the file."""
    stack: list[Tree] = [tree]
    while stack:
        top = stack.pop()
        if isinstance(top, Branch):
            stack.extend(reversed(top.children))
        else:
            yield top


class _Keeping(Automaton):
    """Keeps what it reads, and makes nothing of it."""

    def _leaf(self, token: Token) -> Any:
        return token

    def _reduce(self, rule: Rule) -> None:
        size = rule.size
        values = self._values[-size:]
        start, end = self._starts[-size], self._ends[-1]
        self.cut(-size)
        # To copy the list that grows would make long lists quadratic.
        children: list[Any] = values[0] if type(values[0]) is _Melting else [values[0]]
        for value in values[1:]:
            if type(value) is _Melting:
                children.extend(value)
            else:
                children.append(value)
        made: Any
        if not rule.node:
            made = children if type(children) is _Melting else _Melting(children)
        elif rule.transparent and size == 1 and len(children) == 1:
            made = children[0]
        else:
            made = Branch(rule.node, list(children) if type(children) is _Melting else children, start, end)
        self.states.append(self.tables.rows[self.states[-1]][rule.symbol])
        self._values.append(made)
        self._starts.append(start)
        self._ends.append(end)


def _stands_so(text: str, token: Token) -> bool:
    written = text[token.start : token.end]
    return written == token.text or " ".join(written.split()) == token.text


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, max(start, start + len(text[start:end].rstrip()))


def _lost(text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Stretches between tokens that are neither blank nor a comment."""
    before = 0
    for start, end in [*((token.start, token.end) for token in tokens), (len(text), len(text))]:
        gap = text[before:start]
        if gap and not gap.isspace():
            for piece in _PLAIN.finditer(gap):
                if piece.lastgroup:
                    yield before + piece.start(), before + piece.end()
        before = max(before, end)
