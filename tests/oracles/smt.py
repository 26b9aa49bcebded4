"""Programs as formulas for z3: so many days unrolled, and whether a complete course has a measure of some kind.

An answer speaks of the courses that complete within those days; for a proof the days must reach the longest course
that matters, which `finishes` asks: whether any course is still under way after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import z3

from .program import Choose, Expr, If, Program, Set, Statement

Values = dict[str, Any]

WIDTH = 12
"""Bits of a number, with its sign: no clock of a test is as long as that."""


def _number(value: int) -> Any:
    return z3.BitVecVal(value, WIDTH)


@dataclass
class Unrolled:
    """So many days: what constrains the choices, and what stands after the last day."""

    solver: Any
    complete: Any
    going: Any
    total: Any

    def possible(self, *conditions: Any) -> bool:
        """Whether some course meets all conditions. Raises `TimeoutError` when z3 does not say."""
        said = self.solver.check(*conditions)
        if said == z3.unknown:
            raise TimeoutError(self.solver.reason_unknown())
        return bool(said == z3.sat)

    def finishes(self) -> bool:
        """Whether every course is over."""
        return not self.possible(self.going)

    def breaks(self, low: int | None, high: int | None) -> bool:
        """Whether a complete course has a measure below `low` or above `high`."""
        outside = [self.total < low] if low is not None else []
        outside += [self.total > high] if high is not None else []
        return self.possible(self.complete, z3.Or(*outside))

    def extremes(self) -> tuple[int, int] | None:
        """The least and greatest measure of a complete course; None when no course completes."""
        if not self.possible(self.complete):
            return None
        return self._best(up=False), self._best(up=True)

    def _best(self, *, up: bool) -> int:
        best = self._value([])
        while True:
            better = self.total > best if up else self.total < best
            if not self.possible(self.complete, better):
                return best
            best = self._value([better])

    def _value(self, conditions: list[Any]) -> int:
        self.possible(self.complete, *conditions)
        return int(self.solver.model().eval(self.total, model_completion=True).as_signed_long())


class _Unroller:
    """Carries days out on formulas."""

    def __init__(self) -> None:
        self.choices = 0
        self.constraints: list[Any] = []

    def run(self, statements: tuple[Statement, ...] | list[Statement], values: Values, here: Any) -> None:
        """What the statements do to `values`, on the courses for which `here` holds."""
        for item in statements:
            match item:
                case Set(name, value):
                    values[name] = self.read(value, values)
                case Choose(name, high):
                    self.choices += 1
                    chosen = z3.BitVec(f"choice{self.choices}", WIDTH)
                    self.constraints += [chosen >= 0, z3.Implies(here, chosen <= self.read(high, values))]
                    values[name] = chosen
                case If(condition, then, otherwise):
                    holds = z3.simplify(self.read(condition, values))
                    if z3.is_true(holds):
                        self.run(then, values, here)
                    elif z3.is_false(holds):
                        self.run(otherwise, values, here)
                    else:
                        self._both(holds, then, otherwise, values, here)

    def _both(
        self, holds: Any, then: tuple[Statement, ...], otherwise: tuple[Statement, ...], values: Values, here: Any
    ) -> None:
        one, two = dict(values), dict(values)
        self.run(then, one, z3.And(here, holds))
        self.run(otherwise, two, z3.And(here, z3.Not(holds)))
        for name in values:
            if one[name] is not two[name]:
                values[name] = self.named(z3.If(holds, one[name], two[name]))

    def named(self, value: Any) -> Any:
        """A name for a formula, so that it is written once."""
        short = z3.simplify(value)
        if z3.is_const(short) or z3.is_bv_value(short):
            return short
        self.choices += 1
        name = z3.BitVec(f"value{self.choices}", WIDTH)
        self.constraints.append(name == short)
        return name

    def read(self, expression: Expr, values: Values) -> Any:
        match expression:
            case bool():
                return z3.BoolVal(expression)
            case int():
                return _number(expression)
            case str():
                return values[expression]
            case ("not", part):
                return z3.Not(self.read(part, values))
            case ("and", *parts):
                return z3.And(*(self.read(part, values) for part in parts))
            case ("or", *parts):
                return z3.Or(*(self.read(part, values) for part in parts))
            case ("?", condition, one, two):
                return z3.If(self.read(condition, values), self.read(one, values), self.read(two, values))
            case (name, one, two):
                first, second = self.read(one, values), self.read(two, values)
                return {
                    "==": lambda: first == second,
                    "<": lambda: first < second,
                    "<=": lambda: first <= second,
                    "+": lambda: first + second,
                    "-": lambda: first - second,
                }[name]()
        raise TypeError(expression)


def unroll(program: Program, days: int) -> Unrolled:
    """The first `days` days of every course."""
    unroller = _Unroller()
    values: Values = {item.name: _number(item.start) for item in program.lasting}
    total: Any = _number(0)
    for _ in range(days):
        before, going = dict(values), values["end"] == 0
        here = dict(values) | {item.name: _number(0) for item in program.helpers}
        unroller.run(program.body, here, going)
        total = unroller.named(z3.If(going, total + here["weight"], total))
        values = {
            item.name: unroller.named(z3.If(going, here[item.name], before[item.name])) for item in program.lasting
        }
    solver = z3.SolverFor("QF_BV")
    solver.set("timeout", 60_000)
    solver.add(*unroller.constraints)
    return Unrolled(solver, values["end"] == 1, values["end"] == 0, total)
