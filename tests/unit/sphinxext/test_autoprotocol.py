"""The directive that documents a whole protocol: what it shows, and what it says of a file that is wrong."""

import os
import re
import shutil
from pathlib import Path

import pytest

from protolang.sphinxext.chapters import CHAPTERS

from .documents import ROOT, broken_links, build, pages


def test_a_whole_protocol(tmp_path: Path) -> None:
    app, warnings = build("auto", tmp_path)
    assert warnings == ""
    page = pages(Path(app.outdir))["index.html"]
    assert {"phase-all-doses", "drug-water", "trigger-low", "lab-marker", "source-text", "schedule"} <= set(page.ids)
    assert page.tags["svg"] > 0
    assert "DRAFT" in page.text
    assert "Test --- \"this\" 'and' that" in page.text
    assert "https://doi.org/10.1000/182" in page.addresses
    assert broken_links(Path(app.outdir)) == []


def test_every_statement_links_to_its_line(tmp_path: Path) -> None:
    app, _ = build("auto", tmp_path)
    page = pages(Path(app.outdir))["index.html"]
    source = (tmp_path / "auto" / "small.proto").read_text(encoding="utf-8").splitlines()
    lines = [int(found[1]) for address in page.addresses if (found := re.search(r"-line-(\d+)$", address))]
    for statement in ("give water", "when relapse", "then end", "stop unstated", "param low_below", "require few"):
        numbers = [number for number, line in enumerate(source, start=1) if statement in line]
        assert set(numbers) & set(lines), statement


@pytest.mark.parametrize("builder", ["text", "latex", "singlehtml", "epub", "man", "texinfo", "xml"])
def test_other_formats(builder: str, tmp_path: Path) -> None:
    app, warnings = build("auto", tmp_path, builder)
    assert warnings == ""
    if builder == "text":
        text = (Path(app.outdir) / "index.txt").read_text(encoding="utf-8")
        assert "Not low after eight doses" in text
        assert "<svg" not in text


def test_the_page_is_built_again_when_the_protocol_changes(tmp_path: Path) -> None:
    build("auto", tmp_path)
    protocol = tmp_path / "auto" / "small.proto"
    protocol.write_text(protocol.read_text(encoding="utf-8").replace("Somebody A.", "Other B."), encoding="utf-8")
    later = (tmp_path / "auto" / "_build").stat().st_mtime + 10
    os.utime(protocol, (later, later))
    app, warnings = build("auto", tmp_path)
    assert warnings == ""
    assert "Other B." in pages(Path(app.outdir))["index.html"].text


def variant_of_small(tmp_path: Path) -> Path:
    """The project in which the page shows a variant, and what it showed is its base."""
    sources = tmp_path / "auto"
    shutil.copytree(ROOT / "tests" / "roots" / "test-auto", sources)
    base = (sources / "small.proto").rename(sources / "base.proto")
    text = base.read_text(encoding="utf-8")
    base.write_text(text.replace("protocol small ", "protocol first "), encoding="utf-8")
    text = 'import "base.proto"\nvariant small of first "A small protocol" {\n  version 9.9.9\n}\n'
    (sources / "small.proto").write_text(text, encoding="utf-8")
    return base


def test_every_file_of_a_variant_is_listed_and_linked(tmp_path: Path) -> None:
    variant_of_small(tmp_path)
    app, warnings = build("auto", tmp_path)
    assert warnings == ""
    page = pages(Path(app.outdir))["index.html"]
    lines = {found.groups() for address in page.addresses if (found := re.search(r"#(.*)-line-(\d+)$", address))}
    # the variant is the first listing, its base the second, and all that is shown stands in the base
    assert {anchor for anchor, _ in lines} == {"source-text-2"}
    assert "line 5 of base.proto" in page.text
    assert broken_links(Path(app.outdir)) == []


@pytest.mark.parametrize("broken", [False, True])
def test_the_page_is_built_again_when_an_imported_file_changes(broken: bool, tmp_path: Path) -> None:
    base = variant_of_small(tmp_path)
    text = base.read_text(encoding="utf-8")
    if broken:
        base.write_text(text.replace("track", "truck"), encoding="utf-8")
    app, _ = build("auto", tmp_path)
    assert ("This protocol cannot be shown" in pages(Path(app.outdir))["index.html"].text) is broken
    base.write_text(text.replace("Somebody A.", "Other B."), encoding="utf-8")
    later = (tmp_path / "auto" / "_build").stat().st_mtime + 10
    os.utime(base, (later, later))
    app, warnings = build("auto", tmp_path)
    assert warnings == ""
    assert "Other B." in pages(Path(app.outdir))["index.html"].text


def test_a_protocol_that_is_wrong_is_an_error_with_its_place(tmp_path: Path) -> None:
    app, warnings = build("broken", tmp_path)
    assert "Traceback" not in warnings
    assert re.search(r"broken\.proto:4: .*PL010", warnings)
    assert re.search(r"index\.rst:6: .*missing\.proto", warnings)
    assert re.search(r"index\.rst:8: .*nonsense", warnings, re.DOTALL)
    assert "This protocol cannot be shown" in pages(Path(app.outdir))["index.html"].text


def test_an_edition_that_is_handed_over_is_not_made_again(tmp_path: Path) -> None:
    build("auto", tmp_path)
    protocol = tmp_path / "auto" / "small.proto"
    handed = protocol.with_name("handed.proto")
    protocol.rename(handed)
    (tmp_path / "auto" / "conf.py").write_text(
        "from pathlib import Path\nfrom protolang.publication import edition_of\n"
        "extensions = ['protolang.sphinxext']\n"
        "def setup(app):\n"
        "    handed = Path(__file__).with_name('handed.proto')\n"
        "    app.connect('protolang-edition', lambda app, path: edition_of(handed).value)\n",
        encoding="utf-8",
    )
    _, warnings = build("auto", tmp_path)
    assert warnings == ""


def test_the_documented_chapters_are_those_there_are() -> None:
    text = (ROOT / "docs" / "reference" / "sphinx.md").read_text(encoding="utf-8")
    listed = text.partition("`:chapters:`")[2].partition("Without it")[0]
    assert re.findall(r"`([a-z]+)`", listed) == list(CHAPTERS)
