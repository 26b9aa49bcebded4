"""Drugs that are kept apart, in the model."""

import pytest
from tests.near_misses.pl302 import DEFECT

from protolang.driver import analyse
from protolang.quantity import Days


def test_both_drugs_the_time_and_where_it_comes_from():
    (pair,) = analyse("x.proto", DEFECT.encode(), budget=0).protocol.separations
    assert (pair.first, pair.second, pair.least) == ("a", "b", Days(28))
    assert pair.evidence.assumptions == ("x",)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("separate a and a by at least 28 days", "PL105"),
        ("separate a and c by at least 28 days", "PL101"),
        ("separate a and b by at least 0 days", "PL307"),
        ("separate a and b by at least 5 mg", "PL105"),
        ("separate a and b by at least 12 hours", "PL105"),
    ],
)
def test_what_cannot_be_kept_apart(rule, code):
    text = DEFECT.replace("separate a and b by at least 28 days", rule)
    assert text != DEFECT
    analysis = analyse("x.proto", text.encode(), budget=0)
    assert code in {item.code.number for item in analysis.diagnostics}
    assert analysis.machine is None


def test_one_without_a_source_is_told():
    text = DEFECT.replace('28 days assumed "x"', "28 days")
    found = [item.message for item in analyse("x.proto", text.encode(), budget=0).diagnostics]
    assert "keeping `a` and `b` apart does not say where it comes from" in found


def test_to_be_kept_apart_is_no_use_of_a_drug():
    text = DEFECT.replace("give b on day 70", "give a on day 700")
    found = [item.code.number for item in analyse("x.proto", text.encode(), budget=0).diagnostics]
    assert "PL104" in found
