"""Phases that lead back to one another on the first day."""

import pytest
from tests.near_misses import pl503

from protolang.driver import analyse


def told(text, number="PL503"):
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == number]


def test_the_patient_is_one_for_whom_both_hold():
    (found,) = told(pl503.DEFECT)
    assert found.message == "`course` and `pause` lead back to one another at once, so a patient is moved every day"
    ((name, value),) = found.witness
    assert name == "l" and 10 < float(value.split()[0]) < 20


@pytest.mark.parametrize(
    ("out", "back", "wrong"),
    [
        ("when l >= 10 mg/L", "when l <= 10 mg/L", True),
        ("when l >= 10 mg/L", "when l < 10 mg/L", False),
        ("when l > 10 mg/L", "when l < 10 mg/L", False),
        ("after 0 days when l > 10 mg/L", "when l < 20 mg/L", True),
        ("after 1 day when l > 10 mg/L", "when l < 20 mg/L", False),
    ],
)
def test_edges_and_days(out, back, wrong):
    assert bool(told(pl503.phases(out, back))) is wrong


def test_a_stop_rule_ends_such_a_patient():
    stop = 'stop when l > 10 mg/L assumed "x"'
    assert not told(pl503.DEFECT.rstrip().removesuffix("}") + stop + "}")


def test_the_same_circle_is_not_told_as_one_without_a_limit():
    endless = pl503.DEFECT.replace('after 26 weeks go last assumed "x"', "")
    assert told(endless)
    assert not told(endless, "PL504")
