"""JSON: an array of objects, or one object of names and values. Numbers stay the text that was written."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from protolang.diagnostics.codes import PL710, PL711, PL714
from protolang.diagnostics.suggest import suggest
from protolang.records.mistakes import Mistakes, shown
from protolang.records.table import Row, Table
from protolang.source import SourceFile, Span

_SPACE = re.compile(r"[ \t\r\n]*")


class _Member(NamedTuple):
    """One key and value of an object, by their places; `start` to `key_end` is the key with its quotation marks."""

    key: str
    start: int
    key_end: int
    value: int
    end: int


class _Object(dict[str, Any]):
    """An object of the file; `repeated` is a key that stands in it twice."""

    repeated: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        made.repeated = next(key for position, key in enumerate(keys) if key in keys[:position])
    return made


# The author's digits are the value: a float would be another number.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_object)


class JsonTable(Table):
    """An array of objects; with `named`, one object whose keys and values become rows of `name` and `value`."""

    def __init__(self, source: SourceFile, columns: Sequence[str], mistakes: Mistakes, *, named: bool = False) -> None:
        self.source = source
        self._mistakes = mistakes
        self._known = tuple(columns)
        self._named = named

    def rows(self) -> Iterator[Row]:
        """A row for each object; nothing is read behind a place that is not JSON."""
        try:
            yield from self._pairs() if self._named else self._items()
        except json.JSONDecodeError as error:
            self._refuse(error.pos, "this is not JSON", "cannot be read from here on")
        except RecursionError:
            self._refuse(0, "lists stand in lists in lists", "nested too deep")

    def locate(self, row: Row, name: str) -> Span:
        """The place of a value without its quotation marks."""
        if self._named:
            # such a row is one pair: its key, and its value
            _, key_end, value, value_end = self._member(row.start)
            start, end = (row.start, key_end) if name == "name" else (value, value_end)
        else:
            places = [(member.value, member.end) for member in self._members(row.start) if member.key == name]
            start, end = places[-1] if places else (row.start, row.start + 1)
        if self.source.text[start : start + 1] == '"' and end - start > 2:
            start, end = start + 1, end - 1
        return Span(self.source, start, end)

    def _items(self) -> Iterator[Row]:
        at = self._open("[", "an array of events is expected: `[ {…}, {…} ]`")
        text = self.source.text
        if at is None:
            return
        if text[at : at + 1] == "]":
            self._end(at + 1)
            return
        while True:
            item, end = _DECODER.raw_decode(text, at)
            cells = self._cells(item, at, end)
            if cells is not None:
                yield Row(self, cells, at, end)
            at = self._skip(end)
            if text[at : at + 1] == "]":
                self._end(at + 1)
                return
            if text[at : at + 1] != ",":
                self._refuse(at, "this is not JSON", "a comma or `]` is expected here")
                return
            at = self._skip(at + 1)

    def _pairs(self) -> Iterator[Row]:
        start = self._open("{", "an object is expected: `{ … }`")
        if start is None:
            return
        begin = self._skip(0)
        end = _DECODER.raw_decode(self.source.text, begin)[1]
        for member in self._members(begin):
            text = self._text(_DECODER.raw_decode(self.source.text, member.value)[0], member)
            if text is not None:
                yield Row(self, {"name": member.key.strip(), "value": text.strip()}, member.start, member.end)
        self._end(end)

    def _members(self, start: int) -> Iterator[_Member]:
        """The keys and values of the object at `start`, which has been read before."""
        text, at = self.source.text, self._skip(start + 1)
        while text[at] == '"':
            key, key_end, value, end = self._member(at)
            yield _Member(key, at, key_end, value, end)
            at = self._skip(end)
            if text[at] == "}":
                return
            at = self._skip(at + 1)

    def _member(self, at: int) -> tuple[str, int, int, int]:
        """A key, where it ends, and where its value is."""
        key, end = _DECODER.raw_decode(self.source.text, at)
        value = self._skip(self._skip(end) + 1)
        return key, end, value, _DECODER.raw_decode(self.source.text, value)[1]

    def _cells(self, item: Any, start: int, end: int) -> dict[str, str] | None:
        if not isinstance(item, _Object):
            self._refuse(start, "this is not an object", "an event is written `{ … }`", end)
            return None
        fine, cells = True, {}
        for key, value in item.items():
            if key not in self._known:
                self._unknown(self._find(key, start))
                fine = False
                continue
            text = value if isinstance(value, str) else self._text(value, self._find(key, start))
            if text is None:
                fine = False
            elif text.strip():
                cells[key] = text.strip()
        if item.repeated is not None:
            message = f"`{shown(item.repeated)}` stands twice in this event"
            self._mistakes.report(PL714, message, Span(self.source, start, end), "which of the two holds?")
            fine = False
        return cells if fine else None

    def _find(self, key: str, start: int) -> _Member:
        return next(member for member in self._members(start) if member.key == key)

    def _text(self, value: Any, member: _Member) -> str | None:
        """The text of a value; None, with a finding, for one that is no text and no number."""
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        self._refuse(member.value, "a text or a number is expected here", "neither of the two", member.end)
        return None

    def _unknown(self, member: _Member) -> None:
        near = suggest(member.key, self._known)
        help = f"did you mean `{near}`?" if near else f"the names are {', '.join(self._known)}"
        span = Span(self.source, member.start, member.key_end)
        self._mistakes.report(PL711, f"an event has no `{shown(member.key)}`", span, "unknown name", help=help)

    def _open(self, bracket: str, expected: str) -> int | None:
        at = self._skip(0)
        if self.source.text[at] == bracket:
            return self._skip(at + 1)
        self._refuse(at, expected, "something else stands here")
        return None

    def _end(self, at: int) -> None:
        at = self._skip(at)
        if at < len(self.source.text):
            self._refuse(at, "text stands behind the end of the JSON", "remove it")

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.source.text, at)
        return found.end() if found else at

    def _refuse(self, at: int, message: str, label: str, end: int | None = None) -> None:
        last = len(self.source.text)
        at = min(at, last)
        self._mistakes.report(PL710, message, Span(self.source, at, min(at + 1, last) if end is None else end), label)
