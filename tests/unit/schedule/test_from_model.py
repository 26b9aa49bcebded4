"""Protocol -> Schedule: which visits a text fixes, and what it leaves to the patient."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from protolang.model.from_ast import lower as lower_model
from protolang.model.protocol import Protocol
from protolang.schedule.from_model import lower
from protolang.schedule.timeline import (
    AnchorNote,
    BetweenNote,
    ConditionalNote,
    DecisionNote,
    EarlyExitNote,
    FreshnessNote,
    LoopNote,
    MissedNote,
    OpenNote,
    PeriodicNote,
    Schedule,
    WindowNote,
)
from protolang.source import SourceFile
from protolang.syntax.parser import parse

FLAGSHIP = Path(__file__).parents[3] / "protocols" / "ahmed.proto"
HEAD = """protocol p "P" {
  version 1.0.0
  status draft
  day 0 = enrolment assumed "x"
  WEEKS
  policy {
    missed skip assumed "x"
    next_due after last given assumed "x"
    hold clock stops, at most 7 days then review assumed "x"
    rounding to 5 mg assumed "x"
  }
  lab crp "CRP" { unit mg/L range 0..500 mg/L fresh for 5 weeks assumed "x" }
  event relapse "Relapse"
  drug a "Drug A" { route oral assumed "x" dose 75 mg assumed "x" }
  drug b "Drug B" { route oral assumed "x" dose 10 mg assumed "x" }
  param pause unstated "how long"
  trigger high "High" when crp > 50 mg/L if missing ignore assumed "x"
  BODY
}"""
WEEKS = 'week 0 = day 0 assumed "x"'


def protocol_of(text: str) -> Protocol:
    source = SourceFile("p.proto", text)
    parsed = parse(source).value
    assert parsed is not None
    assert parsed.tree is not None, parse(source).diagnostics
    protocol = lower_model(parsed.tree, source, parsed.skipped_names).value
    assert protocol is not None
    return protocol


def schedule_of(*tracks: str, weeks: str = WEEKS) -> Schedule:
    return lower(protocol_of(HEAD.replace("WEEKS", weeks).replace("BODY", "\n".join(tracks))))


def track(name: str, *phases: str) -> str:
    return f"track {name} {{ start {phases[0].split()[1]}\n{' '.join(phases)} }}"


def days(schedule: Schedule, subject: str) -> list[int | None]:
    (activity,) = [activity for activity in schedule.activities if activity.subject == subject]
    pairs = zip(schedule.visits, activity.cells, strict=True)
    return [visit.day for visit, cell in pairs if cell is not None]


def counted(schedule: Schedule, subject: str) -> dict[int | None, list[int | None]]:
    found: dict[int | None, list[int | None]] = {}
    for activity in schedule.activities:
        for visit, cell in zip(schedule.visits, activity.cells, strict=True):
            if activity.subject == subject and cell is not None and visit.day is not None:
                found.setdefault(visit.day, []).extend(duty.number for duty in cell.duties)
    return found


def labels(schedule: Schedule, indices: Sequence[int]) -> list[str]:
    return [schedule.visits[index].label for index in indices]


@pytest.fixture(scope="module")
def flagship() -> Schedule:
    return lower(protocol_of(FLAGSHIP.read_text(encoding="utf-8")))


def test_the_flagship_has_thirteen_visits_and_three_stretches(flagship: Schedule) -> None:
    weeks = (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24)
    assert labels(flagship, flagship.fixed) == [f"Week {week}" for week in weeks]
    assert labels(flagship, flagship.open_ended) == [
        "Are B cells depleted?",
        "Monthly immunoglobulin until repopulation",
        "Six closing cycles",
    ]


def test_the_flagship_counts_twelve_and_seven(flagship: Schedule) -> None:
    rituximab, ivig = counted(flagship, "rituximab"), counted(flagship, "ivig")
    assert [number for numbers in rituximab.values() for number in numbers] == list(range(1, 13))
    assert [number for numbers in ivig.values() for number in numbers] == list(range(1, 8))
    assert list(ivig) == [0, 28, 56, 84, 112, 140, 168]


def test_blood_is_taken_within_the_fixed_stretch_and_in_each_open_one(flagship: Schedule) -> None:
    assert days(flagship, "cd20") == [*range(0, 169, 28), None, None, None]


def test_rows_stand_in_the_order_of_the_file_with_their_evidence(flagship: Schedule) -> None:
    assert [activity.subject for activity in flagship.activities] == ["rituximab", "ivig", "cd20"]
    sources = {citation.source for citation in flagship.activities[0].evidence.citations}
    assert sources == {"didona2019"}
    assert flagship.activities[2].evidence.assumptions


def test_the_flagships_notes(flagship: Schedule) -> None:
    kinds = {type(note) for note in flagship.notes}
    assert kinds == {OpenNote, MissedNote, AnchorNote, FreshnessNote, PeriodicNote, DecisionNote}
    last = flagship.visits[flagship.fixed[-1]]
    assert [flagship.notes[index] for index in last.notes] == [DecisionNote("depletion_check")]
    undecided = {note.decision.name for note in flagship.notes if isinstance(note, OpenNote)}
    assert undecided == {"over of ivig", "rounding", "closing_interval", "longest_maintenance", "longest_wait"}


def test_phases_that_act_are_named_with_their_visits(flagship: Schedule) -> None:
    assert flagship.visits[8].phases == ("induction", "initial", "blood")
    assert flagship.visits[9].phases == ("consolidation", "initial", "blood")
    assert flagship.visits[13].phases == ("depletion_check", "blood")


def test_a_repetition_with_a_number_has_fixed_days() -> None:
    schedule = schedule_of(track("t", "phase one { give a every 3 weeks, 4 times then end }"))
    assert days(schedule, "a") == [0, 21, 42, 63]
    assert counted(schedule, "a") == {0: [1], 21: [2], 42: [3], 63: [4]}
    assert not schedule.open_ended


def test_a_second_phase_counts_from_the_last_dose() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a on days 0, 10 then two }", "phase two { give a every 7 days, 2 times then end }")
    )
    assert days(schedule, "a") == [0, 10, 17, 24]


def test_another_drug_of_a_second_phase_counts_from_its_entry() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a on days 0, 10 then two }", "phase two { give b every 7 days, 2 times then end }")
    )
    assert days(schedule, "b") == [11, 18]


def test_a_phase_that_lasts_a_known_time_keeps_the_days_fixed() -> None:
    schedule = schedule_of(
        track(
            "t",
            "phase one { give a on days 0 then rest }",
            "phase rest { after 14 days go two }",
            "phase two { give a every 1 week, 2 times then end }",
        )
    )
    assert days(schedule, "a") == [0, 15, 22]


def test_visits_that_begin_no_week_are_days_for_the_whole_table() -> None:
    schedule = schedule_of(track("t", "phase one { give a on days 0, 7, 10 then end }"))
    assert labels(schedule, schedule.fixed) == ["Day 0", "Day 7", "Day 10"]
    assert [visit.week for visit in schedule.visits] == [0, 1, None]


def test_without_weeks_there_are_only_days() -> None:
    schedule = schedule_of(track("t", "phase one { give a on days 0, 7 then end }"), weeks="")
    assert labels(schedule, schedule.fixed) == ["Day 0", "Day 7"]
    assert {visit.week for visit in schedule.visits} == {None}


def test_a_week_that_does_not_begin_on_day_0() -> None:
    schedule = schedule_of(track("t", "phase one { give a on days 1, 8 then end }"), weeks='week 1 = day 1 assumed "x"')
    assert all(visit.week is not None for visit in schedule.visits)
    assert schedule.visits[1].week == (schedule.visits[0].week or 0) + 1


def test_without_lists_the_first_day_is_fixed_and_the_rest_is_a_stretch() -> None:
    schedule = schedule_of(
        track("t", "phase on { give a every 8 weeks until high, at most 9 cycles then end }"),
        track("m", "phase blood { measure crp every 4 weeks until end of t then end }"),
    )
    assert days(schedule, "a") == [0, None]
    assert days(schedule, "crp") == [0, None]
    assert labels(schedule, schedule.open_ended) == ["on"]


def test_what_a_few_patients_get_is_marked_and_not_counted() -> None:
    schedule = schedule_of(
        track(
            "t",
            "phase one { give a on days 0, 7, 14 when high go rescue then end }",
            "phase rescue { give b on days 30, 31 measure crp every 1 day, 5 times then end }",
        )
    )
    assert days(schedule, "b") == [30, 31, None]
    assert counted(schedule, "b") == {30: [None], 31: [None]}
    assert ConditionalNote("rescue") in schedule.notes
    assert EarlyExitNote("one") in schedule.notes
    assert all("rescue" not in visit.phases for visit in schedule.visits if visit.day is not None)


def test_a_stretch_shows_all_that_its_phase_gives() -> None:
    schedule = schedule_of(
        track(
            "t",
            "phase one { give a on days 0 when high go rescue then end }",
            "phase rescue { give b on days 30 give a every 1 week, 2 times then end }",
        )
    )
    (stretch,) = schedule.open_ended
    assert all(activity.cells[stretch] is not None for activity in schedule.activities)


def test_a_drug_of_another_track_that_may_end_is_not_shown_beside_a_phase() -> None:
    schedule = schedule_of(
        track("t", "phase on { give a every 1 day when high go off } phase off { when relapse go on }")
        + track("u", "phase calm { give b every 7 days when high go alarmed } phase alarmed { give b every 1 day }")
    )
    row = next(activity for activity in schedule.activities if activity.subject == "a")
    assert [
        cell is not None
        for visit, cell in zip(schedule.visits, row.cells, strict=True)
        if visit.day is None and "alarmed" in visit.phases
    ] == [False]


def test_two_tracks_that_give_one_drug_on_one_day_give_two_doses() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a on days 0, 7 then end }"),
        track("u", "phase two { give a on days 7 then end }"),
    )
    assert counted(schedule, "a") == {0: [1], 7: [2, 3]}


def test_two_doses_of_one_drug_are_two_rows() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a on days 0 then two }", "phase two { give a on days 7 dose 500 mg then end }")
    )
    assert [str(activity.dose.amount) for activity in schedule.activities if activity.dose] == ["75 mg", "500 mg"]
    assert counted(schedule, "a") == {0: [1], 7: [2]}


def test_a_daily_drug_gets_no_column_for_each_day() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a every 1 day, 200 times then end }"),
        track("u", "phase two { give b on days 0, 30 then end }"),
    )
    assert days(schedule, "a") == [0, 30, 199]
    assert counted(schedule, "a") == {0: [1], 30: [31], 199: [200]}
    assert any(isinstance(note, BetweenNote) for note in schedule.notes)


def test_a_window_and_a_rule_of_its_own_are_noted() -> None:
    schedule = schedule_of(track("t", "phase one { give a on days 0, 7 window -1..+2 days missed stop then end }"))
    window = next(note for note in schedule.notes if isinstance(note, WindowNote))
    assert (window.window.before, window.window.after) == (1, 2)
    assert [note.missed.action.value for note in schedule.notes if isinstance(note, MissedNote) and note.missed] == [
        "stop"
    ]


def test_a_course_that_begins_again_says_so() -> None:
    schedule = schedule_of(
        track("t", "phase one { give a on days 0 then two }", "phase two { give b on days 7 then one }")
    )
    assert LoopNote("two", "one") in schedule.notes


def test_an_undecided_delay_is_noted_at_its_stretch() -> None:
    schedule = schedule_of(
        track(
            "t",
            "phase one { give a on days 0 then wait }",
            "phase wait { after pause go two }",
            "phase two { give a every 1 week, 2 times then end }",
        )
    )
    (wait, _) = schedule.open_ended
    noted = [schedule.notes[index] for index in schedule.visits[wait].notes]
    assert [note.decision.name for note in noted if isinstance(note, OpenNote)] == ["pause"]
    assert days(schedule, "a") == [0, None]


def test_a_dose_without_a_decided_interval_is_a_stretch_of_its_own_though_its_phase_has_an_end() -> None:
    course = schedule_of(
        track(
            "t",
            "phase one { give a on days 0, 7 then two }",
            "phase two { give a every pause after 70 days go three }",
            "phase three { then end }",
        )
    )
    assert days(course, "a") == [0, 7, None]
    assert course.visits[-1].phases == ("two",)


def test_calendar_months_are_no_study_days() -> None:
    schedule = schedule_of(track("t", "phase one { give a every 1 calendar months, 3 times then end }"))
    assert schedule.fixed == (0,)
    assert len(schedule.open_ended) == 1


def test_a_protocol_without_tracks_has_an_empty_schedule() -> None:
    assert schedule_of() == Schedule((), (), ())


def test_every_cell_leads_back_to_the_text(flagship: Schedule) -> None:
    for activity in flagship.activities:
        for cell in activity.cells:
            for duty in cell.duties if cell else ():
                assert duty.action.origin.text.split()[1] == activity.subject


def test_every_note_is_referred_to(flagship: Schedule) -> None:
    used = {index for visit in flagship.visits for index in visit.notes}
    for activity in flagship.activities:
        used |= {*activity.notes, *(index for cell in activity.cells if cell for index in cell.notes)}
    assert used == set(range(len(flagship.notes)))
