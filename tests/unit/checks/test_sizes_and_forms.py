"""Sizes that are too old for a dose, doses that their route cannot have, and results that nothing reads."""

import pytest

from protolang.diagnostics import Severity

from ...near_misses import pl407, pl408, pl705
from .telling import goes_so, told, with_patient


def test_a_weight_that_nobody_takes_again():
    (found,) = told(pl407.DEFECT, "PL407")
    assert found.message == "`a` is dosed by `weight` for 77 days, and nothing measures it again after 4 weeks"
    assert found.severity is Severity.WARNING
    late = with_patient(pl407.DEFECT, "patient { weight 70 kg }", "expect given(a) at day 28")
    assert goes_so(late)


@pytest.mark.parametrize(("weeks", "count"), [(10, 1), (11, 0)])
def test_it_must_last_for_the_last_dose(weeks, count):
    assert len(told(pl407.course(fresh=f"{weeks} weeks"), "PL407")) == count


@pytest.mark.parametrize(("days", "count"), [(28, 0), (29, 1)])
def test_a_scale_that_is_used_too_rarely(days, count):
    found = told(pl407.course(weigh=f"every {days} days, 3 times"), "PL407")
    assert len(found) == count


def test_a_weight_that_is_valid_for_years_is_an_error():
    (found,) = told(pl407.course(fresh="300 weeks", dose="every 50 weeks, 12 times"), "PL407")
    assert found.severity is Severity.ERROR
    assert found.message == "`a` is dosed by one `weight` for 300 weeks, whatever becomes of the patient"


def test_a_tablet_that_is_infused():
    (found,) = told(pl408.DEFECT, "PL408")
    assert found.message == "`a` is given by the oral route, and cannot be infused"


@pytest.mark.parametrize("route", ["intravenous", "subcutaneous", "intraperitoneal"])
def test_what_can_flow_is_left_alone(route):
    assert told(pl408.course(route, "dose 500 mg", "rate 50 mg/h"), "PL408") == []


def test_a_result_that_nothing_reads():
    (found,) = told(pl705.DEFECT, "PL705")
    assert (found.severity, found.message) == (Severity.INFO, "`l` is measured, and nothing reads it")
