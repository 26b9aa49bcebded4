"""What a scenario expects, met and not met; and what is said of what was found instead."""

from __future__ import annotations

import pytest

from .stories import found

GO = "start p phase p { when x < 10 % go q  give a every 10 days, 9 times } phase q { stop }"
LOW = "x = 50 % at day 0  x = 5 % at day 15"


@pytest.mark.parametrize(
    ("expected", "instead"),
    [
        ("p at day 14", None),
        ("q at day 14", "on day 14 it was `p`"),
        ("q at day 15", None),
        ("q by day 14", "on day 14 it was `p`"),
        ("p by day 15", None),
        ("not q by day 14", None),
        ("not p by day 15", "on day 15 it was false"),
        ("end by day 15", None),
        ("end by day 14", "it ended on day 15"),
        ("count(a) = 2 by day 14", None),
        ("count(a) = 3 at end", "it was 2"),
        ("count(a) = 2 at end", None),
        ("given(a) at day 10", None),
        ("given(a) at day 11", "the last `a` was given on day 10"),
        ("given(b) by day 11", "no `b` had been given"),
        ("given(a) by day 14", None),
        # the course is over: nothing is given any more, though its last day had a dose
        ("given(a) at day 20", "the last `a` was given on day 10"),
        ("not given(a) at day 11", None),
        ("not given(a) by day 11", "on day 11 it was false"),
        ("not given(b) at end", None),
        ("dose(a) = 700 mg at day 10", None),
        ("dose(a) = 0.7 g by day 12", None),
        ("dose(a) = 600 mg at day 10", "on day 10 it was 700 mg"),
        ("dose(a) = 700 mg at day 11", "the last `a` was given on day 10"),
        ("not dose(a) = 700 mg at day 11", None),
        ("x < 10 % at day 15", None),
        ("x >= 10 % at day 15", "on day 15 it was 5 %"),
        ("x < 10 % at day 14", "on day 14 it was 50 %"),
        ("y < 10 % at day 14", "on day 14 it was unknown"),
        ("harm at day 3", None),
        ("harm at day 4", "on day 4 it was false"),
        ("harm by day 4", None),
    ],
)
def test_an_expectation_is_met_or_says_what_was_found(expected: str, instead: str | None) -> None:
    assert found(f"{LOW}  harm on day 3  expect {expected}", GO) == ([] if instead is None else [instead])


def test_a_phase_without_anything_to_do_is_seen_on_its_one_day() -> None:
    through = "start p phase p { when x < 10 % go q  give a every 10 days, 9 times } phase q { then end }"
    assert found(f"{LOW}  expect p at day 14  expect q at day 15  expect end by day 16", through) == []


def test_an_event_of_the_day_is_counted_once() -> None:
    more = "fact twice when count(harm) >= 2"
    assert found("harm on day 3, day 5  expect twice at day 5  expect not twice at day 4", GO, more=more) == []


def test_what_is_expected_at_the_end_of_a_course_that_never_ends() -> None:
    track = "start p phase p { give a every 10 days until x < 10 % }"
    assert found("expect count(a) = 3 at end", track) == ["the course had not ended by day 3660"]


WARN = 'alert "too low" when x < 10 %  alert "all  is well" when x > 90 %'


@pytest.mark.parametrize(
    ("expected", "instead"),
    [
        ('alert "too low" at day 15', None),
        ('alert "too low" at end', None),
        ('alert "too low" by day 14', "there was no alert"),
        ('alert "too low" at day 14', "there was no alert on that day"),
        ('alert "too" at day 15', "the only alert was `too low` on day 15"),
        ('alert "all is well" by day 30', None),
        ('no alert "too low" by day 14', None),
        ('no alert "too low" by day 15', "on day 15 there was one: `too low`"),
        ('no alert "too low" at day 16', None),
        ("no alert by day 14", None),
        ("alert by day 14", "there was no alert"),
        ("no alert by day 15", "on day 15 there was one: `too low`"),
        ('alert "unscheduled" at day 17', None),
        (
            'alert "no row" by day 40',
            "the alerts were `too low` on day 15, `unscheduled` of `a` on day 17, `all  is well` on day 30",
        ),
    ],
)
def test_an_alert_is_named_by_the_whole_of_its_text(expected: str, instead: str | None) -> None:
    track = "start p phase p { give a every 10 days, 9 times  then end }"
    told = found(
        f"{LOW}  x = 95 % at day 30  a given on day 17  expect {expected}  expect p at day 40", track, more=WARN
    )
    assert told == ([] if instead is None else [instead])
