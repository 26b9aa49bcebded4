"""Every construct of the language in one handout: nothing of the model may be missing from what a nurse holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from bs4 import BeautifulSoup

from protolang.model.action import ActionKind
from protolang.model.evidence import Evidence
from protolang.prose import duration_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.render import handout, schedule_table
from protolang.render.flowchart_chart import BoxKind
from protolang.render.flowchart_svg import text_alternative
from protolang.render.flowchart_words import chart_of
from protolang.render.handout.blocks import Handout, Section, Table
from protolang.render.renderer import Edition
from protolang.source import SourceFile, Span

HERE = Path(__file__).parent
FILES = ("whole_language.proto", "by_the_hour.proto")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", "").split())


@pytest.fixture(scope="module")
def editions(edition: Callable[[str], Edition]) -> dict[str, Edition]:
    return {name: edition((HERE / name).read_text(encoding="utf-8")) for name in FILES}


@pytest.fixture(scope="module")
def whole(editions: dict[str, Edition]) -> Edition:
    return editions["whole_language.proto"]


def page_of(edition: Edition) -> str:
    html = handout.render(edition)[1].content
    return plain(BeautifulSoup(html, "html.parser").get_text(" "))


@pytest.fixture(scope="module")
def page(whole: Edition) -> str:
    return page_of(whole)


def statements(value: Any) -> Iterator[Any]:
    """Every evidence, quantity and duration of the model."""
    match value:
        case Span() | SourceFile() | str() | int() | None:
            return
        case Evidence() | Quantity() | Days() | CalendarMonths():
            yield value
        case tuple():
            for item in value:
                yield from statements(item)
        case _ if attrs.has(type(value)):
            for field in attrs.fields(type(value)):
                yield from statements(getattr(value, field.name))


@pytest.mark.parametrize("name", FILES)
def test_where_each_statement_comes_from_is_printed(name: str, editions: dict[str, Edition]) -> None:
    edition, page = editions[name], page_of(editions[name])
    protocol = edition.protocol
    if not any("Rounding" in page and drug.rounded_to is None for drug in protocol.drugs):
        protocol = attrs.evolve(protocol, policy=attrs.evolve(protocol.policy, rounding_evidence=Evidence()))
    marks = [reason for item in statements(protocol) if isinstance(item, Evidence) for reason in item.assumptions]
    assert len(marks) > 20
    assert [mark for mark in dict.fromkeys(marks) if mark not in page] == []


@pytest.mark.parametrize("name", FILES)
def test_no_quantity_of_the_model_is_missing(name: str, editions: dict[str, Edition]) -> None:
    page = page_of(editions[name])
    found = [plain(quantity_text(item)) for item in statements(editions[name].protocol) if isinstance(item, Quantity)]
    assert len(found) > 15
    assert [text for text in dict.fromkeys(found) if text not in page] == []


@pytest.mark.parametrize("name", FILES)
def test_no_time_of_the_model_is_missing(name: str, editions: dict[str, Edition]) -> None:
    page = page_of(editions[name])
    for item in statements(editions[name].protocol):
        if isinstance(item, Days):
            ways = [duration_text(item), duration_text(item).removeprefix("1\u00a0")]
            # A number of days may stand as it was written.
            ways += [f"{item.days} days"] if item.days.denominator == 1 else []
            assert any(plain(way) in page for way in ways), item


@pytest.mark.parametrize(
    "sentence",
    [
        "Adults: age at least 18 years",
        "Hepatitis B: hepatitis B surface antigen is positive",
        "Allocated by randomisation, 2 : 1 (Fixed dose and Guided by B cells), separately for each sex.",
        "Contraindicated. Do NOT give rituximab when hepatitis B surface antigen is positive, "
        "nor while this is not known.",
        "Do NOT give carboplatin when platelets below 50 ×10⁹/L, "
        "nor while this is not known (in the track “Chemotherapy”).",
        "Hold the track “Chemotherapy” when neutrophils low (neutrophils below 1 ×10⁹/L). "
        "Give nothing of it until neutrophils at least 1.5 ×10⁹/L. "
        "If that takes more than 4 weeks, hold and ask for a clinician's review.",
        "on the first day of each such time: alert a clinician: “Platelets are falling; call the ward.”",
        "First infusion: start at 50 mg/h, raise by 50 mg/h every 30 minutes, up to at most 400 mg/h",
        "Split dose: 10 % of the dose over 1 hour, then 90 % of the dose over 4 hours",
        "at least 100 mg and at most 1000 mg in one dose",
        "Never more than 3000 mg/m² of body surface over the whole course: a dose that would exceed it is not given",
        "Mosteller: the square root of (height in cm × body weight in kg ÷ 3600), in m² (Mosteller RD.",
        "down to a multiple of 50 mg",
        "30 minutes before each rituximab",
        "days 1, 8 of each cycle",
        "A cycle starts every 21 days, 4 times.",
        "Start a cycle only when this holds: neutrophils at least 1.5 ×10⁹/L, and platelets at least 100 ×10⁹/L. "
        "Otherwise wait for it, at most 2 weeks; after that, hold and ask for a clinician's review.",
        "every day, 14 times: 40 mg 7 times, then 20 mg 7 times",
        "every 2 days, 14 times, at least 1 day after the one before",
        "Decide: By platelets, day 15 of each cycle.",
        "platelets at least 50 ×10⁹/L and below 100 ×10⁹/L",
        "Lower basal insulin dose by 25 % of its current value; alert a clinician: “Platelets below 50”.",
        "first: the mean of platelets over the last 4 weeks is below 100 ×10⁹/L",
        "at least 2 of these 3: fever is reported; relapse is reported; hepatitis B surface antigen is positive",
        "the decision waits for the result, at most 3 days; after that, hold and ask for a clinician's review.",
        "If no row holds, or if two rows hold that say different things: nothing is done, and a clinician is told.",
        "If relapse is reported: go back to the phase before.",
        "On entry: give paracetamol 1000 mg, oral, once, now; set basal insulin dose to 12 international units.",
        "On leaving: set basal insulin dose back to what it was before its last change; "
        "refer the patient: “Ophthalmology”.",
        "Starts at 10 international units. Never below 0 international units or above 80 international units.",
        "One step is from one to the next of: 50, 75, 100 mg.",
        "Begins on the day after the protocol was stopped, and only then.",
        "Day 1 is the day of enrolment.",
    ],
)
def test_every_construct_has_its_sentence(sentence: str, page: str) -> None:
    assert sentence in page


def test_a_dose_table_is_a_grid_and_says_where_nothing_is_given(whole: Edition) -> None:
    html = BeautifulSoup(handout.render(whole)[1].content, "html.parser")
    (grid,) = [table for table in html.find_all("table") if "Omalizumab dose" in plain(table.caption.get_text())]
    head = [plain(cell.get_text(" ")) for cell in grid.select("thead th")]
    assert head[1:] == [
        "at least 30 kg and at most 60 kg",
        "above 60 kg and at most 90 kg",
        "above 90 kg and at most 125 kg",
        "above 125 kg and at most 150 kg",
    ]
    last = [plain(cell.get_text(" ")) for cell in grid.select("tbody tr")[-1].find_all(["th", "td"])]
    assert last[0] == "above 100 international units/mL and at most 200 international units/mL"
    assert last[3:] == ["225 mg every 2 weeks", "do not give"]


def test_what_must_not_be_done_stands_before_any_dose(whole: Edition) -> None:
    made: Handout = handout.handout_of(whole)
    names = [section.anchor for section in made.sections]
    assert names.index("forbidden") < names.index("course") < names.index("given")


def test_a_section_without_anything_to_say_is_left_out(flagship: Edition) -> None:
    names = {section.anchor for section in handout.handout_of(flagship).sections}
    assert not names & {"eligibility", "forbidden", "tables", "alerts"}


def rows_of(edition: Edition) -> list[list[str]]:
    course: Section = next(section for section in handout.handout_of(edition).sections if section.anchor == "course")
    tables = [block for block in course.blocks if isinstance(block, Table)]
    return [[plain("".join(run.text for run in cell.lines[0])) for cell in row.cells] for t in tables for row in t.rows]


def test_the_course_says_the_day_of_the_cycle(whole: Edition) -> None:
    days = {row[0]: row[1] for row in rows_of(whole) if row[0].isdigit()}
    # Cycles of 21 days from day 1: the second begins on day 22.
    assert {day: days[day] for day in ("1", "8", "15", "22", "71")} == {
        "1": "1, day 1",
        "8": "1, day 8",
        "15": "1, day 15",
        "22": "2, day 1",
        "71": "4, day 8",
    }


def test_each_dose_of_a_taper_is_said_on_its_day(whole: Edition) -> None:
    cells = [cell for row in rows_of(whole) for cell in row if "dose: " in cell]
    assert [cell for cell in cells if "7th" in cell or "8th" in cell] == ["7th dose: 40 mg", "8th dose: 20 mg"]


def test_hours_are_said_with_their_day(editions: dict[str, Edition]) -> None:
    days = [row[0] for row in rows_of(editions["by_the_hour.proto"])]
    assert days[:4] == ["0", "0, hour 2", "0, hour 6", "0, hour 8"]


def test_every_action_and_decision_has_a_row_in_the_schedule(whole: Edition) -> None:
    phases = [phase for track in whole.protocol.tracks for phase in track.phases]
    wanted = {(action.kind, action.subject) for phase in phases for action in phase.actions}
    found = {(activity.kind, activity.subject) for activity in whole.schedule.activities}
    assert wanted <= found
    decisions = [activity.title for activity in whole.schedule.activities if activity.kind is ActionKind.DECIDE]
    assert decisions == ["Decision in First cycles", "Decision in Upkeep"]
    assert [item.name for item in schedule_table.render(whole)] == ["schedule.csv", "schedule-cells.csv"]


def test_the_flowchart_shows_decisions_as_tables_and_names_what_holds_everywhere(whole: Edition) -> None:
    chart = chart_of(whole)
    tables = [box for lane in chart.lanes for box in lane.boxes if box.kind is BoxKind.TABLE]
    assert [len(box.lines) for box in tables] == [3, 3]
    text = plain(text_alternative(whole, chart))
    assert "In any phase" in text
    for note in ("Do NOT.", "Hold treatment.", "Whom to tell.", "Who may be treated.", "Levels and dose tables."):
        assert note in text
    ids = [box.id for lane in chart.lanes for box in lane.boxes]
    assert len(ids) == len(set(ids))
    assert {arrow.head for lane in chart.lanes for arrow in lane.arrows} <= set(ids)


COHORT = """protocol c "Cohort" {
  version 1.0.0
  status draft
  subject cohort assumed "x"
  day 1 = enrolment assumed "x"
  policy {
    missed skip assumed "x"
    next_due after last given assumed "x"
    hold clock runs, at most 7 days then review assumed "x"
    missing block assumed "x"
  }
  event toxicity "Toxicity"
  drug a "Drug A" { route oral assumed "x" dose step assumed "x" }
  level step "Dose step" { start 10 mg assumed "x" steps 10 mg, 20 mg assumed "x" }
  track t "T" {
    phase only "Only" {
      repeat every 21 days until toxicity, at most 6 cycles { give a on days 1, 8 of cycle } assumed "x"
      stop when count(toxicity) >= 2 assumed "x"
    }
  }
}"""


def test_a_protocol_for_a_cohort_never_speaks_of_a_patient(edition: Callable[[str], Edition]) -> None:
    page = page_of(edition(COHORT))
    assert "After day 8 the days depend on the cohort." in page
    assert "patient" not in page


def test_cycles_without_an_end_say_when_each_starts(edition: Callable[[str], Edition]) -> None:
    cells = [cell for row in rows_of(edition(COHORT)) for cell in row]
    assert (
        "days 1, 8 of each cycle (a cycle starts every 21 days, until toxicity is reported, at most 6 cycles)" in cells
    )
