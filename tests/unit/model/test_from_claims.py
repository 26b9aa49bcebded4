import pytest

from protolang.model.expression import Bound, Claim, Ended, Fact, Measure, NeverExit
from protolang.quantity import CalendarMonths, Days

from .examples import mistakes, small

NINE = "count(ivig) = 9"


def claim(text):
    return small(NINE, text).requirements[1].claim


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(ivig) = 12", Claim(Measure.COUNT, "ivig", None, Bound(12, True), Bound(12, True), None)),
        ("12 = count(ivig)", Claim(Measure.COUNT, "ivig", None, Bound(12, True), Bound(12, True), None)),
        ("count(ivig) = 12 infusions", Claim(Measure.COUNT, "ivig", None, Bound(12, True), Bound(12, True), None)),
        ("count(ivig during opening) < 4", Claim(Measure.COUNT, "ivig", "opening", None, Bound(4, False), None)),
        ("4 < count(ivig)", Claim(Measure.COUNT, "ivig", None, Bound(4, False), None, None)),
        ("count(ivig) in 3 .. 5 doses", Claim(Measure.COUNT, "ivig", None, Bound(3, True), Bound(5, True), None)),
        ("count(ivig) from 3 to below 5", Claim(Measure.COUNT, "ivig", None, Bound(3, True), Bound(5, False), None)),
        ("gap(cd20) <= 31 days", Claim(Measure.GAP, "cd20", None, None, Bound(Days(31), True), None)),
        (
            "span(ivig) in 6 calendar months .. 14 calendar months",
            Claim(Measure.SPAN, "ivig", None, Bound(CalendarMonths(6), True), Bound(CalendarMonths(14), True), None),
        ),
        ("span(ivig) at least 2 months", Claim(Measure.SPAN, "ivig", None, Bound(Days(56), True), None, None)),
    ],
)
def test_claims(text, expected):
    assert claim(text) == expected


def test_requirements():
    never, nine, _, close = small().requirements
    assert (never.name, never.claim) == ("never exit infusions on remission", NeverExit("infusions", "remission", None))
    assert (nine.name, nine.text, nine.opens) == ("nine", "count(ivig) = 9", None)
    assert (close.opens, close.closes) == (Fact("depleted", None), Ended("infusions", None))
    assert close.text == "gap(ivig) <= 31 days between depleted and end of infusions"


def test_a_requirement_without_a_name_is_called_by_its_text():
    requirement = small("nine: count(ivig) = 9", "count( ivig )  # all of them\n    = 9").requirements[1]
    assert requirement.name == requirement.text == "count( ivig ) = 9"


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("cuont(ivig) = 9", "PL101", "cuont", "no measure of a course is called `cuont`"),
        ("count(cd21) = 9", "PL101", "cd21", "no drug or lab is called `cd21`"),
        ("count(ivig during infusions) = 9", "PL101", "infusions", "`infusions` is a track, not a phase"),
        ("count(ivig) = 9 weeks", "PL105", "9 weeks", "`count` is a number of doses, not `9 weeks`"),
        ("count(ivig) = 9.5", "PL105", "9.5", "`9.5` is not a whole number"),
        ("span(ivig) = 9", "PL105", "9", "`9` has no unit of time"),
        ("gap(ivig) <= 2 mg", "PL105", "2 mg", "`2 mg` is not a time"),
        ("gap(ivig) <= pause", "PL105", "pause", "`gap` can only be compared with a number written here"),
        (
            "count(ivig) in 9 .. 3 doses",
            "PL105",
            "count(ivig) in 9 .. 3 doses",
            "no value lies from `9 doses` to `3 doses`",
        ),
        ("count(ivig, cd20) = 9", "PL105", "count(ivig, cd20)", "`count` is asked of one drug, not of 2 things"),
        ("count(ivig + 1) = 9", "PL105", "ivig + 1", "`count` is asked of a name"),
        (
            "count(ivig over 4 weeks) = 9",
            "PL105",
            "over 4 weeks",
            "`count` of a whole course cannot be limited by `over`",
        ),
        (
            "depleted",
            "PL105",
            "depleted",
            "this is a condition on one day, and nothing says on which days it is required",
        ),
        (
            "count(ivig) = 9 and count(rituximab) = 6",
            "PL105",
            "count(ivig) = 9 and count(rituximab) = 6",
            "a requirement makes one claim about a whole course",
        ),
    ],
)
def test_what_is_no_claim(text, code, place, message):
    assert (code, place, message) in mistakes(NINE, text)


def test_two_requirements_of_one_name():
    assert mistakes("require long", "require nine") == [("PL102", "nine", "two requirements are called `nine`")]


def test_a_requirement_may_be_called_like_a_phase():
    small("require nine", "require opening")
