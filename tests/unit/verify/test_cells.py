"""Classes of a lab against brute force over rationals: each value belongs to exactly one, and is told like it."""

from __future__ import annotations

import random
from fractions import Fraction

import attrs
import pytest

from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Inputs, Observation
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin, step
from protolang.machine.statechart import Machine
from protolang.quantity import Interval
from protolang.verify.cells import NotExactError, classes, just_below, samples
from protolang.verify.guards import NO_RESULT, Environment, Guards
from protolang.verify.truth import FAILS, HOLDS, UNKNOWN

from ..execution.courses import machine

TRUTHS = {FAILS: Truth.FAILS, HOLDS: Truth.HOLDS, UNKNOWN: Truth.UNKNOWN}


def guarded(rng: random.Random) -> Machine:
    def one() -> str:
        low = Fraction(rng.randint(0, 40), rng.choice((1, 10)))
        text = str(float(low)).removesuffix(".0")
        words = rng.choice((f"x < {text} %", f"x <= {text} %", f"x >= {text} %", f"x > {text} %", f"x = {text} %"))
        return f"not {words}" if rng.random() < 0.2 else words

    exits = "".join(f"when {one()} {rng.choice(('and', 'or'))} {one()} go q " for _ in range(rng.randint(1, 3)))
    return machine(f"start p  phase p {{ {exits} }} phase q {{ stop }}")


def test_each_value_has_the_truths_of_its_class() -> None:
    rng = random.Random(7)
    for _ in range(60):
        of = guarded(rng)
        expressions = [edge.guard for edge in of.regions[0].states[0].transitions if edge.guard is not None]
        guards = Guards(of, classes(of, expressions))
        compiled = [guards.compile(item) for item in expressions]
        of_class = [
            tuple(TRUTHS[guard(Environment((at,), 0, 0, 0))] for guard in compiled)
            for at in range(len(guards.classes["x"]))
        ]
        assert {TRUTHS[guard(Environment((NO_RESULT,), 0, 0, 0))] for guard in compiled} <= set(Truth)
        first, _ = step(of, begin(of, EXAMPLE_START), Inputs((Observation("x", Interval.point(Fraction(0)), 0, 0),)))
        history = type(first.observations["x"])
        seen = set()
        for tenth in range(0, 421, 1):
            for value in (Fraction(tenth, 10), Fraction(tenth, 10) + Fraction(1, 37)):
                told = Observation("x", Interval.point(value), 0, 0)
                observed = attrs.evolve(first, observations={"x": history((told,))})
                snapshot = Snapshot(of, observed, 0, ())
                truths = tuple(snapshot.truth(item) for item in expressions)
                assert truths in of_class
                seen.add(truths)
        # no class without a value, none twice
        assert seen == set(of_class)
        assert [item.example for item in guards.classes["x"]] == sorted(item.example for item in guards.classes["x"])


def test_a_guard_that_cells_cannot_decide_says_why() -> None:
    of = machine("start p  phase p { when x < y go q } phase q { stop }")
    guard = of.regions[0].states[0].transitions[0].guard
    assert guard is not None
    with pytest.raises(NotExactError, match="two readings"):
        classes(of, [guard])


@pytest.mark.parametrize(("value", "floor", "short"), [("1", "0", "0.9"), ("15", "0", "14.9"), ("0.05", "0", "0.049")])
def test_a_value_just_below_is_short(value: str, floor: str, short: str) -> None:
    assert just_below(Fraction(value), Fraction(floor)) == Fraction(short)


def test_just_below_stays_above_the_floor() -> None:
    value = Fraction(1) + Fraction(1, 10**15)
    assert Fraction(1) < just_below(value, Fraction(1)) < value


@pytest.mark.parametrize(
    ("thresholds", "step", "found"),
    [
        # the thresholds, and one unit beside each
        ("1", "0.01", "0.99 1 1.01"),
        ("1 2", "0.01", "0.99 1 1.99 2 2.01"),
        ("10", "5", "5 10 15"),
        # a threshold between two results: those on both sides of it
        ("0.55", "0.1", "0.5 0.55 0.6"),
        # no result lies between the two: any value of the cell
        ("1 1.1", "0.5", "0.5 1 1.09 1.1 1.5"),
    ],
)
def test_a_lab_that_says_its_digit_is_shown_in_it(thresholds: str, step: str, found: str) -> None:
    cut = [Fraction(value) for value in thresholds.split()]
    values = [Fraction(value) for value in found.split()]
    assert list(samples(cut, Fraction(0), Fraction(100), Fraction(step))) == values


def test_the_end_of_what_can_be_measured_is_a_value_too() -> None:
    assert list(samples([Fraction(1)], Fraction(0), Fraction(1), Fraction(1))) == [Fraction(1, 2) + Fraction(2, 5), 1]
