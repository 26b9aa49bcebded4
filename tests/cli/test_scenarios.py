"""`protolang test`: coverage as text and JSON, several files together, and scenarios written for the author."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .test_transcripts import run

ROOT = Path(__file__).parents[2]

TEXT = """# Invented, for tests of `protolang test`.
protocol small "Small" {
  version 1.0.0
  status  draft
  day 1  = first water  assumed "a test"
  week 0 = day 1        assumed "a test"

  source text "Somebody A. A text. 2020;1:1" doi 10.1000/182

  policy {
    missed   skip                                     assumed "a test"
    next_due on grid                                  assumed "a test"
    hold     clock stops, at most 7 days then review  assumed "a test"
    rounding to 1 mg                                  assumed "a test"
  }
  patient weight "Weight" { unit kg  range 2..300 kg  fresh for 20 days  assumed "a test" }
  lab salt "Salt" { unit mmol/L  range 0..300 mmol/L  fresh for 30 days  assumed "a test" }
  drug water "Water" { route oral @text "page 1"  dose 10 mg/kg of weight @text "page 1" }
  param most = 145.5 mmol/L  assumed "a test"

  track only "Water" {
    start first
    phase first "First" {
      give water every 10 days, 4 times window -2..+3 days  @text "page 2"
      measure salt every 10 days, 4 times                   @text "page 2"
      when salt > most go second                            @text "page 2"
      then end                                              @text "page 2"
    }
    phase second "Second" { stop @text "page 2" }
  }
  alert "salt is low" when salt < 130 mmol/L  @text "page 3"

  background {
    patient { weight 70 kg }  # of everybody
    salt = 140 mmol/L from day 1
  }
  scenario "all four doses" {
    expect count(water) = 4 at end
  }
}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.proto"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_what_no_scenario_reaches_is_named_with_its_line(small: Path) -> None:
    said = run(["test", str(small)])
    assert "1 of 3 exits and rules were taken (33 %); no scenario takes\n" in said
    assert re.search(r'^  line \d+  alert "salt is low" when salt < 130 mmol/L$', said, re.MULTILINE)
    assert re.search(r"^  line \d+  first -> second$", said, re.MULTILINE)
    assert "0 of 8 boundaries were seen (0 %); no scenario sees\n" in said
    assert re.search(r"^  line \d+  salt > most: just below, exactly, just above 145\.5 mmol/L$", said, re.MULTILINE)
    assert re.search(r"^  line \d+  give water .*: given 2 days early$", said, re.MULTILINE)


def test_json_names_the_scenarios_that_reach_each_place(small: Path) -> None:
    coverage = json.loads(run(["test", "--format", "json", str(small)]))["coverage"]
    assert {place["name"]: place["scenarios"] for place in coverage["transitions"]["places"]} == {
        "first -> second": [],
        "first -> end": ["all four doses"],
        'alert "salt is low" when salt < 130 mmol/L': [],
    }
    assert (coverage["transitions"]["total"], coverage["transitions"]["reached"]) == (3, 1)
    assert {place["kind"] for place in coverage["boundaries"]["places"]} == {"threshold", "window"}


def test_a_scenario_that_expects_nothing_reaches_nothing(small: Path) -> None:
    small.write_text(TEXT.replace("expect count(water) = 4 at end", ""), encoding="utf-8")
    assert "0 of 3 exits and rules were taken (0 %)" in run(["test", str(small)])


def test_several_files_are_told_together(small: Path) -> None:
    other = small.with_name("other.proto")
    other.write_text(TEXT.replace("= 4 at end", "= 5 at end"), encoding="utf-8")
    said = run(["test", str(small), str(other)])
    assert said.endswith("\n2 files: 1 passed, 1 failed\n[exit 1]\n")


def test_a_file_that_cannot_be_read_ends_with_2_and_the_others_are_run(small: Path) -> None:
    said = run(["test", str(small.with_name("none.proto")), str(small)])
    assert "there is no such file" in said
    assert "passed  all four doses" in said
    assert said.endswith("[exit 2]\n")


def with_boundaries(small: Path, text: str) -> Path:
    path = small.with_name("together.proto")
    path.write_text(TEXT.rstrip()[:-1] + text + "}\n", encoding="utf-8")
    return path


def test_generated_scenarios_parse_back_and_pass_and_see_every_boundary(small: Path) -> None:
    written = run(["test", "--generate", str(small)])
    assert written.count("# found by running, judge it") == written.count("scenario ") == 8
    said = run(["test", str(with_boundaries(small, written))])
    assert "9 passed, 0 failed" in said
    assert "8 of 8 boundaries were seen (100 %)\n" in said
    assert "3 of 3 exits and rules were taken (100 %)\n" in said


def test_generated_scenarios_speak_the_language_of_the_file(small: Path) -> None:
    written = run(["test", "--generate", str(small)])
    for line in (
        "salt = 129.99 mmol/L from day 1",
        "salt = 130 mmol/L from day 1",
        "salt = 130.01 mmol/L from day 1",
        # one decimal as written, two more
        "salt = 145.499 mmol/L from day 1",
        "salt = 145.501 mmol/L from day 1",
        "water given on day 9",
        "water delayed 3 days on day 1",
        'expect alert "salt is low" at day 1',
        "expect dose(water) = 700 mg at day 1",
    ):
        assert f"    {line}\n" in written, line


def test_a_mean_is_brought_to_its_boundary_by_all_results_of_its_time(small: Path) -> None:
    changed = TEXT.replace("when salt < 130 mmol/L", "when mean(salt over 5 days) < 130 mmol/L")
    small.write_text(changed.replace("from day 1\n  }", "from day 1 every 2 days\n  }"), encoding="utf-8")
    written = run(["test", "--generate", str(small)])
    assert "    salt = 129.99 mmol/L from day 1 every 2 days\n" in written
    together = small.with_name("together.proto")
    together.write_text(small.read_text(encoding="utf-8").rstrip()[:-1] + written + "}\n", encoding="utf-8")
    assert "8 of 8 boundaries were seen (100 %)\n" in run(["test", str(together)])


def test_generated_scenarios_are_the_same_every_time(small: Path) -> None:
    command = [sys.executable, "-m", "protolang", "test", "--generate", str(small)]
    texts = {
        subprocess.run(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True, cwd=small.parent
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_generated_scenarios_go_to_a_file(small: Path) -> None:
    target = small.with_name("boundaries.txt")
    assert run(["test", "--generate", str(small), "-o", str(target)]) == ""
    assert target.read_text(encoding="utf-8") == run(["test", "--generate", str(small)])


def test_the_protocol_itself_is_never_written_over(small: Path) -> None:
    assert run(["test", "--generate", str(small), "-o", str(small)]).endswith("[exit 2]\n")
    assert small.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("arguments", [["-o", "x.txt"], ["--generate", "small.proto"]])
def test_wrong_use_is_told(small: Path, arguments: list[str]) -> None:
    assert run(["test", str(small), *arguments]).endswith("[exit 2]\n")


def test_a_file_with_errors_has_no_boundary_scenarios(small: Path) -> None:
    small.write_text(TEXT.replace("start first", "start fist"), encoding="utf-8")
    said = run(["test", "--generate", str(small)])
    assert "PL101" in said
    assert said.endswith("[exit 1]\n")


def test_a_file_without_scenarios_follows_the_patient_of_its_background(small: Path) -> None:
    bare = TEXT[: TEXT.index('  scenario "all four doses"')] + "}\n"
    small.write_text(bare, encoding="utf-8")
    assert run(["test", "--generate", str(small)]).count("# found by running, judge it") == 8


def test_the_flagship_passes_and_takes_every_exit() -> None:
    said = run(["test", str(ROOT / "protocols" / "ahmed.proto")])
    assert "23 passed, 0 failed" in said
    assert "11 of 11 exits and rules were taken (100 %)" in said
