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


def test_a_dose_that_may_be_missed_for_ever_before_listed_days_is_small() -> None:
    # the study day matters only until the last listed day is over, and nobody counts the missed doses
    text = """protocol small {
  version 1.0.0  status draft
  month = calendar  day 0 = first a  week 0 = day 0
  policy { missed skip  next_due on grid  hold clock stops, at most 9 days then review  rounding to 1 mg }
  drug a { dose 1 mg }
  drug b { dose 1 mg }
  track t { start p
    phase p { give a every 7 days, 2 times  then q }
    phase q { give b on days 10, 20  then end } }
  require r: count(a) = 2
}"""
    (found,) = answered(text).results
    assert (found.verdict, found.minimum, found.maximum) == (Verdict.PROVED, 2, 2)
    assert found.states < 100
