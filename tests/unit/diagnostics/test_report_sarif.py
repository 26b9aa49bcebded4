"""SARIF 2.1.0 for code scanning and editors."""

import json
from pathlib import Path

import attrs

from protolang.diagnostics import Applicability, Diagnostic, Label, explain
from protolang.diagnostics import codes as c
from protolang.diagnostics.report_sarif import report_sarif
from protolang.source import SourceFile, Span

from .examples import AHMED, DUPLICATE, LABS, OVERLAP, STAY, span


def run(*diagnostics):
    log = json.loads(report_sarif(diagnostics, tool_version="0.1.0"))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    return only


def on_path(path):
    return Diagnostic(c.PL010, "m", Label(Span(SourceFile(path, "x"), 0, 1), ""))


def uri(path):
    return run(on_path(path))["artifacts"][0]["location"]["uri"]


def test_each_code_is_a_rule_once_in_ascending_order():
    found = run(STAY, OVERLAP, DUPLICATE, OVERLAP)
    driver = found["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("protolang", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == ["PL102", "PL201", "PL504"]
    assert driver["rules"][1] == {
        "id": "PL201",
        "name": "overlap",
        "shortDescription": {"text": c.PL201.summary},
        "help": {
            "text": f"{explain.page('PL201')}\nprotolang explain PL201\n",
            "markdown": explain.page("PL201"),
        },
        "defaultConfiguration": {"level": "error"},
    }
    assert [(result["ruleId"], result["ruleIndex"]) for result in found["results"]] == [
        ("PL504", 2),
        ("PL201", 1),
        ("PL102", 0),
        ("PL201", 1),
    ]


def test_a_result_has_its_place_and_columns_in_code_points():
    found = run(OVERLAP)
    (result,) = found["results"]
    assert found["columnKind"] == "unicodeCodePoints"
    assert result["level"] == "error"
    assert result["message"]["text"] == f"{OVERLAP.message}\nhelp: {OVERLAP.help}"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "protocols/ahmed.proto"},
                "region": {"startLine": 5, "startColumn": 21, "endLine": 5, "endColumn": 33},
            },
            "message": {"text": "holds at 15 %, too"},
        }
    ]


def test_secondary_labels_are_related_locations():
    (result,) = run(DUPLICATE)["results"]
    (related,) = result["relatedLocations"]
    assert related["id"] == 1
    assert related["message"] == {"text": "first declared here"}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "protocols/library/labs.proto"
    assert "relatedLocations" not in run(STAY)["results"][0]


def test_each_file_is_an_artifact_with_its_hash():
    assert run(OVERLAP, DUPLICATE)["artifacts"] == [
        {"location": {"uri": "protocols/ahmed.proto"}, "hashes": {"sha-256": AHMED.sha256}},
        {"location": {"uri": "protocols/library/labs.proto"}, "hashes": {"sha-256": LABS.sha256}},
    ]


def test_a_fix_that_no_tool_may_apply_is_not_offered():
    (result,) = run(OVERLAP)["results"]
    (fix,) = result["fixes"]
    assert fix == {
        "description": {"text": "remove a space"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": "protocols/ahmed.proto"},
                "replacements": [
                    {
                        "deletedRegion": {"startLine": 3, "startColumn": 14, "endLine": 3, "endColumn": 20},
                        "insertedContent": {"text": " when"},
                    }
                ],
            }
        ],
    }
    shown_only = [fix for fix in OVERLAP.fixes if fix.applicability is Applicability.DISPLAY_ONLY]
    assert "fixes" not in run(attrs.evolve(OVERLAP, fixes=tuple(shown_only)))["results"][0]


def test_the_example_is_a_property():
    assert run(OVERLAP)["results"][0]["properties"] == {"witness": {"CD20+ B cells": "15 %"}}
    assert [day["day"] for day in run(STAY)["results"][0]["properties"]["witness"]] == [0, 7, 46]
    assert "properties" not in run(DUPLICATE)["results"][0]


def test_an_example_patient_is_a_path_of_days():
    (result,) = run(STAY)["results"]
    ((flow,),) = [one["threadFlows"] for one in result["codeFlows"]]
    assert [day["location"]["message"]["text"] for day in flow["locations"]] == [
        "day 0: rituximab given",
        "day 7: CD20 sampled",
        "day 46: nothing applies",
    ]
    assert [day["executionOrder"] for day in flow["locations"]] == [1, 2, 3]
    assert flow["locations"][2]["state"] == {"CD20+ B cells": {"text": "9 %"}, "weight": {"text": "70 kg"}}
    assert "state" not in flow["locations"][0]
    assert flow["locations"][1]["location"]["physicalLocation"] == result["locations"][0]["physicalLocation"]
    assert "codeFlows" not in run(OVERLAP)["results"][0]


def fingerprints(*diagnostics):
    return [result["partialFingerprints"]["protolang/v1"] for result in run(*diagnostics)["results"]]


def test_a_finding_keeps_its_fingerprint_when_lines_above_it_come():
    lower = SourceFile(AHMED.path, "# a new line\n" + AHMED.text)
    moved = attrs.evolve(OVERLAP, primary=Label(span("cd20 >= 15 %", lower), ""), secondary=(), fixes=())
    assert fingerprints(moved) == fingerprints(OVERLAP)


def test_findings_that_say_the_same_have_fingerprints_of_their_own():
    one, two, other = fingerprints(OVERLAP, OVERLAP, STAY)
    assert len({one, two, other}) == 3


def test_what_the_author_allows_is_a_result_that_is_suppressed():
    log = json.loads(report_sarif([OVERLAP], tool_version="0.1.0", allowed=[(STAY, "it ends with the trial")]))
    told, allowed = log["runs"][0]["results"]
    assert "suppressions" not in told
    assert allowed["ruleId"] == "PL504"
    assert allowed["suppressions"] == [{"kind": "inSource", "justification": "it ends with the trial"}]


def test_severities_are_levels():
    levels = [run(attrs.evolve(STAY, severity=severity))["results"][0]["level"] for severity in c.Severity]
    assert levels == ["error", "warning", "note"]


def test_paths_are_uris():
    assert uri("a b%é:#?.proto") == "a%20b%25%C3%A9%3A%23%3F.proto"
    assert uri("../a.proto") == "../a.proto"
    absolute = Path(__file__).resolve()
    assert uri(str(absolute)) == absolute.as_uri()


def test_no_text_of_the_author_becomes_a_link_or_leaves_ascii():
    source = SourceFile("a.proto", "x")
    diagnostic = Diagnostic(c.PL003, "[y](https://e.example) \u202e", Label(Span(source, 0, 1), "see [1]"))
    text = report_sarif([diagnostic], tool_version="0.1.0")
    assert text.isascii()
    (result,) = json.loads(text)["runs"][0]["results"]
    assert result["message"]["text"] == "\\[y](https://e.example) \u202e"
    assert result["locations"][0]["message"]["text"] == "see [1]"


def test_braces_of_an_author_are_no_place_to_fill():
    diagnostic = Diagnostic(c.PL010, "write `phase x { … }` for {0}", Label(Span(SourceFile("a.proto", "x"), 0, 1), ""))
    (result,) = run(diagnostic)["results"]
    assert result["message"]["text"] == "write `phase x {{ … }}` for {{0}}"


def test_no_findings_are_an_empty_run():
    found = run()
    assert (found["results"], found["artifacts"], found["tool"]["driver"]["rules"]) == ([], [], [])
