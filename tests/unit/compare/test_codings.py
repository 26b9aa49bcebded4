"""Codes, what is usual, and what another source says are told when they change, and weaken nothing."""

from .texts import changes, edited, told


def test_each_of_them_is_told() -> None:
    two = edited(
        (
            'event clinical_remission "Clinical remission"',
            'event clinical_remission "Clinical remission" snomed 367336001',
        ),
        ("range 0..100 %", "range 0..100 %  usual 5..20 %  loinc 1-8"),
        ("status draft", "status draft  snomed 92814006"),
        ("= 1 %   assumed", '= 1 % assumed "a working value" but 5 %  assumed'),
    )
    said = [text for change in told(two) for text in change if text]
    assert any("LOINC 1-8" in text and "usual from 5 to 20 %" in text for text in said), said
    assert any("SNOMED CT 367336001" in text for text in said), said
    assert any("SNOMED CT 92814006" in text for text in said), said
    assert any("another source says 5 %" in text for text in said), said


def test_another_code_is_one_change() -> None:
    one = edited(("range 0..100 %", "range 0..100 %  loinc 1-8"))
    two = edited(("range 0..100 %", "range 0..100 %  loinc 10-9"))
    (change,) = changes(two, one)
    assert change.after is not None and change.after.replace("\u00a0", " ").endswith("LOINC 10-9")
