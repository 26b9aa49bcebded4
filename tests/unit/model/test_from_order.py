import pytest

from .statements import found_in


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            "give ivig with heparin",
            [("PL109", "heparin", "`heparin` is not done in phase `treatment`")],
        ),
        (
            "give ivig following culture",
            [("PL109", "culture", "`culture` is not done in phase `treatment`")],
        ),
        (
            "give ivig with heparin  give heparin with ivig",
            [("PL109", "heparin", "`ivig` waits for itself")],
        ),
        (
            "give ivig following heparin  give heparin with ivig  give prednisone with ivig",
            [("PL109", "heparin", "`ivig` waits for itself")],
        ),
        ("give ivig with ivig", [("PL109", "ivig", "`ivig` waits for itself")]),
        (
            "give ivig with hepain  give heparin",
            [("PL101", "hepain", "no drug, lab or recorded attribute is called `hepain`")],
        ),
        ("give heparin with ivig  repeat every 4 weeks, 6 times { give ivig }", []),
        ("give heparin with prednisone  taper prednisone { 60 mg for 7 days }", []),
        ("give prednisone with heparin  give heparin with ivig  give ivig on week 1", []),
    ],
)
def test_what_waits_finds_what_it_waits_for(statements, found):
    assert found_in(statements) == found
