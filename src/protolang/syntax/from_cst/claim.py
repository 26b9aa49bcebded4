"""Reductions of what a requirement claims. In: what stood in one rule. Out: one node of the syntax tree."""

from protolang.source import Span
from protolang.syntax.ast import (
    ArgumentExpr,
    CallExpr,
    EveryWindowClaim,
    HoldsClaim,
    LeadsToClaim,
    NameExpr,
    NeverDecl,
    NeverWhileClaim,
    OnlyAfterClaim,
    RateClaim,
    RequireDecl,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks


def _never(parts: Parts, span: Span) -> NeverDecl:
    track, event, *marks = parts
    return NeverDecl(track, event, tuple(marks), span=span)


def _require(parts: Parts, span: Span) -> RequireDecl:
    name, claim, *points = without_marks(parts)
    opens, closes = points or (None, None)
    return RequireDecl(name, claim, opens, closes, marks_of(parts), span=span)


def _always(parts: Parts, span: Span) -> HoldsClaim:
    (condition,) = parts
    return HoldsClaim("always", condition, span=span)


def _never_holds(parts: Parts, span: Span) -> HoldsClaim:
    (condition,) = parts
    return HoldsClaim("never", condition, span=span)


def _eventually(parts: Parts, span: Span) -> HoldsClaim:
    (condition,) = parts
    return HoldsClaim("eventually", condition, span=span)


def _leads_to(parts: Parts, span: Span) -> LeadsToClaim:
    trigger, response, within = parts
    return LeadsToClaim(trigger, response, within, span=span)


def _at_most(parts: Parts, span: Span) -> RateClaim:
    count, subject, window = parts
    return RateClaim("at most", count, subject, window, span=span)


def _at_least(parts: Parts, span: Span) -> RateClaim:
    count, subject, window = parts
    return RateClaim("at least", count, subject, window, span=span)


def _exactly(parts: Parts, span: Span) -> RateClaim:
    count, subject, window = parts
    return RateClaim("exactly", count, subject, window, span=span)


def _every_window(parts: Parts, span: Span) -> EveryWindowClaim:
    subject, window = parts
    return EveryWindowClaim(subject, window, span=span)


def _only_after(parts: Parts, span: Span) -> OnlyAfterClaim:
    subject, condition, within = parts
    return OnlyAfterClaim(subject, condition, within, span=span)


def _never_while(parts: Parts, span: Span) -> NeverWhileClaim:
    subject, condition = parts
    return NeverWhileClaim(subject, condition, span=span)


def _length(parts: Parts, span: Span) -> CallExpr:
    # `duration of maintenance` asks as `count(ivig)` does
    word, subject = parts
    argument = ArgumentExpr(NameExpr(subject, span=subject.span), (), span=subject.span)
    return CallExpr(word.name, (argument,), span=span)


CLAIMS = {
    "never": _never,
    "require": _require,
    "always": _always,
    "never_holds": _never_holds,
    "eventually": _eventually,
    "leads_to": _leads_to,
    "at_most": _at_most,
    "at_least": _at_least,
    "exactly": _exactly,
    "every_window": _every_window,
    "only_after": _only_after,
    "never_while": _never_while,
    "length": _length,
}
