import pytest

from .examples import mistakes, one, small

CREATININE = "creatinine > 2 mg/dL"


@pytest.mark.parametrize(
    ("condition", "code", "place", "message"),
    [
        ("cd20 < 1 mg", "PL105", "1 mg", "cannot compare `cd20` (percent) with `1 mg` (mass)"),
        ("2 cm > creatinine", "PL105", "2 cm", "cannot compare `2 cm` (length) with `creatinine` (mass per volume)"),
        ("creatinine > 2", "PL105", "2", "`2` has no unit, but `creatinine` is in mg/dL"),
        (
            "creatinine > cd19",
            "PL105",
            "cd19",
            "cannot compare `creatinine` (mass per volume) with `cd19` (percent)",
        ),
        (
            "creatinine > 200 umol/L",
            "PL106",
            "200 umol/L",
            "`creatinine` is in mg/dL and `200 umol/L` in umol/L, of which one counts moles",
        ),
        ("cd20 < 1", "PL107", "1", "`1` has no unit, but `cd20` is in %"),
        (
            "cd20 < 10 cells/uL",
            "PL107",
            "10 cells/uL",
            "cannot compare `cd20` (percent) with `10 cells/uL` (count per volume)",
        ),
        ("cd20 < cd19", "PL107", "cd19", "`cd20` is % of lymphocytes, but `cd19` is % of leukocytes"),
        ("weight > 70 g", "PL105", "70 g", "cannot compare `weight` (body weight) with `70 g` (mass)"),
    ],
)
def test_what_cannot_be_compared(condition, code, place, message):
    assert mistakes(CREATININE, condition) == [(code, place, message)]


def test_labels_show_both_sides_and_the_declaration():
    finding = one(CREATININE, "cd20 < 1 mg")
    assert [(label.span.text, label.text) for label in finding.labels] == [
        ("1 mg", "in mg"),
        ("cd20", "in %"),
        ("cd20", "`cd20` is declared here"),
    ]


def test_help_for_a_bare_number():
    assert one(CREATININE, "cd20 < 1").help == "write `1 %` if that many in a hundred are meant"
    assert one(CREATININE, "creatinine > 2").help == "write the unit: `2 mg/dL` if that is meant"


@pytest.mark.parametrize(
    "condition",
    [
        "creatinine > 0.02 g/L",
        "cd20 < 1 percent",
        "creatinine > creatinine",
        "3 % < 4 %",
        "bsa > 2 m2",
        "weight > 70 kg",
    ],
)
def test_what_can_be_compared(condition):
    small(CREATININE, condition)
