from __future__ import annotations

import pytest

from protolang.model.action import Action, ActionKind, Every, OnDays, Until
from protolang.model.evidence import Evidence
from protolang.model.expression import Fact
from protolang.model.protocol import Protocol
from protolang.prose import (
    action_text,
    day_text,
    drug_dose_text,
    limit_reached_text,
    schedule_text,
    timing_text,
    window_text,
)
from protolang.quantity import CalendarMonths, Days, Duration, Window
from protolang.source import SourceFile, Span

FILE = SourceFile("t", "every 1 month|every 28 days|every 4 weeks")
MONTH, DAYS, WEEKS = Span(FILE, 0, 13), Span(FILE, 14, 27), Span(FILE, 28, 41)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("days", "unit", "text"),
    [
        ((7, 14, 21, 28, 35, 42, 49, 56), "weeks", "weeks 1 to 8 (weekly, 8 times)"),
        ((84, 112, 140, 168), "weeks", "weeks 12, 16, 20, 24"),
        ((28,), "weeks", "week 4"),
        ((7, 14), "weeks", "weeks 1, 2"),
        ((0, 1, 2), "days", "days 0 to 2 (daily, 3 times)"),
        ((0, 14), "days", "days 0, 14"),
        ((3, 10), "weeks", "days 3, 10"),
    ],
)
def test_listed_days(days: tuple[int, ...], unit: str, text: str, protocol: Protocol) -> None:
    assert plain(timing_text(OnDays(days, unit, WEEKS), protocol)) == text


@pytest.mark.parametrize(
    ("interval", "times", "origin", "text"),
    [
        (Days(28), None, MONTH, "every 28 days (1 month)"),
        (Days(28), None, DAYS, "every 28 days"),
        (Days(28), None, WEEKS, "every 4 weeks"),
        (Days(7), 8, WEEKS, "every week, 8 times"),
        (Days(1), None, DAYS, "every day"),
        (CalendarMonths(6), None, MONTH, "every 6 calendar months"),
        ("closing_interval", 6, WEEKS, "every [undecided: closing interval], 6 times"),
        ("longest_wait", 6, WEEKS, "every 12 weeks, 6 times"),
    ],
)
def test_intervals_keep_the_word_of_the_author(
    interval: Duration | str, times: int | None, origin: Span, text: str, protocol: Protocol
) -> None:
    assert plain(timing_text(Every(interval, times, origin), protocol)) == text


def test_a_drug_reads_as_on_a_prescription(protocol: Protocol) -> None:
    rituximab, ivig = protocol.drugs
    assert plain(drug_dose_text(rituximab, protocol)) == "375 mg/m² of body surface, intravenous"
    assert plain(drug_dose_text(ivig, protocol)) == (
        "2 g/kg of body weight per cycle, intravenous, over [undecided: number of days]"
    )


def loop(limit: int | Duration | str | None, kind: ActionKind = ActionKind.GIVE, subject: str = "ivig") -> Action:
    until = Until(Fact("repopulated", MONTH), limit, None, MONTH)
    every = Every(Days(28), None, MONTH)
    return Action(kind, subject, every, Window(), until, None, None, None, Evidence(), MONTH)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (36, "at most 36 cycles"),
        (Days(84), "at most 12 weeks"),
        ("longest_maintenance", "at most 36 cycles"),
        ("closing_interval", "at most [undecided: closing interval]"),
        (None, "no limit stated"),
    ],
)
def test_a_loop_names_its_bound(limit: int | Duration | str | None, text: str, protocol: Protocol) -> None:
    shown = plain(schedule_text(loop(limit), protocol))
    assert shown == f"every 28 days (1 month) until B cells repopulated, {text}"


def test_the_limit_of_a_loop_alone(protocol: Protocol) -> None:
    until = loop("closing_interval").until
    assert until is not None
    assert limit_reached_text(until, protocol) == "limit of [undecided: closing interval] reached first"


def test_what_is_done(protocol: Protocol) -> None:
    assert plain(action_text(loop(1, subject="rituximab"), protocol)) == (
        "Rituximab 375 mg/m² of body surface, intravenous"
    )
    assert action_text(loop(1, ActionKind.MEASURE, "cd20"), protocol) == "measure CD20+ B cells in peripheral blood"


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(), "on the planned day only"),
        (Window(1, 0), "up to 1 day early"),
        (Window(2, 3), "up to 2 days early or up to 3 days late"),
    ],
)
def test_windows(window: Window, text: str) -> None:
    assert plain(window_text(window)) == text


def test_a_study_day_has_its_week(protocol: Protocol) -> None:
    assert plain(day_text(28, protocol)) == "week 4 (day 28)"
    assert plain(day_text(30, protocol)) == "day 30"
