"""`protolang next`: where the patient of the flagship stands, as a nurse reads it."""

import json

import pytest

from .patients import AHMED, DECIDED, FILES, LATER, ROOT, arguments, flat, said


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def on(day, *others, **files):
    text, _, code = said(arguments("next", "--on", day, *others, **files))
    assert code == 0
    return text


def report_on(day, **files):
    return json.loads(on(day, "--format", "json", **files))


@pytest.mark.parametrize(
    ("name", "day", "events"),
    [
        ("next-first-day", "2027-01-04", "events.csv"),
        ("next-done", "2027-02-02", "events.csv"),
        ("next-due", "2027-02-08", "events.csv"),
        ("next-last-day", "2027-02-11", "events.csv"),
        ("next-held", "2027-02-12", "events.csv"),
        ("next-missing-result", "2027-06-22", LATER),
    ],
)
def test_it_reads_as_written(name, day, events, golden):
    golden(f"patient/{name}.txt", on(day, events=events))


def test_it_is_for_programs_too(golden):
    text = on("2027-02-08", "--format", "json")
    assert text.isascii()
    assert json.loads(text)["schema"] == "protolang.next/1"
    golden("patient/next-due.json", text)


def subjects(items):
    return [(item["do"], item["subject"]) for item in items]


def test_a_dose_is_due_until_it_is_given():
    report = report_on("2027-02-01")
    assert ("give", "rituximab") in subjects(report["due"])
    assert ("give", "ivig") not in subjects(report["due"])
    late = report_on("2027-02-10")["due"]
    assert [(item["late"], item["last"]["date"]) for item in late if item["subject"] == "rituximab"] == [
        (2, "2027-02-11")
    ]


def test_the_last_day_of_a_window_is_still_a_day():
    text = on("2027-02-11")
    assert "today is the last day for it" in text
    assert "on hold" not in text
    assert "on hold since 2027-02-11" in on("2027-02-12")


def test_the_amount_has_its_arithmetic():
    text = flat(on("2027-02-08"))
    assert "375 mg/m² × ≈1.84 m² of body surface" in text
    assert "Body weight: 70 kg, 35 days old" in text


def test_a_weight_that_is_too_old_gives_no_amount(tmp_path):
    # weighed on day 0, and fresh for 12 weeks; the dose of week 16 is due
    rows = (ROOT / FILES / LATER).read_text().splitlines()
    kept = [row for row in rows if "weight" not in row and row < "2027-04-26"]
    events = tmp_path / "unweighed.csv"
    events.write_text("\n".join([rows[0], *kept]))
    words = ["next", AHMED, "--patient", str(FILES / "patient.csv"), "--events", str(events), *DECIDED]
    text, _, code = said([*words, "--on", "2027-04-26"])
    assert code == 0
    assert "Give intravenous immunoglobulin" not in text
    assert "no dose can be given: Intravenous immunoglobulin: weight is missing or too old" in flat(text)
    report = json.loads(said([*words, "--on", "2027-04-26", "--format", "json"])[0])
    gaps = {item["name"]: item for item in report["missing"]}
    assert (gaps["weight"]["state"], gaps["weight"]["age"]) == ("too old", 112)
    assert {use["what"] for use in gaps["weight"]["needed_for"]} == {
        "the dose of rituximab",
        "the dose of intravenous immunoglobulin",
    }


def test_a_missing_result_says_which_rule_needs_it():
    [gap] = [item for item in report_on("2027-06-22", events=LATER)["missing"] if item["name"] == "cd20"]
    assert gap["state"] == "too old"
    [use] = gap["needed_for"]
    assert "B cells repopulated" in use["what"]
    assert use["citations"] == [{"source": "frontiers2018", "place": "abstract"}]


def test_open_decisions_are_listed():
    names = {item["name"] for item in report_on("2027-02-08")["decisions_needed"]}
    assert "rounding" in names and "closing_interval" not in names


def test_the_future_does_not_show():
    assert report_on("2027-01-20", events=LATER)["later_events"] > 0
    early = report_on("2027-01-20", events=LATER)
    assert all(step["tick"] <= 16 for step in early["today"])


def test_a_day_by_its_number_is_the_day_of_that_date():
    assert on("35") == on("day 35") == on("2027-02-08") == on("2027-02-08T23:59+14:00")
