"""Objects, references, indices and the inventory of the domain, described by hand."""

from io import StringIO
from pathlib import Path

from sphinx.testing.util import SphinxTestApp
from sphinx.util.inventory import InventoryFile

from .documents import broken_links, build, pages


def test_objects_can_be_referred_to_and_are_indexed(tmp_path: Path) -> None:
    app, warnings = build("hand", tmp_path)
    assert warnings == ""
    found = pages(Path(app.outdir))
    assert {"phase-waiting-room", "drug-aspirin", "protocol-example"} <= set(found["index.html"].ids)
    assert found["index.html"].addresses.count("#phase-waiting-room") >= 3
    assert "index.html#phase-waiting-room" in found["other.html"].addresses
    assert "index.html#drug-aspirin" in found["other.html"].addresses
    assert "Waiting <b>here</b>" in found["index.html"].text
    assert "An example, with a semicolon (protocol)" in found["genindex.html"].text
    assert "index.html#phase-waiting-room" in found["proto-index.html"].addresses
    assert broken_links(Path(app.outdir)) == []


def test_the_inventory_has_every_object(tmp_path: Path) -> None:
    app, _ = build("hand", tmp_path)
    inventory = InventoryFile.loads((Path(app.outdir) / "objects.inv").read_bytes(), uri="")
    assert set(inventory.data["proto:phase"]) == {"example.waiting_room"}
    assert set(inventory.data["proto:drug"]) == {"other.aspirin"}


def test_a_reference_to_nothing_is_reported(tmp_path: Path) -> None:
    build("hand", tmp_path)
    page = tmp_path / "hand" / "other.rst"
    page.write_text("Other\n=====\n\n:proto:phase:`nowhere`\n", encoding="utf-8")
    _, warnings = build("hand", tmp_path)
    assert "nowhere" in warnings
    assert "other.rst:4" in warnings


def test_one_name_in_two_protocols_is_reported_as_ambiguous(tmp_path: Path) -> None:
    build("hand", tmp_path)
    page = tmp_path / "hand" / "other.rst"
    page.write_text("Other\n=====\n\n.. proto:drug:: third.aspirin\n\nWhich :proto:drug:`aspirin`?\n", encoding="utf-8")
    _, warnings = build("hand", tmp_path)
    assert "drug aspirin can be any of other.aspirin, third.aspirin" in warnings


def test_an_object_that_is_described_twice_is_reported(tmp_path: Path) -> None:
    build("hand", tmp_path)
    page = tmp_path / "hand" / "other.rst"
    page.write_text("Other\n=====\n\n.. proto:drug:: other.aspirin\n", encoding="utf-8")
    _, warnings = build("hand", tmp_path)
    assert "drug other.aspirin is described twice" in warnings


def test_a_word_that_is_no_name_is_reported(tmp_path: Path) -> None:
    build("hand", tmp_path)
    page = tmp_path / "hand" / "other.rst"
    page.write_text("Other\n=====\n\n.. proto:drug:: Not a name\n", encoding="utf-8")
    _, warnings = build("hand", tmp_path)
    assert "not a name: 'Not a name'" in warnings


def test_other_formats(tmp_path: Path) -> None:
    for builder in ("text", "latex"):
        _, warnings = build("hand", tmp_path, builder)
        assert warnings == ""


def test_reading_in_parallel_gives_the_same_pages(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for number in range(8):
        for folder in ("one", "two"):
            if number == 0:
                build("hand", tmp_path / folder, "dummy")
            page = tmp_path / folder / "hand" / f"more{number}.rst"
            page.write_text(f":orphan:\n\nMore\n====\n\n.. proto:lab:: example.lab{number}\n", encoding="utf-8")
    serial, _ = build("hand", tmp_path / "one")
    warnings = StringIO()
    parallel = SphinxTestApp("html", srcdir=tmp_path / "two" / "hand", warning=warnings, parallel=2)
    parallel.build()
    parallel.cleanup()
    assert warnings.getvalue() == ""
    first, second = Path(serial.outdir), Path(parallel.outdir)
    assert (first / "proto-index.html").read_bytes() == (second / "proto-index.html").read_bytes()
