from .examples import mistakes, one, small


def test_a_policy_must_fit_every_computed_dose():
    assert mistakes("rounding to 10 mg", "rounding to 10 IU") == [
        ("PL105", "dose 375 mg/m2 of bsa", "a dose in mg cannot be rounded to `10 IU`")
    ]
    finding = one("rounding to 10 mg", "rounding to 10 IU")
    assert [label.text for label in finding.labels] == ["given in mg", "rounded to IU"]


def test_a_rule_of_its_own_is_enough():
    small("375 mg/m2 of bsa", "100 IU/m2 of bsa  rounded to 50 IU")


def test_a_fixed_dose_needs_no_rounding():
    found = mistakes("    rounding to 10 mg\n", "", "375 mg/m2 of bsa", "500 mg", "2 g/kg of weight per cycle", "30 g")
    assert {code for code, _, _ in found} == {"PL104"}


def test_a_dose_by_a_factor_needs_rounding():
    table = "table part { when depleted : 75 %  otherwise : 100 % }  drug rituximab"
    found = mistakes(
        *("    rounding to 10 mg\n", "", "drug rituximab", table),
        *("375 mg/m2 of bsa", "500 mg by part", "2 g/kg of weight per cycle", "30 g"),
    )
    assert ("PL109", "policy", "nothing says how a computed dose is rounded") in found
