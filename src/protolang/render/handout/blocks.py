"""What a handout is made of: sections of paragraphs, lists, tables and boxes. Text is data; no markup of any kind."""

from collections.abc import Iterable
from enum import Enum

import attrs


class Style(Enum):
    """How a run of text stands out; each is told apart without colour."""

    PLAIN = "plain"
    STRONG = "strong"
    MARK = "mark"  # where a statement comes from
    OPEN = "open"  # stands in place of a value that nobody has decided
    ALERT = "alert"  # a requirement that does not hold
    NOTE = "note"  # the letter of a footnote
    CODE = "code"  # a hash, a name of the file


@attrs.frozen
class Run:
    """A stretch of text in one style."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Run, ...]


@attrs.frozen
class Paragraph:
    """One paragraph."""

    line: Line


@attrs.frozen
class Bullets:
    """A list without order."""

    items: tuple[Line, ...]


@attrs.frozen
class Facts:
    """Labels and what stands beside them; `small` for footnotes."""

    pairs: tuple[tuple[str, tuple[Line, ...]], ...]
    small: bool = False


@attrs.frozen
class Heading:
    """A heading inside a section."""

    text: str


@attrs.frozen
class Cell:
    """A cell of a table, spanning `across` columns; `due` marks something to do."""

    lines: tuple[Line, ...]
    across: int = 1
    due: bool = False


@attrs.frozen
class Row:
    """A row of a table; the first cell is its heading. A `band` is one cell across that divides the table."""

    cells: tuple[Cell, ...]
    band: bool = False


@attrs.frozen
class Table:
    """A table with one heading row, repeated on every page; `widths` are shares of the line.

    `together` keeps it on one page.
    """

    title: str
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    centred: bool = False
    together: bool = False


class Tone(Enum):
    """What a box is for."""

    OPEN = "open"  # a decision that is needed
    ALARM = "alarm"  # a requirement that does not hold, a rule that ends everything
    CALM = "calm"  # something that belongs together


@attrs.frozen
class Box:
    """A framed group with a title."""

    tone: Tone
    title: Line
    blocks: "tuple[Block, ...]"


Block = Paragraph | Bullets | Facts | Heading | Table | Box


@attrs.frozen
class Section:
    """A numbered section; `anchor` names it in a link."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@attrs.frozen
class Handout:
    """The whole handout. `draft` are the reasons for the DRAFT mark; empty only when there is none."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, tuple[Line, ...]], ...]
    draft: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str


def plain(text: str) -> Line:
    """A line of plain text."""
    return (Run(text),)


def strong(text: str) -> Line:
    """A line that stands out."""
    return (Run(text, Style.STRONG),)


def joined(lines: Iterable[Line], separator: str = "  ") -> Line:
    """Several lines as one."""
    runs: list[Run] = []
    for line in lines:
        if line:
            runs += [Run(separator), *line] if runs else line
    return tuple(runs)
