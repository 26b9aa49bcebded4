"""The flowchart of two protocols: every part of either side once, marked by what it is in the comparison."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from protolang.compare.statements import statement_changes
from protolang.render.flowchart_chart import BoxKind
from protolang.render.flowchart_union import Mark, UnionLane, union_of, union_sentences, union_svg
from protolang.render.flowchart_words import lane_of

from ..compare.texts import AHMED, edited, model, nejm

SVG = "{http://www.w3.org/2000/svg}"


def lanes(two: str, one: str = AHMED) -> dict[str, UnionLane]:
    first, second = model(one), model(two)
    return {lane.id: lane for lane in union_of(first, second, statement_changes(first, second))}


def marks(lane: UnionLane) -> dict[str, Mark]:
    return {box.box.title: box.mark for box in lane.boxes if box.box.kind is not BoxKind.START}


def test_every_box_and_arrow_of_both_sides_is_there() -> None:
    for one, two in ((AHMED, nejm()), (nejm(), AHMED)):
        union = lanes(two, one)
        for side, gone in ((model(one), Mark.ADDED), (model(two), Mark.REMOVED)):
            for track in side.tracks:
                lane = union[track.id]
                drawn = lane_of(track, side)
                assert {box.id for box in drawn.boxes} == {box.box.id for box in lane.boxes if box.mark is not gone}
                ways = sorted((arrow.tail, arrow.head) for arrow in drawn.arrows)
                assert ways == sorted((one.arrow.tail, one.arrow.head) for one in lane.arrows if one.mark is not gone)


def test_what_only_one_side_has_is_marked() -> None:
    found = marks(lanes(nejm())["immunoglobulin"])
    assert found["Six closing cycles"] is Mark.REMOVED
    assert found["Immunoglobulin beside rituximab"] is Mark.CHANGED
    assert marks(lanes(AHMED, nejm())["immunoglobulin"])["Six closing cycles"] is Mark.ADDED
    assert marks(lanes(nejm())["infusions"])["Monthly infusions"] is Mark.SAME


def test_a_changed_box_shows_what_both_say() -> None:
    (box,) = (box for box in lanes(nejm())["infusions"].boxes if box.box.title == "Weekly infusions")
    assert [line.replace("\u00a0", " ") for line in box.lost] == ["Weeks 1 to 8 (weekly, 8 times)"]
    assert [line.replace("\u00a0", " ") for line in box.new] == ["Weeks 1, 2, 3, 5, 6, 7 (6 times)"]
    assert box.same


def test_a_renamed_phase_is_no_new_box() -> None:
    text = AHMED.replace("consolidation", "monthly_infusions")
    assert set(marks(lanes(text)["infusions"]).values()) == {Mark.SAME}


def test_another_source_or_another_way_to_write_it_marks_nothing() -> None:
    for text in (edited(('weeks 1..8 @didona2019 "Table 2"', 'weeks 1..8 @didona2019 "Table 3"')), f"# new\n{AHMED}"):
        for lane in lanes(text).values():
            assert set(marks(lane).values()) == {Mark.SAME}
            assert {arrow.mark for arrow in lane.arrows} == {Mark.SAME}


def test_a_changed_condition_is_said_on_its_arrow() -> None:
    lane = lanes(edited(("after longest_wait when not", "after 8 weeks when not")))["immunoglobulin"]
    (arrow,) = (arrow for arrow in lane.arrows if arrow.mark is Mark.CHANGED)
    assert "longest wait" in arrow.was
    assert "8\u00a0weeks" in arrow.arrow.line.text


def test_the_drawing_is_said_in_words_too() -> None:
    said = " ".join(union_sentences(tuple(lanes(nejm()).values())))
    assert "“Six closing cycles”: removed." in said
    assert (
        "Was: Weeks\u00a01\u00a0to\u00a08 (weekly, 8\u00a0times). Now: Weeks\u00a01, 2, 3, 5, 6, 7 (6\u00a0times)."
        in said
    )


def test_marks_do_not_rest_on_colour() -> None:
    one, two = model(AHMED), model(nejm())
    root = ET.fromstring(union_svg(one, two, statement_changes(one, two)))
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g") if group.get("id")}

    def dashed(name: str) -> bool:
        return any(shape.get("stroke-dasharray") for shape in groups[name].iter())

    def outlines(name: str) -> int:
        return sum(
            shape.tag in (f"{SVG}path", f"{SVG}polygon") and shape.get("stroke") != "none"
            for shape in groups[name].iter()
        )

    assert dashed("union-phase-closing") and not dashed("union-phase-induction")
    assert outlines("union-phase-induction") > outlines("union-phase-consolidation")
    shown = "".join(text.text or "" for text in root.iter(f"{SVG}text")).replace("\u00a0", " ")
    for words in ("− REMOVED", "~ CHANGED", "− was:", "+ now:", "only in A: a dashed box"):
        assert words in shown, words
