"""Thresholds that never decide, that nobody meets, that two rules word differently, that no report has."""

import pytest

from ...near_misses import pl111, pl208, pl209, pl210
from ...near_misses.small_course import A, care, protocol
from .telling import told


def alerting(when, *, params=""):
    lab = 'lab l { unit mg/L range 1..100 mg/L fresh for 4 weeks assumed "x" }'
    blood = 'track blood { phase samples { measure l every 1 week, 9 times assumed "x" then end } }'
    rule = f'alert "Look" when {when} assumed "x"'
    give = care("give a every 1 week, 9 times")
    return protocol(f"{A} {lab} event e {params}", f"{give} {blood} {rule}", policy='missing block assumed "x"')


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("e or l > 150 mg/L", "150 mg/L is above every value of `l`, so the comparison never holds"),
        ("e and l < 150 mg/L", "150 mg/L is above every value of `l`, so the comparison always holds"),
        ("e or l < 0.5 mg/L", "0.5 mg/L is below every value of `l`, so the comparison never holds"),
        ("e or l >= 0.2 g/L", "0.2 g/L is above every value of `l`, so the comparison never holds"),
    ],
)
def test_a_threshold_that_no_result_reaches(when, message):
    assert [item.message for item in told(alerting(when), "PL110") if "every value" in item.message] == [message]


@pytest.mark.parametrize("when", ["e or l >= 100 mg/L", "e or l < 1 mg/L", "e or l > 99 mg/L", "l > 150 mg/L"])
def test_the_ends_are_reached_and_a_whole_rule_is_told_of_as_such(when):
    assert told(alerting(when), "PL110") == []


def test_a_threshold_in_a_parameter_is_shown_where_it_is_decided():
    (found,) = told(alerting("e or l > high", params='param high = 150 mg/L assumed "x"'), "PL110")
    assert [label.span.text for label in found.labels][1] == "param high = 150 mg/L"


def test_an_equal_sign_on_a_measurement():
    (found,) = told(pl210.DEFECT, "PL210")
    assert found.message == "this alert asks that `l` is exactly 5 mg/L"


def test_half_a_point_is_no_point():
    assert len(told(pl210.course("l = 2.5 points", pl210.SCORE), "PL210")) == 1


def test_twins_that_differ_at_the_value_itself():
    (found,) = told(pl209.DEFECT, "PL209")
    assert found.witness == (("l", "50 mg/L"),)
    assert {label.text for label in found.labels} == {
        "exactly 50 mg/L is left out here",
        "exactly 50 mg/L is included here",
    }


def test_one_value_in_two_units_is_one_value():
    assert len(told(pl209.course("l < 50 mg/L", "l <= 0.05 g/L"), "PL209")) == 1


def test_a_digit_that_no_report_has():
    (found,) = told(pl111.DEFECT, "PL111")
    assert found.message == "`l` is reported to 1 mg/L, and 10.5 mg/L is never reported"
    assert found.witness == (("l", "10 mg/L"), ("l", "11 mg/L"))


def test_what_moves_together_and_was_taken_as_free():
    (found,) = told(pl208.DEFECT, "PL208")
    assert "`l` and `fall(l since first a)`" in found.message


def test_a_slip_of_the_unit_is_named_once():
    lab = 'lab creatinine { unit umol/L range 0..2000 umol/L usual 60..100 umol/L fresh for 4 weeks assumed "x" }'
    blood = 'track blood { phase samples { measure creatinine every 1 week, 9 times assumed "x" then end } }'
    rule = 'alert "Look" when e or creatinine > 130 mmol/L assumed "x"'
    give = care("give a every 1 week, 9 times")
    text = protocol(f"{A} {lab} event e", f"{give} {blood} {rule}", policy='missing block assumed "x"')
    (found,) = told(text, "PL110")
    assert "umol/L" in found.message
