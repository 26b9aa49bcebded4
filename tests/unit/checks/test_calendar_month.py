"""Texts that promise something in every calendar month."""

from datetime import date

import pytest
from tests.near_misses.small_course import A, protocol

from protolang.driver import analyse


def told(statement, text="in every calendar month", more=""):
    source = protocol(A, f'track care {{ phase course {{ {statement} assumed "{text}" then end }} }} {more}')
    return [item for item in analyse("example.proto", source.encode()).diagnostics if item.code.number == "PL304"]


@pytest.mark.parametrize("days", [29, 30, 31, 45, 59])
def test_the_dates_of_the_patient_leave_february_out(days):
    (found,) = told(f"give a every {days} days, 6 times")
    first, second = (date.fromisoformat(value) for _, value in found.witness[:2])
    assert (second - first).days == days
    assert first <= date(2027, 1, 31) and second >= date(2027, 3, 1)


def test_twenty_eight_days_and_one_day_late():
    assert not told("give a every 28 days, 6 times")
    assert told("give a every 28 days, 6 times window -0..+1 days")
    assert told("give a every 28 days, 6 times missed postpone at most 1 day then skip")
    assert told("give a every 28 days, 6 times window -1..+0 days next_due on grid")


def test_a_calendar_month_late_by_a_day_can_pass_the_end_of_february():
    assert not told("give a every 1 calendar month, 6 times")
    assert told("give a every 1 calendar month, 6 times window -0..+1 days")
    assert told("give a every 2 calendar months, 6 times")


def test_a_requirement_in_days():
    rule = 'require monthly: gap(a) <= {} days assumed "a dose in each calendar month"'
    assert [len(told("give a every 28 days, 6 times", "x", rule.format(days))) for days in (28, 29, 31)] == [0, 1, 1]


def test_one_mistake_is_told_once():
    rule = 'require monthly: gap(a) <= 30 days assumed "a dose in each calendar month"'
    assert len(told("give a every 30 days, 6 times", more=rule)) == 1


@pytest.mark.parametrize("text", ["monthly", "every two calendar months", "calendar months are not counted"])
def test_other_words_promise_nothing(text):
    assert not told("give a every 30 days, 6 times", text)
