"""What a comment allows is not told by `check`, and is listed with its reason in the report for programs."""

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
    assert "PL104" not in said(["check", "p.proto"])[0]


def test_a_report_without_permissions_has_no_list_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.proto").write_text(TEXT.replace("# allow PL104: recorded in the next version", ""), encoding="utf-8")
    report = json.loads(said(["check", "--format", "json", "p.proto"])[0])
    assert "allowed" not in report and "allowed" not in report["summary"]
