"""Rules that count from what is not there yet."""

import pytest

from protolang.diagnostics import Severity

from ...near_misses import pl704
from ...near_misses.small_course import A, protocol
from .telling import goes_so, told, with_patient


def test_a_dose_and_a_rule_wait_for_each_other():
    (found,) = told(pl704.DEFECT, "PL704")
    assert found.message == (
        "this stop rule has no answer while `a` has never been given, and `a` waits for the answer"
    )
    assert found.severity is Severity.ERROR
    assert [label.span.text for label in found.labels][:2] == [
        "fall(l since first a) > 5 mg/L",
        "give a every 1 week, 9 times",
    ]


def test_the_interpreter_never_gives_that_dose():
    stuck = with_patient(pl704.DEFECT, "l = 50 mg/L from day 0", "expect count(a) = 0 at day 60")
    assert goes_so(stuck)
    free = pl704.course("fall(l since first a) > 5 mg/L", missing="ignore")
    assert goes_so(with_patient(free, "l = 50 mg/L from day 0", "expect count(a) = 9 at day 60"))


def test_a_patient_without_the_event_is_never_treated():
    rule = 'trigger late when time_since(relapse) > 5 days if missing block assumed "x"'
    tracks = (
        'track care { phase course { give a every 1 week, 9 times assumed "x" then end } } stop when late assumed "x"'
    )
    text = protocol(f"{A} event relapse {rule}", tracks)
    (found,) = told(text, "PL704")
    assert found.notes == ("a patient without it is never given a dose",)
    assert goes_so(with_patient(text, "expect count(a) = 0 at day 60"))


@pytest.mark.parametrize(
    ("sample", "count"), [("on days 7, 14", 1), ("on days 0, 14", 0), ("every 1 week, 9 times", 0)]
)
def test_a_first_value_from_under_treatment(sample, count):
    found = told(pl704.course("fall(l since first a) > 5 mg/L", missing="ignore", sample=sample), "PL704")
    assert len(found) == count
    for item in found:
        assert item.severity is Severity.WARNING
        assert [label.text for label in item.secondary] == ["first given on day 0", "first measured on day 7"]


def test_what_else_decides_the_rule_meanwhile_is_no_circle():
    assert told(pl704.course("l < 5 mg/L and fall(l since first a) > 5 mg/L"), "PL704") == []
