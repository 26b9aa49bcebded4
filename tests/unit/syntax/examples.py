"""Texts to parse: whole files, and sentences drawn from the prepared tables."""

import random
from collections import Counter
from pathlib import Path

from protolang.diagnostics import Diagnostic
from protolang.source import SourceFile
from protolang.syntax.ast import FileTree, Node, ProtocolDecl
from protolang.syntax.parser import Parsed, parse
from protolang.syntax.tables import tables
from protolang.syntax.tokens import END_OF_TEXT

HERE = Path(__file__).parent
FLAGSHIP = HERE.joinpath("flagship.proto").read_text(encoding="utf-8")
EVERYTHING = HERE.joinpath("everything.proto").read_text(encoding="utf-8")
SURFACE = HERE.joinpath("surface.proto").read_text(encoding="utf-8")
VARIANT = HERE.joinpath("variant.proto").read_text(encoding="utf-8")
LIBRARY = HERE.joinpath("library.proto").read_text(encoding="utf-8")

_TEXTS = {
    "NAME": ("a", "b2", "depleted_below", "dose", "week", "phase", "times", "missing", "unit"),
    "NUMBER": ("0", "1", "28", "0.5", "12.25"),
    "UNIT": ("mg", "%", "mg/m2", "x10^9/L", "calendar months", "weeks", "mgg", "mg/kg/m2", "mL/min/1.73m2"),
    "STRING": ('"x"', '""', r'"a \"quoted\" \\ text\n"', '"é { } # not a comment"'),
    "REF": ("10.1016/S0140-6736(05)67779-8", "PMC123", "42"),
    "VERSION": ("1.0.0", "0.12.3"),
    "DATE": ("2027-01-04",),
    "COMPARE": ("<", "<=", "=", ">=", ">"),
}
_GOING_ON = ("LPAR", "AND", "OR", "COMMA", "PLUS", "MINUS", "STAR", "SLASH", "VBAR", "OF", "NOT")
_SPACES = (" ", "  ", "\n", "\r\n", "\t", " # a comment\n")
# Words that read on into the next one, and so would be another sentence.
_NOT_NEXT = {"STOP": "WHEN"}


def read(text: str) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    """What comes of a text."""
    outcome = parse(SourceFile("example.proto", text))
    assert outcome.value is not None
    return outcome.value, outcome.diagnostics


def file_of(text: str) -> FileTree:
    """The tree of a text without mistakes."""
    parsed, diagnostics = read(text)
    assert diagnostics == ()
    assert parsed.tree is not None
    return parsed.tree


def tree_of(text: str) -> ProtocolDecl:
    """The tree of a protocol without mistakes."""
    tree = file_of(text)
    assert isinstance(tree, ProtocolDecl)
    return tree


def mistakes(text: str) -> list[str]:
    """Code, line and message of all that is said against a text."""
    return [f"{item.code.number} {item.primary.span.start_position.line}: {item.message}" for item in read(text)[1]]


def declared(declaration: str) -> Node:
    """The one declaration of a protocol."""
    (only,) = tree_of(f"protocol p {{ {declaration} }}").declarations
    return only


class Sentence:
    """A text of the language drawn at random, the same for the same seed.

    With `used`, it goes where it and others before it went least.
    """

    def __init__(self, seed: int, used: Counter[tuple[int, str]] | None = None) -> None:
        self._random = random.Random(seed)
        self._used = used
        self._tables = tables()
        self._states = [0]
        words = []
        last = ""
        patience = self._random.randrange(20, 200)
        while (kind := self._next(last, tired=len(words) > patience)) != END_OF_TEXT:
            words += [self._text(kind), self._random.choice(_SPACES)]
            last = kind
        self.text = "".join(words)

    def _next(self, last: str, *, tired: bool) -> str:
        kinds = [
            kind
            for kind in sorted(self._tables.rows[self._states[-1]])
            if (kind == END_OF_TEXT or kind.lstrip("_").isupper())
            and _NOT_NEXT.get(last) != kind
            # Behind a bare number this word would be its unit, or Lark would take it for one.
            and (last != "NUMBER" or kind not in ("DOSE", "NAME") or "UNIT" not in self._tables.rows[self._states[-1]])
            and self._take(kind, self._states.copy())
        ]
        if tired:
            ends = [kind for kind in kinds if kind in (END_OF_TEXT, "RBRACE")]
            kinds = ends or [kind for kind in kinds if kind not in _GOING_ON] or kinds
        if self._used is not None:
            state = self._states[-1]
            least = min(self._used[state, kind] for kind in kinds)
            kinds = [kind for kind in kinds if self._used[state, kind] == least]
        kind = self._random.choice(kinds)
        if self._used is not None:
            self._used[self._states[-1], kind] += 1
        self._take(kind, self._states)
        return kind

    def _take(self, kind: str, states: list[int]) -> bool:
        rows, rules = self._tables.rows, self._tables.rules
        while (action := rows[states[-1]].get(kind)) is not None and action < 0:
            rule = rules[-1 - action]
            del states[-rule.size :]
            states.append(rows[states[-1]][rule.symbol])
        if action is not None:
            states.append(action)
        return action is not None or (kind == END_OF_TEXT and states[-1] == self._tables.end)

    def _text(self, kind: str) -> str:
        if kind in _TEXTS:
            return self._random.choice(_TEXTS[kind])
        return next(literal for literal, kinds in self._tables.literals.items() if kind in kinds)
