"""Reductions of tracks, phases, statements and requirements. In: what stood in one rule. Out: a node."""

import attrs

from protolang.source import Span
from protolang.syntax.ast import (
    AfterClause,
    EveryClause,
    GiveClause,
    MeasureClause,
    Name,
    NeverDecl,
    OffsetExpr,
    OnClause,
    PhaseDecl,
    QuantityExpr,
    RepeatClause,
    RequireDecl,
    StopClause,
    ThenClause,
    TrackDecl,
    UntilClause,
    WhenClause,
    WindowClause,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks

# A calendar or clock word alone counts one of it: `every month`. A parameter of such a name is out of reach there.
_UNIT_WORDS = frozenset({"minute", "hour", "day", "week", "month", "year", "cycle"})


@attrs.frozen(eq=False, repr=False)
class StartClause:
    """`start induction`, on its way into the track."""

    phase: Name
    span: Span


def _start(parts: Parts, span: Span) -> StartClause:
    (phase,) = parts
    return StartClause(phase, span)


def _track(parts: Parts, span: Span) -> TrackDecl:
    name, title, *content = parts
    starts = [part.phase for part in content if isinstance(part, StartClause)]
    phases = tuple(part for part in content if isinstance(part, PhaseDecl))
    return TrackDecl(name, title, starts[0] if starts else None, phases, span=span)


def _phase(parts: Parts, span: Span) -> PhaseDecl:
    name, title, *statements = parts
    return PhaseDecl(name, title, tuple(statements), span=span)


def _give(parts: Parts, span: Span) -> GiveClause:
    agent, *clauses = without_marks(parts)
    return GiveClause(agent, tuple(clauses), marks_of(parts), span=span)


def _measure(parts: Parts, span: Span) -> MeasureClause:
    lab, *clauses = without_marks(parts)
    return MeasureClause(lab, tuple(clauses), marks_of(parts), span=span)


def _on(parts: Parts, span: Span) -> OnClause:
    unit, *offsets = parts
    return OnClause(unit, tuple(offsets), span=span)


def _offset(parts: Parts, span: Span) -> OffsetExpr:
    first, last = parts
    return OffsetExpr(first, last, span=span)


def _every(parts: Parts, span: Span) -> EveryClause:
    interval, times = parts
    if isinstance(interval, Name) and interval.text in _UNIT_WORDS:
        interval = QuantityExpr("1", interval.text, span=interval.span)
    return EveryClause(interval, times, span=span)


def _window(parts: Parts, span: Span) -> WindowClause:
    _minus, before, _plus, after, unit = parts
    return WindowClause(before, after, unit, span=span)


def _until(parts: Parts, span: Span) -> UntilClause:
    condition, bound, *otherwise = parts
    return UntilClause(condition, bound, otherwise[0] if otherwise else None, span=span)


def _repeat(parts: Parts, span: Span) -> RepeatClause:
    every, until, *body = without_marks(parts)
    return RepeatClause(every, until, tuple(body), marks_of(parts), span=span)


def _when(parts: Parts, span: Span) -> WhenClause:
    condition, target, *marks = parts
    return WhenClause(condition, target, tuple(marks), span=span)


def _first_when(parts: Parts, span: Span) -> WhenClause:
    condition, target, *marks = parts
    return WhenClause(condition, target, tuple(marks), first=True, span=span)


def _after(parts: Parts, span: Span) -> AfterClause:
    delay, condition, target, *marks = parts
    return AfterClause(delay, condition, target, tuple(marks), span=span)


def _then(parts: Parts, span: Span) -> ThenClause:
    target = parts[0] if parts and isinstance(parts[0], Name) else None
    return ThenClause(target, marks_of(parts), span=span)


def _stop(parts: Parts, span: Span) -> StopClause:
    condition = without_marks(parts)
    return StopClause(condition[0] if condition else None, marks_of(parts), span=span)


def _never(parts: Parts, span: Span) -> NeverDecl:
    track, event, *marks = parts
    return NeverDecl(track, event, tuple(marks), span=span)


def _require(parts: Parts, span: Span) -> RequireDecl:
    name, claim, *points = without_marks(parts)
    opens, closes = points or (None, None)
    return RequireDecl(name, claim, opens, closes, marks_of(parts), span=span)


TRACKS = {
    "start": _start,
    "track": _track,
    "phase": _phase,
    "give": _give,
    "measure": _measure,
    "on": _on,
    "offset": _offset,
    "every": _every,
    "window": _window,
    "until": _until,
    "repeat": _repeat,
    "when": _when,
    "first_when": _first_when,
    "after": _after,
    "then": _then,
    "stop": _stop,
    "never": _never,
    "require": _require,
}
