"""Placing the pieces of a flowchart on a sheet: lanes beside and below each other, notes under them.

Floats here are points on paper, never clinical numbers.
"""

import copy
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

import attrs

from protolang.render.flowchart_palette import GREY, LANE_FILL, PAPER
from protolang.render.flowchart_panel import SVG, Panel

GAP = 5.0
MARGIN = 1.0
# The least font of the drawing is 9 pt, and nothing may be printed below 8 pt.
LEAST_SCALE = 8 / 9
GREATEST_SCALE = 1.2
# A quarter of an inch, which every printer keeps.
_PRINT_MARGIN = 18.0
# Every way to share out more lanes than this would be too many to try.
_MOST_SHARED = 7


@attrs.frozen
class Paper:
    """A sheet of paper, in points."""

    name: str
    width: float
    height: float

    @property
    def inner_width(self) -> float:
        """What can be printed on, across."""
        return self.width - 2 * _PRINT_MARGIN

    @property
    def inner_height(self) -> float:
        """What can be printed on, down."""
        return self.height - 2 * _PRINT_MARGIN

    def scale_for(self, width: float, height: float) -> float:
        """How large a drawing can be printed on it."""
        return min(self.inner_width / width, self.inner_height / height, GREATEST_SCALE)


_SIDES = (("A4", 595.276, 841.890), ("A3", 841.890, 1190.551), ("A2", 1190.551, 1683.780), ("A1", 1683.780, 2383.937))
PAPERS = tuple(
    paper
    for name, short, long in _SIDES
    for paper in (Paper(name, short, long), Paper(f"{name} landscape", long, short))
)


@attrs.frozen(eq=False)
class Sheet:
    """Placed pieces, in natural size."""

    root: ET.Element
    width: float
    height: float


def columns_for(lanes: Sequence[Panel], extra_height: float) -> tuple[tuple[int, ...], ...]:
    """Which lanes stand below each other, so that all of them print as large as can be on one A4 page.

    `extra_height` is what else the page must hold. Lanes keep their order; when in doubt they stand side by side.
    """
    if len(lanes) > _MOST_SHARED:
        return tuple((number,) for number in range(len(lanes)))
    ways = _partitions(len(lanes))
    return max(ways, key=lambda columns: (_scale(lanes, columns, extra_height), len(columns)))


def best_scale(lanes: Sequence[Panel], extra_height: float) -> float:
    """How large the lanes print on one A4 page when they stand as well as can be."""
    return _scale(lanes, columns_for(lanes, extra_height), extra_height)


def _scale(lanes: Sequence[Panel], columns: Sequence[Sequence[int]], extra_height: float) -> float:
    width, height = _extent(lanes, columns)
    wide, high = width + 2 * MARGIN, height + extra_height + 2 * MARGIN
    return max(paper.scale_for(wide, high) for paper in PAPERS[:2])


def paper_for(sheet: Sheet, like: Paper | None = None) -> Paper:
    """The smallest paper on which nothing is printed below 8 pt; of two of one size, the one that prints larger.

    Where a page can be read on the paper of the page before, `like`, it keeps to that.
    """
    if like is not None and like.scale_for(sheet.width, sheet.height) >= LEAST_SCALE:
        return like
    for pair in zip(PAPERS[0::2], PAPERS[1::2], strict=True):
        best = max(pair, key=lambda paper: paper.scale_for(sheet.width, sheet.height))
        if best.scale_for(sheet.width, sheet.height) >= LEAST_SCALE:
            return best
    margin = 2 * _PRINT_MARGIN
    return Paper("own size", sheet.width * LEAST_SCALE + margin, sheet.height * LEAST_SCALE + margin)


def lanes_width(lanes: Sequence[Panel], columns: Sequence[Sequence[int]]) -> float:
    """How wide the lanes are when they stand like that."""
    return _extent(lanes, columns)[0]


def compose(
    title: Panel, lanes: Sequence[Panel], columns: Sequence[Sequence[int]], below: Sequence[Sequence[Panel]]
) -> Sheet:
    """A sheet: the title block, the lanes, then rows of framed notes."""
    lanes_across, lanes_down = _extent(lanes, columns)
    full = max(lanes_across, title.width, *(_row_width(row) for row in below), 0.0)
    root = ET.Element(f"{SVG}svg")
    down = MARGIN
    _place(root, title, MARGIN, down)
    down += title.height + GAP
    if columns:
        _place_lanes(root, lanes, columns, down, full, lanes_down)
        down += lanes_down + GAP
    for row in below:
        _place_row(root, row, down, full)
        down += max(panel.height for panel in row) + GAP
    width, height = full + 2 * MARGIN, down - GAP + MARGIN
    root.insert(0, _rectangle(0, 0, width, height, PAPER, None))
    root.set("width", f"{_short(width)}pt")
    root.set("height", f"{_short(height)}pt")
    root.set("viewBox", f"0 0 {_short(width)} {_short(height)}")
    return Sheet(root, width, height)


def _place_row(root: ET.Element, row: Sequence[Panel], down: float, full: float) -> None:
    spare = (full - _row_width(row)) / len(row)
    height = max(panel.height for panel in row)
    across = MARGIN
    for panel in row:
        root.append(_rectangle(across, down, panel.width + spare, height, PAPER, GREY))
        _place(root, panel, across, down)
        across += panel.width + spare + GAP


def _place_lanes(
    root: ET.Element,
    lanes: Sequence[Panel],
    columns: Sequence[Sequence[int]],
    top: float,
    full: float,
    height: float,
) -> None:
    natural = [max(lanes[number].width for number in column) for column in columns]
    spare = (full - sum(natural) - GAP * (len(columns) - 1)) / len(columns)
    across = MARGIN
    for column, own_width in zip(columns, natural, strict=True):
        width = own_width + spare
        used = sum(lanes[number].height for number in column) + GAP * (len(column) - 1)
        share = (height - used) / len(column)
        down = top
        for number in column:
            lane = lanes[number]
            group = ET.SubElement(root, f"{SVG}g", {"class": "lane", "id": lane.name})
            group.append(_rectangle(across, down, width, lane.height + share, LANE_FILL, GREY))
            _append(group, lane.heading, across - lane.left, down - lane.top)
            _append(group, lane.body, across - lane.left + (width - lane.width) / 2, down - lane.top - lane.lift)
            down += lane.height + share + GAP
        across += width + GAP


def _place(root: ET.Element, panel: Panel, across: float, down: float) -> None:
    _append(root, panel.body, across - panel.left, down - panel.top)


def _append(parent: ET.Element, elements: Sequence[ET.Element], across: float, down: float) -> None:
    group = ET.SubElement(parent, f"{SVG}g", {"transform": f"translate({_short(across)} {_short(down)})"})
    # A piece may stand on several sheets.
    group.extend(copy.deepcopy(element) for element in elements)


def _rectangle(x: float, y: float, width: float, height: float, fill: str, stroke: str | None) -> ET.Element:
    box = {"x": _short(x), "y": _short(y), "width": _short(width), "height": _short(height), "fill": fill}
    line = {"stroke": stroke, "stroke-width": "0.8", "rx": "7"} if stroke else {}
    return ET.Element(f"{SVG}rect", box | line)


def _extent(lanes: Sequence[Panel], columns: Sequence[Sequence[int]]) -> tuple[float, float]:
    if not columns:
        return 0.0, 0.0
    widths = [max(lanes[number].width for number in column) for column in columns]
    heights = [sum(lanes[number].height for number in column) + GAP * (len(column) - 1) for column in columns]
    return sum(widths) + GAP * (len(columns) - 1), max(heights)


def _row_width(row: Sequence[Panel]) -> float:
    return sum(panel.width for panel in row) + GAP * (len(row) - 1)


def _partitions(count: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to share 0 … count-1 out over columns; columns stand in the order of their first member."""
    if count == 0:
        yield ()
        return
    for smaller in _partitions(count - 1):
        yield (*smaller, (count - 1,))
        for position, column in enumerate(smaller):
            yield (*smaller[:position], (*column, count - 1), *smaller[position + 1 :])


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
