"""Protocols that are much too large are answered all the same, and told what makes them so."""

from __future__ import annotations

import time

import pytest

from protolang.driver import Analysis, analyse
from protolang.verify.budget import Budget
from protolang.verify.verdict import Verdict

from .exploding import coupled_tracks, long_repeats, long_windows, many_labs, many_phases

SECONDS = 30
"""Generous: a machine that is busy with other tests is slow. Without a bound each would take hours."""


def answered(text: str) -> Analysis:
    """The analysis, in a time that a person waits."""
    begun = time.monotonic()
    found = analyse("large.proto", text.encode(), budget=Budget(states=300, seconds=8))
    assert time.monotonic() - begun < SECONDS
    return found


def reasons(text: str) -> list[str]:
    """Why each requirement is undecided."""
    found = answered(text).results
    assert found
    assert {item.verdict for item in found} == {Verdict.UNKNOWN}
    return [item.reason for item in found]


def test_many_tracks_that_read_one_lab() -> None:
    told = reasons(coupled_tracks(20))
    assert all("20 tracks read `x`" in item for item in told), told


def test_thresholds_in_many_labs() -> None:
    (told,) = reasons(many_labs(20))
    assert "combinations of results" in told
    assert "thresholds in 20 labs" in told


def test_long_windows() -> None:
    told = reasons(long_windows(5000))
    assert any("a window of 5001 days on `a`" in item for item in told), told


def test_many_phases() -> None:
    (told,) = reasons(many_phases(1000))
    assert "1000 phases" in told


@pytest.mark.parametrize("text", [long_windows(1_000_000), long_repeats(1_000_000)])
def test_times_that_no_patient_lives_to_see_are_refused(text: str) -> None:
    found = answered(text)
    assert {item.code.number for item in found.diagnostics} >= {"PL307"}
    assert not found.results
