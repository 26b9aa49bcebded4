import pytest

from .examples import mistakes, one, small

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
