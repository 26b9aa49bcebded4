"""Rounding that passes a bound."""

import pytest
from tests.near_misses import pl404

from protolang.driver import analyse


def told(*drug):
    found = analyse("example.proto", pl404.drug(*drug).encode()).diagnostics
    return [(item.severity.value, item.message, item.witness) for item in found if item.code.number == "PL404"]


def test_over_the_cap_with_the_first_patient_who_gets_nothing():
    (found,) = told(5, "cap 450 mg", "to 100 mg")
    assert found == (
        "error",
        "rounding takes `a` over its cap of 450 mg, and then nothing is given",
        (("weight", "90 kg"), ("dose", "450 mg"), ("rounded", "500 mg")),
    )


@pytest.mark.parametrize(
    ("cap", "rounding", "weights", "wrong"),
    [
        ("449 mg", "to 100 mg", "30..150 kg", False),
        ("401 mg", "up to 100 mg", "30..150 kg", True),
        ("450 mg", "down to 100 mg", "30..150 kg", False),
        ("450 mg", "to 100 mg", "30..89 kg", False),
        ("450 mg", "to 0.1 g", "30..150 kg", True),
    ],
)
def test_direction_step_and_sizes_decide(cap, rounding, weights, wrong):
    assert bool(told(5, f"cap {cap}", rounding, weights)) is wrong


def test_under_the_floor():
    (found,) = told(5, "floor 250 mg", "down to 100 mg")
    assert found[1] == "rounding takes `a` under its floor of 250 mg"


def test_to_nothing():
    (found,) = told(1, "cap 500 mg", "to 100 mg")
    assert found == (
        "warning",
        "rounding takes small doses of `a` to nothing",
        (("weight", "30 kg"), ("dose", "30 mg"), ("rounded", "0 mg")),
    )
    assert not told(1, "cap 500 mg", "to 100 mg", "50..150 kg")
