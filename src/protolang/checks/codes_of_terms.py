"""Whether a code can be one at all: its form and its check digit. Which codes are in use is not known here."""

import re

# Verhoeff's tables (J. Verhoeff, Error Detecting Decimal Codes, Mathematical Centre Tracts 29, 1969): the product of
# the symmetries of a pentagon, and the permutation that is applied once more at each place.
_PRODUCT = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 3, 4, 0, 6, 7, 8, 9, 5), (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7), (4, 0, 1, 2, 3, 9, 5, 6, 7, 8), (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2), (7, 6, 5, 9, 8, 2, 1, 0, 4, 3), (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)  # fmt: skip
_PERMUTATION = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_PLACES = 8  # after which the permutation is again none

_SNOMED = re.compile(r"[1-9][0-9]{5,17}")
_CONCEPTS = ("00", "10")
_PARTITIONS = {
    "01": "a description", "11": "a description", "02": "a relationship", "12": "a relationship",
}  # fmt: skip
_LOINC = re.compile(r"[1-9][0-9]{0,6}-[0-9]")
_RXNORM = re.compile(r"[1-9][0-9]{0,7}")
_ATC = re.compile(r"[ABCDGHJLMNPRSV][0-9]{2}[A-Z]{2}[0-9]{2}")
_ATC_GROUP = re.compile(r"[ABCDGHJLMNPRSV]([0-9]{2}([A-Z]([A-Z])?)?)?")


def wrong_with_snomed(code: str) -> str | None:
    """Why `code` is no concept of SNOMED CT: its form, check digit (Verhoeff) or partition; None if it may be."""
    if not _SNOMED.fullmatch(code):
        return "a SNOMED CT code has 6 to 18 digits, and does not begin with 0"
    if not verhoeff_holds(code):
        return "its last digit does not check: one digit is wrong, or two are swapped"
    partition = code[-3:-1]
    if partition in _CONCEPTS:
        return None
    named = _PARTITIONS.get(partition)
    return f"it is the number of {named}, not of a concept" if named else "it is not the number of a concept"


def wrong_with_loinc(code: str) -> str | None:
    """Why `code` is no LOINC code: its form, or its check digit (modulus 10); None if it may be one."""
    if not _LOINC.fullmatch(code):
        return "a LOINC code has up to seven digits, a hyphen, and one digit that checks them"
    body, last = code.split("-")
    expected = mod_ten(body)
    if int(last) != expected:
        return f"its last digit does not check: after `{body}` it would be {expected}"
    return None


def wrong_with_rxnorm(code: str) -> str | None:
    """Why `code` is no number of a concept of RxNorm; it has no check digit."""
    return None if _RXNORM.fullmatch(code) else "an RxNorm code has up to eight digits, and does not begin with 0"


def wrong_with_atc(code: str) -> str | None:
    """Why `code` is no substance of the ATC; it has no check digit."""
    if _ATC.fullmatch(code):
        return None
    if _ATC_GROUP.fullmatch(code):
        return "it is the code of a group of drugs, not of one"
    return "an ATC code has a letter, two digits, two letters and two digits, such as `L01AA01`"


def verhoeff_holds(digits: str) -> bool:
    """Whether the last of some digits is Verhoeff's check digit of the others."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(place % _PLACES):
            value = _PERMUTATION[value]
        state = _PRODUCT[state][value]
    return state == 0


def mod_ten(body: str) -> int:
    """The check digit of LOINC: every other digit from the right is doubled, and the digits of all are added up."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return -total % 10
