"""`check --summary`: one row for each file, the same numbers in text, lines and JSON."""

import json
import shutil

import pytest

from .patients import ROOT, said

GOLDEN = "tests/golden/cli"
CLEAN, BROKEN, OPEN, WRONG = (f"{GOLDEN}/{name}.proto" for name in ("clean", "broken", "open", "wrong"))
LIBRARY = "protocols/library/body.proto"
MANY = ["protocols/ahmed.proto", "protocols/variants/paediatric.proto", CLEAN, OPEN, LIBRARY]
KEYS = ["errors", "warnings", "info", "proved", "violated", "unknown", "decisions_needed"]


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.chdir(ROOT)


def rows(text):
    """The numbers of each row, by the first word of its line."""
    found = [line.split() for line in text.splitlines() if line and line.split()[-1].isdecimal()]
    return {words[0]: [None if word == "-" else int(word) for word in words[-7:]] for words in found}


def test_the_table_and_the_json_count_the_same():
    text, _, code = said(["check", "--summary", *MANY])
    whole = json.loads(said(["check", "--summary", "--format", "json", *MANY])[0])
    assert whole["schema"] == "protolang.summary/1"
    assert [file["source"]["path"] for file in whole["files"]] == MANY
    assert rows(text) == {file["protocol"]: list(file["summary"].values()) for file in whole["files"]} | {
        "All": list(whole["totals"].values())
    }
    assert [list(file["summary"]) for file in whole["files"]] == [KEYS] * len(MANY)
    assert [file["failed"] for file in whole["files"]] == [True, False, False, False, False]
    assert code == 1


def test_the_counts_are_those_of_the_full_report():
    for path in MANY:
        one = json.loads(said(["check", "--format", "json", path])[0])
        (file,) = json.loads(said(["check", "--summary", "--format", "json", path])[0])["files"]
        undecided = sum(item["code"] == "PL112" for item in one["diagnostics"])
        full = one["summary"] | {"warnings": one["summary"]["warnings"] - undecided}
        assert {key: value for key, value in file["summary"].items() if key in full and value is not None} == {
            key: value for key, value in full.items() if file["summary"][key] is not None
        }
        assert file["summary"]["decisions_needed"] == len(one["decisions_needed"])


def test_no_row_is_wider_than_eighty_cells():
    text, _, _ = said(["check", "--summary", *MANY, BROKEN])
    assert max(map(len, text.splitlines())) == 80


def test_what_was_not_looked_at_has_no_count(tmp_path):
    nonsense = tmp_path / "n.proto"
    nonsense.write_text("protocol {", encoding="utf-8")
    text, _, code = said(["check", "--summary", LIBRARY, str(nonsense)])
    assert rows(text)["body"][3:6] == [None] * 3
    assert rows(text)["All"][3:6] == [0] * 3
    assert code == 1
    whole = json.loads(said(["check", "--summary", "--format", "json", str(nonsense)])[0])
    assert whole["files"][0]["summary"]["proved"] is None


def test_a_name_is_never_cut_and_two_versions_are_told_apart(tmp_path):
    text = (ROOT / CLEAN).read_text(encoding="utf-8")
    name = text.split("protocol ")[1].split()[0]
    long = "a_very_long_name_that_fills_more_than_its_column"
    (tmp_path / "long.proto").write_text(text.replace(f"protocol {name}", f"protocol {long}"), encoding="utf-8")
    shutil.copy(ROOT / CLEAN, tmp_path / "copy.proto")
    shown, _, _ = said(["check", "--summary", str(tmp_path / "long.proto"), CLEAN, str(tmp_path / "copy.proto")])
    assert any(line.startswith(f"{long} ") for line in shown.splitlines())
    assert CLEAN in shown and str(tmp_path / "copy.proto") in shown


def test_a_file_that_cannot_be_read_is_told_and_ends_with_two():
    text, told, code = said(["check", "--summary", CLEAN, "nowhere.proto"])
    assert code == 2
    assert "nowhere.proto: there is no such file" in told
    assert text.endswith("1 file: all ok; 1 file could not be read\n")
    whole = json.loads(said(["check", "--summary", "--format", "json", CLEAN, "nowhere.proto"])[0])
    assert whole["unreadable"] == ["nowhere.proto"]


def test_strict_fails_a_file_with_an_open_decision():
    assert said(["check", "--summary", OPEN])[2] == 0
    text, _, code = said(["check", "--summary", "--strict", OPEN])
    assert code == 1
    assert text.endswith("1 file: 1 FAILED\n")


def test_concise_is_the_last_line_of_each_report():
    lines, _, _ = said(["check", "--summary", "--format", "concise", *MANY])
    full = [said(["check", path])[0].splitlines()[-1] for path in MANY]
    assert lines.splitlines() == full


@pytest.mark.parametrize("style", ["sarif", "github"])
def test_a_table_is_no_list_of_findings(style):
    _, told, code = said(["check", "--summary", "--format", style, CLEAN])
    assert code == 2
    assert "--summary is a table" in told


def test_no_name_of_an_author_reaches_the_terminal_as_an_order(tmp_path):
    path = tmp_path / "a\x1b[31m.proto"
    path.write_bytes(b"nonsense")
    text, _, code = said(["check", "--summary", str(path)])
    assert code == 1
    assert "\x1b" not in text
