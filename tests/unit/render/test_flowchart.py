from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from fractions import Fraction
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import attrs
import pikepdf
import pytest

from protolang import prose
from protolang.driver import analyse
from protolang.machine.statechart import TransitionEvent
from protolang.model.action import ActionKind
from protolang.publication import edition
from protolang.quantity import decimal_text
from protolang.render.dot import svg_from_dot
from protolang.render.escape import visible
from protolang.render.flowchart import flowchart_dot, flowchart_svg, phase_anchor, phase_link, render
from protolang.render.flowchart_chart import ArrowKind
from protolang.render.flowchart_text import wrap
from protolang.render.flowchart_words import chart_of, phase_node
from protolang.render.renderer import Edition
from protolang.verify.verdict import Verdict

ROOT = Path(__file__).parents[3]
AHMED = ROOT / "protocols" / "ahmed.proto"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
DRAWN = {f"{SVG}{name}" for name in ("svg", "g", "a", "title", "desc", "style", "rect", "path", "polygon", "polyline")}
DRAWN |= {f"{SVG}ellipse", f"{SVG}text"}

SMALL = """protocol small "Small" {
  version 1.0.0
  status approved
  month = 28 days assumed "a"
  day 0 = enrolment assumed "a"
  week 0 = day 0 assumed "a"
  policy {
    missed postpone at most 3 days then review assumed "a"
    next_due after last given assumed "a"
    hold clock stops, at most 28 days then review assumed "a"
    rounding to 10 mg assumed "a"
  }
  source label "A label"
  lab anc "Neutrophils" { unit x10^9/L range 0..100 x10^9/L fresh for 7 days assumed "a" }
  event rash "Rash"
  drug x "Drug X" { route oral dose 500 mg @label }
  trigger low "Neutrophils low" when anc < 1 x10^9/L if missing measure now assumed "a"
  track main "Main" {
    start first_phase
    phase first_phase "First" {
      give x every 1 week, 6 times @label
      measure anc every 1 week, 6 times missed skip assumed "a"
      stop when low assumed "a"
      then end assumed "a"
    }
  }
}
"""


@cache
def ahmed() -> Edition:
    found = edition(analyse("protocols/ahmed.proto", AHMED.read_bytes()))
    assert found is not None
    return found


@cache
def small() -> Edition:
    analysis = analyse("small.proto", SMALL.encode())
    found = edition(analysis)
    assert found is not None, [item.message for item in analysis.diagnostics]
    return found


@cache
def drawing() -> ET.Element:
    return ET.fromstring(flowchart_svg(ahmed()))


def words(element: ET.Element) -> str:
    """Everything that can be read in a drawing, tooltips and text alternative left out, as one line."""
    shown = " ".join(text.text or "" for text in element.iter(f"{SVG}text"))
    return flat(shown)


def flat(text: str) -> str:
    # A line may be broken anywhere, and what is undecided carries a question mark of its own.
    return re.sub(r"\s+", "", text).replace("[?undecided", "[undecided")


def group(root: ET.Element, name: str) -> ET.Element:
    return next(element for element in root.iter(f"{SVG}g") if element.get("id") == name)


# ---- everything is there ---------------------------------------------------------------------------------------


def test_every_phase_has_a_box_that_links_to_its_section() -> None:
    for track in ahmed().protocol.tracks:
        for phase in track.phases:
            box = group(drawing(), phase_anchor(phase.id))
            assert flat(phase.title) in words(box)
            (link,) = box.iter(f"{SVG}a")
            assert link.get("href") == link.get(f"{XLINK}href") == phase_link(phase.id)


def test_every_action_says_what_how_much_and_when() -> None:
    protocol = ahmed().protocol
    for track in protocol.tracks:
        for phase in track.phases:
            shown = words(group(drawing(), phase_anchor(phase.id)))
            for action in phase.actions:
                assert flat(prose.timing_text(action.timing, protocol)).lower() in shown.lower()
                match action.kind:
                    case ActionKind.GIVE:
                        drug = next(drug for drug in protocol.drugs if drug.id == action.subject)
                        assert flat(f"{drug.title} {prose.dose_text(drug.dose, protocol)}") in shown
                        assert drug.dose is not None
                        assert decimal_text(drug.dose.amount.magnitude) in shown
                    case ActionKind.MEASURE:
                        lab = next(lab for lab in protocol.labs if lab.id == action.subject)
                        assert flat(lab.title) in shown
                if action.until is not None:
                    noun = prose.occasion_noun(action, protocol)
                    until = prose.until_text(action.until, protocol, prose.Wording.SHORT, noun)
                    assert flat(until) in shown


def test_every_transition_of_the_machine_is_an_arrow() -> None:
    chart = chart_of(ahmed())
    lanes = {lane.id: lane for lane in chart.lanes}
    drawn = {element.get("id") for element in drawing().iter(f"{SVG}g")}
    for region in ahmed().machine.regions:
        lane = lanes[region.name]
        ways = [(arrow.tail, arrow.head) for arrow in lane.arrows]
        assert (f"start_{region.name}", phase_node(region.initial)) in ways
        for state in region.states:
            for transition in state.transitions:
                head = phase_node(transition.target) if transition.target else f"end_{state.name}"
                assert (phase_node(state.name), head) in ways, transition
        assert all(arrow.id.replace("_", "-") in drawn for arrow in lane.arrows)


def test_the_arrows_say_what_opens_them() -> None:
    protocol, chart = ahmed().protocol, chart_of(ahmed())
    shown = words(drawing())
    for lane in chart.lanes:
        for arrow in lane.arrows:
            assert arrow.kind is ArrowKind.LOOP or flat(arrow.line.text) in shown
    exits = [way for track in protocol.tracks for phase in track.phases for way in phase.exits]
    for way in exits:
        assert flat(prose.exit_condition(way, protocol, prose.Wording.SHORT)) in shown
    machine_guards = [
        transition
        for region in ahmed().machine.regions
        for state in region.states
        for transition in state.transitions
        if transition.event in (TransitionEvent.CONDITION, TransitionEvent.TIMEOUT)
    ]
    assert len(machine_guards) == len(exits) == 3


def test_every_open_decision_is_named_with_its_question() -> None:
    shown = words(drawing())
    assert len(ahmed().protocol.decisions) == 9
    for decision in ahmed().protocol.decisions:
        assert flat(f"[? {prose.words(decision.name)}] {decision.question}") in shown


def test_what_depends_on_an_open_decision_stands_out_without_colour() -> None:
    undecided = [one for one in drawing().iter(f"{SVG}g") if "undecided" in (one.get("class") or "")]
    names = {one.get("id") for one in undecided}
    assert {"phase-maintenance", "phase-closing", "phase-incomplete-depletion"} <= names
    assert "phase-induction" not in names
    for one in undecided:
        dashed = [shape for shape in one.iter() if shape.get("stroke-dasharray")]
        assert dashed
        assert float(dashed[0].get("stroke-width") or 0) >= 2


def test_no_open_parameter_is_given_a_number() -> None:
    closing = words(group(drawing(), "phase-closing"))
    assert "Every[undecided:closinginterval],6times" in closing


def test_the_rules_for_all_tracks_are_in_sight() -> None:
    protocol, shown = ahmed().protocol, words(drawing())
    for stop in protocol.stops:
        assert flat(prose.stop_text(stop, protocol)) in shown
    for requirement in protocol.requirements:
        assert flat(prose.requirement_text(requirement, protocol)) in shown
    for trigger in protocol.triggers:
        assert flat(prose.trigger_definition(trigger, protocol)) in shown
    assert flat(prose.missed_text(protocol.policy.missed)) in shown
    assert flat(prose.hold_text(protocol.policy.hold)) in shown


def test_the_title_block_names_version_hashes_and_why_it_is_a_draft() -> None:
    shown = words(drawing())
    assert flat(ahmed().protocol.title) in shown
    assert "Version1.0.0" in shown
    assert ahmed().protocol.source.sha256[:12] in shown
    assert ahmed().machine_sha256[:12] in shown
    assert "DRAFT:notforuse" in shown
    for reason in ahmed().draft_reasons:
        assert flat(reason).lower() in shown.lower()


def test_a_violated_requirement_stands_in_the_title_block() -> None:
    (violated,) = (result for result in ahmed().results if result.verdict is Verdict.VIOLATED)
    text = flat(f"VIOLATED: {prose.requirement_text(violated.requirement, ahmed().protocol)}")
    assert words(drawing()).count(text) == 2


def test_an_edition_without_anything_open_carries_no_draft_mark() -> None:
    assert small().draft_reasons == ()
    assert "DRAFT" not in flowchart_svg(small())


def test_a_stop_has_a_mark_of_its_own_for_each_phase() -> None:
    root = ET.fromstring(flowchart_svg(small()))
    stop = group(root, "stop-first-phase-1")
    assert words(stop) == "STOPThewholeprotocolstops"
    assert "Drug X".replace(" ", "") in words(group(root, "phase-first-phase"))
    assert "low[A]" in words(root)


def test_each_statement_carries_the_mark_of_its_source() -> None:
    assert "375mg/m²ofbodysurface,intravenous[2]" in words(drawing())
    assert "Every4weeks[A]" in words(drawing())
    for number, source in enumerate(ahmed().protocol.sources, 1):
        assert flat(f"[{number}] {prose.source_key(source, ahmed().protocol)}") in words(drawing())
    tooltips = [title.text or "" for title in drawing().iter(f"{SVG}title")]
    assert any("Didona 2019, Table 2" in tooltip for tooltip in tooltips)


# ---- the drawing as a document ---------------------------------------------------------------------------------


def test_the_drawing_can_be_heard() -> None:
    root = drawing()
    assert root.get("role") == "img"
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    heard = flat(text.text or "")
    for track in ahmed().protocol.tracks:
        for phase in track.phases:
            assert flat(f"“{phase.title}”") in heard
    for lane in chart_of(ahmed()).lanes:
        for box in lane.boxes:
            assert all(flat(line.text).removesuffix(".") in heard for line in (*box.lines, *box.loops))
        for arrow in lane.arrows:
            assert arrow.kind is ArrowKind.LOOP or flat(arrow.line.text) in heard


def test_ids_are_unique() -> None:
    ids = [element.get("id") for element in drawing().iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", ["docs/protocol.html", ""])
def test_nothing_runs_and_nothing_comes_from_elsewhere(page: str) -> None:
    text = flowchart_svg(ahmed(), page)
    root = ET.fromstring(text)
    assert {element.tag for element in root.iter()} <= DRAWN
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "url(" not in value
            if name.endswith("href"):
                assert value.startswith(f"{page}#phase-")
    style = root.find(f"{SVG}style")
    assert style is not None
    assert "@import" not in (style.text or "")
    assert "<!" not in text
    assert "<?" not in text


def test_colours_survive_print_and_change_on_a_dark_screen() -> None:
    for text in drawing().iter(f"{SVG}text"):
        assert text.get("fill", "").startswith("#")
    style = drawing().find(f"{SVG}style")
    assert style is not None
    assert all(rule.startswith(" screen") for rule in (style.text or "").split("@media")[1:])


def test_text_stays_inside_its_box() -> None:
    for box in drawing().iter(f"{SVG}g"):
        kind = (box.get("class") or "").split(" ")[0]
        outlines = [one for one in box.iter() if one.tag in (f"{SVG}path", f"{SVG}polygon")]
        if kind not in ("phase", "stop", "end") or not list(box.iter(f"{SVG}text")):
            continue
        numbers = [
            float(n) for n in re.findall(r"-?\d+\.?\d*", outlines[0].get("d") or outlines[0].get("points") or "")
        ]
        left, right, top, bottom = min(numbers[::2]), max(numbers[::2]), min(numbers[1::2]), max(numbers[1::2])
        for text in box.iter(f"{SVG}text"):
            x, y = float(text.get("x") or 0), float(text.get("y") or 0)
            size = float(text.get("font-size") or 0)
            width = advance(text.text or "", bold=text.get("font-weight") == "bold") * size / 100
            start = x if text.get("text-anchor") == "start" else x - width / 2
            assert left < start, text.text
            assert start + width < right + 0.02 * width, text.text
            assert top < y - 0.6 * size, text.text
            assert y < bottom, text.text


def advance(text: str, *, bold: bool) -> int:
    """The width of a text, in hundredths of its font size: the least at which it is not broken behind a full stop."""
    whole = f". {text.replace(' ', chr(0xA0))}"
    start = 32 + 38 + 35  # the full stop and the space, in either weight
    return next(width for width in range(20_000) if len(wrap(whole, width + start, points=100, bold=bold)) == 1)


# ---- files -----------------------------------------------------------------------------------------------------


@cache
def files() -> dict[str, bytes]:
    return {artifact.name: artifact.content for artifact in render(ahmed())}


def test_the_files() -> None:
    assert sorted(files()) == ["flowchart.dot", "flowchart.pdf", "flowchart.svg"]
    assert files()["flowchart.svg"].decode() == flowchart_svg(ahmed())
    assert files()["flowchart.dot"].decode() == flowchart_dot(ahmed())


def test_the_pdf_is_tagged_described_and_on_a4() -> None:
    with pikepdf.open(BytesIO(files()["flowchart.pdf"])) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert [[round(float(edge)) for edge in page.mediabox[2:]] for page in pdf.pages] == [[595, 842]] * 2
        alternatives = [
            str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
        assert any("“Six closing cycles”" in alternative for alternative in alternatives)


def test_nothing_is_printed_below_8_pt() -> None:
    with pikepdf.open(BytesIO(files()["flowchart.pdf"])) as pdf:
        sizes = set()
        for page in pdf.pages:
            for font_size, scale in printed_sizes(page):
                sizes.add(round(abs(font_size * scale), 2))
    assert sizes
    assert min(sizes) >= Fraction(8)


def printed_sizes(page: pikepdf.Page) -> list[tuple[float, float]]:
    """Font sizes with the vertical scale in force, following forms drawn inside forms."""
    found: list[tuple[float, float]] = []

    def read(stream: pikepdf.Object | pikepdf.Page, scale: float) -> None:
        stack = [scale]
        matrix = 1.0
        for instruction in pikepdf.parse_content_stream(stream):
            operands, operator = instruction.operands, str(instruction.operator)
            if operator == "q":
                stack.append(stack[-1])
            elif operator == "Q":
                stack.pop()
            elif operator == "cm":
                stack[-1] *= float(operands[3])
            elif operator == "Tm":
                matrix = float(operands[3])
            elif operator == "Tf":
                size = float(operands[1])
                found.append((size, stack[-1]))
            elif operator == "Do":
                inner = stream.Resources.XObject[operands[0]] if "/Resources" in stream else None
                if inner is not None and inner.get("/Subtype") == "/Form":
                    own = float(inner.get("/Matrix", [1, 0, 0, 1, 0, 0])[3])
                    read(inner, stack[-1] * own)
        assert matrix

    read(page.obj, 1.0)
    return found


def test_the_dot_text_draws_the_same_boxes() -> None:
    root = ET.fromstring(svg_from_dot(flowchart_dot(ahmed())))
    for track in ahmed().protocol.tracks:
        for phase in track.phases:
            assert flat(phase.title) in words(group(root, phase_node(phase.id)))


SCRIPT = """
import hashlib, sys
from protolang.driver import analyse
from protolang.publication import edition
from protolang.render.flowchart import flowchart_dot, render
found = edition(analyse("protocols/ahmed.proto", open(sys.argv[1], "rb").read()))
files = {one.name: one.content for one in render(found)} if sys.argv[2] == "all" else {
    "flowchart.dot": flowchart_dot(found).encode()
}
print({name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())})
"""


@pytest.mark.parametrize("what", ["dot", "all"])
def test_the_same_bytes_whatever_the_surroundings(what: str, tmp_path: Path) -> None:
    seen = set()
    for seed, zone, folder in (("0", "UTC", ROOT), ("1", "Pacific/Kiritimati", tmp_path)):
        surroundings = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONUTF8": "1"}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(AHMED), what],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(run.stdout)
    assert len(seen) == 1


# ---- author text, and protocols of other shapes ----------------------------------------------------------------

PAYLOADS = [
    '"]; evil [URL="javascript:alert(1)"]; x [label="',
    "</script><script>alert(1)</script>",
    "\\N \\G \\l backslash \\",
    "javascript:alert(1)",
    "]]><!-- & &amp; -->",
    "\r\nBEGIN:VALARM a\u202eb",
    "[? undecided: nothing] [undecided: x]",
    "<TABLE><TR><TD>cell</TD></TR></TABLE>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_author_text_stays_text(payload: str) -> None:
    protocol = small().protocol
    (track,) = protocol.tracks
    phase = attrs.evolve(track.phases[0], title=payload)
    hostile = attrs.evolve(
        protocol,
        title=payload,
        version=payload,
        tracks=(attrs.evolve(track, title=payload, phases=(phase,)),),
        drugs=tuple(attrs.evolve(drug, title=payload, route=payload) for drug in protocol.drugs),
        sources=tuple(attrs.evolve(source, citation=payload) for source in protocol.sources),
    )
    root = ET.fromstring(flowchart_svg(attrs.evolve(small(), protocol=hostile)))
    clean = ET.fromstring(flowchart_svg(small()))
    assert {element.tag for element in root.iter()} <= DRAWN
    assert [one.get("id") for one in root.iter(f"{SVG}g")] == [one.get("id") for one in clean.iter(f"{SVG}g")]
    assert {one.get("href") for one in root.iter(f"{SVG}a")} == {"docs/protocol.html#phase-first-phase"}
    # Spaces and line ends part words, so they may turn into the end of a line.
    assert flat(visible(re.sub(r"[\r\n]+", " ", payload))) in words(group(root, "phase-first-phase"))


def test_a_long_track_gets_paper_of_its_own() -> None:
    protocol = small().protocol
    (track,) = protocol.tracks
    (phase,) = track.phases
    assert phase.successor is not None
    names = [f"phase_{number}" for number in range(40)]
    phases = tuple(
        attrs.evolve(phase, id=name, title=name, successor=attrs.evolve(phase.successor, target=target))
        for name, target in zip(names, [*names[1:], None], strict=True)
    )
    long = attrs.evolve(protocol, tracks=(attrs.evolve(track, start=names[0], phases=phases),))
    artifacts = {one.name: one.content for one in render(attrs.evolve(small(), protocol=long))}
    root = ET.fromstring(artifacts["flowchart.svg"].decode())
    assert len([one for one in root.iter(f"{SVG}g") if one.get("class") == "phase"]) == 40
    with pikepdf.open(BytesIO(artifacts["flowchart.pdf"])) as pdf:
        assert float(pdf.pages[0].mediabox[3]) > 842
        assert [round(float(edge)) for edge in pdf.pages[1].mediabox[2:]] in ([595, 842], [842, 595])


def test_many_tracks_stand_beside_each_other() -> None:
    protocol = small().protocol
    (track,) = protocol.tracks
    tracks = tuple(
        attrs.evolve(
            track,
            id=f"track_{number}",
            start=f"p{number}",
            phases=(attrs.evolve(track.phases[0], id=f"p{number}"),),
        )
        for number in range(9)
    )
    root = ET.fromstring(flowchart_svg(attrs.evolve(small(), protocol=attrs.evolve(protocol, tracks=tracks))))
    frames = [lane.find(f"{SVG}rect") for lane in root.iter(f"{SVG}g") if lane.get("class") == "lane"]
    edges = [(float(frame.get("x") or 0), float(frame.get("width") or 0)) for frame in frames if frame is not None]
    assert len(edges) == 9
    assert all(x + width < following for (x, width), (following, _) in pairwise(edges))
