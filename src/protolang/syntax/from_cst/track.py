"""Reductions of tracks, phases, statements and requirements. In: what stood in one rule. Out: a node."""

from itertools import takewhile
from typing import Any

from protolang.source import Span
from protolang.syntax.ast import (
    AfterClause,
    AlongsideClause,
    AtEachClause,
    DecideClause,
    DelayClause,
    EveryClause,
    FollowingClause,
    GiveClause,
    GrowingClause,
    InfuseClause,
    MeasureClause,
    MissedClause,
    Name,
    OffsetExpr,
    OnClause,
    PhaseDecl,
    QuantityExpr,
    RepeatClause,
    SpacedClause,
    StartClause,
    StopClause,
    TaperClause,
    TaperStep,
    ThenClause,
    TrackDecl,
    UntilClause,
    WhenClause,
    WindowClause,
    WithinClause,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks

# A calendar or clock word alone counts one of it: `every month`. A parameter of such a name is out of reach there.
_UNIT_WORDS = frozenset({"minute", "hour", "day", "week", "month", "year", "cycle"})
_OCCASIONS = (OnClause, EveryClause, GrowingClause, AtEachClause)


def _start(parts: Parts, span: Span) -> StartClause:
    (phase,) = parts
    return StartClause(phase, span=span)


def _track(parts: Parts, span: Span) -> TrackDecl:
    name, title, on_stop, *content = parts
    start, phases, clauses = parts_of_phase(content)
    return TrackDecl(name, title, start, phases, clauses=clauses, on_stop=on_stop is not None, span=span)


def _phase(parts: Parts, span: Span) -> PhaseDecl:
    name, title, *content = parts
    start, phases, clauses = parts_of_phase(content)
    return PhaseDecl(name, title, clauses, start=start, phases=phases, span=span)


def parts_of_phase(content: Parts) -> tuple[Name | None, tuple[PhaseDecl, ...], tuple[Any, ...]]:
    """The start, the phases and the statements of a track or a phase."""
    starts = [part.phase for part in content if type(part) is StartClause]
    phases = tuple(part for part in content if type(part) is PhaseDecl)
    clauses = tuple(part for part in content if type(part) not in (StartClause, PhaseDecl))
    return (starts[0] if starts else None), phases, clauses


def _give(parts: Parts, span: Span) -> GiveClause:
    agent, *clauses = without_marks(parts)
    return GiveClause(agent, tuple(clauses), marks_of(parts), span=span)


def _measure(parts: Parts, span: Span) -> MeasureClause:
    lab, *clauses = without_marks(parts)
    return MeasureClause(lab, tuple(clauses), marks_of(parts), span=span)


def _infuse(parts: Parts, span: Span) -> InfuseClause:
    agent, *clauses = without_marks(parts)
    return InfuseClause(agent, tuple(clauses), marks_of(parts), span=span)


def _on(parts: Parts, span: Span) -> OnClause:
    unit, *offsets, origin = parts
    return OnClause(unit.removesuffix("s"), tuple(offsets), origin, span=span)


def _offset(parts: Parts, span: Span) -> OffsetExpr:
    first, last = parts
    return OffsetExpr(first, last, span=span)


def _every(parts: Parts, span: Span) -> EveryClause:
    interval, times = parts
    if isinstance(interval, Name) and interval.text in _UNIT_WORDS:
        interval = QuantityExpr("1", interval.text, span=interval.span)
    return EveryClause(interval, times, span=span)


def _growing(parts: Parts, span: Span) -> GrowingClause:
    *numbers, unit = parts
    return GrowingClause(tuple(QuantityExpr(number, unit, span=span) for number in numbers), span=span)


def _alongside(parts: Parts, span: Span) -> AlongsideClause:
    *before, subject = parts
    time, side = before or (None, None)
    return AlongsideClause(time, side, subject, span=span)


def _following(parts: Parts, span: Span) -> FollowingClause:
    (subject,) = parts
    return FollowingClause(subject, span=span)


def _within(parts: Parts, span: Span) -> WithinClause:
    (time,) = parts
    return WithinClause(time, span=span)


def _spaced(parts: Parts, span: Span) -> SpacedClause:
    (least,) = parts
    return SpacedClause(least, span=span)


def _window(parts: Parts, span: Span) -> WindowClause:
    _minus, before, _plus, after, unit = parts
    return WindowClause(before, after, unit, span=span)


def _until(parts: Parts, span: Span) -> UntilClause:
    condition, bound, *otherwise = parts
    return UntilClause(condition, bound, otherwise[0] if otherwise else None, span=span)


def _repeat(parts: Parts, span: Span) -> RepeatClause:
    every, until, delay, *body = without_marks(parts)
    return RepeatClause(every, until, delay, tuple(body), marks_of(parts), span=span)


def _delay_rule(parts: Parts, span: Span) -> DelayClause:
    condition, limit, consequence = parts
    return DelayClause(condition, limit, consequence, span=span)


def _taper(parts: Parts, span: Span) -> TaperClause:
    agent, every, *steps = without_marks(parts)
    return TaperClause(agent, every, tuple(steps), marks_of(parts), span=span)


def _taper_step(parts: Parts, span: Span) -> TaperStep:
    amount, basis, time, *marks = parts
    return TaperStep(amount, basis, time, tuple(marks), span=span)


def _decide(parts: Parts, span: Span) -> DecideClause:
    # An absent occasion leaves no gap, so what stands behind it is found by its kind.
    title, subject, *rest = without_marks(parts)
    occasion = rest.pop(0) if isinstance(rest[0], _OCCASIONS) else None
    clauses = tuple(takewhile(lambda part: isinstance(part, WindowClause | MissedClause), rest))
    missing, *rows = rest[len(clauses) :]
    return DecideClause(
        subject, occasion, missing, tuple(rows), marks_of(parts), title=title, clauses=clauses, span=span
    )


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
    match without_marks(parts):
        case (Name() as target,):
            return ThenClause(target, marks_of(parts), span=span)
        case ("back",):
            return ThenClause(None, marks_of(parts), back=True, span=span)
    return ThenClause(None, marks_of(parts), span=span)


def _stop(parts: Parts, span: Span) -> StopClause:
    condition = without_marks(parts)
    return StopClause(condition[0] if condition else None, marks_of(parts), span=span)


TRACKS = {
    "start": _start,
    "track": _track,
    "phase": _phase,
    "give": _give,
    "measure": _measure,
    "infuse": _infuse,
    "on": _on,
    "offset": _offset,
    "every": _every,
    "growing": _growing,
    "alongside": _alongside,
    "following": _following,
    "within": _within,
    "spaced": _spaced,
    "window": _window,
    "until": _until,
    "repeat": _repeat,
    "delay_rule": _delay_rule,
    "taper": _taper,
    "taper_step": _taper_step,
    "decide": _decide,
    "when": _when,
    "first_when": _first_when,
    "after": _after,
    "then": _then,
    "stop": _stop,
}
