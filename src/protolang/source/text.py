"""A file of source text. In: a path to show, decoded text. Out: offsets as lines and columns, and back."""

import re
from bisect import bisect_right
from functools import cached_property

import attrs

# The three line ends that editors and the language server protocol know. Form feed, U+2028 and the like are
# characters of a line: counting them as ends would shift every position against the editor's own.
_LINE_END = re.compile(r"\r\n|\r|\n")


@attrs.frozen
class Position:
    """A place for people: line and column, both from 1, columns in code points."""

    line: int
    column: int


@attrs.frozen(eq=False, slots=False)
class SourceFile:
    """One file of source, equal only to itself, so that spans hash and compare without reading the text.

    `path` is shown as the user gave it and never opened; `text` is the decoded content. `imported_as` names the file
    beside the main file of its program, whatever folder the user is in (`ahmed.proto`, `../labs.proto`); the main file
    has none there, since its lines need no file to be named.
    """

    path: str
    text: str = attrs.field(repr=False)
    imported_as: str = attrs.field(default="", repr=False)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the UTF-8 bytes, in lower-case hexadecimal."""
        import hashlib

        # surrogatepass: a library caller may hand in text that no UTF-8 file can hold; it still has a hash.
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @property
    def line_count(self) -> int:
        """The number of lines; an empty text has one, and a final line end opens one more, empty line."""
        return len(self._line_starts)

    def position(self, offset: int) -> Position:
        """Line and column of a code-point offset from 0 to the length of the text; else ValueError."""
        line = self._line_index(offset)
        return Position(line + 1, offset - self._line_starts[line] + 1)

    def offset(self, line: int, column: int) -> int:
        """The code-point offset of a line and a column, both from 1: the inverse of `position`.

        A column may reach the line's end mark, so that every offset has its position; beyond it: ValueError.
        """
        start = self._line_start(line)
        last = self._line_starts[line] - 1 if line < self.line_count else len(self.text)
        if not 1 <= column <= last - start + 1:
            raise ValueError(f"line {line} of {self.path} has no column {column}")
        return start + column - 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """The half-open offsets of a line without its end mark; ValueError when there is no such line.

        Lets a reader take a part of a very long line without copying all of it.
        """
        start = self._line_start(line)
        if line == self.line_count:
            return start, len(self.text)
        end = self._line_starts[line] - 1
        if end > start and self.text[end] == "\n" and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its end mark; ValueError when there is no such line."""
        start, end = self.line_bounds(line)
        return self.text[start:end]

    def utf16_column(self, offset: int) -> int:
        """The column of an offset in UTF-16 code units, from 1 (the language server protocol: one less)."""
        start = self._line_starts[self._line_index(offset)]
        if self.text.isascii():
            return offset - start + 1
        before = self.text[start:offset]
        return len(before) + sum(character > "\uffff" for character in before) + 1

    def _line_index(self, offset: int) -> int:
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"{self.path} has no offset {offset}")
        return bisect_right(self._line_starts, offset) - 1

    def _line_start(self, line: int) -> int:
        if not 1 <= line <= self.line_count:
            raise ValueError(f"{self.path} has no line {line}")
        return self._line_starts[line - 1]
