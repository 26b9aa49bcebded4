"""Censored values: a comparison is decided only when every value that is possible decides it the same way (R5)."""

from __future__ import annotations

import operator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protolang.quantity import Interval, parse_interval

OPERATORS = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt}
ENDS = (None, Fraction(0), Fraction(1), Fraction(2))
# Ends are whole, so quarters hold at least two values between any two of them, and three on each unbounded side.
GRID = [Fraction(quarter, 4) for quarter in range(-4, 13)]


def every_interval() -> list[Interval]:
    found = []
    for low, high, low_closed, high_closed in product(ENDS, ENDS, (False, True), (False, True)):
        if (low is None and low_closed) or (high is None and high_closed):
            continue
        if low is not None and high is not None and (low > high or (low == high and not (low_closed and high_closed))):
            continue
        found.append(Interval(low, high, low_closed, high_closed))
    return found


def values(interval: Interval) -> list[Fraction]:
    low, high = interval.low, interval.high
    return [
        value
        for value in GRID
        if (low is None or value > low or (value == low and interval.low_closed))
        and (high is None or value < high or (value == high and interval.high_closed))
    ]


EVERY = every_interval()


def test_there_are_intervals_of_every_kind() -> None:
    assert len(EVERY) == 1 + 6 + 6 + 3 + 3 * 4
    assert all(values(interval) for interval in EVERY)


@pytest.mark.parametrize("sign", OPERATORS)
def test_R5_a_comparison_agrees_with_all_pairs_of_values(sign: str) -> None:
    for one, two in product(EVERY, EVERY):
        outcomes = {OPERATORS[sign](a, b) for a, b in product(values(one), values(two))}
        expected = outcomes.pop() if len(outcomes) == 1 else None
        assert one.compare(sign, two) is expected, f"{one} {sign} {two}"


@given(st.fractions(), st.fractions(), st.sampled_from(sorted(OPERATORS)))
def test_R5_two_points_compare_as_numbers(one: Fraction, two: Fraction, sign: str) -> None:
    assert Interval.point(one).compare(sign, Interval.point(two)) is OPERATORS[sign](one, two)


@pytest.mark.parametrize(
    ("left", "sign", "right", "expected"),
    [
        ("<0.5", "<", "0.5", True),
        ("<0.5", ">=", "0.5", False),
        ("<0.5", "<", "0.4", None),
        ("<=0.5", "<", "0.5", None),
        ("<=0.5", "<=", "0.5", True),
        (">100", ">", "100", True),
        (">100", "=", "100", False),
        (">=100", "=", "100", None),
        ("<0.5", "=", "<0.5", None),
        ("<0.5", "<", ">=0.5", True),
    ],
)
def test_R5_what_a_laboratory_reports(left: str, sign: str, right: str, expected: bool | None) -> None:
    assert parse_interval(left).compare(sign, parse_interval(right)) is expected


def test_another_operator_is_none() -> None:
    with pytest.raises(ValueError, match="no comparison"):
        Interval.point(Fraction(1)).compare("!=", Interval.point(Fraction(1)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<0.5", "<0.5"),
        (">100", ">100"),
        ("<=5", "<=5"),
        (">= 100", ">=100"),
        ("0.4", "0.4"),
        ("0", "0"),
        ("0.50", "0.5"),
        ("123456789012345678", "123456789012345678"),
        ("0.12345678901234567", "0.12345678901234567"),
    ],
)
def test_text_there_and_back(text: str, shown: str) -> None:
    value = parse_interval(text)
    assert (str(value), value.is_point) == (shown, text[0].isdigit())
    assert parse_interval(str(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "<",
            "< ",
            "=5",
            "==5",
            "=<5",
            "≤5",
            "<<5",
            "-1",
            "+1",
            "1e3",
            "1,5",
            ".5",
            "5.",
            "1_0",
            "٣",
            "007",
            "00",
            "1 ",
        ),
        *(" 1", "<\t1", "1\n", "<1>", "1234567890123456789", "0.123456789012345678", "nan", "9" * 5000),
    ],
)
def test_no_value(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of at most 18 digits") as raised:
        parse_interval(text)
    assert len(str(raised.value)) < 140


def test_text_of_two_ends() -> None:
    one, two = Fraction(1), Fraction(2)
    assert str(Interval(one, two, low_closed=False, high_closed=True)) == ">1 and <=2"
    assert str(Interval(None, None, low_closed=False, high_closed=False)) == "any value"


def test_another_unit() -> None:
    assert parse_interval("<0.5").scaled(Fraction(1000)) == parse_interval("<500")
    assert parse_interval(">=2").scaled(Fraction(1, 4)) == parse_interval(">=0.5")
    assert parse_interval("3").scaled(Fraction(2)) == Interval.point(Fraction(6))
    for factor in (0, -1):
        with pytest.raises(ValueError, match="above zero"):
            parse_interval("<0.5").scaled(Fraction(factor))


@pytest.mark.parametrize(
    "ends",
    [(2, 1, True, True), (1, 1, True, False), (1, 1, False, False), (None, 1, True, True), (1, None, True, True)],
)
def test_an_interval_without_any_value_does_not_exist(ends: tuple[int | None, int | None, bool, bool]) -> None:
    low, high, low_closed, high_closed = ends
    with pytest.raises(ValueError, match=r"closed|without any value"):
        Interval(
            None if low is None else Fraction(low), None if high is None else Fraction(high), low_closed, high_closed
        )
