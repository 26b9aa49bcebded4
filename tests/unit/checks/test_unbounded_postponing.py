"""Delays and holds whose longest time ends nothing."""

import pytest
from tests.near_misses import pl308

from protolang.driver import analyse

DELAYED = "the next cycle of `course` can be postponed for ever"
HELD = "a hold of `care` has no end, and all its doses are postponed as long"


def told(text):
    return [item.message for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL308"]


@pytest.mark.parametrize(
    ("follows", "found"), [("alert", [DELAYED]), ("skip", [DELAYED]), ("review", []), ("stop", [])]
)
def test_a_delay(follows, found):
    assert told(pl308.waiting("3 weeks", follows)) == found


@pytest.mark.parametrize(("follows", "found"), [("alert", [HELD]), ("skip", []), ("review", []), ("stop", [])])
def test_a_hold_with_a_time_of_its_own_and_with_that_of_the_policy(follows, found):
    assert told(pl308.holding(f"hold when l > 50 mg/L until ready, at most 2 weeks then {follows}")) == found
    policy = f"clock stops, at most 28 days then {follows}"
    assert told(pl308.holding("hold when l > 50 mg/L until ready", policy)) == found
    assert told(pl308.holding("hold when l > 50 mg/L until ready, at most 2 weeks then stop", policy)) == []


def test_without_a_hold_the_policy_does_nothing():
    assert told(pl308.waiting("3 weeks", "stop").replace("days then review", "days then alert")) == []
