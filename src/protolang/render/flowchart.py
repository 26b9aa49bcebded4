"""The flowchart of a protocol: one lane per track, boxes in clinical words, on one sheet of paper where it fits.

An Edition comes in; DOT text, an SVG drawing and a PDF come out. Each lane is laid out by itself and the lanes are
then set beside and below each other: one layout for all would stretch every lane to the ranks of the others, and
takes far longer on a large protocol.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import assert_never

import attrs
import graphviz

from protolang.model.protocol import Protocol
from protolang.render.dot import svg_from_dot
from protolang.render.escape import visible
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Chart, Lane, Note
from protolang.render.flowchart_labels import (
    MEASURES,
    Measure,
    arrow_label,
    box_label,
    lane_label,
    note_label,
    title_label,
)
from protolang.render.flowchart_palette import (
    AMBER,
    BLUE,
    BOX_FILL,
    GREEN,
    GREY,
    INK,
    LANE_FILL,
    OPEN_FILL,
    PAPER,
    RED,
    STOP_FILL,
)
from protolang.render.flowchart_panel import Panel, lane_panel, note_panels
from protolang.render.flowchart_pdf import Page, pdf_of
from protolang.render.flowchart_sheet import (
    GAP,
    LEAST_SCALE,
    PAPERS,
    Paper,
    Sheet,
    best_scale,
    columns_for,
    compose,
    lanes_width,
    paper_for,
)
from protolang.render.flowchart_svg import finish, phase_anchor, phase_link, text_alternative
from protolang.render.flowchart_words import chart_of
from protolang.render.renderer import Artifact, Edition

__all__ = [
    "digraph",
    "flowchart_dot",
    "flowchart_svg",
    "html",
    "note_node",
    "phase_anchor",
    "phase_link",
    "render",
]

_FONT = {"fontname": "DejaVu Sans", "fontsize": "9"}
_NODE = _FONT | {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": BOX_FILL,
    "color": BLUE,
    "fontcolor": INK,
    "margin": "0.08,0.06",
    "penwidth": "1.2",
}
_EDGE = _FONT | {"color": INK, "fontcolor": INK, "arrowsize": "0.7", "penwidth": "1"}
_GRAPH = _FONT | {"rankdir": "TB", "nodesep": "0.12", "ranksep": "0.06", "bgcolor": PAPER, "pad": "0.05"}
# What else the page of the lanes may hold, in points: all notes a reader needs at hand, or the marks only.
_HEIGHTS_BESIDE = (244, 140)
# What the frame of a note adds to the width of its table.
_NOTE_FRAME = 6
_MOST_MIXED = 4
_LEAST_WIDTH = 540
_MOST_WIDTH = 900


def flowchart_dot(edition: Edition) -> str:
    """The whole chart as DOT text: a cluster per track, the title block and the notes as nodes."""
    chart = chart_of(edition)
    protocol = edition.protocol
    graph = digraph("flowchart")
    graph.attr(newrank="true")
    note_node(graph, "title", title_label(edition, _LEAST_WIDTH), PAPER)
    for lane in chart.lanes:
        with graph.subgraph(name=f"cluster_{lane.id}") as cluster:
            cluster.attr(
                label=html(lane_label(lane.title, MEASURES[0])),
                labeljust="l",
                bgcolor=LANE_FILL,
                color=GREY,
                margin="8",
            )
            _fill_lane(cluster, lane, protocol, MEASURES[0])
    for number, note in enumerate((*chart.front, *chart.back), 1):
        note_node(graph, f"note_{number}", note_label(note, protocol, _LEAST_WIDTH // 2), GREY)
    return str(graph.source)


def flowchart_svg(edition: Edition, page: str = "docs/protocol.html") -> str:
    """The whole chart as one SVG; `page` is where the boxes link to, "" for a drawing inside that page."""
    drawn = _Drawn.of(edition)
    return finish(drawn.whole(), edition, drawn.chart, page)


def render(edition: Edition) -> tuple[Artifact, ...]:
    """`flowchart.svg`, `flowchart.dot` and `flowchart.pdf`."""
    drawn = _Drawn.of(edition)
    svg = finish(drawn.whole(), edition, drawn.chart)
    text = visible(text_alternative(edition, drawn.chart))
    pages: list[Page] = []
    paper = None
    for sheet in drawn.pages():
        paper = paper_for(sheet, paper)
        pages.append(_page(sheet, paper, edition, drawn.chart, text))
    title = visible(f"Flowchart: {edition.protocol.title}, version {edition.protocol.version}")
    return (
        Artifact("flowchart.svg", svg.encode()),
        Artifact("flowchart.dot", flowchart_dot(edition).encode()),
        Artifact("flowchart.pdf", pdf_of(title, pages)),
    )


# ---- the pieces and the sheets made of them --------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Drawn:
    """All pieces, measured by the layout engine."""

    chart: Chart
    lanes: tuple[Panel, ...]
    columns: tuple[tuple[int, ...], ...]
    title: Panel
    front: tuple[tuple[Panel, ...], ...]
    back: tuple[tuple[Panel, ...], ...]

    @classmethod
    def of(cls, edition: Edition) -> "_Drawn":
        chart = chart_of(edition)
        lanes = _best_lanes(chart, edition.protocol)
        columns = columns_for(lanes, _HEIGHTS_BESIDE[0])
        width = int(min(max(lanes_width(lanes, columns), _LEAST_WIDTH), _MOST_WIDTH))
        panels = note_panels(svg_from_dot(_notes_dot(edition, chart, width)))
        front = _rows(chart.front, "front", panels)
        return cls(chart, lanes, columns, panels["title"], front, _rows(chart.back, "back", panels))

    def whole(self) -> Sheet:
        """Everything on one sheet, for a screen."""
        return compose(self.title, self.lanes, self.columns, (*self.front, *self.back))

    def pages(self) -> list[Sheet]:
        """Everything on sheets of paper.

        The lanes stand on one if they can be read there, with all their notes or at least the marks; else each has
        a sheet of its own.
        """
        for kept in (len(self.front), 1, 0):
            moved, front = self.front[: len(self.front) - kept], self.front[len(self.front) - kept :]
            together = compose(self.title, self.lanes, self.columns, front)
            if _fits_a4(together):
                return [together, *self._note_pages((*moved, *self.back))]
        apart = [compose(self.title, (lane,), ((0,),), ()) for lane in self.lanes]
        return [*apart, *self._note_pages((*self.front, *self.back))]

    def _note_pages(self, rows: Sequence[Sequence[Panel]]) -> list[Sheet]:
        sheets: list[Sheet] = []
        page: list[Sequence[Panel]] = []
        for row in rows:
            if page and not _fits_a4(compose(self.title, (), (), (*page, row))):
                sheets.append(compose(self.title, (), (), page))
                page = []
            page.append(row)
        return [*sheets, compose(self.title, (), (), page)] if page else sheets


def _best_lanes(chart: Chart, protocol: Protocol) -> tuple[Panel, ...]:
    """The lanes, each with lines as long as let all of them be read on one A4 page; roomy where that will do."""
    drawn: list[tuple[Panel, ...]] = []
    for measure in MEASURES:
        drawn.append(_drawn_lanes(chart, protocol, measure))
        best = _largest(drawn, _HEIGHTS_BESIDE[0])
        if best_scale(best, _HEIGHTS_BESIDE[0]) >= LEAST_SCALE:
            return best
    others = (_largest(drawn, beside) for beside in _HEIGHTS_BESIDE[1:])
    fitting = (lanes for lanes in others if best_scale(lanes, _HEIGHTS_BESIDE[1]) >= LEAST_SCALE)
    return next(fitting, _largest(drawn, _HEIGHTS_BESIDE[0]))


def _largest(drawn: Sequence[tuple[Panel, ...]], beside: int) -> tuple[Panel, ...]:
    """Of the ways the lanes are drawn, the mixture that prints largest with so much else on its page."""
    # Beyond a few lanes every mixture would be too many to try, and no mixture would fit one page.
    few = len(drawn[0]) <= _MOST_MIXED
    mixtures = product(*zip(*drawn, strict=True)) if few else iter(drawn)
    return max(mixtures, key=lambda lanes: best_scale(lanes, beside))


def _drawn_lanes(chart: Chart, protocol: Protocol, measure: Measure) -> tuple[Panel, ...]:
    # Each drawing is a process of its own, so waiting for them in turn would cost the sum of all.
    with ThreadPoolExecutor(max_workers=4) as pool:
        drawings = list(pool.map(svg_from_dot, [_lane_dot(lane, protocol, measure) for lane in chart.lanes]))
    return tuple(lane_panel(f"track-{lane.id}", svg) for lane, svg in zip(chart.lanes, drawings, strict=True))


def _fits_a4(sheet: Sheet) -> bool:
    return paper_for(sheet) in PAPERS[:2]


def _rows(notes: Sequence[Note], name: str, panels: Mapping[str, Panel]) -> tuple[tuple[Panel, ...], ...]:
    """Wide notes each on a row of their own, the others in pairs."""
    rows: list[tuple[Panel, ...]] = []
    waiting: list[Panel] = []
    for number, note in enumerate(notes):
        panel = panels[f"{name}_{number}"]
        if note.wide:
            rows += [tuple(waiting), (panel,)] if waiting else [(panel,)]
            waiting = []
        else:
            waiting.append(panel)
        if len(waiting) == 2:
            rows.append(tuple(waiting))
            waiting = []
    return (*rows, tuple(waiting)) if waiting else tuple(rows)


def _page(sheet: Sheet, paper: Paper, edition: Edition, chart: Chart, text: str) -> Page:
    scale = paper.scale_for(sheet.width, sheet.height)
    return Page(
        finish(sheet, edition, chart, styled=False),
        text,
        (paper.width, paper.height),
        (sheet.width * scale, sheet.height * scale),
    )


# ---- DOT text --------------------------------------------------------------------------------------------------


def _lane_dot(lane: Lane, protocol: Protocol, measure: Measure) -> str:
    graph = digraph("lane")
    graph.attr(label=html(lane_label(lane.title, measure)), labelloc="t", labeljust="l")
    _fill_lane(graph, lane, protocol, measure)
    return str(graph.source)


def _notes_dot(edition: Edition, chart: Chart, width: int) -> str:
    """The title block and the notes as nodes, to have the layout engine measure them."""
    graph = digraph("notes")
    note_node(graph, "title", title_label(edition, width - _NOTE_FRAME), PAPER)
    for name, notes in (("front", chart.front), ("back", chart.back)):
        for number, note in enumerate(notes):
            room = width if note.wide else (width - int(GAP)) // 2
            note_node(graph, f"{name}_{number}", note_label(note, edition.protocol, room - _NOTE_FRAME), GREY)
    return str(graph.source)


def digraph(name: str) -> graphviz.Digraph:
    """An empty graph with the fonts, spaces and colours of every flowchart."""
    return graphviz.Digraph(name, graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)


def note_node(graph: graphviz.Digraph, name: str, label: str, colour: str) -> None:
    """A framed list as a node, for the layout engine to measure."""
    graph.node(name, id=name, label=html(label), style="filled", fillcolor=PAPER, color=colour, margin="0.04")


def _fill_lane(graph: graphviz.Digraph, lane: Lane, protocol: Protocol, measure: Measure) -> None:
    for box in lane.boxes:
        graph.node(box.id, id=box.id, label=html(box_label(box, protocol, measure)), **_box_look(box))
    for arrow in lane.arrows:
        label = arrow_label(arrow, protocol, measure)
        shown = {} if label is None else {"label": html(label)}
        graph.edge(arrow.tail, arrow.head, id=arrow.id, **shown, **_arrow_look(arrow))


def _box_look(box: Box) -> dict[str, str]:
    look = _kind_look(box.kind)
    if not box.is_open:
        return look
    # Open decisions show by line style and weight, so that colour only repeats it.
    dashed = {"style": f"{look.get('style', _NODE['style'])},dashed", "penwidth": "2.4"}
    return look | dashed | ({} if box.kind is BoxKind.STOP else {"fillcolor": OPEN_FILL, "color": AMBER})


def _kind_look(kind: BoxKind) -> dict[str, str]:
    match kind:
        case BoxKind.START:
            return {"shape": "circle", "style": "filled", "fillcolor": INK, "color": INK, "width": "0.12"}
        case BoxKind.END:
            return {"fillcolor": PAPER, "color": GREEN, "peripheries": "2", "margin": "0.08,0.03", "height": "0.22"}
        case BoxKind.PHASE:
            return {}
        case BoxKind.DECISION:
            return {"shape": "hexagon", "style": "filled", "margin": "0.01,0.03", "height": "0.2"}
        case BoxKind.TABLE:
            # Square corners and a plain ground: rows to read, and no phase to be in.
            return {"style": "filled", "fillcolor": PAPER}
        case BoxKind.STOP:
            return {"style": "filled", "fillcolor": STOP_FILL, "color": RED, "penwidth": "2", "margin": "0.04,0.03"}
    assert_never(kind)


def _arrow_look(arrow: Arrow) -> dict[str, str]:
    look = {"style": "dashed", "penwidth": "2", "color": AMBER} if arrow.is_open else {}
    match arrow.kind:
        case ArrowKind.RULE:
            return look | {"weight": "4"}
        case ArrowKind.START:
            return look | {"weight": "8"}
        case ArrowKind.COMPLETION:
            return look | {"weight": "8"}
        case ArrowKind.CONDITION | ArrowKind.TIMEOUT | ArrowKind.LIMIT | ArrowKind.LOOP | ArrowKind.STOP:
            return look
    assert_never(arrow.kind)


def html(label: str) -> str:
    """An HTML-like label, as the builder of DOT text knows it: in angle brackets."""
    return f"<{label}>"
