"""Decisions: their occasion, and the rows of which one may hold."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL109
from protolang.model.action import AtEach, Timing
from protolang.model.expression import Expression
from protolang.model.from_actions import Shared, checked_interval, first_of_cycle
from protolang.model.from_conditions import in_band, lower_condition
from protolang.model.from_effects import lower_effects
from protolang.model.from_header import lower_missed
from protolang.model.from_terms import lower_value
from protolang.model.from_times import lower_every, lower_growing, lower_list, lower_window, report_no_cycle
from protolang.model.lowering import Lowering, only
from protolang.model.place import Place
from protolang.model.rule import Decision, Row
from protolang.model.symbols import Kind
from protolang.model.treatment import MissingPolicy
from protolang.model.typed import Typed
from protolang.quantity import Window
from protolang.syntax.ast import (
    AtEachClause,
    BandRow,
    DecideClause,
    DecisionRow,
    EveryClause,
    GrowingClause,
    MissedClause,
    OnClause,
    OtherwiseRow,
    WhenRow,
    WindowClause,
)

MISSING = {
    "measure": MissingPolicy.PROTECT,
    "block": MissingPolicy.PERMIT,
    "ignore": MissingPolicy.ELECTIVE,
}


def lower_decision(
    clause: DecideClause, number: int, place: Place, low: Lowering, shared: Shared | None = None
) -> Decision | None:
    """One `decide`, the `number`th of its phase; None when its occasion, its subject or all its rows were reported."""
    about = f"decision {number} of {place.id}"
    evidence = low.names.evidence(clause.marks, about)
    if shared is not None:
        evidence = evidence.joined(shared.evidence)
    timing = _lower_occasion(clause, low, shared)
    subject = None if clause.subject is None else lower_value(clause.subject, low)
    window = low.once(only(WindowClause, clause.clauses), f"`window` of {about}")
    missed = low.once(only(MissedClause, clause.clauses), f"`missed` of {about}")
    if not clause.rows:
        low.findings.report(
            PL109,
            "a decision without a row decides nothing",
            Label(clause.span, "no row stands in it"),
            help="write `when … : …`, or take it out",
        )
    _report_otherwise(clause, low)
    rows = [
        row
        for index, written in enumerate(clause.rows, 1)
        if (row := _lower_row(written, subject, clause, f"row {index} of {about}", place, low)) is not None
    ]
    if not rows or len(rows) < len(clause.rows):
        return None
    if (timing is None and clause.occasion is not None) or (subject is None) != (clause.subject is None):
        return None
    return Decision(
        timing,
        (None if window is None else lower_window(window, low)) or Window(),
        None if subject is None else subject.operand,
        None if clause.missing is None else MISSING[clause.missing],
        tuple(rows),
        None if shared is None else shared.cycle,
        evidence,
        clause.span,
        None if missed is None else lower_missed(missed, low, f"missed of {about}"),
        clause.title,
    )


def _lower_occasion(clause: DecideClause, low: Lowering, shared: Shared | None) -> Timing | None:
    occasion = clause.occasion
    match occasion:
        case None:
            return None if shared is None else first_of_cycle(shared.span)
        case OnClause(origin="cycle") if shared is None:
            report_no_cycle(occasion, low)
            return None
        case OnClause(origin="cycle"):
            return lower_list(occasion, low)
        case AtEachClause(subject=name):
            symbol = low.names.find(name, Kind.LAB, Kind.ATTRIBUTE, Kind.EVENT, Kind.DRUG)
            return None if symbol is None else AtEach(symbol.id, occasion.span)
        case OnClause() | EveryClause() | GrowingClause() if shared is not None:
            low.findings.report(
                PL102,
                "the time of the decision is said twice",
                Label(occasion.span, "said again here"),
                Label(shared.span, "said for all of `repeat` here"),
                help="take it out, write `on day … of cycle`, or write the decision outside `repeat`",
            )
            return first_of_cycle(shared.span)
        case OnClause():
            return lower_list(occasion, low)
        case EveryClause():
            return checked_interval(lower_every(occasion, low), occasion, low)
        case GrowingClause():
            return lower_growing(occasion, low)
        case _:
            assert_never(occasion)


def _report_otherwise(clause: DecideClause, low: Lowering) -> None:
    first, *others = only(OtherwiseRow, clause.rows) or (None,)
    for other in others:
        if first is not None and other is not None:
            low.findings.report(
                PL102,
                "a decision has two rows `otherwise`",
                Label(other.span, "said again here"),
                Label(first.span, "first said here"),
                help="keep one of them",
            )


def _lower_row(
    row: DecisionRow, subject: Typed | None, clause: DecideClause, about: str, place: Place, low: Lowering
) -> Row | None:
    evidence = low.names.evidence(row.marks, about)
    effects = lower_effects(row.effects, about, place, low)
    when: Expression | None = None
    rank = 1
    match row:
        case WhenRow(condition=condition, first=first):
            when = lower_condition(condition, low)
            rank = 0 if first else 1
        case BandRow():
            when = _in_band(row, subject, clause, low)
        case OtherwiseRow():
            return Row(None, rank, effects, evidence, row.span)
        case _:
            assert_never(row)
    return None if when is None else Row(when, rank, effects, evidence, row.span)


def _in_band(row: BandRow, subject: Typed | None, clause: DecideClause, low: Lowering) -> Expression | None:
    if subject is not None:
        return in_band(subject, row.band, row.band.span, low)
    if clause.subject is None:
        low.findings.report(
            PL109,
            "nothing says what lies in this band",
            Label(row.band.span, "a band of what?"),
            help="write `decide by …` with what is looked at, or `when …` with the whole condition",
        )
    return None
