import pytest

from protolang.model.settings import decide

from .examples import mistakes, one, small
from .statements import HOURLY, found_in, sound

EVERY = "every 4 weeks, 6 times"
LIST = "on weeks 0, 4, 8"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            EVERY,
            "every 7 days window -4..+4 days",
            "window -4..+4 days",
            "two windows of `rituximab` overlap: up to 4 days late and up to 4 days early, due every week",
        ),
        (
            EVERY,
            "every 7 days window -3..+4 days",
            "window -3..+4 days",
            "two windows of `rituximab` overlap: up to 4 days late and up to 3 days early, due every week",
        ),
        (
            LIST,
            "on days 0, 14, 16 window -1..+1 days",
            "window -1..+1 days",
            "two windows of `ivig` overlap: up to 1 day late and up to 1 day early, due on days 14 and 16",
        ),
        (
            LIST,
            "on days 0, 3",
            "on days 0, 3",
            "`ivig` can be postponed into its next window: up to 3 days late, due on days 0 and 3",
        ),
        (
            EVERY,
            "every 3 days next_due on grid",
            "every 3 days",
            "`rituximab` can be postponed into its next window: up to 3 days late, due every 3 days",
        ),
    ],
)
def test_overlaps(old, new, place, message):
    assert mistakes(old, new) == [("PL301", place, message)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (EVERY, "every 7 days window -3..+3 days"),
        (EVERY, "every 3 days"),  # the next one is counted from the one given late
        (EVERY, "every 3 days, 1 times window -4..+4 days"),
        (EVERY, "every 3 days next_due on grid missed skip"),
        (LIST, "on days 0, 4"),
        (LIST, "on days 0"),
        (EVERY, "every pause window -4..+4 days"),
    ],
)
def test_no_overlap(old, new):
    small(old, new)


def test_labels_on_every_clause_involved():
    finding = one(LIST, "on days 0, 3")
    assert [label.span.text for label in finding.labels] == [
        "on days 0, 3",
        "missed postpone at most 3 days then review",
    ]
    assert finding.help == "write `missed skip` here, or postpone by less than 3 days"


def test_a_parameter_is_looked_up():
    found = mistakes("param pause", "param often = 1 week  param pause", EVERY, "every often window -4..+4 days")
    assert [code for code, _, _ in found] == ["PL301"]


CALENDAR = "month = calendar  day 0 = enrolment"
POSTPONE = "missed postpone at most 5 days then skip"


@pytest.mark.parametrize(
    ("statement", "header", "found"),
    [
        (
            "give ivig every 6, 1, 8 weeks window -3..+4 days",
            CALENDAR,
            "two windows of `ivig` overlap: up to 4 days late and up to 3 days early, due after 1 week at the closest",
        ),
        ("give ivig every 6, 1, 8 weeks window -3..+3 days", CALENDAR, None),
        (
            "give ivig on months 0, 6, 7 window -14..+14 days",
            CALENDAR,
            "two windows of `ivig` overlap: up to 2 weeks late and up to 2 weeks early, "
            "due every calendar month at the closest",
        ),
        ("give ivig on months 0, 6, 7 window -14..+13 days", CALENDAR, None),
        ("give ivig on months 6 window -14..+14 days", CALENDAR, None),
        (
            "give ivig every 6 hours within 6 hours",
            HOURLY,
            "two windows of `ivig` overlap: up to 6 hours late and up to 0 days early, due every 6 hours",
        ),
        ("give ivig every 6 hours within 5 hours", HOURLY, None),
        ("give ivig every 1 calendar month window -14..+13 days", HOURLY, None),
        (
            "give ivig every 1 calendar month window -14..+14 days",
            HOURLY,
            "two windows of `ivig` overlap: up to 2 weeks late and up to 2 weeks early, due every calendar month",
        ),
        (
            f"repeat every 3 weeks, 4 times {{ give ivig on days 0, 3 of cycle {POSTPONE} }}",
            CALENDAR,
            "`ivig` can be postponed into its next window: up to 5 days late, due on days 0 and 3",
        ),
        (
            f"repeat every 3 weeks, 4 times {{ give ivig on days 1, 4 of cycle {POSTPONE} }}",
            "month = calendar  day 1 = enrolment",
            "`ivig` can be postponed into its next window: up to 5 days late, due on days 1 and 4",
        ),
        (
            "repeat every 3 weeks, 4 times { give ivig on days 0, 18 of cycle window -1..+2 days }",
            CALENDAR,
            "two windows of `ivig` overlap: up to 2 days late and up to 1 day early, due on days 18 and 21",
        ),
        ("repeat every 3 weeks, 4 times { give ivig on days 0, 18 of cycle window -1..+1 days }", CALENDAR, None),
        ("repeat every 3 weeks, 1 times { give ivig on days 0, 18 of cycle window -1..+2 days }", CALENDAR, None),
        ("repeat every 3, 1 weeks { give ivig on day 0 of cycle window -3..+3 days }", CALENDAR, None),
        (
            "repeat every 3, 1 weeks { give ivig on day 0 of cycle window -3..+4 days }",
            CALENDAR,
            "two windows of `ivig` overlap: up to 4 days late and up to 3 days early, due on days 0 and 7",
        ),
        (f"give ivig every 3, 4 days {POSTPONE}", CALENDAR, None),
        (
            f"give ivig every 3, 4 days next_due on grid {POSTPONE}",
            CALENDAR,
            "`ivig` can be postponed into its next window: up to 5 days late, due after 3 days at the closest",
        ),
        ("give ivig with heparin window -9..+9 days  give heparin every 4 weeks", CALENDAR, None),
    ],
)
def test_windows_of_all_timings(statement, header, found):
    assert [(code, message) for code, _, message in found_in(statement, header=header)] == (
        [] if found is None else [("PL301", found)]
    )


def test_a_decided_interval_is_told_in_ticks_of_the_clock():
    protocol = sound("give ivig every rhythm within 6 hours", declarations="param rhythm = 1 day", header=HOURLY)
    (finding,) = decide(protocol, {"rhythm": "6 hours"}).diagnostics
    assert finding.message.endswith("overlap: up to 6 hours late and up to 0 days early, due every 6 hours")
