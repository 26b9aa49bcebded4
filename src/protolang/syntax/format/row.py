"""What stands on one line of a block, or on several: the parts that may be aligned with those of the lines around."""

import attrs

from protolang.syntax.format.style import FURTHEST_HANG, WIDTH


@attrs.define(eq=False, repr=False)
class Row:
    """A statement of a block, or a comment in it.

    `cells` are the columns of its first line, with the blanks before each, and `marks` what is behind them; both are
    empty for what is not aligned with anything, whose lines are `lines`. Rows with the same `signature` share their
    columns. `rest` are marks that go on lines below, `hang` columns from the left: "cell" stands for where the second
    column is.
    """

    indent: int
    after_blank: bool = False
    lines: list[str] = attrs.field(factory=list)
    cells: list[tuple[int, str]] = attrs.field(factory=list)
    marks: list[str] = attrs.field(factory=list)
    rest: list[str] = attrs.field(factory=list)
    hang: int = 0
    hangs_below_cell: bool = False
    signature: tuple[str, ...] = ()
    mark_family: str = ""
    comment: str = ""
    is_comment: bool = False
    # What alignment adds: the width of each cell but the last, and of all before the marks.
    widths: list[int] = attrs.field(factory=list)
    core_width: int = 0

    def core(self) -> str:
        """The first line up to its marks, without its indentation."""
        text = ""
        for number, (blanks, cell) in enumerate(self.cells):
            text += " " * blanks if number else ""
            is_last = number == len(self.cells) - 1
            text += cell if is_last or number >= len(self.widths) else cell.ljust(self.widths[number])
        return text

    def wrap(self) -> None:
        """Leave only those marks on the first line that fit there."""
        width = self.indent + max(len(self.core()), self.core_width)
        for number, mark in enumerate(self.marks):
            width += 2 + len(mark)
            if width > WIDTH:
                self.marks, self.rest = self.marks[:number], [*self.marks[number:], *self.rest]
                return

    def rendered(self) -> list[str]:
        """The lines of it."""
        if self.lines:
            lines = list(self.lines)
        else:
            first = self.core()
            hang = self.hang
            if self.hangs_below_cell and len(self.cells) > 1:
                blanks = self.cells[1][0]
                below = self.indent + blanks + (self.widths[0] if self.widths else len(self.cells[0][1]))
                below += 2 if self.cells[1][1].startswith(": ") else 0
                is_good = below <= FURTHEST_HANG and all(below + len(mark) <= WIDTH for mark in self.rest)
                hang = below if is_good else hang
            if self.marks:
                first = "  ".join([first.ljust(self.core_width), *self.marks])
            lines = [" " * self.indent + first, *filled(self.rest, hang)]
        if self.comment:
            lines[-1] += f"  {self.comment}"
        return lines


def filled(marks: list[str], hang: int) -> list[str]:
    """Marks on as few lines as they fit on."""
    lines: list[str] = []
    for mark in marks:
        if lines and len(lines[-1]) + 2 + len(mark) <= WIDTH:
            lines[-1] += f"  {mark}"
        else:
            lines.append(" " * hang + mark)
    return lines
