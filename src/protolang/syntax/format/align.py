"""Columns. In: the rows of a block. Out: how wide each column is, where people would align it."""

from collections.abc import Iterable, Iterator

from protolang.syntax.format.row import Row
from protolang.syntax.format.style import (
    COLUMNS_FIRST,
    MARK_PADDING,
    MOST_MARK_PADDING,
    MOST_PADDING,
    PADDING,
    STAYING_TOGETHER,
    WIDTH,
)


def align(rows: Iterable[Row]) -> None:
    """Set the widths of rows that stand below each other without a blank line between them."""
    for paragraph in _paragraphs(rows):
        _align_cells(paragraph)
        _align_marks(paragraph)


def _paragraphs(rows: Iterable[Row]) -> Iterator[list[Row]]:
    current: list[Row] = []
    for row in rows:
        if row.after_blank and current:
            yield current
            current = []
        current.append(row)
    yield current


def _align_cells(rows: list[Row]) -> None:
    group: list[Row] = []
    widest: list[int] = []
    narrowest: list[int] = []
    tail = 0
    for row in rows:
        is_lone = len(row.cells) == 1 and not row.mark_family
        is_long_row = not row.cells and bool(group) and row.signature[:1] == group[0].signature[:1] == ("row",)
        if row.is_comment or is_lone or is_long_row:
            continue
        if len(row.cells) < 2:
            _set_widths(group, widest)
            group = []
            continue
        sizes = [len(cell) for _, cell in row.cells[:-1]]
        between = row.indent + sum(blanks for blanks, _ in row.cells[1:])
        may_wrap = row.signature[0] in COLUMNS_FIRST
        stays = row.signature[0] in STAYING_TOGETHER
        behind = len(row.cells[-1][1])
        if not may_wrap:
            # The marks behind the first may go to the next line, the first may not.
            behind += sum(2 + len(mark) for mark in row.marks[:1])
        if between + sum(sizes) + behind > WIDTH:
            # Too long in any case.
            behind = 0
        if group and row.signature == group[0].signature and (stays or row.marks or not row.rest):
            wide = [max(pair) for pair in zip(widest, sizes, strict=True)]
            narrow = [min(pair) for pair in zip(narrowest, sizes, strict=True)]
            most = MOST_PADDING.get(row.signature[0], PADDING)
            is_near = all(high - low <= most for high, low in zip(wide, narrow, strict=True))
            if is_near and between + sum(wide) + max(tail, behind) <= WIDTH:
                widest, narrowest, tail = wide, narrow, max(tail, behind)
                group.append(row)
                continue
        _set_widths(group, widest)
        group, widest, narrowest, tail = [row], sizes, sizes, behind
        if row.rest and not row.marks and not stays:
            _set_widths(group, widest)
            group = []
    _set_widths(group, widest)


def _set_widths(group: list[Row], widest: list[int]) -> None:
    for row in group:
        row.widths = widest
        row.wrap()


def _align_marks(rows: list[Row]) -> None:
    group: list[Row] = []
    widest = narrowest = tail = 0
    for row in rows:
        stays = bool(row.signature) and row.signature[0] in STAYING_TOGETHER
        if row.is_comment or (row.cells and not row.marks and (stays or row.marks or not row.rest)):
            continue
        if not row.cells or not row.marks:
            _set_core(group, widest)
            group = []
            continue
        size = len(row.core())
        behind = row.indent + sum(2 + len(mark) for mark in row.marks[:1])
        wide, narrow = max(widest, size), min(narrowest, size)
        if (
            group
            and row.mark_family == group[0].mark_family
            and wide - narrow <= MOST_MARK_PADDING.get(row.signature[0], MARK_PADDING)
            and wide + max(tail, behind) <= WIDTH
        ):
            widest, narrowest, tail = wide, narrow, max(tail, behind)
            group.append(row)
            continue
        _set_core(group, widest)
        group, widest, narrowest, tail = [row], size, size, behind
    _set_core(group, widest)


def _set_core(group: list[Row], widest: int) -> None:
    for row in group:
        row.core_width = widest
        row.wrap()
