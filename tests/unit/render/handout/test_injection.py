"""Text of an author stays text: in the PDF, in the page, in the tables, wherever it stands."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import attrs
import pytest

from protolang.diagnostics import WitnessStep
from protolang.render import handout, schedule_table
from protolang.render.escape import visible
from protolang.render.renderer import Edition

from .conftest import edition_of
from .pdf_text import document_text, squeezed
from .poison import Poison

PAYLOADS = (
    '"]; evil [',
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "\t=1+1",
    ".. include:: secret.txt",
    "\\input{x}",
    "\r\nBEGIN:VALARM",
    '#eval("1")',
    "$x$",
    "*bold* _x_ `y`",
    "@label",
    "]#panic()[",
    "//comment /* */ ---",
    "&lt;b&gt; &amp; <b>",
    "\u202e0001 mg",
    "[undecided: dose]",
)

# Scenarios are for tests of the protocol; what a parameter leaves open is asked once, among the open decisions.
_NOT_SHOWN = re.compile(r"^protocol\.scenarios\b|^protocol\.parameters\.evidence\.unstated$")


class Reader(HTMLParser):
    """Elements and text of a page, by the parser of the standard library."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(sorted(name for name, _ in attributes))))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(content: bytes) -> Reader:
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    return reader


def poisoned(edition: Edition, payload: str) -> tuple[Edition, Poison]:
    poison = Poison(payload)
    protocol = poison.protocol(edition.protocol)
    bad = edition_of(protocol)
    results = []
    for result in bad.results:
        steps = tuple(
            WitnessStep(step.day, step.date, poison.text("what"), (("cd20", poison.text("value")),))
            for step in result.timeline
        )
        reason = poison.text("reason") if result.reason and not steps else result.reason
        results.append(attrs.evolve(result, timeline=steps, reason=reason))
    return attrs.evolve(bad, results=tuple(results), tool_version=poison.text("tool")), poison


def numbers(text: str, payload: str) -> set[int]:
    """The texts that are shown whole, by their numbers."""
    return {int(number) for number in re.findall(re.escape(payload) + r"q(\d+)z", text)}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_only_text(payload: str, flagship: Edition) -> None:
    edition, poison = poisoned(flagship, payload)
    files = {item.name: item.content for item in (*handout.render(edition), *schedule_table.render(edition))}
    expected = {number for number, where in poison.placed.items() if not _NOT_SHOWN.search(where)}
    where = poison.placed

    page = read(files["handout.html"])
    clean = read(handout.render(flagship)[1].content)
    shown = numbers("".join(page.text), visible(payload))
    assert {where[number] for number in expected - shown} == set()
    # A frame around what is undecided is all that a text can bring with it.
    assert {*page.tags} == {*clean.tags}
    if "undecided" not in payload:
        assert page.tags == clean.tags

    # The bundled fonts have no pictures of controls: these are spelled out on paper.
    spelled = re.sub(r"[\x00-\x1f]", lambda control: f"⟦U+{ord(control[0]):04X}⟧", payload)
    printed = numbers(document_text(files["handout.pdf"]), squeezed(visible(spelled)))
    assert {where[number] for number in expected - printed} == set()

    for name in ("schedule.csv", "schedule-cells.csv"):
        cells = [cell for row in csv.reader(io.StringIO(files[name].decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert numbers("".join(cells), visible(payload))
        assert "\r\n" not in "".join(cells)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_fragment_for_a_page_is_only_text(payload: str, flagship: Edition) -> None:
    edition, _ = poisoned(flagship, payload)
    fragment = read(schedule_table.fragment(edition).encode())
    assert fragment.tags == read(schedule_table.fragment(flagship).encode()).tags
    assert numbers("".join(fragment.text), visible(payload))


def test_the_page_may_load_and_run_nothing(flagship: Edition) -> None:
    page = handout.render(flagship)[1].content.decode()
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'" in page
    reader = read(page.encode())
    names = {name for _, attributes in reader.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} | ({"src", "action", "srcset"} & names)
    assert not {"script", "iframe", "object", "embed", "form", "img", "link", "base"} & {tag for tag, _ in reader.tags}
    assert "url(" not in page
    assert "@import" not in page
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_every_link_stays_on_the_page(flagship: Edition) -> None:
    page = handout.render(flagship)[1].content.decode()
    links = re.findall(r'href="([^"]*)"', page)
    assert links
    assert all(link.startswith("#") and f'id="{link[1:]}"' in page for link in links)
