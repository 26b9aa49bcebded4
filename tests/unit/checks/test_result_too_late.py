"""Decisions that an older result can take on the day of a sample."""

from ...near_misses import pl703
from .telling import goes_so, told, with_patient


def test_the_older_result_decides():
    (found,) = told(pl703.DEFECT, "PL703")
    assert found.message == "the decision can be taken by an older `l`, and the sample of its day is then cancelled"
    assert found.notes == ("what is still valid then is the result before it, 1 week old",)
    assert found.labels[1].span.text == "measure l on days 0, 7, 14"


def test_the_interpreter_does_so():
    """The low result of day 0 takes the patient away on day 7, although that of day 7 is high."""
    early = with_patient(
        pl703.DEFECT, "l = 1 mg/L at day 0", "l = 50 mg/L at day 7 reported day 8", "expect paused at day 7"
    )
    assert goes_so(early)


def test_a_result_of_another_track():
    text = pl703.course(samples="on day 7", decide="on day 7").replace(
        "track care", 'track blood { phase samples { measure l every 1 day, 9 times assumed "x" then end } } track care'
    )
    (found,) = told(text, "PL703")
    assert found.notes == ("what is still valid then is a result of track `blood`",)


def test_a_first_sample_is_waited_for():
    assert told(pl703.course(samples="on day 7", decide="on day 7"), "PL703") == []
