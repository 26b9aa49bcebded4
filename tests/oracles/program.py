"""One day of a patient as a small program over bounded whole numbers: what the exporters print.

A program has variables that live from day to day, helpers that are 0 between days, and statements. An expression is
an int, a bool, the name of a variable, or a tuple whose first item is the operation. The only thing a program leaves
open is `Choose`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Expr = Any  # int | bool | str | tuple[str, Expr, ...]


@dataclass(frozen=True)
class Variable:
    """`low..high`, and the value before day 0."""

    name: str
    low: int
    high: int
    start: int = 0


@dataclass(frozen=True)
class Set:
    """`name = value`."""

    name: str
    value: Expr


@dataclass(frozen=True)
class If:
    """`then` where `condition` holds, else `otherwise`."""

    condition: Expr
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Choose:
    """`name` becomes any of `0..high`; `high` may depend on the day, up to `most`."""

    name: str
    high: Expr
    most: int


Statement = Set | If | Choose


@dataclass
class Program:
    """What a day does. `end` is 0 while the course goes on, 1 when it is complete, 2 when it broke off.

    `weight` is what the day adds to the measure that is asked about.
    """

    lasting: list[Variable] = field(default_factory=list)
    helpers: list[Variable] = field(default_factory=list)
    body: list[Statement] = field(default_factory=list)

    @property
    def variables(self) -> list[Variable]:
        return [*self.lasting, *self.helpers]


def carried(program: Program, cap: int) -> Program:
    """The same program that keeps the total of its measure in `total`, up to `cap`: more states, but no weights."""
    total = Variable("total", 0, cap)
    up = Set("total", least(add("total", "weight"), cap))
    return Program([*program.lasting, total], program.helpers, [*program.body, up])


# ---- expressions -----------------------------------------------------------------------------------------------


def conj(*parts: Expr) -> Expr:
    """All of them."""
    kept = list(dict.fromkeys(item for part in parts for item in _flat("and", part) if item is not True))
    if any(item is False for item in kept):
        return False
    return True if not kept else kept[0] if len(kept) == 1 else ("and", *kept)


def disj(*parts: Expr) -> Expr:
    """Any of them."""
    kept = list(dict.fromkeys(item for part in parts for item in _flat("or", part) if item is not False))
    if any(item is True for item in kept):
        return True
    return False if not kept else kept[0] if len(kept) == 1 else ("or", *kept)


def neg(part: Expr) -> Expr:
    """Not."""
    if isinstance(part, bool):
        return not part
    if isinstance(part, tuple) and part[0] == "not":
        return part[1]
    return ("not", part)


def _flat(name: str, part: Expr) -> Iterable[Expr]:
    return part[1:] if isinstance(part, tuple) and part[0] == name else (part,)


_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "==": lambda one, two: one == two,
    "<": lambda one, two: one < two,
    "<=": lambda one, two: one <= two,
}


def _compared(name: str, one: Expr, two: Expr) -> Expr:
    if isinstance(one, int) and isinstance(two, int):
        return _COMPARED[name](one, two)
    return (name, one, two)


def eq(one: Expr, two: Expr) -> Expr:
    return _compared("==", one, two)


def lt(one: Expr, two: Expr) -> Expr:
    return _compared("<", one, two)


def le(one: Expr, two: Expr) -> Expr:
    return _compared("<=", one, two)


def add(one: Expr, two: Expr) -> Expr:
    if isinstance(one, int) and isinstance(two, int):
        return one + two
    if one == 0:
        return two
    return one if two == 0 else ("+", one, two)


def sub(one: Expr, two: Expr) -> Expr:
    if isinstance(one, int) and isinstance(two, int):
        return one - two
    return one if two == 0 else ("-", one, two)


def ite(condition: Expr, one: Expr, two: Expr) -> Expr:
    if isinstance(condition, bool):
        return one if condition else two
    return one if one == two and type(one) is type(two) else ("?", condition, one, two)


def least(one: Expr, two: Expr) -> Expr:
    return ite(lt(one, two), one, two)


def most(one: Expr, two: Expr) -> Expr:
    return ite(lt(one, two), two, one)


def total(conditions: Iterable[Expr]) -> Expr:
    """How many of them hold."""
    count: Expr = 0
    for condition in conditions:
        if condition is not False:
            count = add(count, ite(condition, 1, 0))
    return count


def when(condition: Expr, then: Iterable[Statement], otherwise: Iterable[Statement] = ()) -> list[Statement]:
    """An `If`, unless the condition is decided."""
    then, otherwise = tuple(then), tuple(otherwise)
    if condition is True:
        return list(then)
    if condition is False:
        return list(otherwise)
    return [If(condition, then, otherwise)] if then or otherwise else []


def show(expression: Expr, words: dict[str, str], names: Callable[[str], str] = str) -> str:
    """The expression in a language whose operators are `words`; "?" is a format with three places."""
    match expression:
        case bool():
            return words["true" if expression else "false"]
        case int():
            return f"({expression})" if expression < 0 else str(expression)
        case str():
            return names(expression)
        case ("not", part):
            return f"{words['not']}({show(part, words, names)})"
        case ("?", *parts):
            return words["?"].format(*(show(part, words, names) for part in parts))
        case (name, *parts):
            return "(" + f" {words[name]} ".join(show(part, words, names) for part in parts) + ")"
    raise TypeError(expression)


def named(expression: Expr) -> Iterator[str]:
    """The variables an expression reads."""
    match expression:
        case str():
            yield expression
        case tuple():
            for part in expression[1:]:
                yield from named(part)


def calculated(expression: Expr, values: dict[str, int]) -> int:
    """The value of an expression."""
    match expression:
        case int():
            return expression
        case str():
            return values[expression]
        case ("not", part):
            return not calculated(part, values)
        case ("and", *parts):
            return all(calculated(part, values) for part in parts)
        case ("or", *parts):
            return any(calculated(part, values) for part in parts)
        case ("?", condition, one, two):
            return calculated(one if calculated(condition, values) else two, values)
        case (name, one, two):
            return _CALCULATED[name](calculated(one, values), calculated(two, values))
    raise TypeError(expression)


_CALCULATED: dict[str, Callable[[int, int], int]] = {
    **_COMPARED,
    "+": lambda one, two: one + two,
    "-": lambda one, two: one - two,
}
