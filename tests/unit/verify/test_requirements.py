"""What a reader is told of a requirement, and what once was told wrongly."""

from __future__ import annotations

import time

import pytest

from protolang.machine.from_model import lower as machine_of
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.requirements import ASKED_ONLY, verify
from protolang.verify.verdict import Result, Verdict

HEAD = """protocol tiny {
  version 1.0.0  status draft
  month = calendar  day 0 = first a  week 0 = day 0
  policy { missed skip  next_due after last given  hold clock stops, at most 9 days then review  rounding to 1 mg }
  drug a { dose 1 mg }  drug b { dose 1 mg }
  lab x { unit % of "cells"  range 0..100 %  fresh for 30 days }
  event harm
  trigger low when x < 10 % if missing ignore
  trigger lower when x < 5 % if missing ignore
"""


def results(body: str, budget: int = 4000) -> tuple[Result, ...]:
    source = SourceFile("tiny.proto", HEAD + body + "\n}")
    parsed = parse(source)
    assert parsed.value is not None, parsed.diagnostics
    assert parsed.value.tree is not None, parsed.diagnostics
    lowered = lower(parsed.value.tree, source, frozenset())
    return verify(lowered.value, machine_of(lowered.value), budget=budget)


def verdict(body: str, budget: int = 4000) -> Verdict:
    return results(body, budget)[0].verdict


def test_a_loop_that_has_ended_when_it_begins_gives_nothing() -> None:
    # below 5 % the second state is entered and left without a dose
    body = """track t { start p
      phase p { when low go q }
      phase q { give a every 3 days until lower, at most 2 times  then end } }
      require r: count(a) >= 1"""
    assert verdict(body) is not Verdict.PROVED


def test_an_undecided_limit_may_be_a_time() -> None:
    # a day after a dose by count, but any day by time
    body = """track t { start p
      phase p { give a every 9 days missed stop until low, at most some else go q  then end }
      phase q { give a  then end } }
      param some unstated "how long"
      require r: gap(a) <= 1 days"""
    assert verdict(body) is not Verdict.PROVED


def test_months_differ_when_a_state_is_entered_too() -> None:
    # February makes it 28 days
    body = """track t { start p
      phase p { give a missed stop  then q }
      phase q { give a every 1 calendar month, 1 times missed stop  then end } }
      require r: span(a) >= 29 days"""
    assert verdict(body) is not Verdict.PROVED


def test_a_claim_that_months_leave_open_is_unknown() -> None:
    body = """track t { phase p { give a every 1 calendar month, 4 times missed stop  then end } }
      require r: span(a) <= 92 days"""
    found = results(body)[0]
    assert found.verdict is Verdict.UNKNOWN
    assert "months differ" in found.reason


def test_a_claim_on_a_lab_is_about_its_samples() -> None:
    body = """track t { phase p { measure x every 5 days, 3 times missed stop  then end } }
      require r: count(x) = 3
      require s: count(x) = 2"""
    assert [item.verdict for item in results(body)] == [Verdict.PROVED, Verdict.VIOLATED]


def test_two_tracks_that_give_one_drug() -> None:
    body = """track t { phase p { give a  then end } }
      track u { phase q { give a  then end } }
      require r: count(a) >= 2
      require s: count(a) <= 2"""
    found = results(body)
    assert [(item.verdict, item.minimum, item.maximum) for item in found] == [
        (Verdict.VIOLATED, 0, 2),
        (Verdict.PROVED, 0, 2),
    ]


def test_a_track_that_stops_the_others_is_no_witness() -> None:
    body = """track t { phase p { give a every 5 days, 3 times missed stop  then end } }
      track u { start q  phase q { give b missed skip  then r } phase r { stop } }
      require r: count(a) <= 2"""
    found = results(body)[0]
    assert found.verdict is Verdict.UNKNOWN
    assert "no course completes" in found.reason


def test_a_scope_that_never_opens_breaks_nothing() -> None:
    body = """track t { phase p { give a every 5 days, 3 times missed stop  then end } }
      require r: gap(a) >= 5 days between low and end of t"""
    assert verdict(body) in (Verdict.VIOLATED, Verdict.PROVED, Verdict.UNKNOWN)
    found = results(body.replace("between low", "between lower"))[0]
    assert found.verdict is not Verdict.PROVED or found.reason == ASKED_ONLY


def test_a_stop_rule_on_a_result_is_no_accident_of_the_replay() -> None:
    body = """stop when low
      track t { phase p { give a every 5 days, 3 times missed skip  then end } }
      track u { phase q { measure x every 4 days, 5 times missed skip  then end } }
      require r: span(a) <= 10 days"""
    assert verdict(body) is Verdict.VIOLATED


@pytest.mark.parametrize(
    "body",
    [
        "track t { phase p { give a every 1 days, 1000000 times  then end } }\n require r: count(a) = 1000000",
        f"track t {{ phase p {{ give a on days {', '.join(map(str, range(0, 1000)))}  then end }} }}\n"
        " require r: count(a) = 1000",
        "track t { phase p { give a window -0..+1000000 days  then end } }\n require r: count(a) = 1",
        "track t { phase p { give a every 36500 days until low, at most 36500 days  then end } }\n"
        " require r: span(a) <= 100 days",
    ],
)
def test_large_numbers_end_in_time(body: str) -> None:
    begun = time.monotonic()
    found = results(body, budget=3000)
    assert all(item.verdict in Verdict for item in found)
    assert time.monotonic() - begun < 20


def test_a_stop_rule_has_thresholds_of_its_own() -> None:
    # only from above 10 % on is nobody stopped, and there two doses are given
    body = """trigger high when x >= 10 % if missing block
      stop when x <= 10 %
      track t { phase p { give a every 2 days missed stop until not high, at most 4 days  then end } }
      require r: span(a) <= 1 days"""
    assert verdict(body) is not Verdict.PROVED


def test_the_time_that_is_looked_at_is_that_of_every_track_when_nobody_gives_the_drug() -> None:
    body = """track t { phase p { measure x every 5 days, 2 times missed stop  then end } }
      require r: gap(b) <= 3 days between low and end of t"""
    assert verdict(body) is Verdict.VIOLATED


def test_many_labs_and_events_end_in_time() -> None:
    labs = "\n".join(f'lab l{at} {{ unit % of "c" range 0..100 % fresh for 9 days }}' for at in range(14))
    events = "\n".join(f"event e{at}" for at in range(24))
    guard = " or ".join(f"l{at} < 5 % or l{at} > 50 %" for at in range(14))
    harm = " or ".join(f"e{at}" for at in range(24))
    one = f"{labs}\n track t {{ start p phase p {{ give a  when {guard} go q  then end }} phase q {{ then end }} }}"
    two = f"{events}\n track t {{ start p phase p {{ give a  when {harm} go q  then end }} phase q {{ then end }} }}"
    for body in (one, two):
        begun = time.monotonic()
        assert verdict(body + "\n require r: count(a) = 2") is Verdict.UNKNOWN
        assert time.monotonic() - begun < 20


def test_an_event_can_be_what_makes_a_result_matter() -> None:
    body = """track t { start p
      phase p { give a every 3 days, 4 times missed stop  when harm and low go q  then end }
      phase q { measure x  then end } }
      require r: count(a) = 4"""
    assert verdict(body) is Verdict.VIOLATED


def test_the_end_of_a_track_can_be_what_makes_a_result_matter() -> None:
    body = """track t { start p
      phase p { give a every 3 days, 4 times missed stop  when end of other and low go q  then end }
      phase q { measure x  then end } }
      track other { phase o { give b missed stop  then end } }
      require r: count(a) = 4"""
    assert verdict(body) is not Verdict.PROVED


@pytest.mark.parametrize(
    ("allowed", "taken"), [("2..20 days", "20 days"), ("4..40 days", "4 weeks"), ("30..40 days", "30 days")]
)
def test_an_undecided_interval_is_shown_as_one_that_its_range_allows(allowed: str, taken: str) -> None:
    body = f"""param pause range {allowed} unstated "how far apart"
      track t {{ start p
      phase p {{ give a  then q }}
      phase q {{ give a every pause  after 41 days go r }}
      phase r {{ then end }} }}
      require many: count(a during q) = 99"""
    (result,) = results(body)
    assert result.verdict is Verdict.VIOLATED
    assert result.reason == f"taking `pause` as {taken}"


def test_thousands_of_plain_repeats_are_proved() -> None:
    body = """track t { phase p { give a every 7 days, 4000 times window -1..+2 days missed stop  then end } }
      require r: count(a) = 4000
      require s: span(a) <= 35991 days
      require u: span(a) >= 23994 days"""
    found = results(body, budget=2000)
    assert [item.verdict for item in found] == [Verdict.PROVED] * 3
    assert [(item.minimum, item.maximum) for item in found] == [(4000, 4000), (23994, 35991), (23994, 35991)]
