"""The name that an author probably meant."""

import pytest

from protolang.diagnostics.suggest import suggest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rituxmiab", "rituximab"),
        ("Rituximab", "rituximab"),
        ("ivg", "ivig"),
        ("CD20", "cd20"),
        ("consolidaton", "consolidation"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_name(name, expected):
    assert suggest(name, ["consolidation", "cd20", "ivig", "rituximab"]) == expected


def test_another_number_is_another_thing_and_no_slip():
    assert suggest("cd20", ["cd19", "cd2"]) is None
    assert suggest("cycle_12", ["cycle_1", "cycle_2", "cycles_12"]) == "cycles_12"


def test_the_order_of_candidates_does_not_matter():
    candidates = ["phase_b", "phase_a", "phase_c"]
    assert suggest("phase_x", candidates) == suggest("phase_x", reversed(candidates)) == "phase_a"


def test_a_name_is_never_suggested_for_itself():
    assert suggest("ivig", ["ivig"]) is None


def test_an_endless_name_costs_nothing():
    assert suggest("a" * 1_000_000, ["a" * 1_000_000 + "b", "ivig"]) is None
    assert suggest("ivig", ["ivig" * 1_000_000]) is None
