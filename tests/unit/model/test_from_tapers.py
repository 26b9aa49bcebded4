import pytest

from protolang.model.action import ActionKind, Every
from protolang.quantity import Days

from .statements import HOURLY, found_in, phase_of


def test_a_taper_is_one_course_of_doses():
    (action,) = phase_of("taper prednisone { 60 mg for 7 days  40 mg for 2 weeks }").actions
    assert (action.kind, action.subject, action.dose) == (ActionKind.GIVE, "prednisone", None)
    assert action.timing == Every(Days(1), 21, None)
    assert [(str(step.dose.amount), step.times) for step in action.course] == [("60 mg", 7), ("40 mg", 14)]


def test_a_taper_at_an_interval_of_its_own():
    (action,) = phase_of("taper prednisone every 2 days { 1 mg/kg of weight for 8 days }").actions
    assert action.timing == Every(Days(2), 4, None)
    assert [(step.dose.basis, step.times) for step in action.course] == [("weight", 4)]


def test_a_day_is_a_day_whatever_the_clock():
    (action,) = phase_of("taper prednisone { 60 mg for 7 days }", header=HOURLY).actions
    assert action.timing == Every(Days(24, 24), 7, None)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "taper prednisone every 2 days { 60 mg for 7 days }",
            [("PL307", "7 days", "1 week is not a whole number of intervals of 2 days")],
        ),
        (
            "taper prednisone { 60 mg for 7000 days  50 mg for 3001 days }",
            [("PL307", "prednisone", "a taper of 10001 doses is more than any patient can be given")],
        ),
        ("taper prednisone { }", [("PL109", "prednisone", "the taper of `prednisone` has no step")]),
        (
            "taper prednisone every pause { 60 mg for 7 days }",
            [("PL108", "every pause", "a taper is given at one fixed interval")],
        ),
        (
            "taper prednisone every 1 day, 7 times { 60 mg for 7 days }",
            [("PL102", "every 1 day, 7 times", "how long the taper lasts is said twice")],
        ),
        (
            "taper predisone { 60 mg for 7 days }",
            [("PL101", "predisone", "no drug is called `predisone`")],
        ),
    ],
)
def test_mistakes_in_tapers(statement, found):
    assert found_in(statement) == found
