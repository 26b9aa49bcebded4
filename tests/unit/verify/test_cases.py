"""Cells of several terms against brute force: each value has the truths of its cell, and each gap is in a box."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from protolang.model.expression import All, Any, Not
from protolang.model.term import Arithmetic, ArithmeticOperator, Count, CountKind, Reading, TimeSince
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError

from ..checks.rowed_models import at, band, is_, lab, machine

TENTHS = range(0, 101)
LABS = (lab("x", "mg", "0", "10"), lab("y", "mg", "0", "10"))


def drawn(rng: random.Random, name: str):
    low, high = sorted(rng.sample(range(0, 101, 5), 2))
    first, last = (str(float(Fraction(one, 10))) for one in (low, high))
    forms = (f"below {last}", f"above {first}", f"{first} to {last}", f"{first} to below {last}", f"at_least {last}")
    found = band(name, "mg", rng.choice(forms))
    return Not(found, at()) if rng.random() < 0.2 else found


def brute(expression, values):
    """The truth for one value of each lab, without any cell."""
    match expression:
        case All(operands):
            return all(brute(item, values) for item in operands)
        case Any(operands):
            return any(brute(item, values) for item in operands)
        case Not(operand):
            return not brute(operand, values)
        case _:
            left, right = values[expression.left.name], expression.right.quantity.magnitude
            signs = {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}
            return signs[expression.operator.value]


def cell_of(axis, value):
    for number, cell in enumerate(axis.cells):
        above = cell.low is None or value > cell.low or (value == cell.low and cell.low_in)
        below = cell.high is None or value < cell.high or (value == cell.high and cell.high_in)
        if above and below:
            return number
    raise AssertionError(value)


@pytest.mark.parametrize("seed", range(12))
def test_each_value_has_the_truths_of_its_cell(seed):
    rng = random.Random(seed)
    rows = [
        rng.choice((All, Any))((drawn(rng, "x"), drawn(rng, "y")), at()) if rng.random() < 0.6 else drawn(rng, "x")
        for _ in range(rng.randint(1, 5))
    ]
    cases = Cases(machine(*LABS), rows)
    names = [axis.text.strip("`") for axis in cases.axes]
    truths = {place: cases.true_at(place) for place in cases.places()}
    boxes = cases.boxes(place for place, found in truths.items() if not any(found))
    for _ in range(400):
        values = {name: Fraction(rng.choice(TENTHS), rng.choice((10, 10, 20))) for name in ("x", "y")}
        place = tuple(cell_of(axis, values[name]) for axis, name in zip(cases.axes, names, strict=True))
        wanted = tuple(brute(item, values) for item in rows)
        assert truths[place] == wanted
        assert any(box.holds(place) for box in boxes) == (not any(wanted))
    for box in boxes:
        told = dict(cases.example(box))
        example = {name: Fraction(told.get(name, "0 mg").split()[0]) for name in ("x", "y")}
        assert not any(brute(item, example) for item in rows)


def test_a_number_of_doses_is_whole():
    doses = Count(CountKind.GIVEN, "a")
    cases = Cases(machine(), [is_(doses, "<", "1", "times"), is_(doses, ">", "2", "times")])
    empty = [place for place in cases.places() if not any(cases.true_at(place))]
    (box,) = cases.boxes(empty)
    assert cases.clause(box) == "the count of `a` is at least 1 and at most 2"


def test_a_result_in_times_of_a_limit_is_not_whole():
    made = machine(lab("x", "times", "0", "10"))
    cases = Cases(made, [is_("x", "<=", "2", "times"), is_("x", ">=", "3", "times")])
    empty = [place for place in cases.places() if not any(cases.true_at(place))]
    (box,) = cases.boxes(empty)
    assert cases.clause(box) == "`x` is above 2 and below 3"


def test_days_are_whole_where_the_clock_counts_days():
    since = TimeSince("a")
    made = machine()
    cases = Cases(made, [is_(since, "<=", "30", "days"), is_(since, ">=", "31", "days")])
    assert all(any(cases.true_at(place)) for place in cases.places())


def test_two_terms_are_compared_with_each_other():
    double = Arithmetic(ArithmeticOperator.TIMES, Reading("y"), Reading("y"), at("y * y"))
    less = is_("x", "<", "1", "mg")
    less = type(less)(less.left, less.operator, double, at("x < y * y"))
    cases = Cases(machine(*LABS), [less])
    assert [cases.true_at(place)[0] for place in cases.places()] == [True, False, False]


def test_too_many_cases_are_refused():
    many = [lab(f"l{number}", "mg") for number in range(12)]
    with pytest.raises(NotExactError, match="more than 20000 cases"):
        Cases(machine(*many), [All(tuple(band(one.id, "mg", "1 to 2") for one in many), at())])
