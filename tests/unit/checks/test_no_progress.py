"""Holds that begin again and again."""

import pytest
from tests.near_misses import pl509

from protolang.driver import analyse


def told(text):
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL509"]


def test_the_reason_lasts():
    (found,) = told(pl509.DEFECT)
    assert found.message == "`care` can be held again and again for ever, and nothing is given"
    ((name, value),) = found.witness
    assert name == "l" and float(value.split()[0]) < 5


@pytest.mark.parametrize("follows", ["review", "stop", "alert"])
def test_only_skip_goes_on(follows):
    assert not told(pl509.holding(f"hold when l < 5 mg/L, at most 2 weeks then {follows}"))


def test_the_policy_may_say_it():
    assert told(pl509.holding("hold when l < 5 mg/L", hold="clock stops, at most 7 days then skip"))


def test_a_stop_must_be_for_all_who_are_held():
    rule = "hold when l < 5 mg/L, at most 2 weeks then skip"
    assert told(pl509.holding(rule, more='stop when l < 4 mg/L assumed "x"'))
    assert not told(pl509.holding(rule, more='stop when l < 5 mg/L assumed "x"'))


def test_an_event_does_not_last():
    assert not told(pl509.holding("hold when relapse, at most 2 weeks then skip"))
