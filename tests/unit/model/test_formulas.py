from decimal import Decimal
from fractions import Fraction

import pytest

from protolang.model.evidence import Evidence
from protolang.model.formulas import (
    SIGNATURES,
    Measure,
    OneOf,
    Sex,
    attribute_value,
    body_surface,
    calvert,
    cockcroft_gault,
    dose_amount,
    du_bois,
    formula_value,
)
from protolang.model.term import Baseline, Constant, Formula, FormulaValue, LevelValue, Reading, SinceDay
from protolang.model.treatment import Attribute, Choice, DerivedAttribute, Dose, Drug
from protolang.model.units import BARE
from protolang.quantity import Direction, Quantity, Root, UnitError, age_unit, parse_unit
from protolang.source import SourceFile, Span

ORIGIN = Span(SourceFile("a.proto", ""), 0, 0)


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


def years(number):
    return Quantity(Fraction(number), age_unit())


def recorded_attribute(name, unit, choices=()):
    return Attribute(name, name, unit, None, None, None, Evidence(), ORIGIN, choices)


def derived(name, formula, *arguments):
    operands = tuple(Reading(item) if isinstance(item, str) else item for item in arguments)
    value = FormulaValue(formula, operands, ORIGIN)
    return DerivedAttribute(name, name, value, SIGNATURES[formula].unit, Evidence(), ORIGIN)


def drug(per, basis, rounded_to=None, **others):
    dose = Dose(per, basis, False, Evidence(), ORIGIN, **others)
    return Drug("x", "X", None, dose, None, Evidence(), rounded_to, Evidence(), ORIGIN)


ATTRIBUTES = (
    recorded_attribute("weight", parse_unit("kg")),
    recorded_attribute("height", parse_unit("cm")),
    derived("bsa", Formula.MOSTELLER, "height", "weight"),
)
RITUXIMAB = drug(quantity(375, "mg/m2"), "bsa")
IVIG = drug(quantity(2, "g/kg"), "weight")

PATIENT = {"weight": quantity(70, "kg"), "height": quantity(175, "cm")}


def amount(drug, rounding=None, patient=PATIENT):
    return dose_amount(drug.dose, drug, patient, rounding, ATTRIBUTES)


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
    own = drug(quantity(375, "mg/m2"), "bsa", quantity(100, "mg"))
    assert str(amount(own, quantity(10, "mg"))) == "700 mg"


def test_a_fixed_dose_stays_as_it_is_written():
    assert str(amount(drug(quantity(375, "mg"), None), quantity(100, "mg"))) == "375 mg"


def test_a_rate_by_size_is_named_in_the_unit_of_the_rate():
    assert str(amount(drug(quantity(18, "units/kg/h"), "weight"))) == "1260 units/h"


def test_an_amount_that_only_the_course_tells_is_none():
    assert amount(drug(LevelValue("rate"), "weight")) is None
    assert amount(drug(quantity(1, "mg/kg"), "weight", table="by_age")) is None


def test_a_value_that_is_missing_gives_no_dose():
    assert amount(RITUXIMAB, patient={"weight": quantity(70, "kg")}) is None
    assert amount(IVIG, patient={}) is None


def test_attributes():
    weight, _, bsa = ATTRIBUTES
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


WORDS = tuple(Choice(word, word, ORIGIN) for word in ("male", "female", "other"))
SEX = recorded_attribute("sex", BARE, WORDS)
CLEARANCE = derived("clearance", Formula.COCKCROFT_GAULT, "age", "weight", "creatinine", "sex")
TARGET = Constant(quantity(5, "mg.min/mL"))
DOSE = derived("dose", Formula.CALVERT, TARGET, "clearance")
RECORDED = {
    "age": years(60),
    "weight": quantity(72, "kg"),
    "creatinine": quantity(1, "mg/dL"),
}


def recorded(sex):
    return {**RECORDED, "sex": Quantity(Fraction(sex), BARE)}


def test_a_choice_is_an_argument():
    assert attribute_value(CLEARANCE, recorded(1), (SEX,)) == (Root(Fraction(68)), parse_unit("mL/min"))
    assert attribute_value(CLEARANCE, recorded(0), (SEX,)) == (Root(Fraction(80)), parse_unit("mL/min"))
    assert attribute_value(CLEARANCE, recorded(2), (SEX,)) is None
    assert attribute_value(CLEARANCE, recorded(3), (SEX,)) is None
    assert attribute_value(CLEARANCE, RECORDED, (SEX,)) is None


def test_a_computed_attribute_is_an_argument():
    value, unit = attribute_value(DOSE, recorded(0), (SEX, CLEARANCE, DOSE))
    assert (value.rational, unit.symbol) == (525, "mg")
    assert attribute_value(DOSE, RECORDED, (SEX, CLEARANCE, DOSE)) is None
    # a clearance that was measured and recorded under that name needs no formula
    assert attribute_value(DOSE, {"clearance": quantity(95, "mL/min")})[0].rational == 600


def test_a_circle_of_formulas_ends():
    one = derived("one", Formula.CALVERT, TARGET, "two")
    two = derived("two", Formula.CALVERT, TARGET, "one")
    assert attribute_value(one, RECORDED, (one, two)) is None


def test_a_root_is_no_argument():
    surface = derived("surface", Formula.MOSTELLER, "height", "weight")
    odd = derived("odd", Formula.CALVERT, TARGET, "surface")
    assert attribute_value(odd, {**RECORDED, "height": quantity(175, "cm")}, (surface, odd)) is None


def test_what_depends_on_the_course_is_not_computed_from_sizes():
    odd = derived("odd", Formula.CALVERT, TARGET, Baseline("clearance", SinceDay(0)))
    assert attribute_value(odd, {"clearance": quantity(95, "mL/min")}) is None
