"""What `build` does to a folder."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from protolang.cli import outputs
from protolang.cli.main import main
from protolang.render.renderer import Artifact, Edition

PROTOCOLS = Path(__file__).parents[1] / "golden" / "cli"
CLEAN, OPEN, WRONG = (str(PROTOCOLS / f"{name}.proto") for name in ("clean", "open", "wrong"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Outputs that take no time: one file for each name in the list."""
    names = ["chart.svg", "docs/index.html"]

    def render(edition: Edition) -> tuple[Artifact, ...]:
        return tuple(Artifact(name, f"{name} of {edition.protocol.id}\n".encode()) for name in names)

    monkeypatch.setattr(outputs, "machine_file", render)
    monkeypatch.setattr("protolang.cli.building.OUTPUTS", (outputs.MACHINE,))
    return names


def build(file: str, folder: Path) -> int:
    return main(["build", file, "-o", str(folder), "--quiet"])


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_manifest_names_every_file_with_its_hash_and_nothing_of_this_machine(
    quick: list[str], tmp_path: Path
) -> None:
    assert build(CLEAN, tmp_path / "out") == 0
    text = (tmp_path / "out" / "manifest.json").read_text()
    manifest = json.loads(text)
    assert manifest["schema"] == "protolang.manifest/1"
    assert manifest["source"] == {"name": "clean.proto", "sha256": hashlib.sha256(Path(CLEAN).read_bytes()).hexdigest()}
    for entry in manifest["files"]:
        assert hashlib.sha256((tmp_path / "out" / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert files_in(tmp_path / "out") == sorted([*(entry["path"] for entry in manifest["files"]), "manifest.json"])
    assert str(tmp_path) not in text


def test_what_is_no_longer_made_is_removed_and_nothing_else(quick: list[str], tmp_path: Path) -> None:
    build(CLEAN, tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "docs" / "mine.html").write_text("mine")
    quick[:] = ["chart.svg"]
    assert build(CLEAN, tmp_path) == 0
    assert files_in(tmp_path) == ["chart.svg", "docs/mine.html", "manifest.json", "mine.txt"]


def test_a_folder_that_has_become_empty_goes_too(quick: list[str], tmp_path: Path) -> None:
    quick[:] = ["a/b/c.txt", "chart.svg"]
    build(CLEAN, tmp_path)
    quick[:] = ["chart.svg"]
    build(CLEAN, tmp_path)
    assert not (tmp_path / "a").exists()


def test_a_stale_file_that_somebody_changed_is_left(quick: list[str], tmp_path: Path) -> None:
    build(CLEAN, tmp_path)
    (tmp_path / "docs" / "index.html").write_text("mine now")
    quick[:] = ["chart.svg"]
    build(CLEAN, tmp_path)
    assert (tmp_path / "docs" / "index.html").read_text() == "mine now"


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/hostname", "", "a/../../outside.txt", "link/outside.txt"])
def test_a_manifest_cannot_lead_outside_its_folder(quick: list[str], tmp_path: Path, path: str) -> None:
    folder = tmp_path / "out"
    build(CLEAN, folder)
    outside = tmp_path / "outside.txt"
    outside.write_text("keep")
    (folder / "link").symlink_to(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"].append({"path": path, "sha256": hashlib.sha256(b"keep").hexdigest()})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert build(CLEAN, folder) == 0
    assert outside.read_text() == "keep"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"files": [1]}', "[" * 5000, '{"schema": 1, "files": {}}'])
def test_a_manifest_that_is_not_ours_is_left(
    quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert build(CLEAN, tmp_path) == 2
    assert "this file is not from an earlier build" in capsys.readouterr().err
    assert files_in(tmp_path) == ["manifest.json"]
    assert (tmp_path / "manifest.json").read_text() == text


def test_a_file_that_is_not_ours_is_never_replaced(
    quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.html").write_text("mine")
    assert build(CLEAN, tmp_path) == 2
    assert "docs/index.html: this file is not from an earlier build" in capsys.readouterr().err
    assert files_in(tmp_path) == ["docs/index.html"]


def test_what_has_not_changed_keeps_its_time(quick: list[str], tmp_path: Path) -> None:
    build(CLEAN, tmp_path)
    before = (tmp_path / "chart.svg").stat().st_mtime_ns
    build(CLEAN, tmp_path)
    assert (tmp_path / "chart.svg").stat().st_mtime_ns == before


def test_errors_leave_an_earlier_build_as_it_is(quick: list[str], tmp_path: Path) -> None:
    build(CLEAN, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)}
    assert build(WRONG, tmp_path) == 1
    assert {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)} == before


def test_open_decisions_are_a_draft_and_not_an_error(
    quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", OPEN, "-o", str(tmp_path)]) == 0
    assert "DRAFT" in capsys.readouterr().out
    assert "2 open decisions" in json.loads((tmp_path / "manifest.json").read_text())["draft"]


def test_a_full_disk_is_told_and_leaves_the_old_file(
    quick: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build(CLEAN, tmp_path)
    old = (tmp_path / "chart.svg").read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert build(OPEN, tmp_path) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert (tmp_path / "chart.svg").read_bytes() == old
    assert not [name for name in files_in(tmp_path) if name.endswith("protolang-new")]


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be(
    quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (tmp_path / "file").write_text("mine")
    assert build(CLEAN, tmp_path / place) == 2
    assert "not a folder" in capsys.readouterr().err


def test_every_failing_step_leaves_whole_files(
    quick: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each replacement fails once in its turn; the files are of one build or of the other, and the next build mends."""
    quick[:] = ["a.txt", "b.txt", "c/d.txt"]
    whole = {f"{name} of {id}\n" for name in quick for id in ("clean", "open")}
    really = Path.replace
    for turn in range(6):
        left = turn
        build(CLEAN, tmp_path)

        def break_down(self: Path, target: Path) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise OSError(5, "Input/output error")
            return really(self, target)

        monkeypatch.setattr(Path, "replace", break_down)
        build(OPEN, tmp_path)
        monkeypatch.setattr(Path, "replace", really)
        assert {(tmp_path / name).read_text() for name in quick} <= whole
        assert build(OPEN, tmp_path) == 0
        assert {(tmp_path / name).read_text() for name in quick} == {f"{name} of open\n" for name in quick}
        assert files_in(tmp_path) == [*quick, "manifest.json"]


KILLED = """
import sys, time
from protolang.cli import outputs
from protolang.render.renderer import Artifact
import protolang.cli.building as building
from protolang.cli.main import main

def files(edition):
    return tuple(Artifact(f"{number}.txt", edition.protocol.id.encode() * 200_000) for number in range(20))

outputs.machine_file = files
building.OUTPUTS = (outputs.MACHINE,)
print("ready", flush=True)
sys.stdin.readline()
while True:
    for file in sys.argv[2:]:
        main(["build", file, "-o", sys.argv[1], "--quiet"])
"""


@pytest.mark.long
def test_a_killed_build_leaves_whole_files_and_the_next_one_mends(tmp_path: Path) -> None:
    whole = {name.encode() * 200_000 for name in ("clean", "open")}
    for turn in range(40):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path), CLEAN, OPEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(0.05 + turn * 0.011)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for path in tmp_path.glob("*.txt"):
            assert path.read_bytes() in whole
    subprocess.run([sys.executable, "-m", "protolang", "build", CLEAN, "-o", str(tmp_path), "-q"], check=True)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".") or path.suffix == ".txt"] == []
