"""The plain form of a machine: what it says of each kind of value, and what changes its hash."""

import json
from datetime import date
from fractions import Fraction

import pytest

from protolang.machine.from_model import lower
from protolang.machine.printing import as_data, as_json, machine_sha256
from protolang.quantity import Days, Direction, Interval, Resolution, Window

from ..model.statements import scenario_of, sound


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Interval.point(Fraction(2, 5)), "0.4"),
        (Interval(None, Fraction(1, 2), low_closed=False, high_closed=False), "<0.5"),
        (date(2027, 1, 4), "2027-01-04"),
        (Resolution(24), {"kind": "Resolution", "per_day": 24}),
        (Days(6, 24), {"kind": "Days", "count": 6, "per_day": 24}),
        (Window(1, 3), {"kind": "Window", "before": 1, "after": 3}),
        (Direction.DOWN, "down"),
        (Fraction(1, 4), "0.25"),
        ((1, True, None, "x"), [1, True, None, "x"]),
    ],
)
def test_plain_forms(value, data):
    assert as_data(value, places=False) == data


def test_what_is_no_part_of_a_tree_has_none():
    with pytest.raises(TypeError, match="no plain form for float"):
        as_data(0.5, places=False)


STATEMENTS = """repeat every 21 days, 6 times delay until not low, at most 14 days then review {
    give ivig on day 0 of cycle
  }
  decide by aptt at each aptt { below 35 s: raise basal by 25 % of current, alert "low"  otherwise: nothing }
  taper prednisone { 60 mg for 7 days }  on entry: measure platelets"""
RULES = 'hold main when low until not low, at most 7 days then go rest  veto lower basal when low  alert "x" when low'


def test_a_machine_with_everything_is_printed():
    machine = lower(sound(STATEMENTS, after=RULES))
    printed = json.loads(as_json(machine))
    state = printed["regions"][1]["states"][0]
    assert [item["kind"] for item in (*state["cycles"], *state["on_entry"])] == ["Cycle", "MeasureNow"]
    row = state["obligations"][-1]["decision"]["rows"][0]
    assert row["effects"][0]["kind"] == "Adjust"
    assert (row["effects"][0]["amount"], row["effects"][0]["reference"]) == ("25 %", "current")
    assert [len(printed[name]) for name in ("holds", "vetoes", "alerts", "levels")] == [1, 1, 1, 3]


def test_a_scenario_is_printed():
    printed = json.loads(as_json(scenario_of("start 2027-01-04  aptt < 40 s at day 3")))
    assert (printed["start"], printed["samples"][0]["value"]) == ("2027-01-04", "<40")


def test_layout_does_not_change_the_hash_and_meaning_does():
    one = machine_sha256(lower(sound(STATEMENTS, after=RULES)))
    assert machine_sha256(lower(sound(f"\n\n {STATEMENTS}", after=RULES))) == one
    for old, new in (("25 %", "20 %"), ("14 days then review", "15 days then review"), ("60 mg", "50 mg")):
        assert machine_sha256(lower(sound(STATEMENTS.replace(old, new), after=RULES))) != one
    assert machine_sha256(lower(sound(STATEMENTS, after=RULES.replace("go rest", "go treatment")))) != one
