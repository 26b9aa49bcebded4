"""What only the walk follows: decisions, and what goes with another dose; and what is said of it."""

from __future__ import annotations

import pytest

from protolang.execution.day import Day
from protolang.execution.event import NOTHING
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin
from protolang.machine.from_model import lower as machine_of
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.verdict import Verdict
from protolang.verify.walk import inquiry
from protolang.verify.walk.days import _WRITTEN

from .test_certificate import read
from .test_requirements import HEAD, results

TOGETHER = "track t { start p phase p { give a on days 0, 14 missed stop  give b with a missed stop  then end } }"
DECIDED = """track t { start p
  phase p { give a  measure x on day 3 of phase  decide "more?" at each x if missing block {
    when low : go q
    otherwise : nothing } after 9 days go r }
  phase q { give a  then end }
  phase r { then end } }"""


def walked(body: str, claim: str, steps: int = 6000):
    protocol, machine = read(f"{body}\n require r: {claim}")
    return inquiry.judge(machine, protocol.requirements[0], steps=steps)


@pytest.mark.parametrize(
    ("body", "claim", "verdict", "least", "most"),
    [
        (TOGETHER, "count(b) = 2", Verdict.PROVED, 2, 2),
        (TOGETHER, "count(b) = 3", Verdict.VIOLATED, 2, 2),
        (TOGETHER, "span(a) = 14 days", Verdict.PROVED, 14, 14),
        (DECIDED, "count(a) <= 2", Verdict.PROVED, 0, 2),
        (DECIDED, "count(a) <= 1", Verdict.VIOLATED, 0, 2),
    ],
)
def test_ranges_and_verdicts(body, claim, verdict, least, most) -> None:
    result = walked(body, claim)
    assert (result.verdict, result.minimum, result.maximum) == (verdict, least, most)
    assert result.engines == ("walk",)
    assert bool(result.timeline) == (verdict is Verdict.VIOLATED)


def test_the_patient_who_breaks_a_claim_has_a_result_on_the_threshold_or_beside_it() -> None:
    result = walked(DECIDED, "count(a) <= 1")
    assert any("9.9" in step.what for step in result.timeline)


PAUSED = """track t { start p
  phase p { give a missed stop  when harm go q  then end }
  phase q { after 3 days go r }
  phase r { give b missed stop  then end } }"""


@pytest.mark.parametrize(
    ("claim", "verdict", "least", "most"),
    [
        ("duration of q = 3 days", Verdict.PROVED, 3, 3),
        ("duration of q <= 2 days", Verdict.VIOLATED, 3, 3),
        ("duration of q <= 1 days", Verdict.VIOLATED, 3, 3),
        ("duration of q >= 4 days", Verdict.VIOLATED, 3, 3),
    ],
)
def test_days_that_are_passed_over_belong_to_the_stay(claim, verdict, least, most) -> None:
    # nothing happens on the second and third day of the stay
    result = walked(PAUSED, claim)
    assert (result.verdict, result.minimum, result.maximum) == (verdict, least, most)


@pytest.mark.parametrize("claim", ["duration <= 5 days", "duration of t <= 5 days", "count(b) = 1"])
def test_a_track_that_waits_for_a_stop_keeps_no_course_from_completing(claim) -> None:
    body = """track t { phase p { give a on days 0, 7 missed stop  then end } }
      track w on stop { phase q { give b  then end } }"""
    result = walked(f"{body} stop when harm", claim)
    assert result.verdict is Verdict.VIOLATED, result.reason
    assert result.timeline


HOURLY = HEAD.replace("version", "resolution 1 hour  version").replace(
    "month = calendar  day 0 = first a", "day 0 = enrolment"
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("spacing(a) >= 6 hours", Verdict.PROVED),
        ("spacing(a) >= 7 hours", Verdict.VIOLATED),
        ("span(a) <= 12 hours", Verdict.PROVED),
        ("span(a) <= 11 hours", Verdict.VIOLATED),
        ("gap(a) <= 6 hours", Verdict.PROVED),
        ("gap(a) < 6 hours", Verdict.VIOLATED),
        ("duration of t <= 13 hours", Verdict.PROVED),
        ("duration >= 1 day", Verdict.VIOLATED),
        ("at most 2 a in any 12 hours", Verdict.PROVED),
        ("at most 2 a in any 13 hours", Verdict.VIOLATED),
        ("at least 1 a in any 6 hours", Verdict.PROVED),
        ("at least 1 a in any 5 hours", Verdict.VIOLATED),
        ("given(a) leads to end of t within 12 hours", Verdict.PROVED),
        ("given(a) leads to end of t within 11 hours", Verdict.VIOLATED),
    ],
)
def test_times_are_kept_by_the_clock_of_the_protocol(claim, verdict) -> None:
    body = "track t { phase p { give a on hours 0, 6, 12 missed stop  then end } }"
    source = SourceFile("tiny.proto", f"{HOURLY}{body}\n require r: {claim}\n}}")
    parsed = parse(source)
    assert parsed.value is not None
    assert parsed.value.tree is not None, parsed.diagnostics
    protocol = lower(parsed.value.tree, source, frozenset()).value
    result = inquiry.judge(machine_of(protocol), protocol.requirements[0])
    assert result.verdict is verdict, result.reason
    # no range in hours may be told as one in days; a patient is told by day and time
    assert (result.minimum, result.maximum, result.unbounded) == (None, None, False)
    assert {step.day for step in result.timeline} <= {0}
    if "spacing" in claim and result.timeline:
        assert result.timeline[-1].what == "06:00 the requirement is broken"


def test_over_budget_the_reason_names_what_is_large() -> None:
    result = walked(DECIDED, "count(a) <= 2", steps=6)
    assert result.verdict is Verdict.UNKNOWN
    assert "more than 6 days of patients" in result.reason
    assert "`x`" in result.reason


def test_what_computes_with_results_is_not_proved_of_examples() -> None:
    body = "track t { start p phase p { give a  measure x  when x * 2 > 30 % go q  then end } phase q { then end } }"
    result = walked(body, "count(a) <= 2")
    assert result.verdict is Verdict.UNKNOWN
    assert "computes with `x`" in result.reason


def test_both_engines_are_named_where_neither_knows() -> None:
    body = """param pause unstated "how often"
      track t { start p phase p { give a every pause, 2 times  give b with a  then end } }
      require r: count(a) = 2"""
    (result,) = results(body)
    assert result.verdict is Verdict.UNKNOWN
    assert result.engines == ("explore", "walk")
    assert "together with" in result.reason


def test_a_sheet_is_copied_with_all_that_is_written_on_it() -> None:
    _, machine = read(TOGETHER)
    sheet = Day(machine, begin(machine, EXAMPLE_START), NOTHING)
    changing = {name for name, value in vars(sheet).items() if isinstance(value, list | set | dict)}
    assert changing == set(_WRITTEN)
