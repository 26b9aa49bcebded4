"""Requirements about days, totals and durations: what they become, and what is said of mistakes in them."""

import pytest

from protolang.model.claim import (
    EveryWindow,
    Holds,
    LeadsTo,
    NeverWhile,
    OnlyAfter,
    Quantifier,
    Rate,
    conditions_of,
    of_every_course,
)
from protolang.model.expression import (
    WHOLE_COURSE,
    All,
    Any,
    Bound,
    Claim,
    Compare,
    Fact,
    GivenToday,
    InPhase,
    Measure,
    Not,
    Operator,
)
from protolang.model.term import Constant, DoseGiven
from protolang.quantity import CalendarMonths, Days, Quantity, parse_unit

from .examples import mistakes, small

NINE = "count(ivig) = 9"
DEPLETED, ILL = Fact("depleted", None), Fact("ill", None)


def claim(text):
    return small(NINE, text).requirements[1].claim


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("always not ill", Holds(Quantifier.ALWAYS, Not(ILL, None), None)),
        ("never ill", Holds(Quantifier.NEVER, ILL, None)),
        ("eventually depleted", Holds(Quantifier.EVENTUALLY, DEPLETED, None)),
        ("never ill and depleted", Holds(Quantifier.NEVER, All((ILL, DEPLETED), None), None)),
        ("ill leads to given(ivig) within 37 days", LeadsTo(ILL, GivenToday("ivig", None), Days(37), None)),
        ("ill leads to depleted within 0 days", LeadsTo(ILL, DEPLETED, Days(0), None)),
        (
            "ill or depleted leads to treatment within 1 calendar month",
            LeadsTo(Any((ILL, DEPLETED), None), InPhase("treatment", None), CalendarMonths(1), None),
        ),
        ("at most 4 rituximab in any 28 days", Rate("rituximab", None, 4, Days(28), None)),
        ("at most 0 rituximab in any 4 weeks", Rate("rituximab", None, 0, Days(28), None)),
        ("at least 1 cd20 in any 2 calendar months", Rate("cd20", 1, None, CalendarMonths(2), None)),
        ("exactly 2 ivig in any 56 days", Rate("ivig", 2, 2, Days(56), None)),
        ("ivig in every 31 days", EveryWindow("ivig", Days(31), None)),
        ("rituximab only after depleted", OnlyAfter("rituximab", DEPLETED, None, None)),
        ("rituximab only after depleted within 1 day", OnlyAfter("rituximab", DEPLETED, Days(1), None)),
        ("rituximab never while ill", NeverWhile("rituximab", ILL, None)),
        ("rituximab never while opening", NeverWhile("rituximab", InPhase("opening", None), None)),
        ("spacing(rituximab) >= 14 days", Claim(Measure.SPACING, "rituximab", None, Bound(Days(14), True), None, None)),
        (
            "duration <= 2 calendar months",
            Claim(Measure.DURATION, "", None, None, Bound(CalendarMonths(2), True), None),
        ),
        ("duration of course > 9 days", Claim(Measure.DURATION, "", None, Bound(Days(9), False), None, None)),
        ("duration of opening = 9 weeks", Claim(Measure.DURATION, "opening", None, *[Bound(Days(63), True)] * 2, None)),
        (
            "duration of infusions in 1 week .. 6 calendar months",
            Claim(Measure.DURATION, "infusions", None, Bound(Days(7), True), Bound(CalendarMonths(6), True), None),
        ),
    ],
)
def test_claims(text, expected):
    assert claim(text) == expected


def test_a_condition_of_a_requirement_may_ask_what_is_given():
    expected = Compare(DoseGiven("ivig"), Operator.AT_MOST, Constant(Quantity(200, parse_unit("g"))), None)
    assert claim("always dose(ivig) <= 200 g") == Holds(Quantifier.ALWAYS, expected, None)


@pytest.mark.parametrize(
    ("text", "high", "unit", "basis"),
    [
        ("total(rituximab) <= 24 g", 24, "g", None),
        ("total(rituximab) <= 2250 mg/m2 of bsa", 2250, "mg/m2", "bsa"),
        ("total(rituximab) <= 2250 mg/m2", 2250, "mg/m2", "bsa"),
        ("total(ivig during opening) <= 6 g/kg of weight", 6, "g/kg", "weight"),
    ],
)
def test_totals(text, high, unit, basis):
    found = claim(text)
    assert isinstance(found, Claim)
    assert (found.measure, found.low, found.basis) == (Measure.TOTAL, None, basis)
    assert found.high == Bound(Quantity(high, parse_unit(unit)), True)


def test_a_range_of_totals():
    found = claim("total(rituximab) in 1 .. 3 g")
    assert isinstance(found, Claim)
    gram = parse_unit("g")
    assert (found.low, found.high) == (Bound(Quantity(1, gram), True), Bound(Quantity(3, gram), True))


def test_the_whole_course_has_no_name():
    assert claim("duration of course <= 9 weeks").subject == WHOLE_COURSE
    renamed = (
        "phase aborted",
        "phase course",
        "ill go aborted",
        "ill go course",
        "depleted go aborted",
        "depleted go course",
    )
    named = small(*renamed, NINE, "duration of course <= 9 weeks")
    assert named.requirements[1].claim.subject == "course"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("always cd21 < 2 %", ("PL101", "cd21", "no lab, patient attribute, parameter or level is called `cd21`")),
        (
            "always gap(ivig) < 2 days",
            ("PL105", "gap(ivig)", "`gap` measures a whole course, not one day of a patient"),
        ),
        ("always cd20", ("PL101", "cd20", "`cd20` is a lab, not a trigger, an event or a phase")),
        ("ill leads to depleted within 3 mg", ("PL105", "3 mg", "`3 mg` is not a time")),
        ("at most 4 rituximabe in any 28 days", ("PL101", "rituximabe", "no drug or lab is called `rituximabe`")),
        ("at most 4 depleted in any 28 days", ("PL101", "depleted", "`depleted` is a trigger, not a drug or a lab")),
        (
            "at most 1.5 ivig in any 28 days",
            ("PL105", "at most 1.5 ivig in any 28 days", "`1.5` is not a whole number"),
        ),
        (
            "at least 0 ivig in any 28 days",
            ("PL307", "at least 0 ivig in any 28 days", "at least 0 in any time always holds"),
        ),
        ("at most 1 ivig in any 0 days", ("PL307", "0 days", "`0 days` cannot be a time")),
        ("ivig in every 28 mg", ("PL105", "28 mg", "`28 mg` is not a time")),
        ("ivig + 1 in every 28 days", ("PL105", "ivig + 1", "`ivig + 1` is not given or measured")),
        ("ill only after depleted", ("PL101", "ill", "`ill` is a trigger, not a drug or a lab")),
        ("ivig never while ivig", ("PL101", "ivig", "`ivig` is a drug, not a trigger, an event or a phase")),
        ("spacing(ivig) >= 2 mg", ("PL105", "2 mg", "`2 mg` is not a time")),
        (
            "spacing(ivig, cd20) >= 2 days",
            ("PL105", "spacing(ivig, cd20)", "`spacing` is asked of one drug, not of 2 things"),
        ),
        (
            "total(ivig) <= 3 days",
            ("PL105", "3 days", "`ivig` is given in g, for each unit of `weight`, so its total is never `3 days`"),
        ),
        (
            "total(ivig) <= 3 mg/m2",
            ("PL105", "3 mg/m2", "`ivig` is given in g, for each unit of `weight`, so its total is never `3 mg/m2`"),
        ),
        (
            "total(ivig) <= 3 mg/m2 of weight",
            ("PL105", "3 mg/m2", "`ivig` is given in g, for each unit of `weight`, so its total is never `3 mg/m2`"),
        ),
        (
            "total(ivig) <= 3 g/m2 of bsa",
            ("PL105", "3 g/m2", "`ivig` is dosed by `weight`, so its total is not known per unit of `bsa`"),
        ),
        ("total(cd20) <= 3 g", ("PL101", "cd20", "`cd20` is a lab, not a drug")),
        (
            "total(ivig) <= depleted_below",
            ("PL105", "depleted_below", "`total` can only be compared with an amount written here"),
        ),
        ("total(ivig) in 4 g .. 3 g", ("PL105", "total(ivig) in 4 g .. 3 g", "no value lies from `4 g` to `3 g`")),
        ("duration of ivig <= 3 days", ("PL101", "ivig", "`ivig` is a drug, not a track or a phase")),
        ("duration <= 3 mg", ("PL105", "3 mg", "`3 mg` is not a time")),
        (
            "duration in 9 .. 3 weeks",
            ("PL105", "duration in 9 .. 3 weeks", "no value lies from `9 weeks` to `3 weeks`"),
        ),
        ("length of opening <= 3 days", ("PL101", "length", "no measure of a course is called `length`")),
        ("duration", ("PL101", "duration", "no trigger, event or phase is called `duration`")),
    ],
)
def test_one_mistake_is_one_finding(text, found):
    assert [item for item in mistakes(NINE, text) if item[0] != "PL104"] == [found]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("always not ill", "always not ill"),
        ("never ill", "never ill"),
        ("eventually ill", None),
        ("ill leads to depleted within 3 days", None),
        ("at most 4 ivig in any 28 days", "at most 4 ivig in any 28 days"),
        ("at least 4 ivig in any 28 days", None),
        ("exactly 4 ivig in any 28 days", "at most 4 ivig in any 28 days"),
        ("ivig in every 28 days", None),
        ("ivig only after ill", "ivig only after ill"),
        ("ivig never while ill", "ivig never while ill"),
        ("spacing(ivig) in 2 days .. 9 days", "spacing(ivig) >= 2 days"),
        ("spacing(ivig) <= 2 days", None),
        ("total(ivig) in 2 g .. 9 g", "total(ivig) <= 9 g"),
        ("total(ivig) >= 9 g", None),
        ("duration <= 9 days", None),
        ("count(ivig) <= 9", None),
    ],
)
def test_what_is_claimed_of_every_course(text, part):
    assert of_every_course(claim(text)) == (None if part is None else claim(part))


def test_the_conditions_of_a_claim():
    assert conditions_of(claim("ill leads to depleted within 3 days")) == (ILL, DEPLETED)
    assert conditions_of(claim("ivig never while ill")) == (ILL,)
    assert conditions_of(claim("count(ivig) = 9")) == ()
