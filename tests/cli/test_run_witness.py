"""`run --witness`: the example patient of a report is followed again, and shows what the report says."""

import json

import pytest

from protolang.cli import patient_witness
from protolang.execution.judging import Judgement, Outcome

from .patients import AHMED, ROOT, flat, said

GOLDEN = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "golden" / "bad").glob("*.proto"))
PUBLISHED = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("protocols/published", "protocols/variants")
    for path in (ROOT / folder).glob("*.proto")
)


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.json"
    path.write_text(said(["check", str(ROOT / AHMED), "--format", "json"])[0], encoding="utf-8")
    return path


def followed(report, *others, file=AHMED):
    return said(["run", file, "--witness", str(report), *others])


def changed(report, tmp_path, change):
    """The report with its first record of a kind changed."""
    whole = json.loads(report.read_text(encoding="utf-8"))
    change(whole)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def records(whole):
    (days,) = [
        item["witness"]
        for item in whole["diagnostics"]
        if isinstance(item["witness"], list) and "record" in item["witness"][0]
    ]
    return days


def test_the_patient_of_the_flagship_is_followed_again(report):
    text, told, code = followed(report)
    assert (code, told) == (0, "")
    assert text.splitlines()[-1] == ("followed again: requirement `course` is not kept by this patient on 2027-06-21")
    assert "the report: PL606: 12 infusions of `rituximab` take 158 to 164 days" in text
    assert text.count("given: Rituximab") == 12


def test_the_days_are_those_of_the_report(report):
    text = followed(report)[0]
    days = records(json.loads(report.read_text(encoding="utf-8")))
    for day in days:
        if day["what"].startswith("Rituximab"):
            block = text.split(f"{day['date']} (day {day['day']},")[1].split("\n20")[0]
            assert "given: Rituximab" in block


def test_json_is_the_trace(report):
    whole = json.loads(followed(report, "--format", "json")[0])
    assert whole["schema"] == "protolang.run/1"
    assert whole["settings"] == {"closing_interval": "4 weeks", "longest_wait": "12 weeks"}
    assert sum(step["rule"] == "R13" and step["subject"] == "rituximab" for step in whole["steps"]) == 12


@pytest.mark.parametrize("path", [*GOLDEN, *(pytest.param(path, marks=pytest.mark.long) for path in PUBLISHED)])
def test_every_violated_requirement_is_followed_again(path, tmp_path):
    whole = json.loads(said(["check", path, "--format", "json"])[0])
    report = tmp_path / "report.json"
    report.write_text(json.dumps(whole), encoding="utf-8")
    violated = [item for item in whole["diagnostics"] if item["code"] in PL6 and isinstance(item["witness"], list)]
    with_record = [
        item
        for item in whole["diagnostics"]
        if isinstance(item["witness"], list) and any("record" in day for day in item["witness"])
    ]
    for item in violated:
        number = with_record.index(item) + 1
        text, told, code = followed(report, "--finding", str(number), file=path)
        assert (code, told) == (0, "")
        assert "followed again: requirement" in text
        assert item["message"] in text


PL6 = {f"PL60{digit}" for digit in range(1, 9)}


def test_a_report_on_another_text_is_refused(report, tmp_path):
    _, told, code = followed(report, file="protocols/variants/feldman.proto")
    assert code == 2
    assert "about another text" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nonsense", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ("{}", "no report of `check`"),
        ("[1, null]", "no report of `check`"),
        ('{"schema": "protolang.check/1", "source": 3}', "no report of `check`"),
    ],
)
def test_what_is_no_report_is_refused(content, words, tmp_path):
    path = tmp_path / "r.json"
    path.write_text(content, encoding="utf-8")
    _, told, code = followed(path)
    assert code == 2
    assert words in flat(told)


def test_a_finding_that_is_not_there(report):
    _, told, code = followed(report, "--finding", "9")
    assert code == 2
    assert "it has 1" in told


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda item: item.update(kind="result", name="\x1b[31m", value="1", unit="%"), 1),
        (lambda item: item.update(tick="x"), 2),
        (lambda item: item.update(tick=10**9), 2),
        (lambda item: item.update(tick=True), 2),
        (lambda item: item.update(name=7), 1),
        (lambda item: item.update(name="nobody"), 1),
    ],
)
def test_a_record_that_was_changed_is_answered(report, tmp_path, change, code):
    def first_dose(whole):
        days = records(whole)
        change(next(item for day in days for item in day.get("record", ()) if item["kind"] == "given"))

    text, told, ended = followed(changed(report, tmp_path, first_dose))
    assert ended == code
    assert text == ""
    assert "Traceback" not in told and "\x1b" not in told


@pytest.mark.parametrize("kind", ["start", "until"])
def test_a_patient_without_a_start_or_an_end_is_refused(kind, report, tmp_path):
    def drop(whole):
        for day in records(whole):
            day["record"] = [item for item in day.get("record", ()) if item["kind"] != kind]

    _, told, code = followed(changed(report, tmp_path, drop))
    assert code == 2
    assert kind in told


def test_a_patient_who_keeps_the_requirement_is_our_own_fault(report, monkeypatch):
    monkeypatch.setattr(patient_witness, "judge", lambda *_: Judgement(Outcome.KEPT))
    text, told, code = followed(report)
    assert (text, code) == ("", 70)
    assert "the fault is ours" in told
    assert patient_witness.NoReplayError.__name__ in told


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (["--witness", "r.json", "--patient", "p.csv"], "a patient of its own"),
        (["--witness", "r.json", "--set", "a=1"], "a patient of its own"),
        (["--finding", "1"], "--finding belongs to --witness"),
        ([], "Missing option '--patient'"),
        (["--patient", "p.csv"], "Missing option '--events'"),
    ],
)
def test_wrong_use_ends_with_two(others, words):
    _, told, code = said(["run", AHMED, *others])
    assert code == 2
    assert words in flat(told)
