"""Reductions of decisions, effects, holds, vetoes and alerts. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    AdjustEffect,
    AlertRuleClause,
    AssignEffect,
    AtEachClause,
    BandRow,
    ConsequenceExpr,
    EntryClause,
    GiveEffect,
    GoEffect,
    HoldEffect,
    HoldRuleClause,
    MeasureEffect,
    Name,
    NothingEffect,
    OtherwiseRow,
    RestoreEffect,
    ResumeEffect,
    StopEffect,
    TellEffect,
    VetoClause,
    WhenRow,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks


def _row_when(parts: Parts, span: Span) -> WhenRow:
    condition, *effects = without_marks(parts)
    return WhenRow(condition, tuple(effects), marks_of(parts), span=span)


def _row_first(parts: Parts, span: Span) -> WhenRow:
    condition, *effects = without_marks(parts)
    return WhenRow(condition, tuple(effects), marks_of(parts), first=True, span=span)


def _row_band(parts: Parts, span: Span) -> BandRow:
    band, *effects = without_marks(parts)
    return BandRow(band, tuple(effects), marks_of(parts), span=span)


def _row_otherwise(parts: Parts, span: Span) -> OtherwiseRow:
    return OtherwiseRow(without_marks(parts), marks_of(parts), span=span)


def _go(parts: Parts, span: Span) -> GoEffect:
    if parts == ["back"]:
        return GoEffect(None, False, span=span)
    target, as_new = parts
    return GoEffect(target, as_new is not None, span=span)


def _stop_all(_parts: Parts, span: Span) -> StopEffect:
    return StopEffect(span=span)


def _adjust(parts: Parts, span: Span) -> AdjustEffect:
    verb, level, amount, reference = parts
    return AdjustEffect(verb, level, amount, reference, span=span)


def _restore(parts: Parts, span: Span) -> RestoreEffect:
    (level,) = parts
    return RestoreEffect(level, span=span)


def _assign(parts: Parts, span: Span) -> AssignEffect:
    level, value = parts
    return AssignEffect(level, value, span=span)


def _hold_track(parts: Parts, span: Span) -> HoldEffect:
    track, time = parts
    return HoldEffect(track, time, span=span)


def _resume_track(parts: Parts, span: Span) -> ResumeEffect:
    (track,) = parts
    return ResumeEffect(track, span=span)


def _give_now(parts: Parts, span: Span) -> GiveEffect:
    agent, dose = parts
    return GiveEffect(agent, dose, span=span)


def _measure_now(parts: Parts, span: Span) -> MeasureEffect:
    (lab,) = parts
    return MeasureEffect(lab, span=span)


def _tell(parts: Parts, span: Span) -> TellEffect:
    verb, text = parts
    return TellEffect(verb, text, span=span)


def _nothing(_parts: Parts, span: Span) -> NothingEffect:
    return NothingEffect(span=span)


def _at_each(parts: Parts, span: Span) -> AtEachClause:
    (subject,) = parts
    return AtEachClause(subject, span=span)


def _consequence(parts: Parts, span: Span) -> ConsequenceExpr:
    match parts:
        case [Name() as target]:
            return ConsequenceExpr(None, target, span=span)
        case [outcome]:
            return ConsequenceExpr(outcome, None, span=span)
    raise AssertionError("the grammar knows no other consequence")


def _hold_rule(parts: Parts, span: Span) -> HoldRuleClause:
    track, condition, until, limit, consequence, *marks = parts
    return HoldRuleClause(track, condition, until, limit, consequence, tuple(marks), span=span)


def _alert_rule(parts: Parts, span: Span) -> AlertRuleClause:
    verb, text, condition, *marks = parts
    return AlertRuleClause(verb, text, condition, tuple(marks), span=span)


def _veto(parts: Parts, span: Span) -> VetoClause:
    verb, subject, condition, *marks = parts
    return VetoClause(verb, subject, condition, tuple(marks), span=span)


def _on_entry(parts: Parts, span: Span) -> EntryClause:
    return EntryClause("entry", without_marks(parts), marks_of(parts), span=span)


def _on_exit(parts: Parts, span: Span) -> EntryClause:
    return EntryClause("exit", without_marks(parts), marks_of(parts), span=span)


RULES = {
    "row_when": _row_when,
    "row_first": _row_first,
    "row_band": _row_band,
    "row_otherwise": _row_otherwise,
    "go": _go,
    "stop_all": _stop_all,
    "adjust": _adjust,
    "restore": _restore,
    "assign": _assign,
    "hold_track": _hold_track,
    "resume_track": _resume_track,
    "give_now": _give_now,
    "measure_now": _measure_now,
    "tell": _tell,
    "nothing": _nothing,
    "at_each": _at_each,
    "consequence": _consequence,
    "hold_rule": _hold_rule,
    "alert_rule": _alert_rule,
    "veto": _veto,
    "on_entry": _on_entry,
    "on_exit": _on_exit,
}
