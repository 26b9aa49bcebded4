"""Decisions and tables as they stand in published texts, built by hand: bands, cases, and the labs they cut."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

from protolang.machine.statechart import (
    Machine,
    Obligation,
    Region,
    State,
    StateKind,
    Transition,
    TransitionClass,
    TransitionEvent,
)
from protolang.model.action import ActionKind
from protolang.model.evidence import Evidence
from protolang.model.expression import All, Compare, Expression, Operator
from protolang.model.rule import Decision, Effect, Row, Tell, TellKind
from protolang.model.table import Case, Cell, Table
from protolang.model.term import Constant, Operand, Reading
from protolang.model.treatment import Anchor, Consequence, Event, Lab, Missed, MissedAction, Trigger
from protolang.quantity import Days, Quantity, Unit, Window, parse_unit
from protolang.source import SourceFile, Span

NOBODY = SimpleNamespace()
"""The protocol, of which these checks read nothing."""

OPEN = Evidence(open_questions=("what holds there?",))


class Spans:
    """Places in a file of which each line is one word."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, word: str = "x") -> Span:
        self.count += 1
        text = "\n" * self.count + word
        return Span(SourceFile("made.proto", text), self.count, len(text))


at = Spans()


def number(text: str) -> Fraction:
    return Fraction(text)


def lab(name: str, unit: str, low: str | None = "0", high: str | None = None, **more: object) -> Lab:
    low_at, high_at = (None if end is None else number(end) for end in (low, high))
    return Lab(name, name, parse_unit(unit), None, low_at, high_at, Days(7), Evidence(), at(name), **more)


def is_(term: Operand | str, operator: str, text: str, unit: str) -> Compare:
    """`term operator 1.5 unit`."""
    left = Reading(term) if isinstance(term, str) else term
    amount = Constant(Quantity(number(text), of(unit)))
    return Compare(left, Operator(operator), amount, at(f"{operator} {text}"))


def of(unit: str) -> Unit:
    return parse_unit(unit)


def band(term: Operand | str, unit: str, text: str) -> Expression:
    """A band in words: `below 35`, `35 to 45` (both ends), `60 to below 80`, `above 80 to 90`, `above 90`."""
    words = text.split()
    match words:
        case ["below", high]:
            return is_(term, "<", high, unit)
        case ["above", low]:
            return is_(term, ">", low, unit)
        case ["at_least", low]:
            return is_(term, ">=", low, unit)
        case ["at_most", high]:
            return is_(term, "<=", high, unit)
        case [low, "to", "below", high]:
            return All((is_(term, ">=", low, unit), is_(term, "<", high, unit)), at(text))
        case ["above", low, "to", high]:
            return All((is_(term, ">", low, unit), is_(term, "<=", high, unit)), at(text))
        case [low, "to", high]:
            return All((is_(term, ">=", low, unit), is_(term, "<=", high, unit)), at(text))
        case _:
            raise AssertionError(text)


def says(text: str) -> tuple[Effect, ...]:
    return (Tell(TellKind.ALERT, text, at()),)


def row(when: Expression | None, text: str, rank: int = 1) -> Row:
    return Row(when, rank, says(text), Evidence(), at(text))


def decision(*rows: Row, evidence: Evidence | None = None, timing: object = None) -> Decision:
    return Decision(timing, Window(), None, None, rows, None, evidence or Evidence(), at("decide"))


def banded(term: Operand | str, unit: str, *bands: str) -> Decision:
    """A decision whose rows say different things."""
    return decision(*(row(band(term, unit, text), f"row {text}") for text in bands))


def case(when: Expression | None, cell: str | None, place: int = 0) -> Case:
    value = None if cell is None else Quantity(number(cell), of("mg"))
    return Case(when, Cell(value, None, at()), place, 0, Evidence(), at(f"case {cell}"))


def table(*cases: Case, evidence: Evidence | None = None) -> Table:
    return Table("dosing", "dosing", None, None, (), (), cases, None, evidence or Evidence(), at("table"))


def machine(
    *labs: Lab,
    decisions: tuple[Decision, ...] = (),
    tables: tuple[Table, ...] = (),
    events: tuple[str, ...] = (),
    facts: tuple[Trigger, ...] = (),
    **more: object,
) -> Machine:
    duties = tuple(
        obligation(number_, ActionKind.DECIDE, "decision", decision=one) for number_, one in enumerate(decisions)
    )
    return Machine(
        "made", "made", "1.0.0", "", labs, (), tuple(Event(one, one, at()) for one in events), (), facts, (),
        (Region("care", "care", "p", (state("p", *duties),), at("care")),), (), None, None, at("protocol"),
        tables=tables, **more,
    )  # fmt: skip


def obligation(index: int, kind: ActionKind, subject: str, **more: object) -> Obligation:
    missed = Missed(MissedAction.SKIP, 0, Consequence.REVIEW, Evidence(), at())
    timing, dose = more.pop("timing", None), more.pop("dose", None)
    return Obligation(
        index, kind, subject, timing, Window(), None, dose, missed, Anchor.LAST_GIVEN, Evidence(), at(subject), **more
    )


def state(name: str, *duties: Obligation, then: str | None = None, **more: object) -> State:
    onward = Transition(
        name, then, TransitionEvent.COMPLETION, None, None, None, TransitionClass.ROUTINE, 1, Evidence(), at()
    )
    return State(name, name, StateKind.ACTIVE, duties, (onward,), Evidence(), at(name), **more)
