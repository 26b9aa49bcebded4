"""`protolang migrate` at the command line: what it prints, as text and as JSON, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from protolang.cli.main import main

OLD = """protocol small "Small" {
  version 1.0.0  status draft  month = 28 days  day 0 = first a  week 0 = day 0
  policy { missed skip  next_due after last given  hold clock stops, at most 28 days then review  rounding to 1 mg }
  drug a { dose 1 mg }
  track only { start p
    phase p { give a every 1 week, 4 times  then q }
    phase q { give a every 4 weeks, 3 times  then end }
  }
  scenario "all of it" { expect end by week 40 }
}"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.proto", tmp_path / "new.proto"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(
        OLD.replace("1.0.0", "2.0.0")
        .replace("3 times", "2 times")
        .replace("phase q", "phase later")
        .replace("then q", "then later"),
        encoding="utf-8",
    )
    return str(old), str(new)


def test_who_has_nowhere_to_go_is_shown_with_a_patient(files, capsys):
    assert main(["migrate", *files]) == 1
    told = capsys.readouterr().out
    assert "only.p -> only.p   the same phase" in told
    assert "only.q -> nowhere  there is no phase `q`" in told
    assert "carried over on day 0" in told
    assert "error[PL903]: the patients in `q` have nowhere to go: there is no phase `q`" in told
    assert "day 21  2027-01-25  complete: p" in told
    assert told.endswith("new.proto: 1 phase of 2 with nowhere to go\n")


def test_a_map_gives_them_a_place(files, capsys):
    assert main(["migrate", *files, "--map", "only.q=later"]) == 0
    told = capsys.readouterr().out
    assert "only.q -> only.later  the map says so" in told
    assert "! begins there on the day after, and counts from nought" in told
    assert told.endswith("new.proto: the patients of all 2 phases have a place\n")


def test_for_a_program(files, capsys):
    assert main(["migrate", *files, "--map", "q=end", "--format", "json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["schema"] == "protolang.migrate/1"
    assert (whole["from"]["version"], whole["to"]["version"]) == ("1.0.0", "2.0.0")
    first, second = whole["phases"]
    assert (first["arrival"], first["to_track"], first["to_phase"], first["rule"]) == ("visit", "only", "p", "same")
    assert (second["arrival"], second["to_phase"], second["tried_on_day"]) == ("end", None, 21)
    assert second["became"]["ended"] is True
    assert (whole["never_reached"], whole["not_proved"], whole["diagnostics"]) == ([], [], [])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("q", "write two phases"),
        ("=p", "write two phases"),
        ("nowhere=p", "`nowhere` is no phase of the protocol that patients come from"),
        ("q=nowhere", "`nowhere`, where `q` is to go, is no phase of the protocol that patients go to"),
    ],
)
def test_a_map_that_says_nothing_is_wrong_use(files, capsys, given, message):
    assert main(["migrate", *files, "--map", given]) == 2
    assert message in capsys.readouterr().err


def test_a_file_that_cannot_be_read_or_has_no_machine(files, capsys, tmp_path):
    assert main(["migrate", files[0], str(tmp_path / "none.proto")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    broken = tmp_path / "broken.proto"
    broken.write_text("protocol broken {", encoding="utf-8")
    assert main(["migrate", files[0], str(broken)]) == 2
    assert "to mend before patients can be followed" in capsys.readouterr().err


def test_text_of_an_author_cannot_reach_the_terminal(files, capsys, tmp_path):
    sly = tmp_path / "sly.proto"
    sly.write_text(OLD.replace('"all of it"', f'"{chr(0x202E)}"'), encoding="utf-8")
    main(["migrate", files[0], str(sly)])
    told = capsys.readouterr()
    assert chr(0x202E) not in told.out + told.err


def test_a_patient_with_one_track_that_is_lost_is_not_carried_over(files, capsys, tmp_path):
    both = OLD.replace(
        "  scenario", "  track other { start m  phase m { give a every 1 week, 4 times  then end } }\n  scenario"
    )
    one, two = tmp_path / "one.proto", tmp_path / "two.proto"
    one.write_text(both, encoding="utf-8")
    two.write_text(
        both.replace("phase m", "phase n").replace("start m", "start n").replace("week, 4", "week, 9"), "utf-8"
    )
    assert main(["migrate", str(one), str(two)]) == 1
    assert "not carried over, another track of this patient has nowhere to go" in capsys.readouterr().out


def test_a_variant_says_where_the_patients_of_its_base_go(files, capsys, tmp_path):
    (tmp_path / "pyproject.toml").touch()
    variant = tmp_path / "variant.proto"
    variant.write_text(
        """import "old.proto"
variant other of small "Other" {
  version 2.0.0
  rename phase only.q to last  because "another word"
  replace phase only.p { give a every 1 week, 3 times  assumed "shorter"  then last }  because "shorter"
}""",
        "utf-8",
    )
    assert main(["migrate", files[0], str(variant)]) == 0
    told = capsys.readouterr().out
    # the phase that only has another name keeps its count
    assert "only.q -> only.last  renamed" in told
    assert "`a` is given 3 times at most, it was 4: who has had 3 goes on at once" in told
    variant.write_text(
        """import "old.proto"
variant other of small "Other" {
  version 2.0.0
  remove phase only.q  because "shorter"
  replace phase only.p { give a every 1 week, 4 times  assumed "as it was"  then end }  because "shorter"
  migrate only.q to end  because "nothing is left to give"
}""",
        "utf-8",
    )
    assert main(["migrate", files[0], str(variant)]) == 0
    assert "only.q -> end of the track  the map says so" in capsys.readouterr().out
