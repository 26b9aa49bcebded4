"""Cycles, months, growing intervals, what goes alongside, decisions: which of their days a text fixes."""

from __future__ import annotations

import pytest

from protolang.model.action import ActionKind
from protolang.model.from_ast import lower as lower_model
from protolang.model.protocol import Protocol
from protolang.schedule.from_model import lower
from protolang.schedule.timeline import DelayNote, OnStopNote, Schedule, SpacingNote
from protolang.source import SourceFile
from protolang.syntax.parser import parse

TEXT = """protocol p "P" {
  version 1.0.0
  status draft
  MONTH
  day 1 = enrolment assumed "x"
  policy {
    missed skip assumed "x"
    next_due after last given assumed "x"
    hold clock stops, at most 7 days then review assumed "x"
    rounding to 5 mg assumed "x"
    missing measure now assumed "x"
  }
  lab crp "CRP" { unit mg/L range 0..500 mg/L fresh for 5 weeks assumed "x" }
  event relapse "Relapse"
  drug a "Drug A" { route oral assumed "x" dose 75 mg assumed "x" }
  drug b "Drug B" { route oral assumed "x" dose 10 mg assumed "x" }
  track t "T" {
    phase only "Only" { BODY then end assumed "x" }
  }
  AFTER
}"""
CYCLE = """repeat every 21 days, 3 times DELAY {
  give a on days 1, 8 of cycle
  give b 1 day after a
} assumed "x" """


def schedule_of(body: str, month: str = "", after: str = "") -> Schedule:
    return lower(protocol_of(TEXT.replace("BODY", body).replace("MONTH", month).replace("AFTER", after)))


def protocol_of(text: str) -> Protocol:
    source = SourceFile("p.proto", text)
    parsed = parse(source).value
    assert parsed is not None
    assert parsed.tree is not None, parse(source).diagnostics
    lowered = lower_model(parsed.tree, source, parsed.skipped_names)
    assert lowered.value is not None, [item.message for item in lowered.diagnostics]
    return lowered.value


def days(schedule: Schedule, subject: str) -> list[int | None]:
    """The study days, from 0, of the visits at which something is done."""
    (row,) = [activity for activity in schedule.activities if activity.subject == subject]
    return [visit.day for visit, cell in zip(schedule.visits, row.cells, strict=True) if cell is not None]


def test_a_cycle_is_planned_as_if_none_were_delayed() -> None:
    schedule = schedule_of(CYCLE.replace("DELAY", ""))
    assert days(schedule, "a") == [0, 7, 21, 28, 42, 49]
    assert days(schedule, "b") == [1, 8, 22, 29, 43, 50]
    assert [visit.cycle for visit in schedule.visits][:4] == [(1, 1), (1, 2), (1, 8), (1, 9)]
    assert schedule.visits[0].label == "Day 1 (cycle 1, day 1)"
    assert schedule.visits[-1].label == "Day 51 (cycle 3, day 9)"
    assert not [note for note in schedule.notes if isinstance(note, DelayNote)]


def test_a_delay_is_a_footnote() -> None:
    delay = "delay until crp < 5 mg/L, at most 14 days then review"
    schedule = schedule_of(CYCLE.replace("DELAY", delay))
    assert days(schedule, "a") == [0, 7, 21, 28, 42, 49]
    assert len([note for note in schedule.notes if isinstance(note, DelayNote)]) == 1


def test_cycles_that_a_condition_ends_have_one_column() -> None:
    body = CYCLE.replace(", 3 times DELAY", " until crp < 5 mg/L, at most 6 cycles")
    schedule = schedule_of(body)
    assert None in days(schedule, "a")
    assert [day for day in days(schedule, "a") if day is not None] == [0, 7]


def test_growing_intervals_have_days() -> None:
    schedule = schedule_of('give a every 2, 4, 8 weeks assumed "x"')
    assert days(schedule, "a") == [0, 14, 42, 98]


def test_months_of_the_calendar_are_visits_without_a_day() -> None:
    schedule = schedule_of('give a on months 1, 3 give b on days 1, 100 assumed "x"', 'month = calendar assumed "x"')
    months = [(visit.label, visit.month, visit.day) for visit in schedule.visits]
    # The third month ends before day 100, whatever the date.
    assert months == [("Day 1", None, 0), ("Month 1", 1, None), ("Month 3", 3, None), ("Day 100", None, 99)]
    assert schedule.fixed == (0, 1, 2, 3)


def test_months_of_28_days_are_days() -> None:
    schedule = schedule_of('give a on months 1, 3 assumed "x"', 'month = 28 days assumed "x"')
    assert days(schedule, "a") == [28, 84]


def test_what_waits_for_something_comes_after_it() -> None:
    schedule = schedule_of('give a on days 1, 8 assumed "x" give b following a assumed "x"')
    assert days(schedule, "b") == [7]
    assert [note.action.subject for note in schedule.notes if isinstance(note, SpacingNote)] == ["b"]


def test_each_step_of_a_taper_is_on_its_day() -> None:
    taper = 'taper a every 1 day { 40 mg for 2 days assumed "x" 20 mg for 1 day assumed "x" } assumed "x"'
    (row,) = schedule_of(taper).activities
    doses = [str(duty.dose.amount) for cell in row.cells if cell for duty in cell.duties if duty.dose is not None]
    assert doses == ["40 mg", "40 mg", "20 mg"]


@pytest.mark.parametrize(("occasion", "found"), [("on day 8", [7]), ("every 7 days", [0, 7, 14])])
def test_a_decision_is_a_row_of_its_own(occasion: str, found: list[int]) -> None:
    schedule = schedule_of(
        f'give a on days 1, 15 assumed "x" decide {occasion} {{ when crp > 5 mg/L : alert "High" assumed "x" }}'
    )
    (row,) = [activity for activity in schedule.activities if activity.kind is ActionKind.DECIDE]
    assert row.title == "Decision in Only"
    assert days(schedule, row.subject) == found
    assert not schedule.open_ended


def test_a_decision_with_a_day_of_its_own_is_waited_for() -> None:
    high = 'when crp > 5 mg/L : alert "High" assumed "x"  otherwise : nothing assumed "x"'
    schedule = schedule_of(f'give a on day 1 assumed "x" decide on days 8, 22 {{ {high} }}')
    (row,) = [activity for activity in schedule.activities if activity.kind is ActionKind.DECIDE]
    assert days(schedule, row.subject) == [7, 21]


def test_the_decisions_of_a_phase_that_not_everybody_enters_are_shown() -> None:
    high = 'when crp > 5 mg/L : alert "High" assumed "x"  otherwise : nothing assumed "x"'
    after = f"""track other "Other" {{ start wait
      phase wait "Wait" {{ when crp > 9 mg/L go some assumed "x" }}
      phase some "Some" {{ give b on day 1 assumed "x" decide on months 1, 3 {{ {high} }}  then end assumed "x" }} }}"""
    schedule = schedule_of('give a on day 1 assumed "x"', 'month = calendar assumed "x"', after)
    assert [activity.title for activity in schedule.activities if activity.kind is ActionKind.DECIDE] == [
        "Decision in Some"
    ]


def test_a_track_that_begins_with_the_stop_has_no_day() -> None:
    after = (
        'track later "Later" on stop { phase follow "Follow" { give b every 7 days, 3 times assumed "x" then end } }'
    )
    schedule = schedule_of('give a on day 1 assumed "x"', after=after)
    assert days(schedule, "b") == [None]
    assert OnStopNote("later") in schedule.notes
