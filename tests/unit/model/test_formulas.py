from fractions import Fraction

import pytest

from protolang.model.formulas import attribute_value, body_surface, dose_amount
from protolang.quantity import Quantity, Root, UnitError, parse_unit

from .examples import small

PROTOCOL = small()
RITUXIMAB, IVIG = PROTOCOL.drugs


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


PATIENT = {"weight": quantity(70, "kg"), "height": quantity(175, "cm")}


def amount(drug, rounding=None, patient=PATIENT):
    return dose_amount(drug.dose, drug, patient, rounding, PROTOCOL.attributes)


def test_body_surface_is_an_exact_root():
    assert body_surface(quantity(175, "cm"), quantity(70, "kg")) == Root(Fraction(1), Fraction(175 * 70, 3600))
    assert body_surface(quantity("1.8", "m"), quantity(80, "kg")).decimal_text() == "2"


def test_a_dose_is_exact_until_it_is_rounded():
    exact = amount(RITUXIMAB)
    assert (exact.value.coefficient, exact.unit.symbol, exact.rounded) == (Fraction(375), "mg", False)
    assert str(exact) == "≈691.75 mg"
    assert str(amount(IVIG)) == "140 g"


def test_a_dose_is_rounded_once_and_last():
    rounded = amount(RITUXIMAB, quantity(10, "mg"))
    assert (str(rounded), rounded.rounded) == ("690 mg", True)
    assert str(amount(RITUXIMAB, quantity("0.1", "g"))) == "700 mg"
    # Rounding the body surface to 1.84 m2 first would give 690 mg exactly, and 695 mg with a step of 5.
    assert str(amount(RITUXIMAB, quantity(5, "mg"))) == "690 mg"


def test_the_rule_of_the_drug_comes_first():
    drug = small("375 mg/m2 of bsa", "375 mg/m2 of bsa  rounded to 100 mg").drugs[0]
    assert str(amount(drug, quantity(10, "mg"))) == "700 mg"


def test_a_fixed_dose_stays_as_it_is_written():
    drug = small("375 mg/m2 of bsa", "375 mg", "2 g/kg of weight", "2 g/m2 of bsa").drugs[0]
    assert str(amount(drug, quantity(100, "mg"))) == "375 mg"


def test_a_value_that_is_missing_gives_no_dose():
    assert amount(RITUXIMAB, patient={"weight": quantity(70, "kg")}) is None
    assert amount(IVIG, patient={}) is None


def test_attributes():
    weight, _, bsa = PROTOCOL.attributes
    assert attribute_value(weight, PATIENT) == (Root(Fraction(70)), parse_unit("kg"))
    assert attribute_value(weight, {}) is None
    assert attribute_value(bsa, PATIENT)[1].symbol == "m2"


def test_a_step_of_another_kind_is_our_own_fault():
    with pytest.raises(UnitError):
        amount(RITUXIMAB, quantity(10, "IU"))


@pytest.mark.parametrize(("weight", "height"), [(1, 1), (70, 175), (300, 230)])
def test_rounding_is_the_nearest_step(weight, height):
    patient = {"weight": quantity(weight, "kg"), "height": quantity(height, "cm")}
    rounded = amount(RITUXIMAB, quantity(10, "mg"), patient).value.coefficient
    squared = Fraction(375) ** 2 * weight * height / 3600
    assert (max(rounded - 5, Fraction(0))) ** 2 <= squared <= (rounded + 5) ** 2
