"""What is asked of a course, and what the end of each day adds to it: a count, a span, a gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from protolang.model.expression import Expression

from .conditions import Conditions
from .program import (
    Choose,
    Set,
    Statement,
    conj,
    disj,
    eq,
    ite,
    lt,
    neg,
    when,
)


@dataclass(frozen=True)
class Question:
    """`count`, `span` or `gap` of a subject, in a phase where `during` names one, from `opens` to `closes`.

    A gap is between neighbours, and with `opens` also from the opening and up to the closing, or the end of the course.
    """

    measure: str
    subject: str
    during: str | None = None
    opens: Expression | None = None
    closes: Expression | None = None


def measured(question: Question, conditions: Conditions) -> Iterator[Statement]:
    """What the end of a day adds."""
    match question.measure:
        case "count":
            yield Set("weight", "doses")
        case "span":
            yield from _span()
        case "gap" if question.opens is not None:
            yield from _scoped_gap(question.opens, question.closes, conditions)
        case "gap":
            yield from _gap()


def _span() -> Iterator[Statement]:
    """The days between the first dose and one that is guessed to be the last."""
    given = lt(0, "doses")
    yield from when(conj(given, eq("end", 0)), [Choose("guess", 1, 1)])
    yield from when(conj(given, eq("end", 1)), [Set("guess", 1)])
    yield from when(eq("mode", 1), [Set("weight", 1)])
    wrong = disj(conj(eq("mode", 2), given), conj(eq("mode", 1), eq("end", 1), neg(given)))
    begun = when(given, [Set("mode", ite(eq("guess", 1), 2, 1))])
    yield from when(wrong, [Set("end", 2)], begun)


def _gap() -> Iterator[Statement]:
    """The days from a dose that is picked to the next one."""
    given = lt(0, "doses")
    yield from when(conj(given, eq("mode", 0)), [Choose("guess", 1, 1)])
    yield from when(eq("mode", 1), [Set("weight", 1)])
    chosen = when(eq("guess", 1), [Set("mode", 1)])
    yield from when(conj(given, eq("mode", 1)), [Set("mode", 2)], chosen)
    yield from when(conj(eq("mode", 1), eq("end", 1)), [Set("end", 2)])


def _scoped_gap(opening_on: Expression, closing_on: Expression | None, conditions: Conditions) -> Iterator[Statement]:
    opens = conditions.truth(opening_on, holds=True)
    closes = False if closing_on is None else conditions.truth(closing_on, holds=True)
    given, ended = lt(0, "doses"), eq("end", 1)
    inside = eq("scope", 1)
    pick: list[Statement] = [Choose("guess", 1, 1), *when(eq("guess", 1), [Set("mode", 1)])]
    opening = when(conj(eq("scope", 0), opens), [Set("scope", 1), *pick])
    done: list[Statement] = [Set("scope", 2), *when(eq("mode", 1), [Set("mode", 2)])]
    dosed = when(conj(given, eq("mode", 1)), [Set("mode", 2)], when(conj(given, eq("mode", 0)), pick))
    yield from when(conj(inside, eq("mode", 1)), [Set("weight", 1)])
    yield from when(inside, when(disj(ended, closes), done, dosed), opening)
    yield from when(conj(eq("mode", 1), ended), [Set("mode", 2)])
