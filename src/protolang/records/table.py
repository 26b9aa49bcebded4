"""What CSV and JSON have in common: rows of named cells, each of which knows its place in the file."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import attrs

from protolang.source import SourceFile, Span


@attrs.frozen
class Row:
    """One record. `cells` are texts without surrounding space; an absent or empty one is not in it.

    `start` and `end` are its place in the text. A place of a cell is only looked for when it must be shown: most
    rows are in order, and there may be a million.
    """

    table: "Table" = attrs.field(repr=False, eq=False)
    cells: dict[str, str]
    start: int
    end: int

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def span(self, name: str | None = None) -> Span:
        """The place of a cell, or of the whole row."""
        if name is None:
            return Span(self.table.source, self.start, self.end)
        return self.table.locate(self, name)


class Table(ABC):
    """The records of one file."""

    source: SourceFile

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """The rows in the order of the file; what cannot be read is reported on the way."""

    @abstractmethod
    def locate(self, row: Row, name: str) -> Span:
        """The place of a cell; of an absent one, where it could stand."""
