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
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@attrs.frozen(eq=False)
class Panel:
    """Drawn elements with their extent; `heading` is kept apart, to be set flush left in its slot."""

    name: str
    body: tuple[ET.Element, ...]
    heading: tuple[ET.Element, ...]
    left: float
    top: float
    width: float
    height: float


def lane_panel(name: str, svg: str) -> Panel:
    """The drawing of one lane: the whole graph, with its label as the heading."""
    root = _parse(svg)
    graph = next(root.iter(f"{SVG}g"))
    _, _, width, height = (float(number) for number in (root.get("viewBox") or "").split())
    across, down = _translation(graph)
    heading = tuple(child for child in graph if child.tag == f"{SVG}text")
    # The first polygon is the paper of the graph; the sheet draws its own.
    body = tuple(child for child in graph if child.tag == f"{SVG}g")
    return Panel(name, body, heading, -across, -down, width, height)


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
    """Lines of two weights: the engine sets them a little high, and another font than its own would tear them."""
    for _, line in groupby(texts, key=lambda text: text.get("y")):
        runs = list(line)
        # What goes on in a line begins with a space or a sign; another cell at the same height begins with a letter.
        joined = [run for run in runs[1:] if not (run.text or "")[:1].isalnum()]
        if not joined:
            continue
        for run in (runs[0], *joined):
            run.set("y", f"{float(run.get('y') or 0) + _RAISED:.2f}")
        for run, following in pairwise(runs):
            if following in joined:
                run.set("textLength", f"{float(following.get('x') or 0) - float(run.get('x') or 0):.2f}")


def _translation(graph: ET.Element) -> tuple[float, float]:
    moved = re.search(r"translate\(([-0-9.]+)[ ,]+([-0-9.]+)\)", graph.get("transform") or "")
    return (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
