"""Implication between conditions of two protocols against brute force, and rewritings that mean the same."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from protolang.compare.implication import Gap, Pair, Ruled, Undecided, Use
from protolang.model.expression import All, Any, Compare, Not, Occurred

from .made import protocol

VALUES = [Fraction(number, 4) for number in range(-2, 44)]


def stop_of(text: str, more: str = ""):
    found = protocol(f'stop when {text} assumed "x"', more)
    return found, found.stops[0].when


def asked(one: str, other: str, more: str = "", other_more: str | None = None, use: Use = Use.ACTS):
    base, needed = stop_of(one, more)
    variant, granted = stop_of(other, more if other_more is None else other_more)
    pair = Pair(base, variant, {})
    return pair.gap(Ruled(pair.base, needed), [Ruled(pair.variant, granted)], use)


def drawn(rng: random.Random, depth: int = 2) -> str:
    if depth == 0 or rng.random() < 0.25:
        if rng.random() < 0.2:
            return "harm"
        return f"{rng.choice('xy')} {rng.choice(('<', '<=', '=', '>=', '>'))} {rng.randint(0, 10)} points"
    match rng.randint(0, 3):
        case 0:
            return f"not ({drawn(rng, depth - 1)})"
        case 1:
            return f"({drawn(rng, depth - 1)} and {drawn(rng, depth - 1)})"
        case _:
            return f"({drawn(rng, depth - 1)} or {drawn(rng, depth - 1)})"


def truth(condition, values) -> bool | None:
    """The truth by the rules of Kleene, without any cell; None is unknown."""
    match condition:
        case All(operands):
            found = [truth(item, values) for item in operands]
            return False if False in found else None if None in found else True
        case Any(operands):
            found = [truth(item, values) for item in operands]
            return True if True in found else None if None in found else False
        case Not(operand):
            inner = truth(operand, values)
            return None if inner is None else not inner
        case Occurred():
            return values["harm"]
        case Compare(left, operator, right):
            value, fixed = values[left.name], right.quantity.base
            if value is None:
                return None
            signs = {"<": value < fixed, "<=": value <= fixed, "=": value == fixed, ">=": value >= fixed}
            return signs.get(operator.value, value > fixed)
    raise AssertionError(condition)


def force(condition, values) -> int:
    found = truth(condition, values)
    return {True: 3, None: 1, False: 0}[found]


@pytest.mark.parametrize("seed", range(150))
def test_against_brute_force(seed):
    rng = random.Random(seed)
    one = drawn(rng)
    other = drawn(rng) if seed % 3 else f"({one}) or {drawn(rng, 1)}"
    base, needed = stop_of(one)
    variant, granted = stop_of(other)
    pair = Pair(base, variant, {})
    found = pair.gap(Ruled(pair.base, needed), [Ruled(pair.variant, granted)])
    weaker = any(
        force(needed, values) > force(granted, values)
        for x, y, harm in product([None, *VALUES[2:43]], [None, *VALUES[2:43]], (False, True))
        for values in [{"x": x, "y": y, "harm": harm}]
    )
    assert (found is not None) == weaker, (one, other)
    assert not isinstance(found, Undecided)
    if isinstance(found, Gap):
        told = dict(found.pairs)
        values = {
            name: None if told.get(title) == "no result" else Fraction((told.get(title) or "5 ").split()[0])
            for name, title in (("x", "x"), ("y", "y"))
        }
        values["harm"] = told.get("harm is reported") == "yes"
        assert (force(needed, values), force(granted, values)) == (found.needed, found.granted)
