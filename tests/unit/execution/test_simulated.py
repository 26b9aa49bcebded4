"""The patient of a scenario: what is due is done on its day, and otherwise only what the scenario says."""

from __future__ import annotations

from protolang.execution.trace import EntryKind

from .stories import days, results, story

END = "expect end by day 60"


def test_every_dose_and_sample_is_taken_on_the_day_it_is_due() -> None:
    result = story(f"x = 5 % from day 0 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 10, 20]
    assert [sampled for sampled, _, _ in results(result)][:3] == [0, 10, 20]


def test_a_dose_given_on_another_day_of_its_window_is_that_dose() -> None:
    result = story(f"x = 5 % from day 0  a given on day 8 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 8, 20]
    assert not days(result, EntryKind.UNSCHEDULED, "a")


def test_a_dose_given_on_its_own_day_is_given_once() -> None:
    result = story(f"x = 5 % from day 0  a given on day 10 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 10, 20]
    assert not days(result, EntryKind.UNSCHEDULED, "a")


def test_a_dose_given_outside_its_window_is_unscheduled_and_the_due_one_still_comes() -> None:
    result = story(f"x = 5 % from day 0  a given on day 5 {END}")
    assert days(result, EntryKind.UNSCHEDULED, "a") == [5]
    assert days(result, EntryKind.GIVEN, "a") == [0, 10, 20]


def test_a_missed_dose_is_not_given_late() -> None:
    result = story(f"x = 5 % from day 0  a missed on day 10 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 20, 30]
    assert days(result, EntryKind.MISSED, "a") == [13]


def test_all_doses_of_a_range_are_missed() -> None:
    result = story(f"x = 5 % from day 0  a missed from day 5 to day 20 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 30, 40]


def test_a_delayed_dose_is_given_so_much_later() -> None:
    result = story(f"x = 5 % from day 0  a delayed 3 days on day 10 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 13, 20]


def test_a_dose_delayed_beyond_its_window_is_missed() -> None:
    result = story(f"x = 5 % from day 0  a delayed 4 days on day 10 {END}")
    assert days(result, EntryKind.GIVEN, "a") == [0, 20, 30]


def test_a_later_reading_stands_in_place_of_an_earlier_one() -> None:
    result = story("x = 5 % from day 0  x = 9 % from day 10  x missing from day 20  expect end by day 25")
    assert [(day, value) for day, _, value in results(result)] == [(0, "5"), (10, "9")]


def test_a_series_of_its_own_is_sampled_whether_asked_or_not() -> None:
    result = story("y = 5 % from day 3 every 4 days  y = 7 % from day 12  expect end by day 20")
    assert results(result, "y") == [(3, 3, "5"), (7, 7, "5"), (11, 11, "5")]


def test_a_series_every_calendar_month_counts_from_its_first_day() -> None:
    track = "start p phase p { give a every 10 days, 9 times  then end }"
    result = story("start 2027-01-31  y = 5 % from day 0 every 1 month  expect end by day 75", track)
    # 31 January, 28 February, 31 March
    assert [day for day, _, _ in results(result, "y")] == [0, 28, 59]


def test_a_late_result_stands_for_the_measurement_that_was_due() -> None:
    result = story("x = 5 % from day 0  x = 50 % at day 10 reported day 14  expect end by day 20")
    assert results(result)[:2] == [(0, 0, "5"), (10, 14, "50")]


def test_a_late_result_does_not_stand_for_the_next_measurement() -> None:
    track = "start p phase p { measure x every 10 days, 9 times  then end }"
    result = story("x = 5 % from day 0  x = 50 % at day 7 reported day 30  expect end by day 31", track)
    assert [day for day, _, _ in results(result)] == [0, 7, 10, 20, 30]


def test_a_preliminary_result_decides_nothing() -> None:
    track = "start p phase p { when x < 10 % go q  give a every 10 days, 9 times } phase q { stop }"
    told = story("x = 5 % at day 3  expect q at day 3", track)
    assert told.passed, told.failures
    preliminary = story("x = 5 % at day 3 preliminary  expect p at day 3", track)
    assert preliminary.passed, preliminary.failures


def test_a_correction_stands_in_place_of_the_result_it_corrects() -> None:
    result = story("x = 5 % from day 0  x at day 10 corrected to 50 % on day 12  expect end by day 15")
    assert results(result) == [(0, 0, "5"), (10, 12, "50")]


def test_a_cancelled_result_counts_no_more() -> None:
    result = story("x = 5 % at day 3  x = 6 % at day 4  x at day 4 cancelled on day 5  expect end by day 8")
    assert [(day, value) for day, _, value in results(result) if day in (3, 4)] == [(3, "5")]


def test_an_attribute_is_recorded_often_enough_to_stay_fresh() -> None:
    result = story(f"x = 5 % from day 0 {END}")
    assert [day for day, _, _ in results(result, "weight")] == [0, 20]
    assert not days(result, EntryKind.NO_DOSE, "a")


def test_an_attribute_is_recorded_on_the_day_it_changes() -> None:
    result = story("weight = 80 kg from day 15  expect dose(a) = 800 mg at day 20")
    assert result.passed, result.failures
    assert results(result, "weight") == [(0, 0, "70"), (15, 15, "80")]


def test_a_ruling_is_a_decision_of_its_day() -> None:
    result = story(
        "x = 5 % from day 0  a missed on day 10  t0 resume on day 15  expect end by day 60",
        missed="postpone at most 0 days then review",
    )
    assert days(result, EntryKind.HELD, "a") == [13]
    assert days(result, EntryKind.RESUMED, "p") == [15]
    assert days(result, EntryKind.GIVEN, "a")[:2] == [0, 15]


def test_an_event_happens_on_its_days() -> None:
    result = story("harm on day 3, day 9  expect end by day 12")
    assert days(result, EntryKind.HAPPENED, "harm") == [3, 9]


def test_days_are_ticks_of_a_finer_clock() -> None:
    track = "start p phase p { give b every 6 hours, 3 times window -0..+2 hours  then end }"
    result = story(
        "b delayed 2 hours on day 0 hour 6  expect given(b) at day 0 hour 8", track, resolution="resolution 1 hour"
    )
    assert result.passed, result.failures


def test_the_date_of_day_0_is_that_of_the_scenario() -> None:
    assert story("start 2028-02-29  expect end by day 3").trace.final.start.isoformat() == "2028-02-29"


def test_a_run_goes_no_farther_than_the_scenario_looks() -> None:
    assert story("expect p at day 3").trace.final.day == 3
    assert story("x = 5 % from day 0  expect count(a) = 3 at end").trace.final.ended


def test_the_same_story_leaves_the_same_log() -> None:
    one, two = (
        story("x = 5 % from day 0  a given on day 8  harm on day 3 expect count(a) = 3 at end") for _ in range(2)
    )
    assert one.trace.hashes() == two.trace.hashes()


def test_what_follows_another_dose_waits_for_it() -> None:
    plan = "start p phase p { give b within 4 days  give a following b within 6 days  then end }"
    result = story(f"b delayed 2 days on day 0 {END}", plan)
    assert days(result, EntryKind.GIVEN, "b") == [2]
    assert days(result, EntryKind.GIVEN, "a") == [2]
    assert not days(result, EntryKind.UNSCHEDULED, "a")


def test_what_follows_a_sample_waits_for_a_result() -> None:
    plan = "start p phase p { measure x within 4 days  give a following x within 6 days  then end }"
    result = story(f"x missing from day 0  x = 5 % from day 3 {END}", plan)
    assert days(result, EntryKind.GIVEN, "a") == [3]
    assert not days(result, EntryKind.UNSCHEDULED, "a")


def test_what_goes_after_a_dose_comes_after_each_of_them() -> None:
    plan = "start p phase p { give a on days 0, 10, 20  give b 2 days after a  then end }"
    result = story(END, plan)
    assert days(result, EntryKind.GIVEN, "b") == [2, 12, 22]
