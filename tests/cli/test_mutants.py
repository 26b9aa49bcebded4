"""`protolang test --mutants`: what it prints, in text and for programs, and what it refuses."""

import json
from pathlib import Path

import pytest
from tests.unit.mutation.test_survey import TEXT

from .test_transcripts import run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.proto"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_what_escapes_is_told_with_its_place_and_line(small: Path) -> None:
    said = run(["test", "--mutants", str(small)])
    assert "15:60  < becomes <=\n      phase course { give a on days 0, 7" in said
    assert "noticed by a scenario" in said
    assert said.rstrip().endswith("%)")


def test_quiet_leaves_what_escapes(small: Path) -> None:
    said = run(["test", "--mutants", "--quiet", str(small)])
    assert "noticed by a scenario" not in said
    assert "< becomes <=" in said


def test_json_has_every_mutant_with_its_fate(small: Path) -> None:
    found = json.loads(run(["test", "--mutants", "--format", "json", str(small)]))
    assert found["schema"] == "protolang.mutants/1"
    assert {"line": 15, "column": 60, "kind": "comparison", "old": "<", "new": ">", "fate": "scenario"}.items() <= next(
        item for item in found["mutants"] if item["new"] == ">"
    ).items()
    assert sum(found["summary"][fate] for fate in ("refused", "scenario", "requirement", "escaped")) == len(
        found["mutants"]
    )


def test_a_file_with_errors_has_no_mutants(small: Path) -> None:
    small.write_text(TEXT.replace("give b", "give c"), encoding="utf-8")
    said = run(["test", "--mutants", str(small)])
    assert "PL101" in said
    assert said.endswith("there is no machine to change\n[exit 1]\n")


@pytest.mark.parametrize("more", [["--generate"], ["--format", "sarif"], ["--set", "x=1"]])
def test_wrong_use_is_told(small: Path, more: list[str]) -> None:
    assert run(["test", "--mutants", *more, str(small)]).endswith("[exit 2]\n")
