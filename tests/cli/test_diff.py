"""`protolang diff`: what it prints of two files, in each format, whatever their authors wrote."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import defusedxml.ElementTree
import lxml.html
import pytest

from protolang.cli.main import main

from .patients import ROOT, flat, said

AHMED, NEJM = "protocols/ahmed.proto", "protocols/variants/nejm2006.proto"
SVG = "{http://www.w3.org/2000/svg}"
PAYLOADS = [
    '=1+1 \\"]; evil [URL=\\"javascript:alert(1)\\"]; x [label=\\"',
    "</script><script>alert(1)</script></title></style></desc><img src=x onerror=alert(1)><svg onload=alert(1)>",
    "\\n::error file=x::evil\\n<!-- ]]> &lt;b&gt; \\\\N \\\\G",
    "`x <javascript:alert(1)>`_ {{ 7 * 7 }} ${7*7} @SUM(1) %s {0}",
]
SAMPLE = """\
protocol sample "@" {
  version 1.0.0
  status  draft
  purpose "@" assumed "@"
  day 0  = enrolment  assumed "@"
  week 0 = day 0      assumed "@"
  source text "@"
  policy {
    missed   skip                                     assumed "@"
    next_due after last given                         assumed "@"
    hold     clock stops, at most 7 days then review  assumed "@"
    rounding unstated "@"
  }
  patient weight "@ weight" { unit kg  range 2..300 kg  fresh for 12 weeks assumed "@" }
  lab marker "@ marker" { unit % of "@"  range 0..100 %  fresh for 4 weeks assumed "@" }
  event relapse "@ relapse"
  drug water "@ water" { route oral assumed "@"  dose 10 mg/kg of weight  assumed "@" }
  trigger low "@ low" when marker < 5 % if missing measure now  assumed "@"
  alert "@ watch" when marker < 2 % assumed "@"
  track only "@ only" {
    start doses
    phase doses "@ doses" {
      give water on weeks 0, 1, 2  @text "@"
      measure marker every 1 week, 6 times  missed skip  assumed "@"
      when low go too_long  assumed "@"
      then end  @text "@"
    }
    phase too_long "@ too long" { stop unstated "@" }
  }
  stop when relapse  @text "@"
  require few: count(water) <= 8   @text "@"
}
"""


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


# ---- the flagship and the ten infusions ------------------------------------------------------------------------


def test_a_physician_reads_what_differs_first(golden) -> None:
    out, err, code = said(["diff", AHMED, NEJM])
    assert (err, code) == ("", 1)
    first = flat(out[: out.index("What the texts say")])
    for words in (
        "rituximab: 10 doses instead of 12; weeks 1, 2, 3, 5, 6, 7, 12, 16, 20, 24 instead of weeks 1, 2, 3, 4, 5",
        "intravenous immunoglobulin: 6 cycles instead of",
        "from week 4 (day 28) instead of week 0 (day 0)",
        "or “Six closing cycles”",
        "treated differently: week 0 (day 0)",
        "A gives intravenous immunoglobulin 140 g",
        "B gives nothing",
    ):
        assert words in first
    golden("cli/diff-ahmed-nejm.txt", out)


def test_the_report_fits_a_screen_and_a_line() -> None:
    out, _, _ = said(["diff", AHMED, NEJM])
    lines = out.splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100


def test_a_safety_rule_that_is_weaker_says_why() -> None:
    out = flat(said(["diff", AHMED, NEJM])[0])
    assert "! weaker, on purpose: “this schedule has ten: none in the weeks of immunoglobulin”" in out


def test_a_file_and_itself_are_the_same() -> None:
    out, err, code = said(["diff", AHMED, AHMED])
    assert (err, code) == ("", 0)
    assert "For a patient: the same" in out
    assert out.endswith("A and B are the same.\n")


def test_a_file_in_another_order_is_the_same(tmp_path: Path) -> None:
    text = Path(AHMED).read_text(encoding="utf-8")
    tracks = re.findall(r"(?ms)^  track .*?^  }\n", text)
    for track in tracks:
        text = text.replace(track, "")
    end = text.rindex("}")
    other = written(tmp_path, "other.proto", f"# turned\n{text[:end]}{''.join(reversed(tracks))}}}\n")
    out, _, code = said(["diff", AHMED, other])
    assert code == 0, out


def test_json_says_it_all_for_programs() -> None:
    out, _, code = said(["diff", AHMED, NEJM, "--format", "json"])
    found = json.loads(out)
    assert code == 1
    assert found["schema"] == "protolang.diff/1"
    assert found["differs"] is True
    assert (found["a"]["protocol"], found["b"]["protocol"]) == ("ahmed", "nejm2006")
    assert found["patient"]["verdict"] == "differs"
    assert found["patient"]["day"] == 0
    assert [dose["drug"] for dose in found["patient"]["a"]["given"]] == ["ivig"]
    assert found["patient"]["b"]["given"] == []
    (course,) = (drug for drug in found["behaviour"]["b"]["drugs"] if drug["drug"] == "rituximab")
    assert (course["doses"]["least"], course["doses"]["most"]) == (10, 10)
    change = next(item for item in found["statements"] if item["name"] == "infusions.induction" and item["a"])
    assert change["kind"] == "changed"
    assert change["a"]["file"].endswith("ahmed.proto") and change["b"]["file"].endswith("nejm2006.proto")
    assert {item["reason"] for item in found["weakened"]} >= {"the abstract of 2006 describes no closing cycles"}


def test_a_setting_decides_what_is_open() -> None:
    out, _, _ = said(["diff", AHMED, NEJM, "--set", "closing_interval=6 weeks"])
    assert "closing interval = 6 weeks in A, as set for this comparison" in flat(out)


# ---- bad input -------------------------------------------------------------------------------------------------


def test_a_setting_that_nobody_knows_is_refused() -> None:
    out, err, code = said(["diff", AHMED, NEJM, "--set", "nothing=6 weeks"])
    assert (out, code) == ("", 2)
    assert "`nothing`" in err


def test_a_file_that_is_not_there_is_named() -> None:
    out, err, code = said(["diff", AHMED, "nowhere.proto"])
    assert (out, code) == ("", 2)
    assert err == "protolang: nowhere.proto: there is no such file\n"


def test_findings_of_a_broken_side_are_told(tmp_path: Path) -> None:
    broken = written(tmp_path, "broken.proto", Path(AHMED).read_text(encoding="utf-8").replace("dose  375", "dose ="))
    target = tmp_path / "report.txt"
    out, err, code = said(["diff", AHMED, broken, "-o", str(target)])
    assert (out, code) == ("", 2)
    assert "error[" in err and "nothing is compared" in err
    assert not target.exists()


@pytest.mark.parametrize(
    ("change", "instead"),
    [
        ('set closing_interval = 6 weeks because "a test"', "the course: 421 to 1457 days instead of 337 to 1373"),
        ('add alert "b" when once depleted because "a test"', None),
    ],
)
def test_the_values_that_a_comparison_was_made_with_are_told(tmp_path: Path, change: str, instead: str | None) -> None:
    (tmp_path / "ahmed.proto").write_text(Path(AHMED).read_text(encoding="utf-8"), encoding="utf-8")
    variant = written(tmp_path, "v.proto", f'import "ahmed.proto"\n\nvariant v of ahmed "V" {{\n  {change}\n}}\n')
    out, _, code = said(["diff", str(tmp_path / "ahmed.proto"), variant])
    assert code == 1
    assert ("B instead of A" in out) is (instead is not None)
    assert instead is None or instead in flat(out)
    assert flat(out).count("longest wait = 12 weeks in A and B, as the scenarios have it") == 1


def test_a_library_is_no_side() -> None:
    out, err, code = said(["diff", AHMED, "protocols/library/body.proto"])
    assert (out, code) == ("", 2)
    assert err == "protocols/library/body.proto: this is a library, and treats nobody; name a protocol or a variant\n"


# ---- pages and drawings ----------------------------------------------------------------------------------------


def test_the_page_has_both_sides_and_the_drawing(tmp_path: Path) -> None:
    page, drawing = tmp_path / "page.html", tmp_path / "both.svg"
    words = ["diff", AHMED, NEJM, "--format", "html", "-o", str(page), "--flowchart", str(drawing)]
    assert said(words) == ("", "", 1)
    html = lxml.html.fromstring(page.read_bytes())
    text = flat(html.text_content().replace("\u00a0", " "))
    assert "A rituximab: weeks 1 to 8 (weekly, 8 times)" in text
    assert "B rituximab: weeks 1, 2, 3, 5, 6, 7" in text
    # Every mark is a sign and a word.
    marks = {mark.text_content().strip() for mark in html.find_class("mark")}
    assert {"+ added", "− removed", "~ changed"} <= marks
    assert html.findall(".//svg") or html.xpath("//*[local-name()='svg']")
    assert not html.xpath("//script") and not html.xpath("//*[@src]")
    shown = drawn_words(defusedxml.ElementTree.parse(drawing).getroot())
    for mark in ("+ADDED", "−REMOVED", "~CHANGED", "−was:", "+now:"):
        assert mark in shown


def drawn_words(root: ET.Element) -> str:
    return "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")).replace(" ", "").replace("\u00a0", "")


def test_what_is_removed_is_told_apart_without_colour(tmp_path: Path) -> None:
    drawing = tmp_path / "both.svg"
    said(["diff", AHMED, NEJM, "--flowchart", str(drawing)])
    root = defusedxml.ElementTree.parse(drawing).getroot()
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g") if group.get("id")}
    removed = groups["union-phase-closing"]
    dashed = [shape for shape in removed.iter() if shape.get("stroke-dasharray")]
    assert dashed
    same = groups["union-phase-consolidation"]
    assert not [shape for shape in same.iter() if shape.get("stroke-dasharray")]
    sentences = root.find(f"{SVG}desc").text
    assert "“Six closing cycles”: removed." in sentences
    assert "“Weekly infusions”: changed." in sentences


def test_two_protocols_that_say_the_same_have_an_unmarked_drawing(tmp_path: Path) -> None:
    drawing = tmp_path / "both.svg"
    assert said(["diff", AHMED, AHMED, "--flowchart", str(drawing)])[2] == 0
    root = defusedxml.ElementTree.parse(drawing).getroot()
    assert root.find(f"{SVG}desc").text == "Both protocols have the same flowchart."


# ---- author text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", PAYLOADS)
def test_author_text_stays_text(payload: str, tmp_path: Path) -> None:
    text = re.sub(r'@(?=[" ])', lambda _: payload, SAMPLE.replace("@text", "\0")).replace("\0", "@text")
    one = written(tmp_path, "one.proto", text)
    changed = text.replace("weeks 0, 1, 2", "weeks 0, 1, 3").replace("marker < 5 %", "marker < 6 %")
    changed = changed.replace("  stop when relapse", "  never exit only on relapse")
    changed = changed.replace("phase too_long", 'phase other "new" { then end } phase too_long')
    two = written(tmp_path, "two.proto", changed)
    page, drawing = tmp_path / "page.html", tmp_path / "both.svg"
    out, err, code = said(["diff", one, two])
    assert code == 1, err
    assert not [sign for sign in out if not sign.isprintable() and sign != "\n"]
    assert not [line for line in out.splitlines() if line.startswith("::")]
    out, _, _ = said(["diff", one, two, "--format", "json"])
    assert out.isascii() and json.loads(out)["differs"]
    assert main(["diff", one, two, "--format", "html", "-o", str(page), "--flowchart", str(drawing)]) == 1
    html = lxml.html.fromstring(page.read_bytes())
    assert not html.xpath("//script | //img | //iframe | //object | //*[@onload] | //*[@onerror]")
    assert not [link for link in html.xpath("//@href") if "javascript" in link]
    for root in (defusedxml.ElementTree.parse(drawing).getroot(),):
        names = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert names <= {
            "svg",
            "g",
            "a",
            "title",
            "desc",
            "style",
            "rect",
            "path",
            "polygon",
            "polyline",
            "ellipse",
            "text",
        }
        assert not [name for element in root.iter() for name in element.attrib if name.lower().startswith("on")]
        assert not [value for element in root.iter() for value in element.attrib.values() if "javascript" in value]
