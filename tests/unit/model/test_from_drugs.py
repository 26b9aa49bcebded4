import pytest

from protolang.quantity import Days

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
