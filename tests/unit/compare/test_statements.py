"""What two texts say differently: by meaning, once, in the words of the prose."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from protolang.compare.statements import ChangeKind, Section, statement_changes

from .mutants import mutants
from .texts import AHMED, ROOT, changes, edited, model, nejm, told, without

# Leaves that are written twice, that only a writer sees, or that follow from others.
SILENT = {
    "Protocol.id",
    "Drug.direction",  # of a drug that is not rounded
    "Need.kind",
    "Parameter.set_outside",
    "Phase.track",
    "OnDays.unit",
    "Requirement.name",  # of one that has no name but its text
    "Requirement.text",
    "Expectation.text",
    "Case.row",
    "Case.column",
    "Is.index",
}
DERIVED = ("OpenDecision", "Protocol.decisions")


# ---- the same --------------------------------------------------------------------------------------------------


def test_comments_blank_lines_and_spaces_are_no_difference() -> None:
    text = "\n".join(line for line in AHMED.splitlines() if not line.lstrip().startswith("#"))
    text = re.sub(r"\n\s*\n", "\n", text)
    text = re.sub(r"(?m)^ +", "\t", text)
    assert text != AHMED
    assert statement_changes(model(AHMED), model(text)) == ()


def test_the_order_of_a_file_is_no_difference() -> None:
    tracks = re.findall(r"(?ms)^  track .*?^  }\n", AHMED)
    sources = re.findall(r"(?m)^  source .*\n(?: {9}.*\n)?", AHMED)
    scenarios = re.findall(r"(?ms)^  scenario .*?^  }\n", AHMED)
    requirements = re.findall(r"(?m)^  require .*\n(?:    .*\n)*", AHMED)
    text = AHMED
    for block in (*tracks, *sources, *scenarios, *requirements):
        text = text.replace(block, "")
    end = text.rindex("}")
    moved = [part for group in (scenarios, requirements, tracks, sources) for part in reversed(group)]
    text = f"{text[:end]}{''.join(moved)}}}\n"
    assert statement_changes(model(AHMED), model(text)) == ()


def test_the_order_of_a_model_is_no_difference() -> None:
    for path in ("protocols/ahmed.proto", "protocols/published/heparin.proto", "docs/tutorials/titration.proto"):
        one = model((ROOT / path).read_text(encoding="utf-8"))
        names = ("sources", "drugs", "labs", "attributes", "events", "parameters", "triggers", "stops", "requirements")
        names += ("scenarios", "levels", "tables", "eligibility", "holds", "alerts", "vetoes")
        two = attrs.evolve(one, **{name: getattr(one, name)[::-1] for name in names})
        tracks = [attrs.evolve(track, phases=tuple(map(_turned, track.phases))[::-1]) for track in one.tracks[::-1]]
        assert statement_changes(one, attrs.evolve(two, tracks=tuple(tracks))) == (), path


def _turned(phase):
    turned = {name: getattr(phase, name)[::-1] for name in ("actions", "exits", "stops")}
    decisions = [attrs.evolve(one, rows=one.rows[::-1]) for one in phase.decisions]
    return attrs.evolve(phase, **turned, decisions=tuple(decisions[::-1]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weeks 12, 16, 20, 24  @didona2019", "weeks 12,16,20,24 @didona2019"),
        ("weeks 12, 16, 20, 24  @didona2019", "days 84, 112, 140, 168 @didona2019"),
        ("dose  375 mg/m2 of bsa", "dose  0.375 g/m2 of bsa"),
        ("fresh for 5 weeks", "fresh for 35 days"),
        ("when cd20 < depleted_below", "when depleted_below > cd20"),
        ("when cd20 < depleted_below", "when not (cd20 >= depleted_below)"),
        ("once depleted and repopulated go", "repopulated and once depleted go"),
        ("every 4 weeks until end", "every 28 days until end"),
        ("count(rituximab) = 12 ", "count(rituximab) in 12 .. 12 "),
    ],
)
def test_another_way_to_write_it_is_no_difference(old: str, new: str) -> None:
    assert changes(edited((old, new))) == ()


# ---- different -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "weeks 1..8 ",
            "weeks 1, 2, 3, 5, 6, 7 ",
            (
                "changed",
                "Weekly infusions",
                "rituximab: weeks 1 to 8 (weekly, 8 times)",
                "rituximab: weeks 1, 2, 3, 5, 6, 7",
            ),
        ),
        ("= 1 % ", "= 2 % ", ("changed", "depleted below", "depleted below: 1 %", "depleted below: 2 %")),
        (
            "cd20 < depleted_below",
            "cd20 <= depleted_below",
            (
                "changed",
                "B cells depleted",
                "B cells depleted: when CD20+ B cells in peripheral blood below 1 % of lymphocytes",
                "B cells depleted: when CD20+ B cells in peripheral blood at most 1 % of lymphocytes",
            ),
        ),
        (
            "dose  375 mg/m2 of bsa",
            "dose  500 mg/m2 of bsa",
            ("changed", "Rituximab", "Rituximab: 375 mg/m² of body surface", "Rituximab: 500 mg/m² of body surface"),
        ),
        (
            "fresh for 5 weeks",
            "fresh for 8 weeks",
            (
                "changed",
                "CD20+ B cells in peripheral blood",
                "CD20+ B cells in peripheral blood: valid for 35 days after sampling, that day included",
                "CD20+ B cells in peripheral blood: valid for 56 days after sampling, that day included",
            ),
        ),
        (
            "postpone at most 3 days",
            "postpone at most 5 days",
            (
                "changed",
                "late doses",
                "If a dose is late: give it up to 3 days late; after that, hold and ask for a clinician's review.",
                "If a dose is late: give it up to 5 days late; after that, hold and ask for a clinician's review.",
            ),
        ),
        (
            "count(rituximab) = 12 ",
            "count(rituximab) = 10 ",
            (
                "changed",
                "twelve",
                "twelve: Rituximab is given exactly 12 times.",
                "twelve: Rituximab is given exactly 10 times.",
            ),
        ),
        ("status  draft", "status  approved", ("changed", "status", "status: draft", "status: approved")),
        (
            '"Weekly infusions"',
            '"Every week"',
            ("title only", "Every week", "induction: “Weekly infusions”", "induction: “Every week”"),
        ),
    ],
)
def test_one_change_is_one_change(old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    assert told(edited((old, new))) == [expected]


def test_a_change_of_the_source_alone_is_of_its_own_kind() -> None:
    (change,) = changes(
        edited(('= 15 %  assumed "working value: 15 to 20 % is unconfirmed"', '= 15 % @didona2019 "x"'))
    )
    assert change.kind is ChangeKind.SOURCE
    assert (change.before_source, change.after_source) == (
        "assumed: working value: 15 to 20 % is unconfirmed",
        "Didona 2019, x",
    )


def test_a_change_shows_both_places() -> None:
    (change,) = changes("\n\n" + edited(("weeks 1..8 ", "weeks 1..7 ")))
    assert change.before_at is not None and change.after_at is not None
    assert change.before_at.start_position.line + 2 == change.after_at.start_position.line
    assert change.before_at.text.startswith("give rituximab on weeks 1..8")


def test_a_lost_stop_rule_comes_first() -> None:
    text = edited(("weeks 1..8 ", "weeks 1..7 "), text=without("  stop when boxed_warning", "  never exit"))
    first, second = changes(text)
    assert (first.kind, first.section) == (ChangeKind.REMOVED, Section.STOP)
    assert first.before is not None and first.before.startswith("Stop the whole protocol at once when severe infusion")
    assert second.section is Section.COURSE


def test_another_stop_rule_is_not_the_old_one_changed() -> None:
    kinds = {
        (item.kind, item.section)
        for item in changes(edited(("stop when boxed_warning", "stop when clinical_remission")))
        if item.section is Section.STOP
    }
    assert kinds == {(ChangeKind.REMOVED, Section.STOP), (ChangeKind.ADDED, Section.STOP)}


def test_what_measures_is_monitoring() -> None:
    (change,) = changes(edited(("measure cd20 every 4 weeks", "measure cd20 every 8 weeks")))
    assert change.section is Section.MONITORING and change.section.is_safety


def test_a_phase_that_is_gone_is_told_once() -> None:
    found = [item for item in changes(nejm()) if item.kind is ChangeKind.REMOVED and "closing" in item.name.split(".")]
    (change,) = found
    assert change.subject == "Six closing cycles"
    assert change.before is not None and "6\u00a0times" in change.before
    assert change.inside == 2


def test_a_requirement_of_a_phase_that_is_gone_is_told() -> None:
    lost = {item.subject for item in changes(nejm()) if item.section is Section.REQUIREMENT}
    assert lost == {"twelve", "course", "closing cycles", "monthly", "apart", "warned"}


def test_a_requirement_of_how_often_is_no_change_of_one_of_how_long() -> None:
    new = edited(
        (
            "require course: span(rituximab) in 6 calendar months .. 14 calendar months",
            "require course: count(rituximab) >= 1",
        )
    )
    kinds = [one.kind for one in changes(new) if one.section is Section.REQUIREMENT]
    assert sorted(kind.value for kind in kinds) == ["added", "removed"]


def test_a_phase_under_another_name_is_the_same_phase() -> None:
    text = re.sub(r"\bclosing\b(?! cycles)", "tapering", AHMED)
    assert told(text) == [("renamed", "Six closing cycles", "phase closing", "phase tapering")]


def test_a_parameter_under_another_name_is_the_same() -> None:
    text = AHMED.replace("closing_interval", "spacing")
    assert told(text) == [("renamed", "spacing", "param closing_interval", "param spacing")]


def test_two_names_exchanged_are_no_renaming() -> None:
    text = re.sub(
        r"\b(depleted_below|repopulated_from)\b",
        lambda found: {"depleted_below": "repopulated_from", "repopulated_from": "depleted_below"}[found[1]],
        AHMED,
    )
    assert changes(text)


def test_a_phase_in_another_track_has_moved() -> None:
    block = re.search(r"(?ms)^    phase consolidation .*?^    }\n", AHMED)
    assert block is not None
    text = edited(
        (block[0], ""), ("then consolidation  ", "then end  "), ("    phase initial", f"{block[0]}    phase initial")
    )
    found = {(item.kind, item.name) for item in changes(text)}
    assert (ChangeKind.MOVED, "immunoglobulin.consolidation") in found


# ---- nothing is overlooked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["tests/golden/good/ranked_exits.proto", "docs/tutorials/first.proto"])
def test_every_leaf_of_a_model_is_compared(path: str) -> None:
    one = model(Path(ROOT, path).read_text(encoding="utf-8"))
    seen, overlooked = 0, set()
    for where, two in mutants(one):
        seen += 1
        if not statement_changes(one, two) and where not in SILENT and not where.startswith(DERIVED):
            overlooked.add(where)
    assert seen > 100
    assert overlooked == set()


@pytest.mark.long
@pytest.mark.parametrize(
    "path", ["protocols/ahmed.proto", "protocols/published/heparin.proto", "docs/tutorials/titration.proto"]
)
def test_every_leaf_of_a_large_model_is_compared(path: str) -> None:
    one = model(Path(ROOT, path).read_text(encoding="utf-8"))
    overlooked = set()
    for where, two in mutants(one):
        # The pairs of settings and attributes have no one part.
        if where in ("Scenario.settings (one fewer)", "Scenario.attributes (one fewer)"):
            continue
        if not statement_changes(one, two) and where not in SILENT and not where.startswith(DERIVED):
            overlooked.add(where)
    assert overlooked == set()


def test_another_measurement_is_no_renaming() -> None:
    text = re.sub(r"\bcd20\b", "cd19", AHMED).replace("CD20+ B cells in", "CD19+ B cells in")
    found = {(item.kind, item.subject) for item in changes(text) if item.section is Section.PATIENT}
    assert (ChangeKind.REMOVED, "CD20+ B cells in peripheral blood") in found
    assert (ChangeKind.ADDED, "CD19+ B cells in peripheral blood") in found
