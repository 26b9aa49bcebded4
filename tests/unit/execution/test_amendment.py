"""Corrections (R28): the day from which the course would have been another, and nothing else of the past is touched."""

from __future__ import annotations

from datetime import date

from protolang.execution.event import Inputs, Observation, ObservationStatus
from protolang.execution.run import run
from protolang.execution.trace import EntryKind, Trace
from protolang.quantity import parse_interval

from .courses import machine

START = date(2027, 1, 4)
PLAN = "phase p { give a every 2 days, 5 times  when low go q  then end } phase q { stop }  start p"
FINAL, CORRECTED, CANCELLED = ObservationStatus.FINAL, ObservationStatus.CORRECTED, ObservationStatus.CANCELLED


def sample(value: str | None, sampled: int, reported: int, status: ObservationStatus = FINAL, id: str = "s1") -> Inputs:
    found = None if value is None else parse_interval(value)
    return Inputs((Observation("x", found, sampled, reported, status, id),))


def of_days(days: dict[int, Inputs], last: int) -> Trace:
    return run(machine(PLAN), [days.get(day, Inputs()) for day in range(last + 1)], START)


def amended(trace: Trace) -> list[tuple[int, str, tuple[tuple[str, str], ...]]]:
    return [(item.day, item.subject, item.values) for item in trace.entries if item.kind is EntryKind.AMENDED]


def test_the_first_day_that_would_have_been_another_is_told() -> None:
    trace = of_days({1: sample("50", 1, 1), 4: sample("5", 1, 4, CORRECTED)}, 4)
    assert amended(trace) == [(4, "x", (("differs_from", "day 1"),))]


def test_a_correction_that_decides_the_same_says_so() -> None:
    trace = of_days({1: sample("50", 1, 1), 4: sample("60", 1, 4, CORRECTED)}, 4)
    assert amended(trace) == [(4, "x", (("differs_from", "no earlier day"),))]


def test_the_value_counts_in_the_shadow_from_its_first_report() -> None:
    # sampled on day 0 and reported on day 3, so days 0 to 2 are what they were
    trace = of_days({3: sample("50", 0, 3), 5: sample("5", 0, 5, CORRECTED)}, 5)
    assert amended(trace) == [(5, "x", (("differs_from", "day 3"),))]


def test_a_cancelled_result_is_as_if_it_had_never_had_a_value() -> None:
    trace = of_days({1: sample("5", 1, 1), 3: sample(None, 1, 3, CANCELLED)}, 3)
    assert amended(trace) == [(3, "x", (("differs_from", "day 1"),))]


def test_the_past_in_the_log_stays_as_it_was() -> None:
    days = {1: sample("50", 1, 1), 4: sample("5", 1, 4, CORRECTED)}
    before, after = of_days(days, 3), of_days(days, 4)
    assert after.entries[: len(before.entries)] == before.entries
    assert after.states[:4] == before.states


def test_a_correction_without_a_name_or_of_nothing_amends_nothing() -> None:
    assert amended(of_days({1: sample("50", 1, 1, id=""), 4: sample("5", 1, 4, CORRECTED, id="")}, 4)) == []
    assert amended(of_days({4: sample("5", 1, 4, CORRECTED, id="s9")}, 4)) == []


def test_each_correction_of_a_day_is_told_for_itself() -> None:
    both = Inputs(
        (
            Observation("x", parse_interval("5"), 1, 4, CORRECTED, "s1"),
            Observation("x", parse_interval("60"), 2, 4, CORRECTED, "s2"),
        )
    )
    trace = of_days({1: sample("50", 1, 1), 2: sample("50", 2, 2, id="s2"), 4: both}, 4)
    assert [values for _, _, values in amended(trace)] == [
        (("differs_from", "day 1"),),
        (("differs_from", "no earlier day"),),
    ]
