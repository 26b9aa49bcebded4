"""Holds and phases that go back and forth."""

import pytest

from ...near_misses import pl207
from ...near_misses.small_course import A, protocol
from .telling import goes_so, told, with_patient


def test_a_hold_is_shown_day_by_day():
    (found,) = told(pl207.DEFECT, "PL207")
    assert found.message == "a hold of `care` can go back and forth within 2 days, as `l` moves around one value"
    assert [(step.day, step.what, step.values) for step in found.timeline] == [
        (0, "`care` is held", (("l", "9.9 mg/L"),)),
        (1, "`care` goes on", (("l", "10 mg/L"),)),
        (2, "`care` is held again", (("l", "9.9 mg/L"),)),
    ]


def test_the_interpreter_goes_back_and_forth():
    steps = ("l = 9.9 mg/L from day 0", "l = 10 mg/L from day 1", "l = 9.9 mg/L from day 2")
    days = ("expect not given(a) at day 0", "expect given(a) at day 1", "expect not given(a) at day 2")
    assert goes_so(with_patient(pl207.DEFECT, *steps, *days))


@pytest.mark.parametrize(
    ("hold", "count"),
    [
        ("l < 10 mg/L until l >= 10 mg/L", 1),
        ("l < 10 mg/L until l > 10 mg/L", 1),
        ("l > 10 mg/L until l <= 10 mg/L", 1),
        ("l < 10 mg/L until l > 10.5 mg/L", 0),
    ],
)
def test_one_value_between_them_does_not_keep_them_apart(hold, count):
    assert len(told(pl207.course(hold), "PL207")) == count


@pytest.mark.parametrize(("every", "count"), [("3 days", 1), ("4 days", 0)])
def test_a_week_is_the_limit(every, count):
    assert len(told(pl207.course("l < 10 mg/L", every=every), "PL207")) == count


def phases(back):
    on = 'phase on { give a every 1 day, 9 times assumed "x" when l < 10 mg/L go off assumed "x" then end }'
    off = f'phase off {{ when l >= {back} mg/L go on assumed "x" after 20 days go last assumed "x" }}'
    blood = 'track blood { phase samples { measure l every 1 day, 9 times assumed "x" then end } }'
    tracks = f"track care {{ start on {on} {off} phase last {{ then end }} }} {blood}"
    return protocol(f"{A} {pl207.LAB}", tracks, policy='missing ignore assumed "x"')


def test_two_phases():
    (found,) = told(phases(10), "PL207")
    assert found.message.startswith("`on` and `off` can go back and forth within 2 days")
    assert told(phases(15), "PL207") == []
