from fractions import Fraction

import pytest

from protolang.model.term import LevelValue, ParameterValue, Reading
from protolang.model.treatment import Consequence
from protolang.quantity import Days, Direction, Quantity, parse_unit

from .examples import mistakes, one, small

DOSE = "dose 375 mg/m2 of bsa"


def test_drugs():
    rituximab, ivig = small().drugs
    assert (rituximab.route, str(rituximab.dose.amount), rituximab.dose.basis) == ("intravenous", "375 mg/m2", "bsa")
    assert (ivig.title, ivig.dose.per_cycle, ivig.over) == ("Immunoglobulin", True, Days(2))


@pytest.mark.parametrize(
    "dose",
    [
        "dose 100 mg",
        "dose 5 mg/kg of weight",
        "dose 100 IU/kg of weight  rounded to 100 IU",
        "dose 2 mmol/m2 of bsa  rounded to 1 mmol",
    ],
)
def test_doses_that_leave_an_amount(dose):
    small(DOSE, dose, *(("2 g/kg of weight", "2 g/m2 of bsa") if "bsa" not in dose else ()))


@pytest.mark.parametrize(
    ("dose", "code", "place", "message"),
    [
        (
            "dose 375 mg/kg/m2 of bsa",
            "PL105",
            "375 mg/kg/m2",
            "`mg/kg/m2` × `m2` leaves `mg/kg`, not an amount of drug",
        ),
        ("dose 2 g/kg of cd20", "PL105", "2 g/kg", "`g/kg` × `%` leaves `g·%/kg`, not an amount of drug"),
        ("dose 2 g/kg of bsa", "PL105", "2 g/kg", "`g/kg` × `m2` leaves `g·m2/kg`, not an amount of drug"),
        ("dose 375 mg/m2", "PL105", "375 mg/m2", "`375 mg/m2` is not an amount of drug"),
        ("dose 2 weeks", "PL105", "2 weeks", "`2 weeks` is not an amount of drug"),
        ("dose 0 mg/m2 of bsa", "PL307", "0 mg/m2", "a dose of `0 mg/m2` gives nothing"),
        (
            "dose 375 mg/m2 of bsa  rounded to 10 IU",
            "PL105",
            "10 IU",
            "`rituximab` is given in mg, but rounded to IU",
        ),
        (
            "dose 375 mg/m2 of bsa  dose 100 mg/m2 of bsa",
            "PL102",
            "dose 100 mg/m2 of bsa",
            "`dose` of `rituximab` is said twice",
        ),
    ],
)
def test_doses_that_leave_none(dose, code, place, message):
    assert mistakes(DOSE, dose) == [(code, place, message)]


def test_a_lab_is_no_size_even_when_the_units_fit():
    lab = "lab tumour { unit kg  fresh for 1 week }  event remission"
    assert mistakes("event remission", lab, DOSE, "dose 3 mg/kg of tumour") == [
        ("PL101", "tumour", "`tumour` is a lab, not a patient attribute")
    ]


def test_what_to_do_about_it():
    assert one(DOSE, "dose 375 mg/m2").help == "write `375 mg/m2 of bsa`"
    finding = one(DOSE, "dose 375 mg/kg/m2 of bsa")
    assert finding.help == "write `mg/m2` if the dose is by body surface"
    assert [label.text for label in finding.labels] == ["in mg/kg/m2", "`bsa` is in m2", "declared here"]


def test_no_dose_anywhere():
    assert mistakes(DOSE, "") == [
        ("PL104", "bsa", "computed attribute `bsa` is never used"),
        ("PL109", "rituximab", "nothing says how much `rituximab` is given"),
    ]
    small(DOSE, "", "give rituximab every", f"give rituximab {DOSE} every")


# ---- bounds, rates, parts --------------------------------------------------------------------------------------


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


def rituximab(clauses, *replacements):
    return small(DOSE, f"{DOSE}  {clauses}", *replacements).drugs[0]


def test_bounds_of_one_dose():
    drug = rituximab("cap 1 g  floor 50 mg  rounded down to 100 mg")
    assert (drug.cap, drug.floor) == (quantity(1, "g"), quantity(50, "mg"))
    assert (drug.rounded_to, drug.direction) == (quantity(100, "mg"), Direction.DOWN)


def test_limits_of_a_course():
    total, weekly = rituximab("limit 450 mg/m2 of bsa in total then review  limit 4 g in 7 days then skip").limits
    assert (total.most, total.basis, total.time, total.consequence) == (
        quantity(450, "mg/m2"),
        "bsa",
        None,
        Consequence.REVIEW,
    )
    assert (weekly.most, weekly.basis, weekly.time, weekly.consequence) == (
        quantity(4, "g"),
        None,
        Days(7),
        Consequence.SKIP,
    )


def test_rates_and_parts_are_kept_to_the_minute():
    drug = rituximab(
        'rate "first" 50 mg/h raised by 50 mg/h every 30 minutes up to 400 mg/h  rate 100 mg/h'
        "  split 20 % over 30 minutes, 80 % over 60 minutes  over 90 minutes"
    )
    first, plain = drug.ramps
    assert (first.title, first.start, first.step, first.every, first.most) == (
        "first",
        quantity(50, "mg/h"),
        quantity(50, "mg/h"),
        Days(30, 1440),
        quantity(400, "mg/h"),
    )
    assert (plain.title, plain.step, plain.every) == (None, None, None)
    assert drug.splits[0].portions == (
        (quantity(20, "%"), Days(30, 1440)),
        (quantity(80, "%"), Days(60, 1440)),
    )
    assert drug.over == Days(90, 1440)


@pytest.mark.parametrize(
    ("clauses", "code", "place", "message"),
    [
        ("cap 2 mL", "PL105", "2 mL", "`rituximab` is given in mg, so `2 mL` bounds no dose of it"),
        ("floor 2 kg", "PL105", "2 kg", "`rituximab` is given in mg, so `2 kg` bounds no dose of it"),
        ("cap 0 mg", "PL307", "0 mg", "`0 mg` bounds nothing sensible"),
        (
            "cap 50 mg  floor 1 g",
            "PL105",
            "floor 1 g",
            "no dose of `rituximab` is at least `1 g` and at most `50 mg`",
        ),
        ("cap 2 g  cap 3 g", "PL102", "cap 3 g", "`cap` of `rituximab` is said twice"),
        (
            "limit 450 mg/m2 in total then review",
            "PL105",
            "450 mg/m2",
            "`rituximab` is given in mg, so `450 mg/m2` does not limit it",
        ),
        (
            "limit 450 IU in 7 days then skip",
            "PL105",
            "450 IU",
            "`rituximab` is given in mg, so `450 IU` does not limit it",
        ),
        ("limit 450 mg in 7 mg then skip", "PL105", "7 mg", "`7 mg` is not a time"),
        ("limit 450 mg/m2 of cd20 in total then skip", "PL101", "cd20", "`cd20` is a lab, not a patient attribute"),
        ("rate 50 mg", "PL105", "50 mg", "`50 mg` is not a rate"),
        (
            "rate 50 mg/h raised by 5 mL/h every 30 minutes up to 400 mg/h",
            "PL105",
            "5 mL/h",
            "a rate in mg/h is not raised in mL/h",
        ),
        (
            "rate 50 mg/h raised by 5 mg/h every 30 minutes up to 40 mg/h",
            "PL307",
            "rate 50 mg/h raised by 5 mg/h every 30 minutes up to 40 mg/h",
            "a rate that starts at `50 mg/h` never rises to `40 mg/h` in steps of `5 mg/h`",
        ),
        (
            "split 20 % over 30 minutes, 70 % over 60 minutes",
            "PL307",
            "split 20 % over 30 minutes, 70 % over 60 minutes",
            "the parts of one dose of `rituximab` make 90 %, not 100 %",
        ),
        ("split 20 mg over 30 minutes", "PL105", "20 mg", "`20 mg` is not a part of a dose"),
        ("over 30 seconds", "PL105", "30 seconds", "`30 seconds` is 0.5 minutes, not a whole number of minutes"),
    ],
)
def test_bounds_that_cannot_be(clauses, code, place, message):
    assert mistakes(DOSE, f"{DOSE}  {clauses}") == [(code, place, message)]


# ---- doses by name ---------------------------------------------------------------------------------------------


def test_a_dose_that_is_computed():
    made = "patient made = 2 mg/kg * weight  patient bsa"
    assert small("patient bsa", made, DOSE, "dose made", "2 g/kg of weight", "2 g/m2 of bsa").drugs[0].dose.amount == (
        Reading("made")
    )


def test_a_dose_that_is_a_parameter():
    drug = small("event remission", "param strength = 2 mg/m2  event remission", DOSE, "dose strength of bsa").drugs[0]
    assert (drug.dose.amount, drug.dose.basis) == (ParameterValue("strength"), "bsa")


def test_a_dose_that_is_a_level():
    level = "level strength { start 2 mg/m2 }  event remission"
    drug = small("event remission", level, DOSE, "dose strength of bsa").drugs[0]
    assert drug.dose.amount == LevelValue("strength")


@pytest.mark.parametrize(
    ("dose", "code", "place", "message"),
    [
        ("dose weight", "PL105", "weight", "`weight` is not an amount of drug"),
        ("dose strength of weight", "PL105", "strength", "`mg/m2` × `kg` leaves `mg·kg/m2`, not an amount of drug"),
        ("dose strenght of bsa", "PL101", "strenght", None),
        ("dose cd20 of bsa", "PL101", "cd20", None),
        ("dose by weight", "PL101", "weight", "`weight` is a patient attribute, not a table"),
        ("dose 5 mg by strength", "PL101", "strength", "`strength` is a parameter, not a table"),
    ],
)
def test_doses_by_a_name_that_leave_none(dose, code, place, message):
    found = mistakes("event remission", "param strength = 2 mg/m2  event remission", DOSE, dose)
    found = [item for item in found if item[0] != "PL104"]
    assert [(number, where) for number, where, _ in found] == [(code, place)]
    assert message is None or found[0][2] == message


def test_a_rate_is_infused_and_an_amount_is_given():
    rate = "dose 5 mg/kg/h of weight  rounded to 1 mg/h"
    assert mistakes(DOSE, rate, 'patient bsa "Body surface" = mosteller(height, weight)', "") == [
        ("PL104", "height", "patient attribute `height` is never used"),
        ("PL105", "give rituximab every 4 weeks, 6 times", "`rituximab` is given at once, but mg/h is a rate"),
    ]
    assert mistakes("give rituximab every 4 weeks, 6 times", "infuse rituximab") == [
        ("PL105", "infuse rituximab", "`rituximab` is infused, but mg is no rate")
    ]
