from fractions import Fraction

import pytest

from protolang.model.term import Formula, FormulaValue, Reading
from protolang.quantity import Days

from .examples import mistakes, small

CD20 = 'lab cd20 { unit % of "lymphocytes"  range 0..100 %  fresh for 5 weeks }'


def test_a_lab():
    lab = small().labs[0]
    assert (lab.id, lab.title, lab.unit.symbol, lab.whole) == ("cd20", "cd20", "%", "lymphocytes")
    assert (lab.low, lab.high, lab.max_age) == (Fraction(0), Fraction(100), Days(35))


def test_a_range_is_told_in_the_unit_of_the_lab():
    lab = small("unit mg/dL  fresh", "unit mg/dL  range 1..20 g/L  fresh").labs[2]
    assert (lab.low, lab.high) == (Fraction(100), Fraction(2000))


def test_attributes():
    weight, height, bsa = small().attributes
    assert (weight.id, weight.unit.symbol, height.unit.symbol) == ("weight", "kg", "cm")
    assert bsa.value == FormulaValue(Formula.MOSTELLER, (Reading("height"), Reading("weight")), None)
    assert bsa.unit.symbol == "m2"


@pytest.mark.parametrize(
    ("replacements", "code", "place", "message"),
    [
        ((' of "lymphocytes"', ""), "PL107", "unit %", "`cd20` is a percentage, but nothing says of what"),
        (('unit % of "lymphocytes"', ""), "PL109", "cd20", "nothing says in what unit `cd20` is measured"),
        (
            ("fresh for 5 weeks", ""),
            "PL109",
            "cd20",
            "nothing says how old a result of `cd20` may be and still decide",
        ),
        (
            ("fresh for 12 weeks", ""),
            "PL109",
            "weight",
            "nothing says how old a value of `weight` may be and still decide",
        ),
        (("range 0..100 %", "range 0..100 mg"), "PL105", "0", "cannot compare `cd20` (percent) with `0 mg` (mass)"),
        (("range 0..100 %", "range 100..0 %"), "PL105", "range 100..0 %", "no value lies from `100 %` to `0 %`"),
        (
            ("mosteller(height, weight)", "mosteller(weight, height)"),
            "PL105",
            "weight",
            "`mosteller` takes a height and a body weight, but `weight` is in kg",
        ),
        (
            ("mosteller(height, weight)", "mosteller(weight)"),
            "PL105",
            "mosteller",
            "`mosteller` takes a height and a body weight, in this order",
        ),
        (
            ("fresh for 5 weeks", "fresh for 5 weeks  fresh for 6 weeks"),
            "PL102",
            "fresh for 6 weeks",
            "`fresh for` of `cd20` is said twice",
        ),
    ],
)
def test_mistakes_in_declarations(replacements, code, place, message):
    assert mistakes(*replacements) == [(code, place, message)]


def test_a_failed_lab_is_not_told_again_where_it_is_used():
    assert len(mistakes('unit % of "lymphocytes"', "")) == 1
    assert len(mistakes('unit % of "lymphocytes"', "unit foo")) == 1


def test_a_lab_of_words_has_choices_and_no_unit():
    lab = small(
        "event remission",
        "lab culture { one of negative, positive  fresh for 1 week }  event remission",
        "measure creatinine",
        "measure culture  measure creatinine",
    ).labs[3]
    assert [choice.id for choice in lab.choices] == ["negative", "positive"]
    assert (lab.unit.symbol, lab.low, lab.max_age) == ("", None, Days(7))


@pytest.mark.parametrize(
    ("clauses", "code", "place", "message"),
    [
        (
            "one of positive, negative, positive",
            "PL102",
            "positive",
            "`positive` stands twice among the choices of `culture`",
        ),
        ("one of positive", "PL105", "one of positive", "`culture` has one choice, so it says nothing"),
        (
            "one of positive, negative  unit mg",
            "PL105",
            "unit mg",
            "`culture` is one of some words, which have no unit and no range",
        ),
    ],
)
def test_mistakes_in_choices(clauses, code, place, message):
    lab = f"lab culture {{ {clauses}  fresh for 1 week }}  event remission"
    found = mistakes("event remission", lab, "measure creatinine", "measure culture  measure creatinine")
    assert found == [(code, place, message)]


def test_the_policy_says_how_old_a_result_may_be():
    protocol = small(
        "rounding to 10 mg",
        'rounding to 10 mg  fresh for 3 weeks @trial "Methods"',
        'unit % of "lymphocytes"  range 0..100 %  fresh for 5 weeks',
        'unit % of "lymphocytes"',
    )
    cd20, cd19 = protocol.labs[:2]
    assert (cd20.max_age, cd19.max_age) == (Days(21), Days(35))
    assert [citation.locator for citation in cd20.evidence.citations] == ["Methods"]
    assert not cd19.evidence.given


def test_an_age_is_in_years_of_life():
    age = "patient age { unit years  range 0..120 years  fresh for 1 year }  patient height"
    protocol = small(
        "patient height", age, "month = 28 days", "month = calendar", "creatinine > 2 mg/dL", "age >= 18 years"
    )
    attribute = next(one for one in protocol.attributes if one.id == "age")
    assert (attribute.unit.symbol, attribute.low, attribute.high) == ("years", 0, 120)
    assert str(protocol.triggers[1].when.operands[0].right.quantity) == "18 years"


def test_a_word_that_never_changes_needs_no_freshness():
    sex = "patient sex { one of female, male }  patient height"
    protocol = small("patient height", sex, "creatinine > 2 mg/dL", "sex is male")
    assert next(one for one in protocol.attributes if one.id == "sex").max_age is None
