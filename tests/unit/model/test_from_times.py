import pytest

from protolang.diagnostics import Severity
from protolang.model.action import Every, OnDays, OnMonths, Origin, Until
from protolang.model.from_ast import lower
from protolang.quantity import CalendarMonths, Days, Window
from protolang.source import SourceFile
from protolang.syntax.parser import parse

from .examples import changed, lowered, mistakes, one, small
from .statements import FROM_DAY_ONE, HEADER, HOURLY, found_in, phase_of

LIST = "on weeks 0, 4, 8"
EVERY = "every 4 weeks, 6 times"


@pytest.mark.parametrize(
    ("text", "days", "unit"),
    [
        ("on weeks 0, 4, 8", (0, 28, 56), "weeks"),
        ("on weeks 1..3, 12", (7, 14, 21, 84), "weeks"),
        ("on days 0, 14", (0, 14), "days"),
    ],
)
def test_lists_become_study_days(text, days, unit):
    assert small(LIST, text).tracks[0].phases[0].actions[0].timing == OnDays(days, unit, None)


CALENDAR = "month = calendar  day 0 = enrolment"


@pytest.mark.parametrize(
    ("text", "header", "timing"),
    [
        ("on days 0, 14 of phase", HEADER, OnDays((0, 14), "days", None, Origin.PHASE)),
        ("on day 1, 15 of phase", FROM_DAY_ONE, OnDays((0, 14), "days", None, Origin.PHASE)),
        ("on weeks 1, 2 of phase", FROM_DAY_ONE, OnDays((0, 7), "weeks", None, Origin.PHASE)),
        ("on months 0, 6", HEADER, OnDays((0, 168), "months", None)),
        ("on months 0, 6", CALENDAR, OnMonths((0, 6), None)),
        ("on months 0, 6 of phase", CALENDAR, OnMonths((0, 6), None, Origin.PHASE)),
        ("on hours 0, 6, 12 of phase", HOURLY, OnDays((0, 6, 12), "hours", None, Origin.PHASE)),
        ("on days 0, 2", HOURLY, OnDays((0, 48), "days", None)),
        ("on week 1", HOURLY, OnDays((168,), "weeks", None)),
    ],
)
def test_lists_count_from_somewhere_in_ticks_of_the_clock(text, header, timing):
    assert phase_of(f"give ivig {text}", header=header).actions[0].timing == timing


@pytest.mark.parametrize(
    ("text", "header", "found"),
    [
        (
            "on hours 6",
            HEADER,
            [("PL105", "on hours 6", "`6 hour` is 0.25 days, not a whole number of days")],
        ),
        (
            "on day 0 of phase",
            FROM_DAY_ONE,
            [("PL307", "on day 0 of phase", "day 0 lies before the first day of the phase")],
        ),
        (
            "on months 6",
            "day 0 = enrolment",
            [("PL108", "on months 6", "the protocol does not say what a month is, but uses `on months 6`")],
        ),
        (
            "on days 1, 8 of phase",
            "month = 28 days",
            [
                (
                    "PL108",
                    "on days 1, 8 of phase",
                    "the protocol does not say what day 0 is, but counts from it",
                )
            ],
        ),
    ],
)
def test_mistakes_in_lists(text, header, found):
    assert found_in(f"give ivig {text}", header=header) == found


def test_weeks_count_from_the_day_of_week_zero():
    first = small("week 0 = day 0", "week 1 = day 0", "on weeks 0, 4", "on weeks 1, 4")
    assert first.conventions.week_zero == -7
    moved = small("week 0 = day 0", "week 0 = day 1").tracks[0].phases[0].actions[0]
    assert moved.timing.days == (1, 29, 57)


@pytest.mark.parametrize(
    ("text", "interval", "times"),
    [
        ("every 4 weeks, 6 times", Days(28), 6),
        ("every month", Days(28), None),
        ("every 1 calendar month, 3 times", CalendarMonths(1), 3),
        ("every pause, 3 times", "pause", 3),
    ],
)
def test_intervals(text, interval, times):
    assert small(EVERY, text).tracks[0].phases[1].actions[0].timing == Every(interval, times, None)


@pytest.mark.parametrize(
    ("bound", "limit"), [("3 times", 3), ("36 cycles", 36), ("6 months", Days(168)), ("pause", "pause")]
)
def test_limits(bound, limit):
    until = small("at most 3 times", f"at most {bound} else go aborted").tracks[0].phases[1].actions[1].until
    assert isinstance(until, Until)
    assert (until.limit, until.otherwise) == (limit, "aborted")


def test_a_loop_without_a_limit_is_not_our_business():
    assert small(", at most 3 times", "").tracks[0].phases[1].actions[1].until.limit is None


@pytest.mark.parametrize(("text", "window"), [("-1..+3 days", Window(1, 3)), ("-1..+0 weeks", Window(7, 0))])
def test_windows(text, window):
    assert small(EVERY, f"{EVERY} window {text}").tracks[0].phases[1].actions[0].window == window


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message"),
    [
        (LIST, "on weeks 0, 4, 4", "PL307", "on weeks 0, 4, 4", "week 4 stands twice in the list"),
        (LIST, "on weeks 4, 0", "PL307", "on weeks 4, 0", "the weeks of the list are not in order"),
        (LIST, "on weeks 1.5", "PL105", "1.5", "`1.5` is not a whole number"),
        (
            LIST,
            "on weeks 0, 999999999999999999",
            "PL307",
            "999999999999999999",
            "week 999999999999999999 lies more than a hundred years ahead",
        ),
        (EVERY, "every 0 days", "PL307", "0 days", "`0 days` cannot be an interval"),
        (EVERY, "every 4 weeks, 0 times", "PL307", "every 4 weeks, 0 times", "`0 times` is never"),
        (
            EVERY,
            "every 4 weeks, 999999999999999999 times",
            "PL307",
            "every 4 weeks, 999999999999999999 times",
            "`999999999999999999 times` is more than any patient can be given",
        ),
        (EVERY, "every 2 mg", "PL105", "2 mg", "`2 mg` is not a time"),
        ("after pause", "after cd20", "PL101", "cd20", "`cd20` is a lab, not a parameter"),
        (
            "at most 3 times",
            "at most 3 mg",
            "PL105",
            "3 mg",
            "`3 mg` is neither a number of times nor a time",
        ),
    ],
)
def test_mistakes_in_times(old, new, code, place, message):
    assert [entry for entry in mistakes(old, new) if entry[1] != "pause"] == [(code, place, message)]


def test_what_no_machine_could_follow_is_an_error_and_a_slip_a_warning():
    assert one(EVERY, "every 0 days").severity is Severity.ERROR
    assert one(LIST, "on weeks 9999").severity is Severity.ERROR
    assert one(LIST, "on weeks 4, 0").severity is Severity.WARNING
    assert one(EVERY, "every 4 weeks, 10001 times").severity is Severity.ERROR


def test_a_list_out_of_order_is_put_in_order():
    protocol, _ = lowered(changed(LIST, "on weeks 8, 0, 0"))
    assert protocol.tracks[0].phases[0].actions[0].timing.days == (0, 56)


@pytest.mark.parametrize(("text", "code"), [("on weeks 8..1", "PL010"), ("on days 0..999999999999999999", "PL007")])
def test_a_list_that_cannot_be_written_out_is_told_once_by_the_parser(text, code):
    source = SourceFile("small.proto", changed(LIST, text))
    parsed = parse(source)
    found = [*parsed.diagnostics, *lower(parsed.value.tree, source).diagnostics]
    assert [diagnostic.code.number for diagnostic in found if diagnostic.severity is Severity.ERROR] == [code]
