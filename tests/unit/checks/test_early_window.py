"""Windows that open before anything can be done."""

import pytest
from tests.near_misses.small_course import LAB, A, care, protocol

from protolang.driver import analyse


def told(*statements):
    text = protocol(A + LAB, care("give a on days 0, 28 of phase", *statements))
    return [item.message for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL306"]


@pytest.mark.parametrize("when", ["on day 0", "on day 0 of phase", "every 1 week, 1 times", ""])
def test_on_the_first_day(when):
    assert told(f"measure l {when} window -3..+3 days") == [
        "the window of `l` opens 3 days before phase `course` begins"
    ]


def test_a_later_day_is_near_enough_or_not():
    assert told("measure l on day 2 of phase window -3..+3 days") == [
        "the window of `l` opens 1 day before phase `course` begins"
    ]
    assert not told("measure l on day 3 of phase window -3..+3 days")


def test_in_a_cycle():
    cycle = 'repeat every 3 weeks, 4 times {{ measure l on day {} of cycle window -2..+0 days assumed "x" }}'
    assert told(cycle.format(0)) == ["the window of `l` opens 2 days before the cycle begins"]
    assert not told(cycle.format(2))


@pytest.mark.parametrize("when", ["on days 0, 28", "every 1 week, 4 times", "with a"])
def test_one_window_for_many_visits_is_meant_for_the_others(when):
    assert not told(f"measure l {when} window -3..+3 days")


def test_a_day_of_the_study_in_a_later_phase_is_not_judged():
    first = 'phase first { give a on day 0 assumed "x" then course }'
    later = 'phase course { measure l on day 0 window -3..+30 days assumed "x" then end }'
    text = protocol(A + LAB, f"track care {{ start first {first} {later} }}")
    assert "PL306" not in {item.code.number for item in analyse("example.proto", text.encode()).diagnostics}
