"""What the handout says, where a wrong or missing word could mislead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag

from protolang.model.settings import decide
from protolang.render import handout
from protolang.render.renderer import Edition

from .conftest import FLAGSHIP, edition_of, protocol_of


def page_of(edition: Edition) -> BeautifulSoup:
    return BeautifulSoup(handout.render(edition)[1].content, "html.parser")


def said(node: Tag | None) -> str:
    assert node is not None
    return " ".join(node.get_text(" ").split())


@pytest.fixture(scope="module")
def page(flagship: Edition) -> BeautifulSoup:
    return page_of(flagship)


def test_the_sections_stand_in_the_order_a_clinician_needs(page: BeautifulSoup) -> None:
    anchors = [section["id"] for section in page.find_all("section")]
    assert anchors == [
        "purpose",
        "course",
        "given",
        "measured",
        "decisions",
        "stop",
        "late",
        "open",
        "requirements",
        "sources",
    ]
    assert [heading.name for heading in page.find_all(["h1", "h2"])] == ["h1", *["h2"] * 10]


def test_a_draft_is_marked_on_the_page_and_its_footer(page: BeautifulSoup, flagship: Edition) -> None:
    assert said(page.select_one(".draft-mark")) == "DRAFT"
    assert said(page.title).startswith("DRAFT: ")
    for reason in flagship.draft_reasons:
        assert reason in said(page.select_one(".draft"))
    assert said(page.footer).endswith("DRAFT")


def test_which_exit_comes_first_can_be_read(page: BeautifulSoup) -> None:
    boxes = [said(box) for box in page.select("#decisions .box") if "Are B cells depleted?" in said(box)]
    assert len(boxes) == 1
    first, otherwise = boxes[0].index("First, "), boxes[0].index("Otherwise, ")
    assert first < boxes[0].index("“Repopulated before maintenance”") < otherwise
    assert otherwise < boxes[0].index("“Monthly immunoglobulin until repopulation”")


def test_a_threshold_says_that_it_is_assumed(page: BeautifulSoup) -> None:
    rules = {said(row.th): said(row) for row in page.select("#decisions tbody tr")}
    assert "below 1 % of lymphocytes" in rules["B cells depleted"]
    assert "assumed: working value: no Ahmed text that was read states the threshold" in rules["B cells depleted"]
    assert "at least 15 % of lymphocytes" in rules["B cells repopulated"]
    assert "measure now; doses that depend on it wait" in rules["B cells repopulated"]


def test_what_must_not_end_the_course_is_kept_apart(page: BeautifulSoup) -> None:
    ends, never = page.select("#stop .box")
    assert "Stop the whole protocol at once when severe infusion" in said(ends)
    assert "[4, boxed warning]" in said(ends)
    assert "Clinical remission never ends" in said(never)
    assert "Clinical remission" not in said(ends)


def test_every_open_decision_has_a_box_of_its_own(page: BeautifulSoup, flagship: Edition) -> None:
    boxes = [said(box) for box in page.select("#open .box.open")]
    assert len(boxes) == len(flagship.protocol.decisions)
    for box, decision in zip(boxes, flagship.protocol.decisions, strict=True):
        assert box.startswith("OPEN ")
        assert decision.question in box
        assert f"line {decision.origin.start_position.line} of the file" in box
        assert (f"--set {decision.name}=VALUE" in box) == decision.settable


def test_a_value_set_from_outside_is_said_to_be() -> None:
    settings = {"closing_interval": "6 weeks"}
    decided = decide(protocol_of(FLAGSHIP.read_text(encoding="utf-8")), settings).value
    assert decided is not None
    page = page_of(edition_of(decided))
    assert "closing interval: 6 weeks not decided in the protocol's file" in said(page.header)
    assert "closing interval: assumed: set for this run, not in the protocol's file" in said(page.select_one("#given"))
    assert "every 6 weeks, 6 times" in said(page.select_one("#course"))


def test_listed_days_are_not_said_to_move_with_a_late_dose(page: BeautifulSoup) -> None:
    late = said(page.select_one("#late"))
    assert "Doses on listed weeks or days: a late one does not move the others." in late
    assert "Repeated doses: The next one is counted from the day the last one was given." in late


def test_a_wide_table_names_all_its_parts(edition: Callable[[str], Edition]) -> None:
    drugs = [f"d{number}" for number in range(9)]
    text = """protocol wide "Wide" {
      version 1.0.0
      status draft
      day 0 = enrolment assumed "x"
      policy { missed skip assumed "x" next_due on grid assumed "x"
        hold clock stops, at most 7 days then review assumed "x" rounding to 5 mg assumed "x" }
      DRUGS
      track t { start one  phase one { GIVE then end } }
    }"""
    declared = "\n".join(
        f'drug {name} "Drug {name}" {{ route oral assumed "x" dose 5 mg assumed "x" }}' for name in drugs
    )
    given = "\n".join(f'give {name} on days 0, 3 assumed "x"' for name in drugs)
    page = page_of(edition(text.replace("DRUGS", declared).replace("GIVE", given)))
    titles = [said(heading) for heading in page.select("#course h3") if "Part" in said(heading)]
    assert [title.split(":")[0] for title in titles] == ["Part 1 of 3", "Part 2 of 3", "Part 3 of 3"]
    assert all(any(f"Drug {name}" in title for title in titles) for name in drugs)
    assert all(len(table.select("thead th")) <= 6 for table in page.select("#course table"))


SMALL = """protocol small "Small" {
  version 1.0.0
  status draft
  day 0 = enrolment assumed "x"
  source s "A paper"
  policy { missed postpone at most 2 days then review assumed "x" next_due on grid assumed "x"
    hold clock stops, at most 7 days then review assumed "x" rounding to 5 mg assumed "x"
    missing measure now assumed "x" }
  event relapse "Relapse"
  drug d "Drug D" { BODY }
  track t "The track" {
    start outer
    phase outer "Outer" {
      start one
      when relapse go two @s "group"
      phase one "First phase" { GIVEN first when relapse go two @s "inside" then end }
    }
    phase two "Second phase" { then end }
  }
}"""


def small(edition: Callable[[str], Edition], *, body: str = "", given: str = "") -> BeautifulSoup:
    body = body or 'route oral @s "route" dose 5 mg @s "dose"'
    return page_of(edition(SMALL.replace("BODY", body).replace("GIVEN", given)))


def test_the_mark_of_a_statement_is_not_the_source_of_its_missed_rule(edition: Callable[[str], Edition]) -> None:
    late = said(small(edition, given='give d every 1 day, 9 times missed skip @s "the days"').select_one("#late"))
    assert "Drug D in “First phase”: If a dose is missed: leave it out." in late
    assert "the days" not in late


def test_the_rules_of_a_group_are_said_to_go_first(edition: Callable[[str], Edition]) -> None:
    page = small(edition, given='give d every 1 day, 9 times @s "the days"')
    (box,) = [said(box) for box in page.select("#decisions .box") if "In every phase of “Outer”" in said(box)]
    assert "If relapse is reported: go to “Second phase”. [1, group]" in box
    assert "What stands here is looked at before the ways out of each single phase." in box
    assert "Otherwise" not in box


def test_the_phase_that_begins_a_track_is_named_also_where_nothing_is_due(edition: Callable[[str], Edition]) -> None:
    course = said(small(edition).select_one("#course"))
    assert "The track begins with “First phase”, then, depending on the patient: “Second phase”." in course


def test_a_decision_of_each_cycle_that_ends_the_cycles_is_told_in_the_schedule(
    edition: Callable[[str], Edition],
) -> None:
    cycles = """repeat every 21 days, 6 times {
        give d on day 0 of cycle @s "the days"
        decide on day 20 of cycle { when count(d) >= 4 : go two @s "ends"  otherwise : nothing }
      }"""
    note = "“First phase” may end early: see the decision points."
    inside = SMALL.replace('first when relapse go two @s "inside"', "").replace('when relapse go two @s "group"', "")
    body = 'route oral @s "route" dose 5 mg @s "dose"'
    assert note in said(page_of(edition(inside.replace("BODY", body).replace("GIVEN", cycles))).select_one("#course"))
    once = cycles.replace("go two", 'notify "x"')
    assert note not in said(page_of(edition(inside.replace("BODY", body).replace("GIVEN", once))).select_one("#course"))


def test_route_rounding_and_bounds_have_each_its_own_source(edition: Callable[[str], Edition]) -> None:
    body = """route oral @s "the route"  dose 5 mg @s "the dose"
      rounded to 5 mg @s "the step"  cap 20 mg @s "the cap" """
    given = said(small(edition, body=body, given='give d every 1 day, 9 times @s "the days"').select_one("#given"))
    for fact in ("Route oral [1, the route]", "Bounds at most 20 mg in one dose [1, the cap]"):
        assert fact in given
    assert "Rounding to the nearest 5 mg [1, the step]" in given
