"""A drawing inside the page. In: SVG text. Out: inline SVG, or for formats that have none, its text alternative.

Inline rather than a file beside the page: the boxes can link to the text they stand for, the page's own style
applies, and a page that is copied alone keeps its picture.
"""

import re
import xml.etree.ElementTree as ET
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from protolang.sphinxext.domain import anchor_of, proto_domain

__all__ = ["Picture", "picture_of", "setup_picture"]

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_LINKS = ("href", f"{{{_XLINK}}}href")
# Stands for the page that describes the phases, which is known only when all documents have been read.
_ELSEWHERE = "proto-page"
_ADDRESS = re.compile(rf'href="{_ELSEWHERE}#([a-z0-9-]+)"')


class Picture(nodes.General, nodes.Element):
    """A drawing of `protocol`: `svg` is its text, `alternative` what it shows in words."""


def picture_of(svg: str, protocol: str) -> Picture:
    """A drawing made ready for a page.

    Its ids begin with `chart-`, since the page has ids of its own; its links, which lead to phases, are resolved
    when the page is written.
    """
    root = ET.fromstring(svg)  # noqa: S314  (made by our own renderer)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, f"chart-{value}")
            elif name == "aria-labelledby":
                element.set(name, " ".join(f"chart-{one}" for one in value.split()))
            elif name in _LINKS:
                element.set(name, f"{_ELSEWHERE}#{value.partition('#')[2]}")
    spoken = root.find(f"{{{_SVG}}}desc")
    alternative = (spoken.text if spoken is not None else None) or "A flowchart."
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return Picture("", svg=ET.tostring(root, encoding="unicode"), alternative=alternative, protocol=protocol)


class PictureAsWords(SphinxPostTransform):
    """Formats without inline drawings get what the drawing shows, in words."""

    default_priority = 200
    formats = ("latex", "man", "pseudoxml", "texinfo", "text", "xml")

    def run(self, **_: Any) -> None:
        """Put a paragraph in the place of each picture."""
        for node in list(self.document.findall(Picture)):
            node.replace_self(nodes.paragraph("", node["alternative"]))


def _visit_html(self: HTML5Translator, node: Picture) -> None:
    domain = proto_domain(self.builder.env)
    here, mine = self.builder.current_docname, f"{node['protocol']}."

    def address(found: re.Match[str]) -> str:
        objects = domain.objects.items()
        places = (one for (kind, name), one in objects if name.startswith(mine) and anchor_of(kind, name) == found[1])
        place = next(places, None)
        if place is None:
            return ""
        page = "" if place.docname == here else self.builder.get_relative_uri(here, place.docname)
        return f'href="{page}#{place.anchor}"'

    svg = _ADDRESS.sub(address, node["svg"])
    # Focusable, because a wide chart is scrolled, and a keyboard can scroll only what has the focus.
    self.body.append(f'<div class="proto-picture" role="group" tabindex="0" aria-label="Flowchart">\n{svg}\n</div>\n')


def _depart_html(self: HTML5Translator, node: Picture) -> None:
    pass


def setup_picture(app: Sphinx) -> None:
    """Teach the writers about pictures."""
    app.add_node(Picture, html=(_visit_html, _depart_html))
    app.add_post_transform(PictureAsWords)
