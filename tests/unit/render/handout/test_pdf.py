"""The printed handout, inspected by an independent reader."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pikepdf
import pytest

from protolang.model.expression import Claim
from protolang.prose import quantity_text, trigger_definition
from protolang.render import handout
from protolang.render.handout.pdf import DRAFT_WORDS
from protolang.render.renderer import Edition
from protolang.verify.verdict import Result, Verdict

from .pdf_text import document_text, page_texts, squeezed

SMALL = """protocol small "Small" {
  version 2.0.0
  status final
  day 0 = enrolment assumed "x"
  policy {
    missed skip assumed "x"
    next_due on grid assumed "x"
    hold clock stops, at most 7 days then review assumed "x"
    rounding to 5 mg assumed "x"
  }
  drug aspirin "Aspirin" { route oral assumed "x" dose 75 mg assumed "x" }
  track only { start daily  phase daily "Daily" { give aspirin on days 0, 3 assumed "x"  then end } }
}"""


@pytest.fixture(scope="module")
def pdf(flagship: Edition) -> bytes:
    return next(item.content for item in handout.render(flagship) if item.name == "handout.pdf")


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    return document_text(pdf)


def pdf_of(edition: Edition) -> bytes:
    return next(item.content for item in handout.render(edition) if item.name == "handout.pdf")


def test_it_is_tagged_and_titled_in_english(pdf: bytes, flagship: Edition) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == flagship.protocol.title
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert b"<pdfuaid:part>1</pdfuaid:part>" in document.Root.Metadata.read_bytes()
        kinds = set(_kinds(document.Root.StructTreeRoot.K))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= kinds


def _kinds(node: pikepdf.Object) -> list[str]:
    match node:
        case pikepdf.Array():
            return [kind for child in node for kind in _kinds(child)]
        case pikepdf.Dictionary() if "/S" in node:
            return [str(node.S), *(_kinds(node.K) if "/K" in node else [])]
        case _:
            return []


def test_it_holds_only_the_bundled_fonts(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = [font for page in document.pages for font in page.resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "+DejaVuSans" in str(font.BaseFont)
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_it_holds_nothing_that_acts(pdf: bytes) -> None:
    for name in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/AcroForm", b"/OpenAction"):
        assert name not in pdf


def test_every_page_is_a4_and_says_what_it_belongs_to(pdf: bytes, flagship: Edition) -> None:
    pages = page_texts(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert [round(float(value)) for value in page.mediabox] == [0, 0, 595, 842]
    protocol = flagship.protocol
    for number, (_, decoration) in enumerate(pages, 1):
        footer = f"{protocol.title} · version {protocol.version} · source {protocol.source.sha256[:12]}"
        assert squeezed(f"{footer} · DRAFT page {number} of {len(pages)}") in decoration


def test_a_draft_says_so_across_every_page_and_in_words(pdf: bytes, text: str, flagship: Edition) -> None:
    for _, decoration in page_texts(pdf):
        assert decoration.startswith("DRAFT")
    assert squeezed(f"DRAFT {DRAFT_WORDS} {'; '.join(flagship.draft_reasons)}.") in text


def test_no_draft_mark_where_nothing_is_open(edition: Callable[[str], Edition]) -> None:
    small = edition(SMALL)
    assert not small.is_draft
    said = page_texts(pdf_of(small))
    assert "DRAFT" not in "".join(words + decoration for words, decoration in said)


def test_a_single_open_matter_brings_the_mark_back(edition: Callable[[str], Edition]) -> None:
    opened = edition(SMALL.replace('rounding to 5 mg assumed "x"', 'rounding unstated "not found"'))
    assert all("DRAFT" in decoration for _, decoration in page_texts(pdf_of(opened)))


def test_the_whole_protocol_is_in_it(text: str, flagship: Edition) -> None:
    protocol = flagship.protocol
    for drug in protocol.drugs:
        assert drug.dose is not None
        assert squeezed(drug.title) in text
        assert squeezed(quantity_text(drug.dose.amount)) in text
    for trigger in protocol.triggers:
        assert squeezed(trigger_definition(trigger, protocol)) in text
    for source in protocol.sources:
        assert squeezed(source.citation) in text
        assert all(squeezed(value) in text for _, value in source.identifiers)
    for decision in protocol.decisions:
        assert squeezed(decision.question) in text
    for event in protocol.events:
        assert squeezed(event.title)[1:] in text
    for week in (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24):
        assert f"{week}{week * 7}" in text
    assert protocol.source.sha256[:12] in text
    assert flagship.machine_sha256[:12] in text
    assert "[3,Table2]" in text
    assert "[1,abstract:twelveinfusions]" in text


def test_what_nobody_decided_is_words_never_a_number(text: str) -> None:
    for name in ("closing interval", "longest maintenance", "longest wait", "rounding", "number of days"):
        assert squeezed(f"[undecided: {name}]") in text
    assert text.count(squeezed("no source states this")) >= 4


def test_verdicts_bounds_and_the_patient_are_in_it(text: str) -> None:
    assert squeezed("6 proved, 1 violated, 0 not decided") in text
    assert squeezed("from 161 days to 173 days") in text
    assert squeezed("2027-06-21 Rituximab, 12th dose") in text


def test_an_undecided_requirement_is_not_green(flagship: Edition) -> None:
    results = tuple(
        attrs.evolve(result, verdict=Verdict.UNKNOWN, minimum=None, maximum=None, timeline=(), reason="Budget spent.")
        for result in flagship.results
    )
    said = document_text(pdf_of(attrs.evolve(flagship, results=results)))
    assert "NOTDECIDED" in said
    assert squeezed("0 proved, 0 violated, 7 not decided") in said
    assert "PROVED" not in said


def test_requirements_that_were_not_checked_are_said_to_be(flagship: Edition) -> None:
    said = document_text(pdf_of(attrs.evolve(flagship, results=())))
    assert squeezed("Requirements none checked") in said
    assert squeezed("None were checked.") in said


def test_a_result_without_bounds_has_a_dash(flagship: Edition) -> None:
    requirement = next(item for item in flagship.protocol.requirements if isinstance(item.claim, Claim))
    result = Result(requirement, Verdict.PROVED, None, None, False, 1, (), "")
    assert "PROVED–" in document_text(pdf_of(attrs.evolve(flagship, results=(result,))))


def test_two_renders_are_the_same_bytes(pdf: bytes, flagship: Edition) -> None:
    assert pdf_of(flagship) == pdf


def test_the_bytes_do_not_depend_on_the_hash_seed_or_the_place(flagship: Edition, tmp_path: Path) -> None:
    script = (
        "import sys, hashlib, importlib.util\n"
        "spec = importlib.util.spec_from_file_location('c', sys.argv[1])\n"
        "c = importlib.util.module_from_spec(spec); spec.loader.exec_module(c)\n"
        "from protolang.render import handout, schedule_table\n"
        "e = c.edition_of(c.protocol_of(c.FLAGSHIP.read_text(encoding='utf-8')))\n"
        "files = handout.render(e) + schedule_table.render(e)\n"
        "print([hashlib.sha256(f.content).hexdigest() for f in files])\n"
    )
    conftest = str(Path(__file__).with_name("conftest.py"))
    found = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("77", "America/Lima")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-c", script, conftest]
        ended = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        found.add(ended.stdout)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("Methylprednisolonesodiumsuccinate" * 3, "Methylprednisolonesodiumsuccinate" * 3),
        ("日本", "⟦U+65E5⟧⟦U+672C⟧"),
        ("क", "⟦U+0915⟧"),
        ("\u202e0001 mg", "⟦U+202E⟧0001mg"),
        ("a\x00b", "a⟦U+0000⟧b"),
        ("Ωмега½≥", "Ωмега½≥"),
    ],
)
def test_any_text_can_be_printed(word: str, shown: str, edition: Callable[[str], Edition]) -> None:
    small = edition(SMALL)
    drug = attrs.evolve(small.protocol.drugs[0], title=f"Aspirin {word}")
    protocol = attrs.evolve(small.protocol, title=word, drugs=(drug,))
    said = document_text(pdf_of(attrs.evolve(small, protocol=protocol)))
    assert said.startswith(shown)
    assert f"Aspirin{shown}" in said


def test_a_very_long_text_is_not_cut_off(edition: Callable[[str], Edition]) -> None:
    small = edition(SMALL)
    long = " ".join(f"word{number}" for number in range(3000))
    action = small.protocol.tracks[0].phases[0].actions[0]
    evidence = attrs.evolve(action.evidence, assumptions=(long,))
    phase = attrs.evolve(small.protocol.tracks[0].phases[0], actions=(attrs.evolve(action, evidence=evidence),))
    track = attrs.evolve(small.protocol.tracks[0], phases=(phase,))
    said = document_text(pdf_of(attrs.evolve(small, protocol=attrs.evolve(small.protocol, tracks=(track,)))))
    assert "word0" in said
    assert "word2999" in said
