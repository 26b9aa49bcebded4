"""CSV: a header, then a row for each record. Comma, semicolon or tab between cells; quotes as in RFC 4180."""

import csv
from collections.abc import Iterator, Sequence

from protolang.diagnostics.codes import PL710, PL711, PL714
from protolang.diagnostics.suggest import suggest
from protolang.records.mistakes import Mistakes, shown
from protolang.records.table import Row, Table
from protolang.source import SourceFile, Span

_DELIMITERS = (",", ";", "\t")


class CsvTable(Table):
    """A CSV file. `columns` are the names that may stand in its header; None of them is needed by this class.

    With `assumed`, a file whose first row holds none of the names has no header, and these are its columns.
    """

    def __init__(
        self, source: SourceFile, columns: Sequence[str], mistakes: Mistakes, assumed: Sequence[str] = ()
    ) -> None:
        self.source = source
        self._mistakes = mistakes
        self._known = tuple(columns)
        first = next(filter(str.strip, map(source.line_text, range(1, source.line_count + 1))), "")
        self._delimiter = max(_DELIMITERS, key=first.count)
        self._assumed = tuple(assumed)
        self.columns: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The rows below the header; a row whose cells are all empty is left out."""
        for start, end, cells in self._records():
            if not self.columns:
                names = [cell.strip().casefold() for cell in cells]
                if self._assumed and not set(names) & set(self._known):
                    self.columns = self._assumed
                elif self._header(names, start, end):
                    continue
                else:
                    return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(self.columns):
                self._mistakes.report(
                    PL710,
                    f"this row has {len(cells)} cells, the header has {len(self.columns)}",
                    Span(self.source, start, end),
                    "too many cells",
                    help='write a decimal point, not a comma; a text with a comma needs quotation marks: "a, b"',
                )
                continue
            filled = {name: text for name, cell in zip(self.columns, cells, strict=False) if (text := cell.strip())}
            yield Row(self, filled, start, end)

    def locate(self, row: Row, name: str) -> Span:
        """The place of a cell without its quotation marks."""
        position = self.columns.index(name) if name in self.columns else len(self.columns)
        cells = self._places(row.start, row.end)
        if position >= len(cells):
            return Span(self.source, row.end, row.end)
        start, end = cells[position]
        text = self.source.text
        while start < end and text[start] in ' "':
            start += 1
        while end > start and text[end - 1] in ' "':
            end -= 1
        return Span(self.source, start, end)

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        source, taken = self.source, 0
        reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                start = source.line_bounds(taken + 1)[0]
                self._mistakes.report(
                    PL710,
                    "the quotation marks of this row do not fit together",
                    Span(source, start, source.line_bounds(taken + 1)[1]),
                    "cannot be taken apart into cells",
                    help='a quotation mark inside a text is written twice: "he said ""no"""',
                )
                taken = reader.line_num
                continue
            first, taken = taken + 1, reader.line_num
            if cells:
                yield source.line_bounds(first)[0], source.line_bounds(taken)[1], cells

    def _lines(self) -> Iterator[str]:
        text = self.source.text
        for number in range(1, self.source.line_count + 1):
            start, end = self.source.line_bounds(number)
            yield f"{text[start:end]}\n"

    def _header(self, names: list[str], start: int, end: int) -> bool:
        places = self._places(start, end)
        fine = True
        for position, name in enumerate(names):
            span = Span(self.source, *(places[position] if position < len(places) else (start, end)))
            if name and name not in self._known:
                near = suggest(name, self._known)
                help = f"did you mean `{near}`?" if near else f"the columns are {', '.join(self._known)}"
                self._mistakes.report(PL711, f"there is no column `{shown(name)}`", span, "unknown column", help=help)
                fine = False
            elif name and name in names[:position]:
                self._mistakes.report(PL714, f"the column `{name}` stands here twice", span, "again")
                fine = False
        self.columns = tuple(names)
        return fine

    def _places(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where each cell of a row is, its quotation marks included."""
        text, cells, begin, at = self.source.text, [], start, start
        while True:
            if text[begin : begin + 1] == '"':
                at = _behind_quotes(text, begin, end)
            found = text.find(self._delimiter, at, end)
            if found < 0:
                cells.append((begin, end))
                return cells
            cells.append((begin, found))
            begin = at = found + 1


def _behind_quotes(text: str, start: int, end: int) -> int:
    """Where a quoted cell that begins at `start` is closed; a mark written twice is a part of it."""
    at = start + 1
    while (found := text.find('"', at, end)) >= 0:
        if text[found + 1 : found + 2] != '"':
            return found + 1
        at = found + 2
    return end
