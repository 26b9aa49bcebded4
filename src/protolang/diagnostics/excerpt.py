"""The author's own lines with labels under them. In: labels, the primary first. Out: rows of styled pieces.

Cost: O(labels * width) for one excerpt, whatever the length of the lines, beside the line table that each
source builds once. So 10^4 findings in a file of one line of 1 MB cost 10^4 small windows, not 10^4 copies.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from protolang.diagnostics.diagnostic import Label
from protolang.diagnostics.terminal import (
    cell_width,
    character_width,
    escape_character,
    escape_terminal,
    wrap_cells,
)
from protolang.source import SourceFile

Piece = tuple[str, str]  # the name of a style, and text that is safe to print
Row = list[Piece]

_TAB = "    "
_NARROWEST_TEXT = 24
_LONGEST_WORD = 24
_SPACES = " \t\r\n"
_STYLES = {"^": "primary", "-": "secondary", " ": ""}


class _Mark(NamedTuple):
    """A label cut to its first line; start and end are offsets in the source."""

    start: int
    end: int
    text: str
    primary: bool


class _Hung(NamedTuple):
    """A mark in the cells of its row, with its text."""

    column: int
    end: int
    text: str
    primary: bool

    @property
    def style(self) -> str:
        return "primary" if self.primary else "secondary"


def excerpt(labels: Sequence[Label], width: int) -> tuple[int, list[Row]]:
    """The width of the line numbers and the rows that show these labels, in lines of at most `width` cells.

    Each file has its own group of lines in ascending order, the file of the first label first. A label over
    several lines is shown on its first one and says up to where it goes.
    """
    files: dict[SourceFile, dict[int, list[_Mark]]] = {}
    heads: dict[SourceFile, Label] = {}
    for index, label in enumerate(labels):
        line, mark = _mark(label, primary=index == 0)
        files.setdefault(label.span.source, {}).setdefault(line, []).append(mark)
        heads.setdefault(label.span.source, label)
    digits = max(len(str(line)) for marks in files.values() for line in marks)
    rows: list[Row] = []
    for source, marks_by_line in files.items():
        rows.append([("", " " * digits), ("gutter", "--> "), ("", escape_terminal(str(heads[source].span)))])
        rows += _file_rows(source, marks_by_line, digits, width - digits - 3)
    return digits, rows


def _mark(label: Label, *, primary: bool) -> tuple[int, _Mark]:
    span = label.span
    line = span.start_position.line
    line_end = span.source.line_bounds(line)[1]
    text = label.text
    if span.end > line_end:
        last = span.source.position(max(span.end - 1, span.start)).line
        if last > line:
            text = f"{text} (to line {last})".lstrip()
    mark = _Mark(min(span.start, line_end), min(span.end, line_end), escape_terminal(text), primary)
    return line, mark


def _file_rows(source: SourceFile, marks_by_line: dict[int, list[_Mark]], digits: int, room: int) -> Iterator[Row]:
    previous = None
    for line in sorted(marks_by_line):
        if previous is not None and line == previous + 2:
            # One line of the author's takes no more room than the dots that would stand for it.
            yield from _line_rows(source, line - 1, [], digits, room)
        elif previous is not None and line > previous + 1:
            yield [("gutter", "...")]
        yield from _line_rows(source, line, marks_by_line[line], digits, room)
        previous = line


def _line_rows(source: SourceFile, line: int, marks: list[_Mark], digits: int, room: int) -> Iterator[Row]:
    for start, end, shown in _windows(source, line, marks, room):
        bounds = source.line_bounds(line)
        display, columns = _lay_out(source.text[start:end])
        lead = "…" if start > bounds[0] else ""
        tail = "…" if end < bounds[1] else ""
        gutter: Piece = ("gutter", f"{line:>{digits}} | ")
        yield [gutter, ("gutter", lead), ("", display if tail else display.rstrip()), ("gutter", tail)]
        hung = []
        for mark in shown:
            column = len(lead) + columns[min(max(mark.start, start), end) - start]
            stop = len(lead) + columns[min(max(mark.end, start), end) - start]
            hung.append(_Hung(column, max(stop, column + 1), mark.text, mark.primary))
        for row in _mark_rows(hung, room):
            yield [("gutter", f"{'':{digits}} | "), *row]


def _windows(source: SourceFile, line: int, marks: list[_Mark], room: int) -> Iterator[tuple[int, int, list[_Mark]]]:
    """The stretches of a line to show: all of it when it fits, else one stretch per cluster of near marks.

    One cell stays free, for the mark of a place behind the last character.
    """
    text = source.text
    start, end = source.line_bounds(line)
    if end - start < room and _cells(text, start, end, room) < room:
        yield start, end, marks
        return
    inner = room - 2  # a cut mark at either end
    if not marks:
        yield *_whole_words(text, start, _walk(text, start, end, inner), start, start), marks
        return
    reach = inner * 2 // 3
    clusters: list[list[_Mark]] = []
    for mark in sorted(marks):
        if clusters and _cells(text, clusters[-1][0].start, mark.end, reach) <= reach:
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    for cluster in clusters:
        left = _walk(text, cluster[0].start, start, inner // 4)
        right = _walk(text, left, end, inner)
        if right == end:
            left = _walk(text, end, start, inner)
        last = max(mark.end if mark.end <= right else mark.start + 1 for mark in cluster)
        yield *_whole_words(text, left, right, cluster[0].start, last), cluster


def _whole_words(text: str, left: int, right: int, first: int, last: int) -> tuple[int, int]:
    """The cut ends moved inwards to the nearest space, but not into the marks, which are from `first` to `last`.

    A dose of 375 mg must not be shown as one of 75 mg, even behind a sign that something was left out.
    """
    if left > 0 and text[left - 1] not in _SPACES:
        left = text.find(" ", left, min(left + _LONGEST_WORD, first)) + 1 or left
    if right < len(text) and text[right] not in _SPACES:
        space = text.rfind(" ", max(right - _LONGEST_WORD, last), right)
        right = right if space < 0 else space
    return left, right


def _walk(text: str, position: int, limit: int, room: int) -> int:
    """The farthest offset from `position` towards `limit` with at most `room` cells between the two."""
    step = 1 if limit > position else -1
    # Marks of no width would otherwise let the walk go on through a whole file of them.
    for _ in range(min(abs(limit - position), 4 * room)):
        room -= _shown_width(text[position if step > 0 else position - 1])
        if room < 0:
            break
        position += step
    return position


def _cells(text: str, start: int, end: int, enough: int) -> int:
    """The cells of a stretch, or some number above `enough` when it is longer than that."""
    if end - start > enough:
        return enough + 1
    return sum(_shown_width(character) for character in text[start:end])


def _shown_width(character: str) -> int:
    if character == "\t":
        return len(_TAB)
    if character.isascii() and character.isprintable():
        return 1
    shown = escape_character(character)
    return len(shown) if len(shown) > 1 else character_width(shown)


def _lay_out(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is shown, and the cell at which each of its characters begins, with that of its end."""
    if text.isascii() and text.isprintable():
        return text, range(len(text) + 1)
    columns = [0]
    for character in text:
        columns.append(columns[-1] + _shown_width(character))
    shown = (_TAB if character == "\t" else escape_character(character) for character in text)
    return "".join(shown), columns


def _mark_rows(marks: list[_Hung], room: int) -> Iterator[Row]:
    """The row that underlines, with the text of the last mark behind it, then the other texts hung below."""
    if not marks:
        return
    glyphs = [" "] * max(mark.end for mark in marks)
    # Inner marks last, and the primary one over them all, so that none is covered whole by a lesser one.
    for mark in sorted(marks, key=lambda mark: (mark.primary, mark.column - mark.end)):
        glyphs[mark.column : mark.end] = ("^" if mark.primary else "-") * (mark.end - mark.column)
    underline: Row = [(_STYLES[glyph], "".join(run)) for glyph, run in groupby(glyphs)]
    pending = sorted((mark for mark in marks if mark.text), key=lambda mark: (mark.column, mark.primary), reverse=True)
    behind = len(glyphs) + 1
    if pending and pending[0].end == len(glyphs) and _readable(pending[0].text, room - behind):
        inline, *pending = pending
        first, *more = wrap_cells(inline.text, room - behind)
        yield [*underline, (inline.style, f" {first}")]
        for text in more:
            yield _hanging_row(pending, behind, inline.style, text)
    else:
        yield underline
    if pending:
        yield _hanging_row(pending)
    for index, mark in enumerate(pending):
        column = mark.column
        if not _readable(mark.text, room - column):
            column = max(room - min(cell_width(mark.text), max(room // 2, _NARROWEST_TEXT)), 0)
        for text in wrap_cells(mark.text, room - column):
            yield _hanging_row(pending[index + 1 :], column, mark.style, text)


def _readable(text: str, room: int) -> bool:
    return room >= min(cell_width(text), _NARROWEST_TEXT)


def _hanging_row(pending: Sequence[_Hung], column: int | None = None, style: str = "", text: str = "") -> Row:
    """A stem for each mark whose text is still to come, and perhaps a text at its column, right of them."""
    row: Row = []
    used = 0
    for mark in sorted(pending):
        if mark.column < used or (column is not None and mark.column >= column):
            continue
        row += [("", " " * (mark.column - used)), (mark.style, "|")]
        used = mark.column + 1
    if column is not None:
        row += [("", " " * (column - used)), (style, text)]
    return row
