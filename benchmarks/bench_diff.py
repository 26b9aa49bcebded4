"""Variants: what it costs to expand one, to prove its safety rules, and to find a patient who tells two apart."""

from side_by_side import PROTOLANG, Subject, compare

AHMED, NEJM, SLOW = (
    "protocols/ahmed.proto",
    "protocols/variants/nejm2006.proto",
    "protocols/variants/closing_intervals.proto",
)

compare(
    "variants of the flagship",
    [
        Subject("protolang check of the base", [PROTOLANG, "check", AHMED]),
        Subject("protolang check of a variant", [PROTOLANG, "check", NEJM], goal=3),
        Subject("protolang expand", [PROTOLANG, "expand", NEJM]),
        Subject("protolang diff, on day 0", [PROTOLANG, "diff", AHMED, NEJM], goal=4),
        Subject("protolang diff, after a year", [PROTOLANG, "diff", AHMED, SLOW]),
        Subject("protolang migrate", [PROTOLANG, "migrate", AHMED, SLOW]),
    ],
)
