"""Doses on days on which a stop rule may hold."""

from protolang.diagnostics import Severity

from ...near_misses import pl206
from ...near_misses.small_course import A, protocol
from .telling import goes_so, told, with_patient


def test_a_stop_that_is_ignored_between_two_samples():
    (found,) = told(pl206.DEFECT, "PL206")
    assert found.message == "`a` can be given while `l` is missing or too old, and the stop rule may hold"
    assert found.severity is Severity.WARNING
    assert {label.span.text for label in found.labels} >= {"low", "give a every 1 week, 12 times"}


def test_the_interpreter_gives_the_dose():
    """The low result of day 1 is reported when it is too old to stop anybody."""
    steps = ("l = 50 mg/L at day 0", "l = 1 mg/L at day 1 reported day 10", "expect given(a) at day 14")
    assert goes_so(with_patient(pl206.DEFECT, *steps))


def test_a_first_result_that_comes_after_the_first_dose():
    (found,) = told(pl206.course(fresh="9 weeks", sample="on days 7, 14"), "PL206")
    assert found.labels[-1].text == "the first result comes after the first dose"


def after_stop(dose):
    tracks = (
        'track care { phase course { give a every 1 week, 9 times assumed "x" then end } } '
        f'track later on stop {{ phase after {{ {dose} assumed "x" then end }} }} stop when harm assumed "x"'
    )
    return protocol(f"{A} event harm", tracks)


def test_what_the_stop_ends_is_given_again():
    (found,) = told(after_stop("give a"), "PL206")
    assert (found.severity, found.message) == (Severity.ERROR, "`a` is given in full after the stop that ends it")


def test_a_taper_and_another_dose_are_meant():
    assert told(after_stop("give a dose 50 mg"), "PL206") == []
    assert (
        told(after_stop('taper a every 1 day { 50 mg for 2 days assumed "x" 10 mg for 2 days assumed "x" }'), "PL206")
        == []
    )
