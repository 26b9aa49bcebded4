from __future__ import annotations

import csv
import html
import io
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import graphviz
import pytest

from protolang.render.dot import svg_from_dot
from protolang.render.escape import (
    escape_csv,
    escape_dot,
    escape_dot_html,
    escape_html,
    escape_xml,
    safe_link,
    visible,
)

SVG = "{http://www.w3.org/2000/svg}"
PAYLOADS = [
    '"]; evil [URL="javascript:alert(1)"]; x [label="',
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\\N \\G \\l \\E \\T",
    "ends with a backslash \\",
    'quote and backslash \\"',
    "javascript:alert(1)",
    ".. include:: /etc/passwd",
    "\\input{/etc/passwd}",
    "\r\nBEGIN:VALARM",
    "]]><!-- & &amp; &lt; &#60; &nosuch; -->",
    "'\"><svg/onload=alert(1)>",
    "<TABLE><TR><TD>cell</TD></TR></TABLE>",
    "<>",
    "a\u202eb\u2066c\u2069d\u200fe",
    "null \x00 bell \x07 escape \x1b[31m delete \x7f next line \x85",
    "lone surrogate \ud800 and \uffff",
    "granulocytes ≥ 1.0 ×10⁹/L, 375 mg/m²",
]


def whole_text(element: ET.Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a⟦U+202E⟧b"),
        ("\r\nBEGIN", "␍␊BEGIN"),
        ("\x00\x1b\x7f\x85", "␀␛␡⟦U+0085⟧"),
        ("\ud800\uffff", "\ufffd\ufffd"),
        ("می\u200cخواهم µ ² ≥", "می\u200cخواهم µ ² ≥"),
    ],
)
def test_what_cannot_be_seen_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_nothing_ordinary_changes() -> None:
    ordinary = "".join(chr(code) for code in range(0x20, 0x250) if not 0x7F <= code <= 0x9F and code != 0xAD)
    assert visible(ordinary) == ordinary


@pytest.mark.parametrize("payload", PAYLOADS)
def test_dot_draws_the_text_and_nothing_else(payload: str) -> None:
    drawing = ET.fromstring(svg_from_dot(f'digraph g {{ n [label="{escape_dot(payload)}"] }}'))
    groups = [group.get("class") for group in drawing.iter(f"{SVG}g")]
    assert groups == ["graph", "node"]
    assert not list(drawing.iter(f"{SVG}a"))
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [visible(payload).rstrip(" ")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_dot_builder_keeps_the_text(payload: str) -> None:
    graph = graphviz.Digraph()
    graph.node("n", label=escape_dot(payload))
    drawing = ET.fromstring(svg_from_dot(graph.source))
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [visible(payload)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_dot_table_draws_the_text_and_nothing_else(payload: str) -> None:
    label = f"<<TABLE><TR><TD>{escape_dot_html(payload)}</TD></TR></TABLE>>"
    drawing = ET.fromstring(svg_from_dot(f"digraph g {{ n [label={label}] }}"))
    assert [group.get("class") for group in drawing.iter(f"{SVG}g")] == ["graph", "node"]
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [visible(payload)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_xml_holds_text_and_attributes(payload: str) -> None:
    escaped = escape_xml(payload)
    root = ET.fromstring(f"<t a=\"{escaped}\" b='{escaped}'>{escaped}</t>")
    assert (root.text, root.get("a"), root.get("b"), len(root)) == (visible(payload),) * 3 + (0,)


class Tags(HTMLParser):
    """Counts what a browser would build."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.tags.extend(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("payload", PAYLOADS)
def test_html_holds_text_and_attributes(payload: str) -> None:
    reader = Tags()
    reader.feed(f'<p title="{escape_html(payload)}">{escape_html(payload)}</p>')
    reader.close()
    assert reader.tags == ["p", "title"]
    assert reader.text == visible(payload)
    assert html.unescape(escape_html(payload)) == visible(payload)


@pytest.mark.parametrize("payload", [*PAYLOADS, "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "@x", "\n=1"])
def test_no_csv_cell_is_a_formula(payload: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerow([escape_csv(payload), "next"])
    ((cell, following),) = csv.reader(io.StringIO(sheet.getvalue()))
    assert following == "next"
    assert not cell.strip().startswith(("=", "+", "-", "@", "＝"))
    assert cell in (visible(payload), f"'{visible(payload)}")


@pytest.mark.parametrize("link", ["docs/protocol.html#phase-a", "#phase-a", "https://doi.org/10.1/x?y=1#z", "a/b"])
def test_links_that_are_kept(link: str) -> None:
    assert safe_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "http://example.org",
        "//example.org",
        "\\\\server\\share",
        "/\\example.org",
        "file:///etc/passwd",
    ],
)
def test_links_that_are_refused(link: str) -> None:
    assert safe_link(link) is None
