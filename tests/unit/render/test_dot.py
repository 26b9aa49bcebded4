from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from protolang.render import dot
from protolang.render.dot import LayoutError, svg_from_dot

GRAPH = """digraph {
  node [fontname="DejaVu Sans"]
  a [label="granulocytes ≥ 1.0 ×10⁹/L"]
  b [label=<<b>hold</b>>]
  c [fontname="DejaVu Sans Mono"]
  a -> b -> c
}"""
# Enough to keep the engine busy for minutes.
TANGLE = "digraph {" + "".join(f"n{i} -> n{i * 7919 % 400}; n{i} -> n{i * 104729 % 397};" for i in range(400)) + "}"


def command(
    *arguments: str, source: str = GRAPH, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-P", dot.__file__, *arguments],
        input=source.encode(),
        capture_output=True,
        env=os.environ | (environment or {}),
        check=False,
    )


def test_the_drawing_shows_every_label() -> None:
    root = ET.fromstring(svg_from_dot(GRAPH))
    shown = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert shown == ["granulocytes ≥ 1.0 ×10⁹/L", "hold", "c"]


def test_the_layout_is_measured_with_the_bundled_font() -> None:
    # The width follows from the advance widths of DejaVu Sans at 14 pt; any other font gives another figure.
    root = ET.fromstring(svg_from_dot(GRAPH))
    assert (root.get("width"), root.get("height")) == ("296pt", "188pt")


def test_a_font_that_is_not_bundled_is_replaced_by_one_that_is() -> None:
    elsewhere = ET.fromstring(svg_from_dot(GRAPH.replace("DejaVu Sans", "Liberation Serif")))
    assert (elsewhere.get("width"), elsewhere.get("height")) == ("296pt", "188pt")


def test_drawings_made_at_the_same_time_are_equal_byte_for_byte() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawings = set(pool.map(svg_from_dot, [GRAPH] * 8))
    assert len(drawings) == 1


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = sorted(Path(dot.__file__).parent.rglob("*"))
    svg_from_dot(GRAPH)
    with pytest.raises(LayoutError):
        svg_from_dot(TANGLE, timeout_seconds=1)
    assert sorted(Path(dot.__file__).parent.rglob("*")) == before
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("digraph { a -> ", "syntax error"),
        ("graph { a -> b }", "syntax error in line 1 near '->'"),
        ("digraph { a [label=<<b>x</i>>] }", "mismatched tag"),
        ("", "Invalid Input"),
    ],
)
def test_a_graph_that_cannot_be_drawn_is_refused_with_the_reason(source: str, words: str) -> None:
    with pytest.raises(LayoutError, match=words):
        svg_from_dot(source)


def test_a_layout_that_takes_too_long_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(LayoutError, match="no drawing after 1 s"):
        svg_from_dot(TANGLE, timeout_seconds=1)
    assert time.monotonic() - started < 10


def test_the_command_reads_a_file_and_writes_a_file(tmp_path: Path) -> None:
    source, target = tmp_path / "in.dot", tmp_path / "out.svg"
    source.write_text(GRAPH, encoding="utf-8")
    assert command("-Tsvg", "-Kdot", "-o", str(target), str(source)).returncode == 0
    assert target.read_text(encoding="utf-8") == svg_from_dot(GRAPH)


def test_the_pdf_carries_its_fonts_and_no_date_of_today() -> None:
    with pikepdf.open(io.BytesIO(command("-Tpdf").stdout)) as document:
        assert document.docinfo["/CreationDate"] == "D:19700101000000Z"
        fonts = {str(font.BaseFont).partition("+")[2] for font in document.pages[0].Resources.Font.values()}
    assert fonts == {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"}


def test_png_and_json_are_what_they_say() -> None:
    assert command("-Tpng").stdout.startswith(b"\x89PNG")
    assert [node["name"] for node in json.loads(command("-Tjson").stdout)["objects"]] == ["a", "b", "c"]


@pytest.mark.parametrize("argument", ["-Tnonsense", "-Knonsense"])
def test_an_unknown_format_or_engine_is_named(argument: str) -> None:
    outcome = command(argument)
    assert outcome.returncode == 1
    assert b'"nonsense" not recognized' in outcome.stderr
    assert b"Traceback" not in outcome.stderr


def without_pygraphviz(tmp_path: Path) -> dict[str, str]:
    """An environment in which importing pygraphviz fails as it does when a system library is missing."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pygraphviz.py").write_text("raise ImportError('libgobject-2.0.so.0: cannot open')", encoding="utf-8")
    return {"PYTHONPATH": str(broken), "PATH": str(broken)}


def test_without_any_graphviz_the_message_says_what_to_install(tmp_path: Path) -> None:
    outcome = command(environment=without_pygraphviz(tmp_path))
    assert outcome.returncode == 1
    assert b"libgobject-2.0.so.0" in outcome.stderr
    assert b"apt-get install libglib2.0-0 libx11-6 libxext6 libxrender1" in outcome.stderr


def test_a_system_dot_stands_in_and_sees_the_bundled_fonts_only(tmp_path: Path) -> None:
    environment = without_pygraphviz(tmp_path)
    stand_in = Path(environment["PATH"], "dot")
    stand_in.write_text('#!/bin/sh\necho "$@"\nwhile read -r line; do echo "$line"; done < "$FONTCONFIG_FILE"\n')
    stand_in.chmod(stat.S_IRWXU)
    outcome = command("-Tsvg", "-Kneato", environment=environment)
    assert outcome.stdout.startswith(b"-Tsvg -Kneato\n")
    assert b"<dir>" in outcome.stdout
