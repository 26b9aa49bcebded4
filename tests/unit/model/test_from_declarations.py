from fractions import Fraction

import pytest

from protolang.model.term import Formula
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
    assert (bsa.formula, bsa.arguments, bsa.unit.symbol) == (Formula.MOSTELLER, ("height", "weight"), "m2")


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
