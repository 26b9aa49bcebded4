"""How a budget is written, what it stops, and what is said of a protocol that is too large."""

from __future__ import annotations

import pytest

from protolang.verify.budget import WORK_BETWEEN_LOOKS, Budget, BudgetError, Meter, metered, read_budget


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("500", Budget(states=500)),
        ("45s", Budget(seconds=45)),
        ("2 min", Budget(seconds=120)),
        ("512MiB", Budget(memory=512 << 20)),
        ("30s,2GiB", Budget(seconds=30, memory=2 << 30)),
        ("1gib, 7, 1h", Budget(7, 3600, 1 << 30)),
    ],
)
def test_a_budget_is_states_time_or_memory(text: str, budget: Budget) -> None:
    assert read_budget(text) == budget


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1.5s", "30 parsecs", "3,4", "5s,5s", "²s", "1e9", "9" * 19, "s", "5 s s"]
)
def test_what_is_no_budget_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"budget|second number"):
        read_budget(text)


def test_time_that_is_over_is_noticed() -> None:
    meter = Meter(Budget(seconds=0))
    with pytest.raises(BudgetError, match="more than 0 seconds"):
        meter.spend(WORK_BETWEEN_LOOKS)


def test_memory_that_is_used_up_is_noticed() -> None:
    meter = Meter(Budget(memory=1 << 20))
    with pytest.raises(BudgetError, match="more than 1 MiB of memory"):
        meter.spend(WORK_BETWEEN_LOOKS)


def test_a_meter_that_runs_goes_on() -> None:
    meter = metered(7)
    assert metered(meter) is meter
    assert meter.states == 7
    assert metered(Budget(states=9)).states == 9


def test_the_sentence_says_what_is_large() -> None:
    assert BudgetError("more than 5 states").sentence == "it takes more than 5 states to decide"
    assert BudgetError("more than 5 states", "9 labs").sentence == "it takes more than 5 states to decide: 9 labs"
