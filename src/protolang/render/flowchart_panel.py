"""One laid-out piece of a flowchart, cut from the SVG of the layout engine, ready to be placed on a sheet.

Floats here are points on paper, never clinical numbers.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import groupby, pairwise

import attrs

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
# By how much, in points, at the font size of running text.
_RAISED = 1.4
_ROOM_BESIDE_HEADING = 14.0
# No run of bold text is wider than this, as a share of the font size per character.
_WIDEST = 0.78
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@attrs.frozen(eq=False)
class Panel:
    """Drawn elements with their extent; `heading` is kept apart, to be set flush left in its slot.

    `lift` is by how much the body may be moved up beside the heading; the height counts with it.
    """

    name: str
    body: tuple[ET.Element, ...]
    heading: tuple[ET.Element, ...]
    left: float
    top: float
    width: float
    height: float
    lift: float = 0.0


def lane_panel(name: str, svg: str) -> Panel:
    """The drawing of one lane: the whole graph, with its label as the heading."""
    root = _parse(svg)
    graph = next(root.iter(f"{SVG}g"))
    _, _, width, height = (float(number) for number in (root.get("viewBox") or "").split())
    across, down = _translation(graph)
    heading = tuple(child for child in graph if child.tag == f"{SVG}text")
    # The first polygon is the paper of the graph; the sheet draws its own.
    body = tuple(child for child in graph if child.tag == f"{SVG}g")
    lift = _ROOM_BESIDE_HEADING if _start_is_clear(heading, body) else 0.0
    return Panel(name, body, heading, -across, -down, width, height - lift, lift)


def _start_is_clear(heading: tuple[ET.Element, ...], body: tuple[ET.Element, ...]) -> bool:
    """Whether the mark of the start, a small disc, can stand to the right of the heading."""
    start = next((disc for group in body for disc in group.iter(f"{SVG}ellipse")), None)
    if start is None:
        return False
    ends = (
        float(text.get("x") or 0) + len(text.text or "") * float(text.get("font-size") or 0) * _WIDEST
        for text in heading
    )
    return len(heading) == 1 and max(ends) < float(start.get("cx") or 0)


def note_panels(svg: str) -> dict[str, Panel]:
    """The nodes of a graph without edges, each by its name with its own extent."""
    return {panel.name: panel for panel in _node_panels(_parse(svg))}


def _node_panels(root: ET.Element) -> Iterator[Panel]:
    for group in root.iter(f"{SVG}g"):
        frame = group.find(f"{SVG}polygon")
        if group.get("class") != "node" or frame is None:
            continue
        points = [float(number) for number in _NUMBER.findall(frame.get("points") or "")]
        left, right = min(points[0::2]), max(points[0::2])
        top, bottom = min(points[1::2]), max(points[1::2])
        group.remove(frame)
        yield Panel(group.get("id") or "", (group,), (), left, top, right - left, bottom - top)


def _parse(svg: str) -> ET.Element:
    # Our own engine's output, without entities or a document type of anyone else's making.
    root = ET.fromstring(svg)  # noqa: S314
    _even_lines(list(root.iter(f"{SVG}text")))
    return root


def _even_lines(texts: list[ET.Element]) -> None:
    """The engine sets lines with bold text a little high, and a reader's font could tear lines of two weights."""
    for _, line in groupby(texts, key=lambda text: text.get("y")):
        for one in _rows_of(list(line)):
            if any(_is_bold_running_text(run) for run in one):
                for run in one:
                    run.set("y", f"{float(run.get('y') or 0) + _RAISED:.2f}")
            for run, following in pairwise(one):
                run.set("textLength", f"{float(following.get('x') or 0) - float(run.get('x') or 0):.2f}")


def _rows_of(runs: list[ET.Element]) -> list[list[ET.Element]]:
    """What goes on in a line begins with a space or a sign; another cell at the same height begins with a letter."""
    rows: list[list[ET.Element]] = []
    for run in runs:
        if rows and not (run.text or "")[:1].isalnum():
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _is_bold_running_text(run: ET.Element) -> bool:
    return run.get("font-weight") == "bold" and run.get("font-size") == "9.00"


def _translation(graph: ET.Element) -> tuple[float, float]:
    moved = re.search(r"translate\(([-0-9.]+)[ ,]+([-0-9.]+)\)", graph.get("transform") or "")
    return (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
