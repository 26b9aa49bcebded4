"""Drugs that are to be kept apart."""

import pytest
from tests.near_misses.pl302 import DEFECT, apart, beside
from tests.near_misses.small_course import care

from protolang.driver import analyse

GRID = "give a every 3 weeks, 4 times next_due on grid"


def told(text):
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL302"]


def test_the_days_of_the_patient_are_the_closest():
    (found,) = told(DEFECT)
    assert found.message == "`a` and `b` can be given 1 week apart, and must be at least 4 weeks apart"
    assert found.witness == (("a", "day 63"), ("b", "day 70"))
    assert len(found.labels) == 3


@pytest.mark.parametrize(("day", "close"), [(90, True), (91, False)])
def test_exactly_the_distance_is_enough(day, close):
    assert bool(told(apart("28 days", care(GRID) + beside(f"give b on day {day}")))) is close


@pytest.mark.parametrize(("window", "close"), [("-0..+0", False), ("-0..+1", True), ("-1..+0", False)])
def test_windows_count(window, close):
    tracks = care(f"{GRID} window {window} days") + beside("give b on day 91")
    assert bool(told(apart("28 days", tracks))) is close


def test_a_dose_that_may_come_late_moves_those_after_it():
    tracks = care("give a every 3 weeks, 4 times window -0..+2 days") + beside("give b on day 96")
    assert told(apart("28 days", tracks))
    assert not told(apart("28 days", tracks.replace("window", "next_due on grid window")))


def test_a_postponed_dose():
    tracks = care(f"{GRID} missed postpone at most 3 days then skip") + beside("give b on day 92")
    assert told(apart("28 days", tracks))


def test_the_names_may_stand_in_either_order():
    assert told(DEFECT.replace("separate a and b", "separate b and a"))


def test_one_phase():
    assert told(apart("28 days", care("give a on days 0, 14", "give b on day 14")))
    assert told(apart("28 days", care("give a on days 0, 14", "give b with a")))
    assert told(apart("28 days", care("give a on days 0, 14", "give b following a")))
    assert told(apart("28 days", care("give a on day 30", "give b 27 days before a")))
    assert not told(apart("28 days", care("give a on day 30", "give b 28 days before a")))


@pytest.mark.parametrize(("day", "close"), [(26, True), (27, False)])
def test_a_phase_and_the_next(day, close):
    first = 'phase first { give a on days 0, 14 assumed "x" then second }'
    second = f'phase second {{ give b on day {day} of phase assumed "x" then end }}'
    assert bool(told(apart("28 days", f"track care {{ start first {first} {second} }}"))) is close


def test_who_leaves_by_a_condition_may_leave_after_any_dose():
    first = 'phase first { give a on days 0, 60 assumed "x" when ill go second assumed "x" then end }'
    second = 'phase second { give b on day 5 of phase assumed "x" then end }'
    text = apart("28 days", f"track care {{ start first {first} {second} }} event ill")
    assert told(text)
    assert not told(text.replace("when ill go", "when ill and time_since(a) >= 40 days go"))


def test_a_veto_after_the_other_drug_keeps_one_order_only():
    tracks = care(GRID) + beside("give b on day 70")
    after = "veto give b when time_since(a) < 28 days"
    before = "veto give a when time_since(b) < 28 days"
    assert not told(apart("28 days", tracks, after, before))


def test_a_track_that_waits_for_the_end_of_the_other():
    waits = 'phase waiting { after 1 week when end of care go vaccine assumed "x" }'
    given = 'phase vaccine { give b on day 28 of phase assumed "x" then end }'
    assert not told(apart("28 days", care(GRID) + f"track vaccination {{ start waiting {waits} {given} }}"))


def test_a_million_doses_are_bounded_work():
    tracks = care("give a every 1 day, 9000 times") + beside("give b every 1 day, 9000 times")
    assert told(apart("1 day", tracks))


def test_only_drugs_and_two_of_them():
    codes = {
        item.code.number for item in analyse("x.proto", DEFECT.replace("a and b by", "a and a by").encode()).diagnostics
    }
    assert "PL105" in codes
