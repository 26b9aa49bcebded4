"""The finished SVG: names, tooltips, links and a text alternative; nothing that runs, nothing from elsewhere."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from protolang import prose
from protolang.model.protocol import Protocol
from protolang.render.escape import visible
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Chart, Lane, Line, Note
from protolang.render.flowchart_palette import TONES
from protolang.render.flowchart_panel import SVG, XLINK
from protolang.render.flowchart_sheet import Sheet
from protolang.render.renderer import Edition

_PAGE = "docs/protocol.html"
# Verdana has the widths of DejaVu Sans, which few readers have installed.
FONTS = "DejaVu Sans, Verdana, Bitstream Vera Sans, sans-serif"


def phase_anchor(phase_id: str) -> str:
    """The anchor of a phase, in the drawing and on the page that explains it: `phase-maintenance`."""
    return f"phase-{phase_id.replace('_', '-')}"


def phase_link(phase_id: str, page: str = _PAGE) -> str:
    """The address of a phase, relative to the folder of all outputs; `page` "" for a drawing inside that page."""
    return f"{page}#{phase_anchor(phase_id)}"


def finish(sheet: Sheet, edition: Edition, chart: Chart, page: str = _PAGE, *, styled: bool = True) -> str:
    """The sheet as one SVG document; `styled` lets it follow a dark screen, which paper has no use for."""
    root = sheet.root
    root.set("class", "protolang-flowchart")
    root.set("role", "img")
    root.set("aria-labelledby", "flowchart-title flowchart-text")
    root.set("style", "max-width:100%;height:auto")
    _name_parts(root, edition.protocol, chart, page)
    tone(root)
    title = ET.Element(f"{SVG}title", {"id": "flowchart-title"})
    title.text = visible(f"Flowchart: {edition.protocol.title}, version {edition.protocol.version}")
    text = ET.Element(f"{SVG}desc", {"id": "flowchart-text"})
    text.text = visible(text_alternative(edition, chart))
    root.insert(0, title)
    root.insert(1, text)
    if styled:
        style = ET.Element(f"{SVG}style")
        style.text = dark_style()
        root.insert(2, style)
    ET.register_namespace("", SVG[1:-1])
    ET.register_namespace("xlink", XLINK[1:-1])
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def text_alternative(edition: Edition, chart: Chart) -> str:
    """The flowchart in full sentences, for those who hear it."""
    protocol = edition.protocol
    parts = [f"Flowchart of {protocol.title}, version {protocol.version}."]
    if edition.is_draft:
        parts.append(f"DRAFT, not for use: {prose.listed(edition.draft_reasons)}.")
    descent = prose.descent_text(protocol)
    if descent is not None:
        parts.append(f"{descent}.")
    for lane in chart.lanes:
        parts.extend(_lane_sentences(lane, protocol))
    for note in (*chart.front, *chart.back):
        parts.extend(_note_sentences(note))
    return " ".join(parts)


# ---- sentences -------------------------------------------------------------------------------------------------


def _lane_sentences(lane: Lane, protocol: Protocol) -> Iterator[str]:
    yield f"Track “{lane.title}”."
    for box in lane.boxes:
        if box.phase is not None:
            yield box_sentence(box, protocol)
        for arrow in lane.arrows:
            if arrow.tail == box.id and arrow.kind is not ArrowKind.LOOP:
                yield arrow_sentence(arrow, lane, protocol)


def box_sentence(box: Box, protocol: Protocol) -> str:
    """A box as a sentence, with where it comes from."""
    kind = {BoxKind.STOP: "Stop", BoxKind.DECISION: "Decision"}.get(box.kind, "Phase")
    if box.phase is None:
        return f"{box.title}."
    said = "; ".join(_sourced(line, protocol) for line in (*box.lines, *box.loops))
    return f"{kind} “{box.title}”{f': {said}' if said else ''}.".replace("..", ".")


def arrow_sentence(arrow: Arrow, lane: Lane, protocol: Protocol) -> str:
    """An arrow as a sentence, with where it comes from."""
    tail, head = lane.box(arrow.tail), lane.box(arrow.head)
    where = f"“{head.title}”" if head.phase is not None else f"{head.title[0].lower()}{head.title[1:]}"
    if arrow.kind is ArrowKind.START:
        return f"{tail.title}: {where}."
    if arrow.kind is ArrowKind.RULE:
        return f"In “{tail.title}”, decide: {_rows_sentence(head, protocol)}"
    return f"From “{tail.title}”, {_sourced(arrow.line, protocol) or 'at once'}: {where}."


def _rows_sentence(box: Box, protocol: Protocol) -> str:
    """A decision as a sentence: its occasion, and its rows."""
    rows = "; ".join(f"{line.term} {_sourced(line, protocol)}".strip() for line in box.lines)
    return f"{box.title}: {rows}."


def _note_sentences(note: Note) -> Iterator[str]:
    yield f"{note.title}."
    for line in note.lines:
        text = f"{line.term} {line.text}".strip()
        yield text if text.endswith(".") else f"{text}."


def _sourced(line: Line, protocol: Protocol) -> str:
    if line.evidence is None:
        return line.text.removesuffix(".")
    return f"{line.text.removesuffix('.')} ({prose.evidence_text(line.evidence, protocol)})"


# ---- elements --------------------------------------------------------------------------------------------------


def _name_parts(root: ET.Element, protocol: Protocol, chart: Chart, page: str) -> None:
    boxes = {box.id: box for lane in chart.lanes for box in lane.boxes}
    arrows = {arrow.id: (arrow, lane) for lane in chart.lanes for arrow in lane.arrows}
    for group in list(root.iter(f"{SVG}g")):
        name = group.get("id") or ""
        for title in group.findall(f"{SVG}title"):
            group.remove(title)
        if box := boxes.get(name):
            group.set("class", f"{box.kind.value} undecided" if box.is_open else box.kind.value)
            _tooltip(group, box_sentence(box, protocol))
            if box.phase is not None:
                group.set("id", phase_anchor(box.phase))
                _link(group, phase_link(box.phase, page))
            else:
                group.set("id", name.replace("_", "-"))
        elif name in arrows:
            arrow, lane = arrows[name]
            group.set("class", f"{arrow.kind.name.lower()} undecided" if arrow.is_open else arrow.kind.name.lower())
            group.set("id", name.replace("_", "-"))
            _tooltip(group, arrow_sentence(arrow, lane, protocol))


def _tooltip(group: ET.Element, text: str) -> None:
    title = ET.Element(f"{SVG}title")
    title.text = visible(text)
    group.insert(0, title)


def _link(group: ET.Element, address: str) -> None:
    drawn = [child for child in group if child.tag != f"{SVG}title"]
    link = ET.SubElement(group, f"{SVG}a", {f"{XLINK}href": address, "href": address})
    for child in drawn:
        group.remove(child)
        link.append(child)


def tone(root: ET.Element) -> None:
    """Give every coloured element a class, so that a dark screen can recolour it while paper keeps its own."""
    names = {tone.light: tone.name for tone in TONES}
    for element in root.iter():
        if element.tag == f"{SVG}text":
            element.set("font-family", FONTS)
            element.attrib.setdefault("fill", next(tone.light for tone in TONES if tone.name == "ink"))
        classes = [f"{part}-{names[colour]}" for part in ("fill", "stroke") if (colour := element.get(part)) in names]
        if classes and element.tag != f"{SVG}g":
            element.set("class", " ".join(classes))


def dark_style() -> str:
    """The style sheet that recolours a drawing on a dark screen."""

    def rules(scope: str) -> str:
        return "".join(
            f"{scope} .{part}-{tone.name}{{{part}:{tone.dark}}}" for tone in TONES for part in ("fill", "stroke")
        )

    own = "svg.protolang-flowchart"
    by_system = rules(f"{own}:root") + rules(f'body:not([data-theme="light"]) {own}')
    by_choice = rules(f'body[data-theme="dark"] {own}')
    return f"@media screen and (prefers-color-scheme:dark){{{by_system}}}@media screen{{{by_choice}}}"
