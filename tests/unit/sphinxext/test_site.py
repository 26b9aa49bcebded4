"""The site of the Ahmed Protocol: complete, linked, and the same bytes wherever and whenever it is made."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from protolang.publication import edition_of
from protolang.render.flowchart import flowchart_svg
from protolang.render.renderer import Edition
from protolang.sphinxext.domain import anchor_of
from protolang.sphinxext.site import build_site, site_files

from .documents import FLAGSHIP, Page, broken_links, pages

_PROGRAM = """
import sys
from pathlib import Path
from protolang.publication import edition_of
from protolang.sphinxext.site import build_site
build_site(edition_of(Path(sys.argv[1])).value, Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    edition = edition_of(FLAGSHIP).value
    assert edition is not None
    return edition


@pytest.fixture(scope="module")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert build_site(edition, folder) == ""
    return folder


def test_it_has_its_pages(site: Path) -> None:
    names = {"index.html", "protocol.html", "schedule.html", "requirements.html", "source.html", "genindex.html"}
    assert names <= set(pages(site))


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_every_phase_has_the_anchor_that_charts_link_to(edition: Edition, site: Path) -> None:
    ids = set(pages(site)["protocol.html"].ids)
    phases = [phase.id for track in edition.protocol.tracks for phase in track.phases]
    assert {f"phase-{phase.replace('_', '-')}" for phase in phases} <= ids
    assert anchor_of("phase", "ahmed.depletion_check") == "phase-depletion-check"


def test_no_page_says_anything_twice_by_one_id(site: Path) -> None:
    for name, page in pages(site).items():
        assert len(page.ids) == len(set(page.ids)), name


def test_every_page_of_a_draft_says_so(edition: Edition, site: Path) -> None:
    assert edition.is_draft
    for name, page in pages(site).items():
        assert "DRAFT" in page.text, name


def test_what_no_source_states_is_shown_as_undecided(site: Path) -> None:
    text = pages(site)["protocol.html"].text
    assert "undecided: closing interval" in text
    assert "undecided: longest maintenance" in text


def test_requirements_have_their_verdicts(edition: Edition, site: Path) -> None:
    page = pages(site)["requirements.html"]
    for result in edition.results:
        assert result.verdict.value in page.text
        assert all(step.what in page.text for step in result.timeline)


def test_the_drawing_has_a_name_and_needs_nothing_from_outside(site: Path) -> None:
    page = pages(site)["index.html"]
    assert ("svg", "role", "img") in page.attributes
    assert page.tags["image"] == page.tags["foreignobject"] == 0


def test_the_source_is_shown_with_an_anchor_at_every_line(edition: Edition, site: Path) -> None:
    page = pages(site)["source.html"]
    count = edition.protocol.source.text.count("\n")
    assert {f"source-text-line-{number}" for number in range(1, count + 1)} <= set(page.ids)
    for line in edition.protocol.source.text.splitlines():
        assert line.strip() in page.text


def test_nothing_is_fetched_from_a_network(site: Path) -> None:
    for name, page in pages(site).items():
        for tag, attribute, value in page.attributes:
            fetched = attribute in ("src", "data") or (tag == "link" and attribute == "href")
            assert not (fetched and "//" in value), (name, tag, value)


def test_no_file_names_a_folder_of_this_machine(site: Path) -> None:
    folders = {str(Path.cwd()), str(Path.home()), str(site), tempfile.gettempdir(), "site-packages"} - {"/"}
    for path in site.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert [folder for folder in folders if folder.encode() + b"/" in content] == [], path


def test_the_files_are_those_that_are_written(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("old")
    build_site(edition, tmp_path, flowchart_svg(edition))
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.*")}
    assert written == {file.name: file.content for file in site_files(edition)}


def test_the_same_bytes_everywhere_and_always(tmp_path: Path) -> None:
    variations = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"},
    ]
    made = []
    for number, variation in enumerate(variations):
        working = tmp_path / f"{'deep/' * number}here"
        working.mkdir(parents=True)
        out = working / "site"
        command = [sys.executable, "-c", _PROGRAM, str(FLAGSHIP), str(out)]
        subprocess.run(command, cwd=working, env=os.environ | variation, check=True, timeout=120)
        made.append({path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    first, second = made
    assert list(first) and sorted(first) == sorted(second)
    assert [name for name in sorted(first) if first[name] != second[name]] == []


def test_the_reader_of_pages_sees_what_is_active() -> None:
    page = Page('<a href="x" onclick="y">z</a><script>w</script>')
    assert page.addresses == ["x"]
    assert ("a", "onclick", "y") in page.attributes
    assert page.scripts == ["w"]


def test_every_construct_of_the_language_is_documented(tmp_path: Path) -> None:
    text = FLAGSHIP.parents[1] / "tests" / "unit" / "render" / "handout" / "whole_language.proto"
    edition = edition_of(text).value
    assert edition is not None
    assert build_site(edition, tmp_path / "site") == ""
    page = " ".join(Page((tmp_path / "site" / "protocol.html").read_text(encoding="utf-8")).text.split())
    for sentence in (
        "Hepatitis B: hepatitis B surface antigen is positive.",
        "Do NOT give carboplatin when platelets below",
        "Hold the track “Chemotherapy” when neutrophils low.",
        "alert a clinician: “Platelets are falling; call the ward.”",
        "A cycle starts every 21\u00a0days, 4\u00a0times.",
        "do not give",
        "Starts at 10\u00a0international units.",
        "Mosteller: the square root of (height in cm × body weight in kg ÷ 3600), in m²",
        "go back to the phase before.",
    ):
        assert " ".join(sentence.split()) in page
