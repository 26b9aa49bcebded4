"""Months that are added one by one."""

from datetime import date

import pytest
from tests.near_misses.small_course import A, care, protocol

from protolang.driver import analyse
from protolang.quantity import CalendarMonths


def told(statement, more=""):
    text = protocol(A + more, care(statement))
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL309"]


@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 7, 11])
def test_the_days_of_the_patient_wander(months):
    (found,) = told(f"give a every {months} calendar months, 6 times")
    first, second, third = (date.fromisoformat(value[:10]) for _, value in found.witness)
    step = CalendarMonths(months)
    assert (step.after(first), step.after(second)) == (second, third)
    assert third != CalendarMonths(2 * months).after(first) or third.day != first.day


def test_a_parameter_is_pointed_at():
    (found,) = told("give a every interval, 6 times", 'param interval = 2 calendar months assumed "x"')
    assert [label.text for label in found.secondary] == ["`interval` is 2 calendar months"]


@pytest.mark.parametrize(
    "statement",
    [
        "give a every 1 calendar month, 6 times next_due on grid",
        "give a every 1 calendar month, 2 times",
        "give a every 12 calendar months, 6 times",
        "give a every 4 weeks, 6 times",
    ],
)
def test_quiet(statement):
    assert not told(statement)
