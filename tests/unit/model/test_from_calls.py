"""Calls: what is counted, taken over the past, or computed by a formula; and how a call can be wrong."""

from fractions import Fraction

import pytest

from protolang.model.expression import Compare, Operator
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    DoseGiven,
    Extreme,
    Formula,
    FormulaValue,
    LevelValue,
    Reading,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.model.units import BARE
from protolang.quantity import Days, Quantity, parse_unit

from .examples import mistakes, one, small

ILL = "creatinine > 2 mg/dL or cd19 from 1 % to below 3 %"
LEVEL = "level basal { start 10 IU  range 0..100 IU }  drug insulin { dose basal }  event remission"
FIFTY = Constant(Quantity(Fraction(50), parse_unit("kg")))
GIVEN = ("event remission", LEVEL, "give ivig on", "give insulin on week 0  give ivig on")


def left_of(text, *replacements):
    return small(ILL, text, *replacements).triggers[1].when.left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(ivig) >= 3", Count(CountKind.GIVEN, "ivig")),
        ("count(ivig during opening) >= 3", Count(CountKind.GIVEN, "ivig", "opening")),
        ("count(ivig over 4 weeks) >= 3", Count(CountKind.GIVEN, "ivig", None, Days(28))),
        ("count(remission since week 4) >= 3", Count(CountKind.EVENTS, "remission", since=SinceDay(28))),
        ("count(cd19 since last ivig) >= 3", Count(CountKind.RESULTS, "cd19", since=SinceAct("ivig", False))),
        ("missed(ivig over 4 weeks) >= 2", Count(CountKind.MISSED, "ivig", None, Days(28))),
        ("count(ivig) >= 3 doses", Count(CountKind.GIVEN, "ivig")),
        ("total(rituximab) > 3 g", Total("rituximab")),
        ("total(rituximab) > 3 g/m2", Total("rituximab", "bsa")),
        ("total(rituximab since first ivig) > 3 g", Total("rituximab", since=SinceAct("ivig", True))),
        ("mean(cd19 over 2 days) > 3 %", Aggregate(AggregateFunction.MEAN, "cd19", Days(2))),
        ("min(cd19 last 3) > 3 %", Aggregate(AggregateFunction.LOWEST, "cd19", last=3)),
        ("max(cd19 since day 5) > 3 %", Aggregate(AggregateFunction.HIGHEST, "cd19", since=SinceDay(5))),
        (
            "growth(creatinine over 2 weeks) > 1 mg/dL/week",
            Aggregate(AggregateFunction.GROWTH, "creatinine", Days(14)),
        ),
        (
            "time_in_range(creatinine in 1..2 mg/dL over 12 weeks) < 50 %",
            Aggregate(
                AggregateFunction.TIME_IN_RANGE,
                "creatinine",
                Days(84),
                low=Quantity(Fraction(1), parse_unit("mg/dL")),
                high=Quantity(Fraction(2), parse_unit("mg/dL")),
            ),
        ),
        ("baseline(weight since week 0) > 50 kg", Baseline("weight", SinceDay(0))),
        (
            "fall(weight since week 0) > 5 kg",
            Arithmetic(ArithmeticOperator.MINUS, Baseline("weight", SinceDay(0)), Reading("weight"), None),
        ),
        (
            "rise(weight since week 0) > 5 kg",
            Arithmetic(ArithmeticOperator.MINUS, Reading("weight"), Baseline("weight", SinceDay(0)), None),
        ),
        ("time_since(remission) >= 6 months", TimeSince("remission")),
        ("time_since(ivig) < 36 hours", TimeSince("ivig")),
        ("max(weight, 50 kg) > 1 kg", Extreme(True, (Reading("weight"), FIFTY), None)),
        (
            "min(cd19, mean(cd19 last 2)) > 1 %",
            Extreme(False, (Reading("cd19"), Aggregate(AggregateFunction.MEAN, "cd19", last=2)), None),
        ),
        (
            "dubois(height, weight) > 2 m2",
            FormulaValue(Formula.DUBOIS, (Reading("height"), Reading("weight")), None),
        ),
    ],
)
def test_calls(text, expected):
    assert left_of(text) == expected


def test_a_count_is_compared_exactly():
    when = small(ILL, "count(ivig) >= 3").triggers[1].when
    assert when == Compare(
        Count(CountKind.GIVEN, "ivig"), Operator.AT_LEAST, Constant(Quantity(Fraction(3), BARE)), None
    )


def test_the_value_before_the_last_change():
    assert left_of("previous(basal) > 5 IU", *GIVEN) == LevelValue("basal", previous=True)


def test_since_entry_knows_its_track():
    protocol = small("when ill go aborted", "when count(cd19 since entry) >= 2 or ill go aborted")
    exit_ = protocol.tracks[0].phases[1].exits[0]
    assert exit_.when.operands[0].left == Count(CountKind.RESULTS, "cd19", since=SinceEntry("infusions"))


def test_since_entry_outside_a_track():
    assert mistakes(ILL, "count(ivig since entry) > 2") == [
        ("PL108", "since entry", "nothing says into which phase `since entry` counts from")
    ]


def test_a_dose_can_be_asked_in_a_scenario():
    protocol = small("expect end by", "expect dose(ivig) >= 100 g at week 4  expect end by")
    assert protocol.scenarios[0].expectations[2].claim.left == DoseGiven("ivig")


def test_a_clearance_takes_an_age_and_a_sex():
    patient = "patient age { unit years  fresh for 1 week }  patient sex { one of female, male }  patient height"
    made = left_of("cockcroft_gault(age, weight, creatinine, sex) < 60 mL/min", "patient height", patient)
    arguments = tuple(Reading(name) for name in ("age", "weight", "creatinine", "sex"))
    assert made == FormulaValue(Formula.COCKCROFT_GAULT, arguments, None)


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("mena(cd19 last 3) > 3 %", "PL101", "mena", "no function is called `mena`"),
        ("count(depleted) > 3", "PL101", "depleted", None),
        ("total(cd19) > 3 g", "PL101", "cd19", "`cd19` is a lab, not a drug"),
        ("total(ivig) > 3 %", "PL105", "3 %", "cannot compare `total(ivig)` (mass) with `3 %` (percent)"),
        ("total(ivig last 3) > 3 g", "PL105", "last 3", "`total` cannot be limited by `last`"),
        ("count(ivig, cd19) > 3", "PL105", "count(ivig, cd19)", "`count` is asked of one name, not of 2"),
        ("mean(cd19 + cd19 last 2) > 3 %", "PL105", "cd19 + cd19", "`mean` is asked of a name"),
        ("mean(cd19) > 3 %", "PL109", "mean(cd19)", "nothing says of which results `mean` is taken"),
        ("fall(cd19) > 3 %", "PL109", "fall(cd19)", "nothing says since when `fall` is taken"),
        (
            "mean(cd19 last 2 over 2 weeks) > 3 %",
            "PL102",
            "over 2 weeks",
            "`mean` is limited twice",
        ),
        ("mean(cd19 last 0) > 3 %", "PL307", "last 0", "0 results are none"),
        ("growth(cd19 last 1) > 3 %/day", "PL307", "growth(cd19 last 1)", "`growth` needs at least 2 results"),
        ("mean(cd19 over 0 days) > 3 %", "PL307", "0 days", "`0 days` cannot be a time"),
        ("mean(cd19 over 3 mg) > 3 %", "PL105", "3 mg", "`3 mg` is not a time"),
        (
            "count(remission during opening) > 3",
            "PL105",
            "count(remission during opening)",
            "only doses are counted `during` a phase, and `remission` is no drug",
        ),
        ("mean(creatinine last 3) > 3 %", "PL105", "3 %", None),
        ("count(ivig) > 3 weeks", "PL105", "3 weeks", "`count(ivig)` has no unit, but `3 weeks` is in weeks"),
        (
            "time_in_range(cd19 over 4 weeks) > 50 %",
            "PL109",
            "time_in_range(cd19 over 4 weeks)",
            "nothing says which range `time_in_range` is taken of",
        ),
        (
            "time_in_range(cd19 in 3..1 % over 4 weeks) > 50 %",
            "PL105",
            "in 3..1 %",
            "no value lies from `3 %` to `1 %`",
        ),
        ("max(cd19 last 2, cd19) > 3 %", "PL105", "last 2", "`max` of several values takes them as they are today"),
        ("max(cd19, weight) > 3 %", "PL105", "weight", "cannot compare `cd19` (percent) with `weight` (body weight)"),
        (
            "mosteller(height) > 2 m2",
            "PL105",
            "mosteller",
            "`mosteller` takes a height and a body weight, in this order",
        ),
        (
            "mosteller(height, creatinine) > 2 m2",
            "PL105",
            "creatinine",
            "`mosteller` takes a height and a body weight, but `creatinine` is in mg/dL",
        ),
        ("dose(ivig) > 3 g", "PL105", "dose(ivig)", "`dose` can only be asked in a scenario or a requirement"),
        ("count(ivig since 2027-01-04) > 3", "PL108", "2027-01-04", None),
        ("time_since(remission) > 3 mg", "PL105", "3 mg", None),
        ("previous(ivig) > 3 mg", "PL101", "ivig", "`ivig` is a drug, not a level"),
    ],
)
def test_calls_that_cannot_be(text, code, place, message):
    found = mistakes(ILL, text)
    assert [(number, where) for number, where, _ in found] == [(code, place)]
    if message is not None:
        assert found[0][2] == message


def test_help_for_a_slip():
    assert one(ILL, "mena(cd19 last 3) > 3 %").help == "did you mean `mean`?"
    assert one(ILL, "mean(cd19) > 3 %").help == "write `mean(glucose over 2 days)`"


def test_a_formula_wants_mass_and_not_moles():
    patient = "patient age { unit years  fresh for 1 week }  patient sex { one of female, male }  patient height"
    found = mistakes(
        "patient height",
        patient,
        "unit mg/dL  fresh",
        "unit umol/L  fresh",
        ILL,
        "cockcroft_gault(age, weight, creatinine, sex) < 60 mL/min",
    )
    assert [(code, place) for code, place, _ in found] == [("PL106", "creatinine")]


@pytest.mark.parametrize("words", ["female, male, other", "yes, no"])
def test_a_formula_wants_words_it_knows(words):
    patient = f"patient age {{ unit years  fresh for 1 week }}  patient sex {{ one of {words} }}  patient height"
    call = "cockcroft_gault(age, weight, creatinine, sex) < 60 mL/min"
    finding = one("patient height", patient, ILL, call)
    assert (finding.code.number, finding.primary.span.text) == ("PL105", "sex")
    assert finding.help == "declare it with `one of female, male`"


def test_the_total_of_a_drug_without_a_dose_of_its_own():
    drug = ("  drug rituximab { route intravenous  dose 375 mg/m2 of bsa }", "  drug rituximab { }")
    give = ("give rituximab every", "give rituximab dose 375 mg/m2 of bsa every")
    small(*drug, *give, ILL, "total(rituximab) > 3 g")
    assert mistakes(*drug, *give, ILL, "total(rituximab) > 3 weeks") == [
        ("PL105", "3 weeks", "`3 weeks` is not an amount of drug")
    ]


def test_moments_are_ticks_of_the_clock():
    hours = ("month = 28", "resolution 1 hour  month = 28")
    assert left_of("count(ivig since day 2 hour 6) > 3", *hours).since == SinceDay(54)


def test_a_ratio_is_compared_with_plain_numbers():
    lab = 'lab inr "INR" { unit ratio  range 0.8..15  fresh for 2 weeks }'
    when = "time_in_range(inr in 2..3 over 4 weeks) > 50 % or inr > 4.5"
    compared = small(ILL, when, "event remission", f"event remission {lab}")
    assert [item.unit for item in compared.labs if item.id == "inr"] == [BARE]
