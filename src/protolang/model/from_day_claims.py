"""Requirements that speak of days: `always`, `leads to`, `at most 4 x in any 28 days`. In: a claim. Out: a DayClaim."""

from typing import assert_never

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.findings import author_text
from protolang.model.from_conditions import lower_condition
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.syntax.ast import (
    EveryWindowClaim,
    Expr,
    HoldsClaim,
    LeadsToClaim,
    Name,
    NameExpr,
    NeverWhileClaim,
    OnlyAfterClaim,
    RateClaim,
)

DayClaimExpr = HoldsClaim | LeadsToClaim | RateClaim | EveryWindowClaim | OnlyAfterClaim | NeverWhileClaim


def lower_day_claim(expr: DayClaimExpr, low: Lowering) -> DayClaim | None:
    """The claim, or None when something in it was reported."""
    # what is given on a day, and in which phase, is known when a requirement looks at it
    seen = low.of_scenario()
    match expr:
        case HoldsClaim(quantifier=word, condition=condition):
            one = lower_condition(condition, seen)
            return None if one is None else Holds(Quantifier(word), one, expr.span)
        case LeadsToClaim(trigger=first, response=second, within=within):
            trigger, response = lower_condition(first, seen), lower_condition(second, seen)
            time = low.literals.duration(within, "a time")
            if trigger is None or response is None or time is None:
                return None
            return LeadsTo(trigger, response, time, expr.span)
        case RateClaim():
            return _rate(expr, low)
        case EveryWindowClaim(subject=subject, window=window):
            given = _given(subject, low)
            time = low.literals.duration(window, "a time", least=1)
            return None if given is None or time is None else EveryWindow(given, time, expr.span)
        case OnlyAfterClaim(subject=subject, condition=condition, within=limit):
            given = _given(subject, low)
            before = lower_condition(condition, seen)
            time = None if limit is None else low.literals.duration(limit, "a time")
            if given is None or before is None or (time is None) != (limit is None):
                return None
            return OnlyAfter(given, before, time, expr.span)
        case NeverWhileClaim(subject=subject, condition=condition):
            given = _given(subject, low)
            during = lower_condition(condition, seen)
            return None if given is None or during is None else NeverWhile(given, during, expr.span)
        case _:
            assert_never(expr)


def _rate(expr: RateClaim, low: Lowering) -> Rate | None:
    given = _subject(expr.subject, low)
    count = low.literals.whole(expr.count, expr.span)
    window = low.literals.duration(expr.window, "a time", least=1)
    if given is None or count is None or window is None:
        return None
    if expr.word == "at least" and not count:
        low.findings.report(
            PL307,
            "at least 0 in any time always holds",
            Label(expr.span, "requires nothing"),
            help="write the least number that must be given",
            severity=Severity.ERROR,
        )
        return None
    least = None if expr.word == "at most" else count
    most = None if expr.word == "at least" else count
    return Rate(given, least, most, window, expr.span)


def _given(subject: Expr, low: Lowering) -> str | None:
    if isinstance(subject, NameExpr):
        return _subject(subject.name, low)
    low.findings.report(
        PL105,
        f"`{author_text(subject.span)}` is not given or measured",
        Label(subject.span, "the name of a drug or a lab is expected here"),
    )
    return None


def _subject(name: Name, low: Lowering) -> str | None:
    symbol = low.names.find(name, Kind.DRUG, Kind.LAB)
    return None if symbol is None else symbol.id
