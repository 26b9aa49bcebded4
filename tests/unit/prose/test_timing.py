from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin, Timing
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.table import Level
from protolang.prose import day_text, moment_text, planned_times, timing_text, window_text
from protolang.quantity import Days, Direction, Quantity, Resolution, Window, parse_unit
from protolang.source import SourceFile, Span

FILE = SourceFile("t", "30 minutes before rituximab|every 48 hours|every 2 days")
BEFORE, HOURS, DAYS = Span(FILE, 0, 27), Span(FILE, 28, 42), Span(FILE, 43, 55)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture
def hourly(protocol: Protocol) -> Protocol:
    conventions = attrs.evolve(protocol.conventions, week_zero=None, first_day=1, resolution=Resolution(24))
    return attrs.evolve(protocol, conventions=conventions)


@pytest.mark.parametrize(
    ("timing", "text", "times"),
    [
        (OnDays((0, 7), "days", DAYS, Origin.CYCLE), "days 0, 7 of each cycle", 2),
        (OnDays((0, 1, 2), "days", DAYS, Origin.CYCLE), "days 0 to 2 of each cycle (daily, 3 times)", 3),
        (OnDays((14,), "days", DAYS, Origin.PHASE), "day 14 of the phase", 1),
        (OnMonths((3,), DAYS), "month 3 (calendar months from the first day)", 1),
        (OnMonths((3, 6), DAYS, Origin.PHASE), "months 3, 6 (calendar months from the start of the phase)", 2),
        (Growing((Days(42),), DAYS), "first at once, the next one 6 weeks later (2 times in all)", 2),
        (
            Growing((Days(42), Days(56)), DAYS),
            "first at once, then 6 weeks and 8 weeks after the one before (3 times in all)",
            3,
        ),
        (Alongside("rituximab", 0, DAYS), "with each rituximab", None),
        (Alongside("rituximab", 0, BEFORE), "30 minutes before each rituximab", None),
        (Alongside("rituximab", -1, DAYS), "1 day before each rituximab", None),
        (Alongside("rituximab", 2, DAYS), "2 days after each rituximab", None),
        (AtEach("neutrophils", DAYS), "at each result of neutrophils", None),
        (AtEach("rituximab", DAYS), "at each dose of rituximab", None),
        (AtEach("clinical_remission", DAYS), "at each report of clinical remission", None),
    ],
)
def test_each_timing_is_said(timing: Timing, text: str, times: int | None, protocol: Protocol) -> None:
    assert plain(timing_text(timing, protocol)) == text
    assert planned_times(timing) == times


def test_an_interval_that_rules_change_is_said_with_its_first_value(protocol: Protocol) -> None:
    weeks = parse_unit("weeks")
    two = Quantity(Fraction(2), weeks)
    level = Level("gap", "Interval", two, (), None, None, None, Direction.NEAREST, weeks, Evidence(), DAYS)
    leveled = attrs.evolve(protocol, levels=(level,))
    shown = "every 2 weeks at first, then as the level “Interval” says"
    assert plain(timing_text(Every("gap", None, DAYS), leveled)) == shown


def test_a_protocol_that_opens_with_day_1_is_read_with_its_own_days(hourly: Protocol) -> None:
    daily = attrs.evolve(hourly, conventions=attrs.evolve(hourly.conventions, resolution=Resolution(1)))
    assert plain(day_text(0, daily)) == "day 1"
    assert plain(timing_text(OnDays((0, 7), "days", DAYS, Origin.CYCLE), daily)) == "days 1, 8 of each cycle"


def test_hours_stand_beside_their_day(hourly: Protocol) -> None:
    assert plain(moment_text(0, hourly)) == "day 1"
    assert plain(moment_text(30, hourly)) == "day 2, hour 6"
    assert plain(timing_text(OnDays((0, 30), "days", DAYS), hourly)) == "day 1; day 2, hour 6"
    assert plain(timing_text(OnDays((0, 6), "hours", DAYS), hourly)) == "hours 0, 6"
    assert plain(timing_text(Every(Days(6, 24), 8, DAYS), hourly)) == "every 6 hours, 8 times"
    assert plain(timing_text(Every(Days(48, 24), None, HOURS), hourly)) == "every 48 hours"
    assert plain(timing_text(Every(Days(48, 24), None, DAYS), hourly)) == "every 2 days"
    assert plain(timing_text(Alongside("rituximab", -2, DAYS), hourly)) == "2 hours before each rituximab"
    assert plain(window_text(Window(0, 1), hourly)) == "up to 1 hour late"


def test_minutes_stand_beside_their_hour(hourly: Protocol) -> None:
    finer = attrs.evolve(hourly, conventions=attrs.evolve(hourly.conventions, resolution=Resolution(1440)))
    assert plain(moment_text(1440 + 390, finer)) == "day 2, hour 6, minute 30"
    assert plain(moment_text(30, finer)) == "day 1, hour 0, minute 30"
