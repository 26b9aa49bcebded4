"""Days that a weekend takes away."""

import pytest
from tests.near_misses.small_course import care, protocol

from protolang.driver import analyse


def told(statement, route="intravenous", text="x"):
    drug = f'drug a {{ route {route} assumed "x" dose 100 mg assumed "x" }}'
    source = protocol(drug, care(statement).replace('"x"', f'"{text}"'))
    return [item for item in analyse("example.proto", source.encode()).diagnostics if item.code.number == "PL305"]


@pytest.mark.parametrize("text", ["on working days", "on weekdays only", "not on weekends", "Monday to Friday"])
def test_the_text_speaks_of_working_days(text):
    assert told("give a every 10 days, 4 times", text=text)
    assert told("give a every 10 days, 4 times", "oral", text)
    assert not told("give a every 2 weeks, 4 times", text=text)
    assert not told("give a every 10 days, 4 times")


def test_a_missed_one_stops_the_protocol():
    (found,) = told("give a every 30 days, 4 times missed stop")
    assert found.message == "`a` can be due on a Saturday alone, and a missed one stops the protocol for this patient"
    assert found.witness == (("begins on a", "Thursday"), ("due on a", "Saturday"))
    assert not told("give a every 30 days, 4 times missed stop", "oral")
    assert not told("give a every 30 days, 4 times missed skip")


def test_two_days_may_be_a_whole_weekend_and_three_never_are():
    assert told("give a every 10 days, 4 times window -0..+1 days missed stop")
    assert not told("give a every 10 days, 4 times window -1..+1 days missed stop")
    assert not told("give a every 10 days, 4 times missed postpone at most 2 days then stop")


def test_a_list_counts_from_its_first_day():
    assert told("give a on days 0, 7, 12 missed stop")
    assert not told("give a on days 0, 7, 14 missed stop")


def test_a_ward_that_treats_every_day_treats_at_weekends():
    assert not told("give a every 1 day, 20 times missed stop")
    assert not told("give a every 2 days, 20 times missed stop")
