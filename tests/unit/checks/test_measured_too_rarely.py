"""Results that grow too old between two samples."""

import pytest

from ...near_misses import pl702
from .telling import goes_so, told, with_patient


def test_the_day_is_told():
    (found,) = told(pl702.DEFECT, "PL702")
    assert found.message == "`l` is valid for 1 week, but up to 28 days lie between two results"
    assert [(step.day, step.what) for step in found.timeline] == [
        (0, "l is sampled"),
        (8, "l is 8 days old, and undecided"),
        (28, "the next sample of l"),
    ]
    assert found.notes == ("`a` is due on such days too, and waits then for a result",)


def test_the_interpreter_gives_nothing_on_that_day():
    steps = ("l = 50 mg/L at day 0", "expect given(a) at day 7", "expect not given(a) at day 8")
    assert goes_so(with_patient(pl702.DEFECT, *steps))


@pytest.mark.parametrize(("late", "count"), [(0, 0), (7, 0), (8, 1)])
def test_the_window_counts(late, count):
    text = pl702.course(fresh="5 weeks", sample=f"every 4 weeks, 4 times window -0..+{late} days")
    found = told(text, "PL702")
    assert len(found) == count
    if found:
        assert found[0].labels[0].text == "every 4 weeks, 8 days late: up to 36 days apart"


def test_what_must_last_is_interrupted():
    text = pl702.course(missing="ignore").replace("stop when low", "stop when low lasting 30 days")
    (found,) = told(text, "PL702")
    assert found.notes[0].startswith("what must last is interrupted")


def test_a_second_statement_may_fill_the_gap():
    text = pl702.DEFECT.replace(
        "track blood {",
        'track more { phase extra { measure l every 3 days, 40 times assumed "x" then end } } track blood {',
    )
    assert told(text, "PL702") == []
