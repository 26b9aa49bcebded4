"""Terms and their units: what is compared, added, multiplied, and what nobody could mean."""

from fractions import Fraction

import pytest

from protolang.model.expression import Compare, Operator
from protolang.model.term import (
    Arithmetic,
    ArithmeticOperator,
    Constant,
    LevelValue,
    ParameterValue,
    Reading,
)
from protolang.model.units import BARE
from protolang.quantity import Quantity, parse_unit

from .examples import changed, lowered, mistakes, one, small

ILL = "creatinine > 2 mg/dL or cd19 from 1 % to below 3 %"
LEVEL = "level basal { start 10 IU  range 0..100 IU }  drug insulin { dose basal }  event remission"


def compared(text, *replacements):
    return small(ILL, text, *replacements).triggers[1].when


def computed(text):
    """The value and the unit of a computed attribute with this definition."""
    attribute = next(
        one
        for one in small(
            "patient bsa", f"patient made = {text}  patient bsa", "when ill go", "when ill and made > made go"
        ).attributes
        if one.id == "made"
    )
    return attribute.value, attribute.unit


def test_each_operand_keeps_its_kind():
    when = compared(
        "depleted_below < cd19 and basal > 5 IU",
        "event remission",
        LEVEL,
        "give ivig on",
        "give insulin on week 0  give ivig on",
    )
    left, right = when.operands
    assert left == Compare(ParameterValue("depleted_below"), Operator.BELOW, Reading("cd19"), None)
    assert right.left == LevelValue("basal")


@pytest.mark.parametrize(
    ("text", "operator", "unit"),
    [
        ("weight + weight", ArithmeticOperator.PLUS, "kg"),
        ("weight - 5 kg", ArithmeticOperator.MINUS, "kg"),
        ("weight * 2", ArithmeticOperator.TIMES, "kg"),
        ("2 * weight", ArithmeticOperator.TIMES, "kg"),
        ("weight / 2", ArithmeticOperator.DIVIDED, "kg"),
        ("weight / weight", ArithmeticOperator.DIVIDED, ""),
        ("weight / bsa", ArithmeticOperator.DIVIDED, "kg/m2"),
        ("50 mg/kg * weight", ArithmeticOperator.TIMES, "mg"),
        ("1 / weight", ArithmeticOperator.DIVIDED, "1/kg"),
    ],
)
def test_arithmetic_has_a_unit(text, operator, unit):
    value, found = computed(text)
    assert value.operator is operator
    assert found.symbol == unit


def test_a_product_keeps_its_factor():
    value, unit = computed("creatinine * 2 L")
    assert value.operator is ArithmeticOperator.TIMES
    assert (unit.dimension, unit.factor) == (parse_unit("mg").dimension, 1)


def test_brackets_and_rank():
    value, _ = computed("weight + 2 * (weight - 5 kg)")
    assert value.operator is ArithmeticOperator.PLUS
    assert value.right.operator is ArithmeticOperator.TIMES
    assert value.right.right.operator is ArithmeticOperator.MINUS


def test_a_share_is_a_pure_fraction():
    value, unit = computed("50 % of weight")
    half = Constant(Quantity(Fraction(1, 2), BARE))
    assert value == Arithmetic(ArithmeticOperator.TIMES, half, Reading("weight"), None)
    assert (value.left.quantity.unit.symbol, unit.symbol) == ("", "kg")


def test_a_share_of_a_percentage_is_a_percentage_of_the_same():
    assert mistakes(ILL, "50 % of cd20 > cd20") == []
    assert mistakes(ILL, "50 % of cd20 > cd19") == [
        ("PL107", "cd19", "`50 % of cd20` is % of lymphocytes, but `cd19` is % of leukocytes")
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("weight + height > 1 kg", "PL105", "height", "cannot compare `weight` (body weight) with `height` (length)"),
        ("weight + 1 > 1 kg", "PL105", "1", "`1` has no unit, but `weight` is in kg"),
        ("cd19 + 1 > 1 %", "PL107", "1", "`1` has no unit, but `cd19` is in %"),
        ("weight / 0 > 1 kg", "PL105", "0", "nothing can be divided by 0"),
        ("5 mg of weight > 1 kg", "PL105", "5 mg", "`5 mg` is not a share of anything"),
        (
            "weight * 10 % > 1 kg",
            "PL107",
            "1 kg",
            "cannot compare `weight * 10 %` (body weight·percent) with `1 kg` (body weight)",
        ),
        (
            "creatinine + 1 mmol/L > 2 mg/dL",
            "PL106",
            "1 mmol/L",
            "`creatinine` is in mg/dL and `1 mmol/L` in mmol/L, of which one counts moles",
        ),
        ("weight * pause > 3 kg", "PL105", "pause", "nothing says in what unit `pause` is"),
        ("age > 18 years", "PL101", "age", "no lab, patient attribute, parameter or level is called `age`"),
        ("18 years < weight", "PL108", "18 years", "`18 years` has no fixed length when a month is 28 days"),
    ],
)
def test_what_nobody_could_mean(text, code, place, message):
    assert mistakes(ILL, text) == [(code, place, message)]


def test_an_undecided_parameter_learns_its_unit_through_arithmetic():
    text = changed("event remission", 'param low unstated "how low"  event remission', ILL, "cd19 < 2 * low")
    protocol, diagnostics = lowered(text)
    assert {diagnostic.code.number for diagnostic in diagnostics} == {"PL112"}
    need = next(one for one in protocol.parameters if one.id == "low").needs
    assert need.unit.symbol == "%"


def test_a_percentage_beside_a_product_is_explained():
    finding = one(ILL, "weight * 10 % > 1 kg")
    assert finding.help.startswith("a share is taken with `of`")


def test_an_age_parameter_is_read_as_an_age():
    protocol = small(
        "patient height",
        "patient age { unit years  fresh for 52 weeks }  patient height",
        "event remission",
        "param adult = 18 years  event remission",
        ILL,
        "age >= adult and age < 65 years",
    )
    adult = next(one for one in protocol.parameters if one.id == "adult")
    assert str(adult.value) == "18 years"


# ---- computed attributes ---------------------------------------------------------------------------------------


def test_computed_attributes_may_stand_before_what_they_are_made_of():
    made = "patient made = half * 2  patient half = 50 % of weight  patient weight"
    protocol = small("patient weight", made, ILL, "made > 3 kg")
    assert [one.id for one in protocol.attributes] == ["weight", "height", "made", "half", "bsa"]


def test_an_attribute_computed_from_itself():
    finding = one("patient bsa", "patient made = other + made  patient other = 2 * weight  patient bsa")
    assert finding.message == "attribute `made` is computed from itself"
    finding = one("patient bsa", "patient made = 2 * other  patient other = 2 * made  patient bsa")
    assert finding.message == "attributes `made` and `other` are computed from each other"


def test_computed_attributes_do_not_grow_without_bound():
    chain = "".join(f"patient a{n} = a{n - 1} + a{n - 1}  " for n in range(1, 40))
    found = mistakes("patient bsa", f"patient a0 = 2 * weight  {chain}patient bsa", ILL, "a39 > 3 kg")
    assert found == [
        ("PL007", "a9", "computed attribute `a9` grows too large when the attributes it names are written out")
    ]


def test_a_computed_attribute_needs_a_unit():
    made = ("patient bsa", "patient made = pause  patient bsa", ILL, "made > 3 kg")
    found = mistakes(*made, "after pause when", "after 4 weeks when", "set pause = 12 weeks", "")
    assert found == [("PL105", "pause", "nothing says in what unit `made` is")]
