"""`check A B --together`: what it prints, its formats, and what it refuses."""

import json

import pytest

from .patients import ROOT, flat, said

FIRST, SECOND = "first.proto", "second.proto"


@pytest.fixture(autouse=True)
def inside(tmp_path, monkeypatch):
    """The two files of the page of PL410, whose doses together pass a limit."""
    text = (ROOT / "src/protolang/diagnostics/pages/PL410.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in text.split("```protolang\n")[1:]]
    (tmp_path / FIRST).write_text(blocks[0], encoding="utf-8")
    (tmp_path / SECOND).write_text(blocks[1], encoding="utf-8")
    (tmp_path / "apart.proto").write_text(blocks[3], encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def together(*others, one=FIRST, two=SECOND):
    return said(["check", "--together", one, two, *others])


def test_an_error_of_both_ends_with_one():
    text, told, code = together()
    assert (code, told) == (1, "")
    assert text.startswith("error[PL410]: both give `paracetamol`: 5 g on day 0")
    assert text.endswith("first.proto and second.proto together: FAILED: 1 error\n")
    assert "nothing is missed, delayed or held" in flat(text)


def test_nothing_found_ends_with_zero():
    text, _, code = together(two="apart.proto")
    assert code == 0
    assert text.endswith("first.proto and apart.proto together: ok: no findings\n")


def test_an_offset_and_a_date():
    text, _, code = together("--offset", "7", "--start", "2027-03-01")
    assert code == 1
    assert "day 7  2027-03-08  first: Paracetamol" in text
    assert "Calendar months" not in text
    assert together("--offset", "1")[2] == 0


def test_strict_makes_an_error_of_a_warning():
    assert together("--offset", "1", "--strict")[2] == 1


def test_json_names_both_files():
    whole = json.loads(together("--format", "json", "--offset", "7", "--start", "2027-03-01")[0])
    assert whole["schema"] == "protolang.together/1"
    assert [source["path"] for source in whole["sources"]] == [FIRST, SECOND]
    assert [source["protocol"] for source in whole["sources"]] == ["first", "example"]
    assert (whole["offset"], whole["start"], whole["horizon"]) == (7, "2027-03-01", 730)
    (item,) = whole["diagnostics"]
    assert {label["file"] for label in item["labels"]} == {FIRST, SECOND}
    assert item["witness"][0]["date"] == "2027-03-08"
    assert whole["summary"] == {"errors": 1, "warnings": 0, "info": 0}


@pytest.mark.parametrize(
    ("style", "has"), [("concise", "error[PL410]"), ("github", "::error file="), ("sarif", "runs")]
)
def test_other_formats(style, has):
    text, _, code = together("--format", style)
    assert code == 1
    assert has in text


def test_two_versions_are_told_apart_by_their_files(tmp_path):
    text = (tmp_path / FIRST).read_text(encoding="utf-8")
    (tmp_path / "newer.proto").write_text(text, encoding="utf-8")
    said_of_both = together(two="newer.proto")[0]
    assert "`paracetamol` is given by `first.proto` and by `newer.proto`, by both on days 0 and 7" in said_of_both


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (["--start", "tomorrow"], "write a date as 2027-01-04"),
        (["--set", "nothing=1"], "neither protocol has a parameter of this name"),
        (["third.proto"], "--together takes two files"),
        (["--summary"], "--together takes two files"),
        (["--offset", "-1"], "--offset"),
    ],
)
def test_wrong_use_ends_with_two(others, words):
    _, told, code = together(*others)
    assert code == 2
    assert words in flat(told)


def test_the_options_of_two_are_not_for_one():
    _, told, code = said(["check", FIRST, "--offset", "3"])
    assert code == 2
    assert "belong to --together" in told


def test_a_file_with_errors_is_told(tmp_path):
    (tmp_path / "broken.proto").write_text("protocol x {", encoding="utf-8")
    text, told, code = together(two="broken.proto")
    assert (text, code) == ("", 1)
    assert "error[PL010]" in told
    assert said(["check", "--together", FIRST, "nowhere.proto"])[2] == 2


def test_a_library_is_no_protocol(tmp_path):
    (tmp_path / "lib.proto").write_text('library lib "Names" { }', encoding="utf-8")
    _, told, code = together(two="lib.proto")
    assert code == 2
    assert "this is a library" in told
