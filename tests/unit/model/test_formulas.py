from decimal import Decimal
from fractions import Fraction

import pytest

from protolang.model.formulas import (
    SIGNATURES,
    Measure,
    OneOf,
    Sex,
    body_surface,
    calvert,
    cockcroft_gault,
    du_bois,
    formula_value,
)
from protolang.model.term import Formula
from protolang.quantity import Direction, Quantity, Root, UnitError, age_unit, parse_unit


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


def years(number):
    return Quantity(Fraction(number), age_unit())


def test_body_surface_is_an_exact_root():
    assert body_surface(quantity(175, "cm"), quantity(70, "kg")) == Root(Fraction(1), Fraction(175 * 70, 3600))
    assert body_surface(quantity("1.8", "m"), quantity(80, "kg")).decimal_text() == "2"


# ---- the formulas ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("height", "weight"), [(175, 70), (160, "52.5"), (50, "3.4"), (230, 300)])
def test_du_bois_agrees_with_decimals(height, weight):
    exact = du_bois(quantity(height, "cm"), quantity(weight, "kg"))
    expected = Decimal("0.007184") * Decimal(weight) ** Decimal("0.425") * Decimal(height) ** Decimal("0.725")
    step = Fraction(1, 10**20)
    assert exact.rounded(step, Direction.DOWN) <= Fraction(expected) + step
    assert exact.rounded(step, Direction.UP) >= Fraction(expected) - step
    assert exact.rational is None


def test_du_bois_takes_any_unit_of_length():
    one = du_bois(quantity("1.75", "m"), quantity(70, "kg"))
    assert one.compared(du_bois(quantity(175, "cm"), quantity(70, "kg"))) == 0
    assert one.decimal_text() == "≈1.85"


def test_cockcroft_gault_is_a_plain_number():
    sizes = years(60), quantity(72, "kg"), quantity(1, "mg/dL")
    assert cockcroft_gault(*sizes, Sex.MALE).rational == 80
    assert cockcroft_gault(*sizes, Sex.FEMALE).rational == 68
    half = years("60.5"), quantity(72, "kg"), quantity(10, "mg/L")
    assert cockcroft_gault(*half, Sex.MALE).rational == Fraction(159, 2)


def test_cockcroft_gault_says_nothing_where_it_has_no_sense():
    assert cockcroft_gault(years(140), quantity(70, "kg"), quantity(1, "mg/dL"), Sex.MALE) is None
    assert cockcroft_gault(years(50), quantity(70, "kg"), quantity(0, "mg/dL"), Sex.MALE) is None


def test_moles_of_creatinine_are_not_turned_into_a_mass():
    with pytest.raises(UnitError):
        cockcroft_gault(years(50), quantity(70, "kg"), quantity(88, "umol/L"), Sex.MALE)


def test_calvert_is_a_mass():
    assert calvert(quantity(5, "mg.min/mL"), quantity(95, "mL/min")).rational == 600
    assert calvert(quantity(300, "mg.s/mL"), quantity("5.7", "L/h")).rational == 600
    target, rate = parse_unit("mg.min/mL"), parse_unit("mL/min")
    assert target.dimension * rate.dimension == SIGNATURES[Formula.CALVERT].unit.dimension


# ---- the table -------------------------------------------------------------------------------------------------

ARGUMENTS = {
    Formula.MOSTELLER: (quantity(180, "cm"), quantity(80, "kg")),
    Formula.DUBOIS: (quantity(180, "cm"), quantity(80, "kg")),
    Formula.COCKCROFT_GAULT: (years(60), quantity(72, "kg"), quantity(1, "mg/dL"), "female"),
    Formula.CALVERT: (quantity(5, "mg.min/mL"), quantity(95, "mL/min")),
}
SHOWN = {
    Formula.MOSTELLER: "2 m2",
    Formula.DUBOIS: "≈2 m2",
    Formula.COCKCROFT_GAULT: "68 mL/min",
    Formula.CALVERT: "600 mg",
}


@pytest.mark.parametrize("formula", Formula)
def test_each_formula_is_in_the_table_and_gives_its_unit(formula):
    value, unit = formula_value(formula, ARGUMENTS[formula])
    assert f"{value.decimal_text()} {unit}" == SHOWN[formula]
    assert SIGNATURES[formula].citation == formula.value


def test_each_formula_has_a_name_of_its_own():
    assert [signature.function for signature in SIGNATURES.values()] == [formula.name.lower() for formula in Formula]


@pytest.mark.parametrize("formula", Formula)
def test_what_does_not_fit_the_signature_gives_no_value(formula):
    right = ARGUMENTS[formula]
    assert formula_value(formula, right[:-1]) is None
    assert formula_value(formula, (*right, right[0])) is None
    for place, wanted in enumerate(SIGNATURES[formula].arguments):
        match wanted:
            case Measure(dimension=dimension):
                assert dimension == right[place].unit.dimension
                wrong = (quantity(1, "IU"), "female", Quantity(Fraction(-1), right[place].unit))
            case OneOf(words=words):
                assert right[place] in words
                wrong = (quantity(1, "IU"), "unknown", "")
        for value in wrong:
            assert formula_value(formula, (*right[:place], value, *right[place + 1 :])) is None


# ---- computed from what is computed ----------------------------------------------------------------------------
