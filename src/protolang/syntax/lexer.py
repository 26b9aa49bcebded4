"""Source text to tokens, one at a time. In: the text and what the parser can take next. Out: the next token.

A word is a keyword when the parser has a use for that keyword, else a unit or a name (decision 0002).
"""

import re

import attrs

from protolang.quantity import is_unit_atom
from protolang.source import SourceFile, Span
from protolang.syntax.ast import Comment
from protolang.syntax.keywords import RESERVED
from protolang.syntax.tables import Row, Tables

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<symbol>\.\.|<=|>=|[{}()=,:@<>+-])
    | (?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*")
    | (?P<comment>\#[^\r\n]*)
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")

_UNIT_PART = r"[A-Za-zµμ%][A-Za-z0-9_]*(?:\^[0-9]+)?"
_UNIT = re.compile(
    r"calendar\s+months?(?![A-Za-z0-9_])"
    rf"|(?:%|x?10[\^*][0-9]+|[A-Za-zµμ][A-Za-z0-9_]*(?:\^[0-9]+)?)(?:/(?:[0-9]+(?:\.[0-9]+)?)?{_UNIT_PART})*"
)
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_REFERENCE = re.compile(r'[A-Za-z0-9][^\s"{}@#]*')
_SECOND_WORD = re.compile(r"\s+([a-z]+)(?![A-Za-z0-9_])")
_AFTER_STEP_NAME = re.compile(r"\s*=|\s+missing\s+from\s|\s+on\s+(?:week|day)\s")

_COMPARISONS = frozenset({"<", ">", "<=", ">=", "="})
_STEP_WORDS = frozenset({"set", "patient", "expect"})
_COMPOUND_STARTS = frozenset({"at", "stop"})

_ESCAPE = re.compile(r"\\(.)")

END_OF_TEXT = "$END"


def unquote(literal: str) -> str:
    """What a string between quotes says."""
    if "\\" not in literal:
        return literal[1:-1]
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], literal[1:-1])


@attrs.frozen
class Token:
    """A terminal of the grammar where it stands; `text` is what the author wrote."""

    kind: str
    text: str
    start: int
    end: int


class Lexer:
    """Reads one source from front to back; what stands at a place depends on what the parser can take there."""

    def __init__(self, source: SourceFile, tables: Tables) -> None:
        self.source = source
        self.text = source.text
        self.position = 0
        self.comments: list[Comment] = []
        self._literals = tables.literals

    def next(self, row: Row) -> Token:
        """The next token where the parser is in the state of this row."""
        text = self.text
        while True:
            match = _TOKEN.match(text, self.position)
            if match is None:
                return self._odd(row)
            group = match.lastgroup
            start, end = match.span(match.lastindex or 0)
            if group == "comment":
                self._comment(start, end)
                continue
            break
        if group == "word":
            return self._word(row, start, end)
        if group == "symbol":
            return self._take(self._symbol(row, text[start:end]), start, end)
        if group == "string":
            return self._take("STRING", start, end)
        return self._number(row, start, end)

    def _take(self, kind: str, start: int, end: int) -> Token:
        self.position = end
        return Token(kind, self.text[start:end], start, end)

    def _comment(self, start: int, end: int) -> None:
        text = self.text[start:end].rstrip()
        self.comments.append(Comment(text, span=Span(self.source, start, start + len(text))))
        self.position = end

    def _symbol(self, row: Row, text: str) -> str:
        kinds = self._literals.get(text, ())
        for kind in kinds:
            if kind in row:
                return kind
        if text in _COMPARISONS and ("COMPARE" in row or not kinds):
            return "COMPARE"
        return kinds[0]

    def _word(self, row: Row, start: int, end: int) -> Token:
        if "REF" in row:
            reference = _REFERENCE.match(self.text, start)
            if reference is not None and self.text[start:end] not in self._literals:
                return self._take("REF", start, reference.end())
        word = self.text[start:end]
        kinds = self._literals.get(word)
        if word in _COMPOUND_STARTS:
            compound = _SECOND_WORD.match(self.text, end)
            if compound is not None:
                names = self._literals.get(f"{word} {compound[1]}")
                if names is not None and (names[0] in row or not ("NAME" in row or (kinds and kinds[0] in row))):
                    return self._take(names[0], start, compound.end())
        if "UNIT" in row:
            unit = _UNIT.match(self.text, start)
            # Behind a number a word of the closed list is a unit even where it could be a keyword: `= 1 dose`.
            if unit is not None and (kinds is None or is_unit_atom(word) or unit.end() > end):
                return self._take("UNIT", start, unit.end())
        if kinds is not None:
            for kind in kinds:
                if kind in row and not (word in _STEP_WORDS and _AFTER_STEP_NAME.match(self.text, end)):
                    return self._take(kind, start, end)
            if word in RESERVED:
                return self._take(kinds[0], start, end)
        if kinds is not None and "NAME" not in row:
            return self._take(kinds[0], start, end)
        return self._take("NAME", start, end)

    def _number(self, row: Row, start: int, end: int) -> Token:
        if "REF" in row or "VERSION" in row or "UNIT" in row:
            for kind, pattern in (("REF", _REFERENCE), ("VERSION", _VERSION), ("UNIT", _UNIT)):
                match = pattern.match(self.text, start) if kind in row else None
                if match is not None:
                    return self._take(kind, start, match.end())
        return self._take("NUMBER", start, end)

    def _odd(self, row: Row) -> Token:
        space = _SPACE.match(self.text, self.position)
        start = space.end() if space else self.position
        if start == len(self.text):
            return self._take(END_OF_TEXT, start, start)
        if "UNIT" in row:
            unit = _UNIT.match(self.text, start)
            if unit is not None:
                return self._take("UNIT", start, unit.end())
        raise SyntaxError(start)
