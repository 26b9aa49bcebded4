"""`protolang format`: what is written, what is only shown, and what is left alone."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from protolang.cli import reading
from protolang.cli.main import main

UGLY = 'protocol p {\n\n\nevent   e\n# why\nevent long_name "µ" }\n'
NEAT = 'protocol p {\n  event e\n  # why\n  event long_name "µ"\n}\n'
BROKEN = "protocol p {\nevent   e\n   evnt   f\n}\n"
BROKEN_NEAT = "protocol p {\n  event e\n   evnt   f\n}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.proto"
    path.write_bytes(UGLY.encode())
    return path


def test_a_file_is_rewritten_and_keeps_its_permissions(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.chmod(0o640)
    assert main(["format", str(file)]) == 0
    assert file.read_bytes() == NEAT.encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["a.proto"]
    assert capsys.readouterr() == ("", "")


def test_a_file_that_is_laid_out_is_not_touched(file: Path) -> None:
    file.write_bytes(NEAT.encode())
    before = file.stat()
    assert main(["format", str(file)]) == 0
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_line_ends_and_a_mark_of_the_encoding_are_made_canonical(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode())
    assert main(["format", "--check", str(file)]) == 1
    assert main(["format", str(file)]) == 0
    assert file.read_bytes() == NEAT.encode()


def test_a_link_stays_a_link(file: Path) -> None:
    link = file.with_name("link.proto")
    link.symlink_to(file)
    assert main(["format", str(link)]) == 0
    assert link.is_symlink() and file.read_bytes() == NEAT.encode()


def test_check_names_what_would_change_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    neat = file.with_name("b.proto")
    neat.write_text(NEAT)
    assert main(["format", "--check", str(neat), str(file)]) == 1
    assert capsys.readouterr() == (f"{file}\n", "")
    assert file.read_bytes() == UGLY.encode()
    assert main(["format", "--check", str(neat)]) == 0


def test_diff_shows_what_would_change_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(UGLY.replace("# why", "# \tcolumn").encode())
    assert main(["format", "--diff", str(file)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"--- {file}\n+++ {file} (formatted)\n@@ ")
    assert "-event   e\n" in said and "+  event e\n" in said
    assert "\t" not in said and "⟨U+0009⟩column" in said
    assert file.read_bytes() != NEAT.encode()
    file.write_bytes(NEAT.replace("\n", "\r\n").encode())
    assert main(["format", "--diff", str(file)]) == 1
    assert capsys.readouterr().out == f"{file}: its line ends would change\n"
    file.write_bytes(NEAT.encode())
    assert main(["format", "--diff", str(file)]) == 0
    assert capsys.readouterr().out == ""


def test_standard_input_goes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UGLY.encode())))
    assert main(["format", "-"]) == 0
    assert capsysbinary.readouterr() == (NEAT.encode(), b"")


def test_what_is_broken_is_told_and_the_rest_is_laid_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(BROKEN)
    assert main(["format", str(file)]) == 1
    assert file.read_text() == BROKEN_NEAT
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{file}:3:4" in said.err and "left as they are" in said.err
    assert main(["format", str(file)]) == 1
    assert file.read_text() == BROKEN_NEAT


@pytest.mark.parametrize(
    "data",
    [b'syntax = "proto3";\n', b"%PDF-1.7", b"\x00\x01", b"\xff\xfep\x00", b"caf\xe9", b"protocol p { # \x1b[2J\n}"],
)
def test_what_is_no_protocol_is_refused(data: bytes, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(data)
    assert main(["format", str(file)]) == 2
    assert file.read_bytes() == data
    said = capsys.readouterr().err
    assert "error[PL" in said and "left as it is" in said and "\x1b" not in said


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_laid_out(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["format", str(file.parent / "missing.proto"), str(file.parent), str(file)]) == 2
    assert file.read_bytes() == NEAT.encode()
    assert capsys.readouterr().err.count("protolang: ") == 2


def test_a_file_that_somebody_changes_meanwhile_is_left_to_them(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = reading.read

    def read_and_change(path: str) -> bytes:
        data = read(path)
        file.write_text("protocol q { }\n")
        return data

    monkeypatch.setattr(reading, "read", read_and_change)
    assert main(["format", str(file)]) == 2
    assert file.read_text() == "protocol q { }\n"
    assert "has changed since it was read" in capsys.readouterr().err


def test_a_write_that_fails_leaves_the_old_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["format", str(file)]) == 2
    assert [path.name for path in file.parent.iterdir()] == ["a.proto"]
    assert file.read_bytes() == UGLY.encode()
    assert "disk is full" in capsys.readouterr().err
