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
    Variable,
    add,
    conj,
    disj,
    eq,
    ite,
    least,
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
    number: int = 0
    days: int = 0
    condition: Expression | None = None

    @property
    def of_days(self) -> bool:
        """Whether a day alone can break it; the measure is then 1 on that day, and a course without one is left out.

        `holds` and `fails` must not, on any day; `never while`; `only after`, within `days` before where that is not 0;
        `at most` so many in any so many days; `spacing` of at least so many days.
        """
        return self.measure not in ("none", "count", "span", "gap")


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
        case "none":
            pass
        case _:
            yield from _broken(question, conditions)


def memory(question: Question) -> Iterator[Variable]:
    """What must be remembered to know whether a day breaks a claim."""
    match question.measure:
        case "spacing":
            yield Variable("since", 0, question.days, question.days)
        case "only after" if question.days:
            yield Variable("since", 0, question.days + 1, question.days + 1)
        case "only after":
            yield Variable("since", 0, 1, 1)
        case "at most":
            yield Variable("mode", 0, 2)
            yield Variable("since", 0, question.days)
            yield Variable("seen", 0, question.number + 1)


def _broken(question: Question, conditions: Conditions) -> Iterator[Statement]:
    given, since = lt(0, "doses"), "since"
    holds = fails = False
    if question.condition is not None:
        holds, fails = (conditions.truth(question.condition, holds=way) for way in (True, False))
    broken, after = False, list[Statement]()
    match question.measure:
        case "holds":
            broken = holds
        case "fails":
            broken = fails
        case "never while":
            broken = conj(given, holds)
        case "only after":
            yield from when(holds, [Set(since, 0)])
            broken = conj(given, lt(question.days, since))
            if question.days:
                after = [Set(since, least(add(since, 1), question.days + 1))]
        case "spacing":
            broken = disj(conj(given, lt(since, question.days)), lt(1, "doses"))
            after = [*when(given, [Set(since, 0)]), Set(since, least(add(since, 1), question.days))]
        case "at most":
            begin: list[Statement] = [Choose("guess", 1, 1), *when(eq("guess", 1), [Set("mode", 1)])]
            yield from when(conj(given, eq("mode", 0)), begin)
            counted: list[Statement] = [
                Set("seen", least(add("seen", "doses"), question.number + 1)),
                Set(since, add(since, 1)),
            ]
            yield from when(eq("mode", 1), counted)
            broken = lt(question.number, "seen")
            after = when(conj(eq("mode", 1), eq(since, question.days)), [Set("end", 2)])
    over = when(eq("end", 1), [Set("end", 2)])
    yield from when(broken, [Set("end", 1), Set("weight", 1)], [*over, *after])


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
