"""The flowchart of two protocols in one: what only one of them has, and what differs, is marked.

Added, removed and changed are told apart by a sign and a word, by the line and the corners of the box, and by colour.
In: two protocols and the names that were changed. Out: one SVG that runs nothing and loads nothing.
"""

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import assert_never

import attrs

from protolang.compare.statements import ChangeKind, StatementChange
from protolang.model.protocol import Protocol
from protolang.render.dot import svg_from_dot
from protolang.render.escape import visible
from protolang.render.flowchart import digraph, html, note_node
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Lane
from protolang.render.flowchart_palette import AMBER, BLUE, GREEN, GREY, INK, OPEN_FILL, PAPER, RED, STOP_FILL
from protolang.render.flowchart_panel import SVG, XLINK, Panel, lane_panel, note_panels
from protolang.render.flowchart_sheet import columns_for, compose, lanes_width
from protolang.render.flowchart_svg import dark_style, tone
from protolang.render.flowchart_text import RULE, centred_rows, html_centred, left_rows, space, table
from protolang.render.flowchart_words import lane_of

_BOX, _ARROW, _STOP, _LEAST, _MOST, _FRAME = 150, 112, 102, 540, 900, 6
_TITLE, _HEADLINE = 11, 14
_BESIDE = 120.0


class Mark(Enum):
    """What a part of the drawing is in the comparison; the value is its sign and word."""

    SAME = ""
    ADDED = "+ ADDED"
    REMOVED = "− REMOVED"
    CHANGED = "~ CHANGED"


_COLOURS = {Mark.SAME: BLUE, Mark.ADDED: GREEN, Mark.REMOVED: RED, Mark.CHANGED: AMBER}


@attrs.frozen
class UnionBox:
    """A box of either side. Of a changed one `lost` are the lines that only A has, `new` those that only B has."""

    box: Box
    mark: Mark
    same: tuple[str, ...]
    lost: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@attrs.frozen
class UnionArrow:
    """An arrow of either side; `was` is what a changed one said in A."""

    arrow: Arrow
    mark: Mark
    was: str = ""


@attrs.frozen
class UnionLane:
    """A track of either side."""

    id: str
    title: str
    mark: Mark
    boxes: tuple[UnionBox, ...]
    arrows: tuple[UnionArrow, ...]


def union_svg(one: Protocol, two: Protocol, changes: Sequence[StatementChange]) -> str:
    """The drawing of both; `two` is what A (`one`) became."""
    lanes = union_of(one, two, changes)
    drawn = tuple(lane_panel(f"track-{lane.id}", svg_from_dot(_lane_dot(lane))) for lane in lanes)
    columns = columns_for(drawn, _BESIDE)
    width = int(min(max(lanes_width(drawn, columns), _LEAST), _MOST))
    title, legend = _notes(one, two, width)
    sheet = compose(title, drawn, columns, ((legend,),))
    return _finished(sheet.root, lanes, one, two)


def union_of(one: Protocol, two: Protocol, changes: Sequence[StatementChange]) -> tuple[UnionLane, ...]:
    """The lanes of both sides with their marks; all the same where only sources differ."""
    names = dict(change.renamed for change in changes if change.renamed is not None)
    alike = all(change.kind in (ChangeKind.SOURCE, ChangeKind.RENAMED) for change in changes)
    ours = [_renamed(lane_of(track, one), names) for track in one.tracks]
    theirs = {track.id: lane_of(track, two) for track in two.tracks}
    if alike:
        return tuple(_alone(lane, Mark.SAME) for lane in theirs.values())
    lanes = []
    for lane in ours:
        other = theirs.pop(lane.id, None)
        lanes.append(_alone(lane, Mark.REMOVED) if other is None else _both(lane, other))
    return (*lanes, *(_alone(lane, Mark.ADDED) for lane in theirs.values()))


# ---- marks -----------------------------------------------------------------------------------------------------


def _alone(lane: Lane, mark: Mark) -> UnionLane:
    boxes = tuple(UnionBox(box, mark, _lines(box)) for box in lane.boxes)
    return UnionLane(lane.id, lane.title, mark, boxes, tuple(UnionArrow(arrow, mark) for arrow in lane.arrows))


def _both(one: Lane, two: Lane) -> UnionLane:
    before, after = {box.id: box for box in one.boxes}, {box.id: box for box in two.boxes}
    boxes = [_box(before.get(name), box) for name, box in after.items()]
    boxes += [UnionBox(box, Mark.REMOVED, _lines(box)) for name, box in before.items() if name not in after]
    return UnionLane(one.id, two.title, Mark.SAME, tuple(boxes), tuple(_arrows(one.arrows, two.arrows)))


def _box(one: Box | None, two: Box) -> UnionBox:
    if one is None:
        return UnionBox(two, Mark.ADDED, _lines(two))
    before, after = _lines(one), _lines(two)
    if one.title != two.title:
        before, after = (f"Title: {one.title}", *before), (f"Title: {two.title}", *after)
    if set(before) == set(after) and one.kind is two.kind:
        return UnionBox(two, Mark.SAME, after)
    return UnionBox(
        two,
        Mark.CHANGED,
        tuple(line for line in after if line in before),
        tuple(line for line in before if line not in after),
        tuple(line for line in after if line not in before),
    )


def _lines(box: Box) -> tuple[str, ...]:
    lines = [f"{line.term} {line.text}".strip() for line in box.lines]
    return (*lines, *(f"↻ {loop.text}" for loop in box.loops))


def _arrows(ours: Sequence[Arrow], theirs: Sequence[Arrow]) -> Iterator[UnionArrow]:
    waiting: dict[tuple[str, str, bool], list[Arrow]] = defaultdict(list)
    for arrow in ours:
        waiting[_way(arrow)].append(arrow)
    changed = []
    for arrow in theirs:
        same = next((other for other in waiting[_way(arrow)] if other.line.text == arrow.line.text), None)
        if same is None:
            changed.append(arrow)
        else:
            waiting[_way(arrow)].remove(same)
            yield UnionArrow(arrow, Mark.SAME)
    for arrow in changed:
        if waiting[_way(arrow)]:
            yield UnionArrow(arrow, Mark.CHANGED, waiting[_way(arrow)].pop(0).line.text)
        else:
            yield UnionArrow(arrow, Mark.ADDED)
    for left in waiting.values():
        for arrow in left:
            yield UnionArrow(attrs.evolve(arrow, id=f"a_{arrow.id}"), Mark.REMOVED)


def _way(arrow: Arrow) -> tuple[str, str, bool]:
    return arrow.tail, arrow.head, arrow.kind is ArrowKind.LOOP


def _renamed(lane: Lane, names: Mapping[str, str]) -> Lane:
    """The lane with its ids as side B has them."""
    if not names:
        return lane

    def name(identifier: str) -> str:
        found = re.fullmatch(r"(phase|end|start|back|decide|stop|any)_(.+?)((?:_[0-9]+)*)", identifier)
        return identifier if found is None else f"{found[1]}_{names.get(found[2], found[2])}{found[3]}"

    def moved(arrow: Arrow) -> Arrow:
        return attrs.evolve(arrow, tail=name(arrow.tail), head=name(arrow.head))

    boxes = tuple(attrs.evolve(box, id=name(box.id)) for box in lane.boxes)
    return Lane(names.get(lane.id, lane.id), lane.title, boxes, tuple(map(moved, lane.arrows)))


# ---- the drawing -----------------------------------------------------------------------------------------------


def _lane_dot(lane: UnionLane) -> str:
    graph = digraph("lane")
    heading = f"{lane.mark.value} {lane.title}".strip()
    graph.attr(label=html(html_centred(heading, _BOX, points=_HEADLINE, bold=True)), labelloc="t", labeljust="l")
    for box in lane.boxes:
        graph.node(box.box.id, id=box.box.id, label=html(_box_label(box)), **_box_look(box))
    for arrow in lane.arrows:
        label = _arrow_label(arrow)
        shown = {"label": html(label)} if label else {}
        graph.edge(arrow.arrow.tail, arrow.arrow.head, id=arrow.arrow.id, **shown, **_arrow_look(arrow))
    return str(graph.source)


def _box_label(box: UnionBox) -> str:
    kind, title = box.box.kind, box.box.title
    if kind is BoxKind.START:
        return ""
    rows = [_badge(box.mark.value, _COLOURS[box.mark]), space(2)] if box.mark is not Mark.SAME else []
    if kind is BoxKind.STOP:
        rows += [_badge("STOP", RED), space(2), *centred_rows(title, _STOP, bold=True)]
    elif kind is BoxKind.END:
        rows += centred_rows(title, _BOX, bold=True)
    else:
        rows += left_rows(title, _BOX, points=_TITLE, bold=True)
    for line in box.same:
        rows += [space(2), *left_rows(line, _BOX)]
    for term, lines in (("−", box.lost), ("+", box.new)):
        for line in lines:
            rows += [
                space(2),
                RULE,
                space(1),
                *left_rows(line, _BOX, term=f"{term} {'was' if term == '−' else 'now'}:"),
            ]
    return table(rows)


def _badge(text: str, colour: str) -> str:
    return f'<TD BGCOLOR="{colour}" CELLPADDING="1"><FONT COLOR="{PAPER}"><B>{text}</B></FONT></TD>'


def _box_look(box: UnionBox) -> dict[str, str]:
    if box.box.kind is BoxKind.START:
        return {"shape": "circle", "style": "filled", "fillcolor": INK, "color": INK, "width": "0.12"}
    look = {"color": _COLOURS[box.mark]}
    if box.box.kind is BoxKind.STOP:
        look |= {"fillcolor": STOP_FILL}
    match box.mark:
        case Mark.SAME:
            return look | {"style": "rounded,filled"}
        case Mark.ADDED:
            return look | {"style": "filled", "penwidth": "3"}
        case Mark.REMOVED:
            return look | {"style": "filled,dashed", "penwidth": "1.6", "fillcolor": PAPER}
        case Mark.CHANGED:
            return look | {"style": "rounded,filled", "peripheries": "2", "fillcolor": OPEN_FILL}
    assert_never(box.mark)


def _arrow_label(arrow: UnionArrow) -> str | None:
    if arrow.arrow.kind is ArrowKind.LOOP:
        # What is repeated stands in the box, with its own mark.
        return None
    text = arrow.arrow.line.text
    match arrow.mark:
        case Mark.SAME:
            rows = left_rows(text, _ARROW) if text else []
        case Mark.ADDED:
            rows = left_rows(text, _ARROW, term="+ added:" if text else "+ added")
        case Mark.REMOVED:
            rows = left_rows(text, _ARROW, term="− removed:" if text else "− removed")
        case Mark.CHANGED:
            rows = [*left_rows(arrow.was, _ARROW, term="− was:"), *left_rows(text, _ARROW, term="+ now:")]
        case _:
            assert_never(arrow.mark)
    # The cell keeps the words off the line they belong to.
    return table([f'<TD CELLPADDING="3">{table(rows)}</TD>']) if rows else None


def _arrow_look(arrow: UnionArrow) -> dict[str, str]:
    colour = INK if arrow.mark is Mark.SAME else _COLOURS[arrow.mark]
    weight = "8" if arrow.arrow.kind in (ArrowKind.START, ArrowKind.COMPLETION) else "2"
    look = {"color": colour, "weight": weight}
    match arrow.mark:
        case Mark.SAME:
            return look
        case Mark.ADDED | Mark.CHANGED:
            return look | {"penwidth": "2.4"}
        case Mark.REMOVED:
            return look | {"style": "dashed", "arrowhead": "onormal"}
    assert_never(arrow.mark)


_LEGEND = (
    ("+ ADDED", "only in B: square corners and a thick line; thick arrow."),
    ("− REMOVED", "only in A: a dashed box with square corners; dashed arrow with a hollow head."),
    ("~ CHANGED", "in both, but not alike: a double border; what A says is marked −, what B says +."),
    ("No mark:", "the same in both."),
)


def _notes(one: Protocol, two: Protocol, width: int) -> tuple[Panel, Panel]:
    graph = digraph("notes")
    inner = width - _FRAME
    heading = left_rows("What B changes against A", inner, points=_HEADLINE, bold=True)
    for letter, protocol in (("A:", one), ("B:", two)):
        text = f"{protocol.title}, version {protocol.version}, source {protocol.source.sha256[:12]}"
        heading += [space(2), *left_rows(text, inner, term=letter)]
    note_node(graph, "title", table(heading, width=inner), PAPER)
    rows = left_rows("Marks", inner, points=_TITLE, bold=True)
    for term, text in _LEGEND:
        rows += [space(2), *left_rows(text, inner, term=term)]
    note_node(graph, "legend", table(rows, width=inner), GREY)
    panels = note_panels(svg_from_dot(str(graph.source)))
    return panels["title"], panels["legend"]


# ---- the finished document -------------------------------------------------------------------------------------


def _finished(root: ET.Element, lanes: Sequence[UnionLane], one: Protocol, two: Protocol) -> str:
    root.set("class", "protolang-flowchart")
    root.set("role", "img")
    root.set("aria-labelledby", "union-title union-text")
    root.set("style", "max-width:100%;height:auto")
    for group in list(root.iter(f"{SVG}g")):
        # What the layout engine puts there are names of nodes, which say nothing to a reader.
        for title in group.findall(f"{SVG}title"):
            group.remove(title)
        if name := group.get("id"):
            group.set("id", f"union-{name.replace('_', '-')}")
    tone(root)
    for place, (tag, name, text) in enumerate(
        (
            ("title", "union-title", f"What {two.title} changes against {one.title}"),
            ("desc", "union-text", " ".join(union_sentences(lanes))),
        )
    ):
        element = ET.Element(f"{SVG}{tag}", {"id": name})
        element.text = visible(text)
        root.insert(place, element)
    style = ET.Element(f"{SVG}style")
    style.text = dark_style()
    root.insert(2, style)
    ET.register_namespace("", SVG[1:-1])
    ET.register_namespace("xlink", XLINK[1:-1])
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def union_sentences(lanes: Sequence[UnionLane]) -> Iterator[str]:
    """What is marked, in sentences, for those who hear the drawing."""
    marked = False
    for lane in lanes:
        titles = {box.box.id: box.box.title for box in lane.boxes}
        if lane.mark is not Mark.SAME:
            marked = True
            yield f"Track “{lane.title}”: {lane.mark.name.lower()}."
            continue
        for box in lane.boxes:
            if box.mark is not Mark.SAME and box.box.kind is not BoxKind.START:
                marked = True
                was = f" Was: {'; '.join(box.lost)}." if box.lost else ""
                now = f" Now: {'; '.join(box.new)}." if box.new else ""
                yield f"“{box.box.title}”: {box.mark.name.lower()}.{was}{now}"
        for arrow in lane.arrows:
            if arrow.mark is not Mark.SAME:
                marked = True
                way = f"From “{titles.get(arrow.arrow.tail, '')}” to “{titles.get(arrow.arrow.head, '')}”"
                was = f" Was: {arrow.was}." if arrow.was else ""
                yield f"{way}: {arrow.mark.name.lower()}. {arrow.arrow.line.text}.{was}".replace(". .", ".")
    if not marked:
        yield "Both protocols have the same flowchart."
