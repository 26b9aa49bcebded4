"""A stretch of one source file: what a diagnostic, a model node or a trace step points at."""

import attrs

from protolang.source.text import Position, SourceFile


@attrs.frozen
class Span:
    """The half-open stretch [start, end) of a source, in code-point offsets; it may be empty.

    Raises ValueError when it does not lie inside its source: our own fault, best seen where it is made.
    """

    source: SourceFile = attrs.field(repr=False)
    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start <= self.end <= len(self.source.text):
            raise ValueError(f"no stretch {self.start}..{self.end} in {self.source.path}")

    @property
    def text(self) -> str:
        """The author's text of this stretch."""
        return self.source.text[self.start : self.end]

    @property
    def start_position(self) -> Position:
        """Line and column of the first character."""
        return self.source.position(self.start)

    @property
    def end_position(self) -> Position:
        """Line and column just behind the last character."""
        return self.source.position(self.end)

    @property
    def place(self) -> str:
        """Where it starts, for people: `line 30`, or `line 30 of ahmed.proto` in a file that was imported."""
        named = f" of {self.source.imported_as}" if self.source.imported_as else ""
        return f"line {self.start_position.line}{named}"

    @property
    def line_mark(self) -> str:
        """Where it starts, in short: `30`, or `ahmed.proto:30`. The same in whatever folder the files are kept."""
        named = f"{self.source.imported_as}:" if self.source.imported_as else ""
        return f"{named}{self.start_position.line}"

    @property
    def order(self) -> tuple[str, int, int]:
        """What to sort places of one program by, and to find them again by: the main file, then what it imports."""
        return self.source.imported_as, self.start, self.end

    def join(self, other: "Span") -> "Span":
        """The smallest span that covers both, as `Span.join(a, b)`; ValueError when in two sources."""
        if self.source is not other.source:
            raise ValueError(f"{self} and {other} are in two files")
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))

    def __str__(self) -> str:
        position = self.start_position
        return f"{self.source.path}:{position.line}:{position.column}"
