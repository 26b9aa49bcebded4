"""The reports for programs have the shape of their schemas, for every protocol of the repository and bad input."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.cli.patients import said
from tests.json_shape import faults

ROOT = Path(__file__).parents[1]
CHECK = json.loads((ROOT / "docs" / "reference" / "check.schema.json").read_text(encoding="utf-8"))
SARIF = json.loads((ROOT / "tests" / "data" / "sarif_shape.json").read_text(encoding="utf-8"))
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("protocols", "tests/golden/bad", "tests/golden/cli")
    for path in (ROOT / folder).rglob("*.proto")
)


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("path", FILES)
def test_json_fits_its_schema(path):
    whole = json.loads(said(["check", "--format", "json", path])[0])
    assert list(faults(whole, CHECK)) == []
    assert whole["summary"]["errors"] == sum(item["severity"] == "error" for item in whole["diagnostics"])
    for item in whole["diagnostics"]:
        first = item["labels"][0]
        assert (first["file"], first["start"], first["end"]) == (item["file"], item["start"], item["end"])


def test_several_files_are_an_array():
    whole = json.loads(said(["check", "--format", "json", *FILES[:2]])[0])
    assert [one["source"]["path"] for one in whole] == FILES[:2]
    assert list(faults(whole, CHECK)) == []


@pytest.mark.parametrize("path", FILES)
def test_sarif_has_the_shape_of_the_standard(path):
    log = json.loads(said(["check", "--format", "sarif", path])[0])
    assert list(faults(log, SARIF)) == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    prints = [result["partialFingerprints"]["protolang/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_a_report_on_what_is_no_text_has_its_shape(tmp_path):
    path = tmp_path / "b.proto"
    path.write_bytes(b"\xff\xfe\x00protocol \x00")
    for style, schema in (("json", CHECK), ("sarif", SARIF)):
        whole = json.loads(said(["check", "--format", style, str(path)])[0])
        assert list(faults(whole, schema)) == []


HOSTILE = "a](javascript:x) {0} %0A ::error::x \\n <b> | `x` \u202e"


@pytest.mark.parametrize("style", ["json", "sarif", "github", "concise", "text"])
def test_what_an_author_writes_is_data_in_every_report(style, tmp_path):
    text = (ROOT / "protocols" / "ahmed.proto").read_text(encoding="utf-8")
    text = text.replace('"Six closing cycles"', f'"{HOSTILE[:-1]}"').replace("span(rituximab)", "span(nobody)")
    path = tmp_path / "x ::error file=y,line=1%0A.proto"
    path.write_text(text, encoding="utf-8")
    report = said(["check", "--format", style, str(path)])[0]
    assert report
    if style in ("json", "sarif"):
        assert report.isascii()
        whole = json.loads(report)
        assert list(faults(whole, CHECK if style == "json" else SARIF)) == []
    if style == "sarif":
        artifact = whole["runs"][0]["artifacts"][0]["location"]["uri"]
        assert unquote(artifact) == path.as_uri().replace("%20", " ").replace("%3A", ":").replace(
            "%250A", "%0A"
        ).replace("%3D", "=").replace("%2C", ",")
    if style == "github":
        assert all(_read_back(line) == str(path) for line in report.splitlines())
    assert not any(ord(character) < 0x20 and character != "\n" for character in report)


def _read_back(line: str) -> str:
    """The file of an annotation, as a host reads it."""
    assert line.startswith(("::error ", "::warning ", "::notice "))
    properties, _, _ = line.partition(" ")[2].partition("::")
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    assert set(pairs) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    return pairs["file"].replace("%2C", ",").replace("%3A", ":").replace("%25", "%")


def test_what_is_allowed_is_in_sarif_with_its_reason(tmp_path):
    text = (ROOT / "protocols" / "ahmed.proto").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "give ivig every 1 month" in line)
    path = tmp_path / "a.proto"
    path.write_text(text.replace(line, f"      # allow PL403: counted by hand\n{line}"), encoding="utf-8")
    log = json.loads(said(["check", "--format", "sarif", str(path)])[0])
    assert list(faults(log, SARIF)) == []
    (found,) = [item for item in log["runs"][0]["results"] if item["ruleId"] == "PL403"]
    assert found["suppressions"] == [{"kind": "inSource", "justification": "counted by hand"}]


# ---- the judge itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, True),
        ({"type": ["string", "null"]}, 1),
        ({"required": ["a"]}, {}),
        ({"properties": {"a": {"type": "null"}}}, {"a": 1}),
        ({"additionalProperties": False}, {"a": 1}),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}),
        ({"items": {"const": 1}}, [1, 2]),
        ({"minItems": 1}, []),
        ({"minimum": 1}, 0),
        ({"pattern": "^a$"}, "b"),
        ({"enum": ["a"]}, "b"),
        ({"anyOf": [{"type": "null"}, {"const": 1}]}, 2),
        ({"$ref": "#/$defs/x", "$defs": {"x": {"type": "null"}}}, 1),
    ],
)
def test_the_judge_finds_a_fault(schema, value):
    assert len(list(faults(value, schema))) == 1


def test_the_judge_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="uniqueItems"):
        list(faults([], {"uniqueItems": True}))
