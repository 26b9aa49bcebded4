"""Codes, what is usual, and the values of other sources."""

from fractions import Fraction

import pytest

from protolang.model.coding import CodeSystem
from protolang.quantity import Quantity, parse_unit

from .examples import mistakes, small


def test_a_lab_with_a_code_and_what_is_usual_in_another_unit():
    lab = small("unit mg/dL  fresh", "unit mg/dL  usual 1..2 g/L @trial  loinc 2160-0 @trial  fresh").labs[2]
    assert lab.usual is not None
    assert (lab.usual.low, lab.usual.high, str(lab.usual.unit)) == (Fraction(1), Fraction(2), "g/L")
    assert lab.usual.evidence.citations[0].source == "trial"
    (coding,) = lab.codes
    assert (coding.system, coding.code, coding.origin.text) == (CodeSystem.LOINC, "2160-0", "loinc 2160-0 @trial")


def test_the_lower_end_without_a_unit_takes_that_of_the_upper_one():
    lab = small("unit mg/dL  fresh", "unit mg/dL  usual 500 mg/L .. 2 g/L @trial  fresh").labs[2]
    assert lab.usual is not None
    assert (lab.usual.low, lab.usual.high, str(lab.usual.unit)) == (Fraction(1, 2), Fraction(2), "g/L")


def test_a_drug_an_event_a_choice_and_the_protocol():
    protocol = small(
        "route intravenous  dose 375 mg/m2 of bsa",
        "route intravenous  dose 375 mg/m2 of bsa  usual 250..500 mg/m2  rxnorm 3002  atc L01AA01",
    )
    drug = protocol.drugs[0]
    assert drug.usual is not None and (drug.usual.low, str(drug.usual.unit)) == (Fraction(250), "mg/m2")
    assert [(item.system.title, item.code) for item in drug.codes] == [("RxNorm", "3002"), ("ATC", "L01AA01")]
    assert small("event remission", "event remission snomed 367336001").events[0].codes[0].code == "367336001"
    assert small("  month = 28", "  snomed 92814006\n  month = 28").codes[0].system is CodeSystem.SNOMED
    sex = small(
        "event remission",
        "event remission\n  patient sex { one of female, male (snomed 367336001) }\n  exclude sex is male",
    )
    choices = next(item for item in sex.attributes if item.id == "sex").choices
    assert [None if item.code is None else item.code.code for item in choices] == [None, "367336001"]


def test_what_another_source_says_of_a_parameter():
    (parameter, _) = small("= 1 %\n", '= 1 % @trial but 10 % @trial but 5 % assumed "x"\n').parameters
    assert parameter.value == Quantity(Fraction(1), parse_unit("%"))
    assert [str(other.value) for other in parameter.others] == ["10 %", "5 %"]


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("unit mg/dL  fresh", "unit mg/dL  usual 1..2 umol/L  fresh", "PL106", "umol/L"),
        ("unit mg/dL  fresh", "unit mg/dL  usual 2..1 mg/dL  fresh", "PL105", "2 mg/dL"),
        ("unit mg/dL  fresh", "unit mg/dL  usual 1..2 mg/dL  usual 1..3 mg/dL  fresh", "PL102", "said twice"),
        ("unit mg/dL  fresh", "unit mg/dL  loinc 1-8 @nowhere  fresh", "PL802", "nowhere"),
        ("= 1 %\n", '= 1 % but 10 mg assumed "x"\n', "PL105", "depleted_below"),
    ],
)
def test_mistakes(old, new, code, message):
    found = mistakes(old, new)
    assert any(number == code and message in said for number, _, said in found), found
    assert len(found) == 1
