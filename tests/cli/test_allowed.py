"""What a comment allows is no finding of `check`, and is listed in short with its reason."""

import json
from pathlib import Path

from tests.cli.patients import said
from tests.json_shape import faults

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "reference" / "check.schema.json").read_text(encoding="utf-8"))
TEXT = """protocol p "P" {
  day 0 = first d  assumed "x"
  policy { missed skip assumed "x"  next_due after last given assumed "x"
    hold clock stops, at most 28 days then review assumed "x" }
  drug d { route oral assumed "x"  dose 5 mg assumed "x" }
  # allow PL104: recorded in the next version
  event fever "Fever"
  track t { phase a { give d on days 0, 14  assumed "x"  then end } }
}
"""


def test_an_allowed_finding_is_listed_and_not_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.proto").write_text(TEXT, encoding="utf-8")
    out, _, code = said(["check", "--format", "json", "p.proto"])
    report = json.loads(out)
    assert list(faults(report, SCHEMA)) == []
    assert report["diagnostics"] == []
    assert report["allowed"] == [
        {
            "code": "PL104",
            "message": "event `fever` is never used",
            "reason": "recorded in the next version",
            "line": 7,
        }
    ]
    assert report["summary"]["allowed"] == 1
    assert code == 0


def test_a_person_reads_in_short_what_is_allowed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.proto").write_text(TEXT, encoding="utf-8")
    assert said(["check", "p.proto"])[0] == (
        "Allowed\n"
        "  line 7  PL104  event `fever` is never used: recorded in the next version\n"
        "\n"
        "p.proto: ok: no findings, 1 allowed\n"
    )
    assert said(["check", "--quiet", "p.proto"])[0] == ""


def test_the_summary_counts_what_is_allowed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.proto").write_text(TEXT, encoding="utf-8")
    assert said(["check", "--summary", "p.proto", "p.proto"])[0].endswith("\n2 files: all ok; 2 allowed\n")
    whole = json.loads(said(["check", "--summary", "--format", "json", "p.proto", "p.proto"])[0])
    assert [file["summary"]["allowed"] for file in whole["files"]] == [1, 1]
    assert whole["totals"]["allowed"] == 2
    Path("p.proto").write_text(TEXT.replace("# allow PL104: recorded in the next version", ""), encoding="utf-8")
    whole = json.loads(said(["check", "--summary", "--format", "json", "p.proto"])[0])
    assert "allowed" not in whole["totals"] and "allowed" not in whole["files"][0]["summary"]


def test_a_report_without_permissions_has_no_list_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.proto").write_text(TEXT.replace("# allow PL104: recorded in the next version", ""), encoding="utf-8")
    report = json.loads(said(["check", "--format", "json", "p.proto"])[0])
    assert "allowed" not in report and "allowed" not in report["summary"]
