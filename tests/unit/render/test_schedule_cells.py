"""What a cell of the schedule of activities says where several phases ask for the same thing on one day."""

from __future__ import annotations

import attrs
import pytest

from protolang.driver import analyse
from protolang.model.evidence import OpenDecision
from protolang.model.protocol import Protocol
from protolang.render.schedule_table import cell_text, decision_title, freshness_text, note_text
from protolang.schedule.from_model import lower
from protolang.schedule.timeline import Cell, Visit
from protolang.source import SourceFile, Span

SPAN = Span(SourceFile("t", ""), 0, 0)

HEAD = """protocol p "P" {
  day 0 = enrolment assumed "x"
  policy {
    missed skip assumed "x"
    next_due after last given assumed "x"
    hold clock stops, at most 7 days then review assumed "x"
    rounding to 5 mg assumed "x"
  }
  lab crp "CRP" { unit mg/L range 0..500 mg/L fresh for 5 weeks assumed "x" }
  drug a "Drug A" { route oral assumed "x" dose 75 mg assumed "x" }
  trigger high "High" when crp > 50 mg/L if missing ignore assumed "x"
"""
EITHER = """
  track t "T" { start one
    phase one { measure crp on day 0 when high go two when not high go three }
    phase two { give a on day 7 then end }
    phase three { give a on day 7 then end }
  }
"""


TRACKS = """
  track t "T" { start one phase one { give a on days 0, 7 then other } phase other { then end } }
  track u "U" { phase two { give a on day 7 then end } }
"""


def planned(body: str) -> tuple[Protocol, Visit, Cell]:
    """The one cell of Drug A on day 7."""
    protocol = analyse("p.proto", f"{HEAD}{body}}}".encode()).protocol
    assert protocol is not None
    schedule = lower(protocol)
    ((visit, cell),) = [
        (visit, cell)
        for activity in schedule.activities
        if activity.subject == "a"
        for visit, cell in zip(schedule.visits, activity.cells, strict=True)
        if cell is not None and visit.day == 7
    ]
    return protocol, visit, cell


def test_one_dose_in_either_of_two_phases_is_one_dose() -> None:
    protocol, visit, cell = planned(EITHER)
    assert [duty.phase for duty in cell.duties] == ["two", "three"]
    assert cell_text(cell, visit, protocol) == "dose"


def test_doses_of_two_tracks_are_both_given() -> None:
    protocol, visit, cell = planned(TRACKS)
    assert cell_text(cell, visit, protocol) == "2nd dose; also 3rd dose"


def test_different_doses_of_two_phases_are_one_or_the_other() -> None:
    protocol, visit, cell = planned(TRACKS)
    first, second = cell.duties
    either = attrs.evolve(cell, duties=(first, attrs.evolve(second, phase="other")))
    assert cell_text(either, visit, protocol) == "2nd dose; or 3rd dose"


@pytest.mark.parametrize(
    ("resolution", "age", "text"),
    [
        ("", "24 hours", "valid for 1 day after sampling, that day included"),
        ("", "4 weeks", "valid for 28 days after sampling, that day included"),
        ('resolution 1 hour assumed "x"', "24 hours", "valid for 24 hours after sampling"),
        ('resolution 1 hour assumed "x"', "3 days", "valid for 72 hours after sampling"),
        ('resolution 1 hour assumed "x"', "4 weeks", "valid for 4 weeks after sampling, to the hour"),
        ('resolution 1 minute assumed "x"', "90 minutes", "valid for 90 minutes after sampling"),
    ],
)
def test_a_result_is_valid_to_the_tick_of_the_clock(resolution: str, age: str, text: str) -> None:
    head = HEAD.replace("day 0", f"{resolution}\n  day 0", 1).replace("fresh for 5 weeks", f"fresh for {age}")
    protocol = analyse("p.proto", f"{head}{EITHER}}}".encode()).protocol
    assert protocol is not None
    assert freshness_text(protocol.labs[0].max_age, protocol).replace("\N{NO-BREAK SPACE}", " ") == text


def test_a_footnote_says_the_age_that_holds_for_every_result() -> None:
    head = HEAD.replace(' fresh for 5 weeks assumed "x"', "").replace(
        "missed skip", 'fresh for 9 days assumed "x"\n missed skip'
    )
    protocol = analyse("p.proto", f"{head}{EITHER}}}".encode()).protocol
    assert protocol is not None
    notes = [note_text(note, protocol) for note in lower(protocol).notes]
    assert "A result of CRP: valid for 9 days after sampling, that day included." in [
        note.replace("\N{NO-BREAK SPACE}", " ") for note in notes
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("over of a", "days for one dose of drug A"),
        ("stop in one", "what follows after “The first”"),
        ("then of one", "what follows after “The first”"),
        ("row 2 of decision 1 of one", "row 2 of decision 1 in “The first”"),
        ("rounding of a", "rounding of drug A"),
        ("longest_wait", "longest wait"),
    ],
)
def test_an_open_decision_is_named_by_what_the_reader_knows(name: str, title: str) -> None:
    named = EITHER.replace("phase one {", 'phase one "The first" {')
    protocol = analyse("p.proto", f"{HEAD}{named}}}".encode()).protocol
    assert protocol is not None
    assert decision_title(OpenDecision(name, "which", False, SPAN), protocol) == title
