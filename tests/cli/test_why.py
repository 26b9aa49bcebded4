"""`protolang why`: the reasons, for the patient of the flagship."""

import json

import pytest

from .patients import LATER, ROOT, arguments, flat, said


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def why(day, *subject, events=LATER):
    text, _, code = said(arguments("why", *subject, "--on", day, events=events))
    assert code == 0
    return text


@pytest.mark.parametrize(
    ("name", "day", "subject"),
    [
        ("why-phase-entered", "2027-06-22", ["maintenance"]),
        ("why-dose-waits", "2027-07-20", ["ivig"]),
        ("why-lab", "2027-03-29", ["cd20"]),
        ("why-everything", "2027-03-01", []),
    ],
)
def test_it_reads_as_written(name, day, subject, golden):
    golden(f"patient/{name}.txt", why(day, *subject))


def test_a_phase_was_entered_for_a_reason():
    text = flat(why("2027-06-22", "immunoglobulin"))
    assert "“Monthly immunoglobulin until repopulation” begins" in text
    assert "“Are B cells depleted?” is left when B cells depleted" in text
    assert "below 1 % of lymphocytes" in text
    assert "Ahmed 2018, abstract" in text


def test_a_phase_that_has_not_come_says_how_it_is_reached():
    text = flat(why("2027-02-08", "closing"))
    assert "has not begun up to this day" in text
    assert "From “Monthly immunoglobulin until repopulation” it is reached when" in text


def test_a_dose_that_waits_says_for_what():
    text = flat(why("2027-07-20", "ivig"))
    assert "not today: intravenous immunoglobulin" in text
    assert "waits for CD20+ B cells in peripheral blood, which is too old: 0.2 %" in text


def test_a_dose_on_hold():
    assert "on hold since 2027-07-22 (day 199)" in flat(why("2027-07-26", "ivig"))


def test_a_result_says_until_when_it_counts():
    text = flat(why("2027-03-29", "cd20"))
    assert "0.3 %" in text and "it counts until 2027-05-03 (day 119, week 17)" in text


def test_programs_are_told_what_each_rule_came_to():
    text, _, code = said(arguments("why", "immunoglobulin", "--on", "2027-07-20", "--format", "json", events=LATER))
    assert code == 0 and text.isascii()
    report = json.loads(text)
    assert (report["schema"], report["subject"]) == ("protolang.why/1", "immunoglobulin")
    truths = {item["truth"] for item in report["answers"] if item["about"] == "The rules that were looked at"}
    assert truths == {"unknown", "fails"}


def test_a_name_that_nothing_has():
    text, problems, code = said(arguments("why", "rituxmab", "--on", "3"))
    assert (text, code) == ("", 2)
    assert "no track, phase, drug, lab or event is called `rituxmab`; did you mean `rituximab`?" in problems
