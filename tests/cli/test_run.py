"""`protolang run`: one patient of the flagship, day by day."""

import json
import os
import subprocess
import sys

import pytest

from .patients import AHMED, DECIDED, EARLY, FILES, LATER, ROOT, arguments, said


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("run-early", arguments("run")),
        ("run-later", arguments("run", "--until", "day 203", events=LATER)),
    ],
)
def test_the_trace_reads_as_written(name, words, golden):
    text, problems, code = said(words)
    assert code == 0
    assert ("PL715" in problems) is (name == "run-early")
    golden(f"patient/{name}.txt", text)


def test_the_trace_for_programs(golden):
    text, problems, code = said(arguments("run", "--until", "2027-02-01", "--format", "json"))
    assert (problems, code) == ("", 0)
    assert text.isascii()
    report = json.loads(text)
    assert report["schema"] == "protolang.run/1"
    assert report["head"] == report["steps"][-1]["hash"]
    assert [item["code"] for item in report["diagnostics"]] == ["PL715"]
    golden("patient/run-early.json", text)


def test_the_head_depends_on_every_event():
    heads = set()
    for until in ("28", "29"):
        heads.add(json.loads(said(arguments("run", "--until", until, "--format", "json"))[0])["head"])
    assert len(heads) == 2
    assert json.loads(said(arguments("run", "--until", "29", "--format", "json"))[0])["head"] in heads


def test_what_becomes_known_later_changes_nothing_before():
    whole = json.loads(said(arguments("run", "--format", "json"))[0])["steps"]
    part = json.loads(said(arguments("run", "--until", "15", "--format", "json"))[0])["steps"]
    assert part == whole[: len(part)]
    assert 0 < len(part) < len(whole)


def test_a_dose_that_was_not_due_is_an_alert_and_no_error():
    text, _, code = said(arguments("run"))
    assert code == 0
    assert "ALERT given, but not due: Rituximab" in text


def test_the_place_and_the_hour_do_not_show():
    command = [sys.executable, "-m", "protolang", *arguments("run")]
    outputs = {
        subprocess.run(command, capture_output=True, check=True, env=os.environ | environment).stdout
        for environment in (
            {"TZ": "UTC", "PYTHONHASHSEED": "1"},
            {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
            {"TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "LANG": "tr_TR.UTF-8"},
        )
    }
    assert len(outputs) == 1


# ---- what is no patient ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [["run"], ["next", "--on", "0"], ["why", "--on", "0"]])
def test_open_decisions_are_named_and_no_patient_is_followed(verb):
    text, problems, code = said(arguments(verb[0], *verb[1:], decided=False))
    assert (text, code) == ("", 2)
    for name in ("closing_interval", "longest_maintenance", "longest_wait"):
        assert f'--set {name}="…"' in problems
    assert "how far apart the six closing cycles are" in problems


def test_a_program_is_told_of_open_decisions_too():
    text, problems, code = said(arguments("next", "--on", "0", "--format", "json", decided=False))
    assert (problems, code) == ("", 2)
    report = json.loads(text)
    assert report["schema"] == "protolang.next/1" and "closing_interval" in report["message"]


def test_mistakes_of_the_files_are_told_where_they_are(tmp_path):
    events = tmp_path / "events.csv"
    events.write_text("date,kind,name\n2027-01-03,given,ivig\n2027-02-30,given,rituxmab\n")
    words = ["run", AHMED, "--patient", str(FILES / "patient.csv"), "--events", str(events), *DECIDED]
    text, problems, code = said(words)
    assert (text, code) == ("", 1)
    assert problems.count("error[PL713]") == 2 and problems.count("error[PL711]") == 1
    assert "events.csv:3:1" in problems and "did you mean `rituximab`?" in problems
    assert "3 errors to mend; no patient was followed" in problems
    report = json.loads(said([*words, "--format", "json"])[0])
    assert [item["code"] for item in report["diagnostics"]] == ["PL713", "PL713", "PL711"]


@pytest.mark.parametrize(
    ("others", "code", "message"),
    [
        (["--until", "2027-01-03"], 2, "--until 2027-01-03: this is before day 0, which was 2027-01-04"),
        (["--until", "2027-02-30"], 2, "there is no such date"),
        (["--until", "tomorrow"], 2, "this is not a date"),
        (["--until", "9999-12-31"], 2, "more than a hundred years"),
        (["--set", "closing=1 week"], 1, "no parameter is called `closing`"),
    ],
)
def test_wrong_use(others, code, message):
    text, problems, given = said(arguments("run", *others))
    assert (text, given) == ("", code)
    assert message in problems


def test_a_file_that_is_not_there():
    text, problems, code = said(arguments("run", events="nothere.csv"))
    assert (text, code) == ("", 2)
    assert "nothere.csv: there is no such file" in problems


def test_each_file_is_needed():
    assert said(["run", AHMED, "--patient", str(FILES / EARLY)])[2] == 2


def test_a_name_of_a_file_cannot_move_the_cursor(tmp_path):
    events = tmp_path / "\x1b[2Jevents.csv"
    events.write_text("date,kind,name\n2027-01-04,given,\x1b[31m\n")
    words = ["run", AHMED, "--patient", str(FILES / "patient.csv"), "--events", str(events), *DECIDED]
    assert "\x1b" not in "".join(said(words)[:2])


def test_what_a_result_is_worth_is_told(tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(
        "date,reported,kind,name,value,unit,status,id\n"
        "2027-01-04,,result,cd20,9,%,preliminary,a\n"
        "2027-01-04,2027-01-05,result,cd20,0.9,%,,a\n"
        "2027-01-04,2027-01-08,result,cd20,9,%,corrected,a\n"
        "2027-01-09,,decision,infusions,resume,,,\n"
    )
    text, problems, code = said(
        ["run", AHMED, "--patient", str(FILES / "patient.csv"), "--events", str(events), *DECIDED]
    )
    assert (problems, code) == ("", 0)
    assert "9 % (preliminary)\n" in text
    assert "0.9 %, 1 day old" in text
    assert "9 % (corrected), 4 days old" in text
    assert "not accepted: the decision to resume for Rituximab, which is not on hold" in text
