"""Forms and check digits of codes; the codes are those that public pages show (HL7 guides), the wrong ones are ours."""

import itertools

import pytest

from protolang.checks.codes_of_terms import (
    mod_ten,
    verhoeff_holds,
    wrong_with_atc,
    wrong_with_loinc,
    wrong_with_rxnorm,
    wrong_with_snomed,
)

LOINC = [
    "1975-2",
    "42719-5",
    "59828-4",
    "1742-6",
    "1920-8",
    "6768-6",
    "88112-8",
    "101119-6",
    "731-0",
    "742-7",
    "2160-0",
    "4548-4",
    "19123-9",
    "1-8",
]
SNOMED = [
    "404684003",
    "92814006",
    "1149099005",
    "277132007",
    "367336001",
    "373808002",
    "301898006",
    "47625008",
    "863781000000100",
]


@pytest.mark.parametrize("code", LOINC)
def test_published_loinc_codes_check(code: str) -> None:
    assert wrong_with_loinc(code) is None


@pytest.mark.parametrize("code", LOINC)
def test_every_other_last_digit_of_a_loinc_code_is_wrong(code: str) -> None:
    body, last = code.split("-")
    assert [digit for digit in "0123456789" if wrong_with_loinc(f"{body}-{digit}") is None] == [last]


def test_an_invented_loinc_code_is_told_with_the_digit_that_would_check() -> None:
    assert wrong_with_loinc("8119-8") == "its last digit does not check: after `8119` it would be 0"
    assert mod_ten("8119") == 0


@pytest.mark.parametrize("code", ["1975", "1975-", "1975-22", "-2", "01975-2", "LP7576-4", "12345678-1", "1975–2", ""])
def test_other_forms_are_no_loinc_code(code: str) -> None:
    assert "hyphen" in (wrong_with_loinc(code) or "")


@pytest.mark.parametrize("code", SNOMED)
def test_published_snomed_codes_check(code: str) -> None:
    assert wrong_with_snomed(code) is None


@pytest.mark.parametrize("code", SNOMED)
def test_every_wrong_digit_and_every_swap_is_found(code: str) -> None:
    for place, old in enumerate(code):
        for new in "0123456789":
            if new != old:
                assert not verhoeff_holds(code[:place] + new + code[place + 1 :])
    for place, (one, two) in enumerate(itertools.pairwise(code)):
        if one != two:
            assert not verhoeff_holds(code[:place] + two + one + code[place + 2 :])


@pytest.mark.parametrize(
    ("partition", "words"), [("01", "description"), ("11", "description"), ("02", "relationship"), ("05", "concept")]
)
def test_a_number_of_something_else_is_no_concept(partition: str, words: str) -> None:
    body = f"123456{partition}"
    code = next(f"{body}{digit}" for digit in range(10) if verhoeff_holds(f"{body}{digit}"))
    assert words in (wrong_with_snomed(code) or "")


@pytest.mark.parametrize("code", ["12345", "092814006", "92814006x", "9" * 19, ""])
def test_other_forms_are_no_snomed_code(code: str) -> None:
    assert "digits" in (wrong_with_snomed(code) or "")


def test_drug_codes_are_judged_by_their_form() -> None:
    assert [wrong_with_rxnorm(code) for code in ("3002", "11202", "3639")] == [None] * 3
    assert wrong_with_rxnorm("0123") and wrong_with_rxnorm("123456789") and wrong_with_rxnorm("L01AA01")
    assert [wrong_with_atc(code) for code in ("L01AA01", "L01BA01", "A01AA01")] == [None] * 3
    assert "group" in (wrong_with_atc("L01AA") or "")
    assert "group" in (wrong_with_atc("L") or "")
    assert "letter" in (wrong_with_atc("l01aa01") or "")
    assert "letter" in (wrong_with_atc("E01AA01") or "")
