"""What a phase does: `give`, `measure`, and `repeat`, whose body shares one timing and one end."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL102, PL105, PL109
from protolang.model.action import Action, ActionKind, Every, OnDays, Until
from protolang.model.evidence import Evidence
from protolang.model.from_drugs import lower_dose
from protolang.model.from_header import lower_anchor, lower_missed
from protolang.model.from_times import lower_every, lower_list, lower_until, lower_window
from protolang.model.lowering import Lowering, only
from protolang.model.symbols import Kind, Symbol
from protolang.model.treatment import Dose
from protolang.model.windows import Spacing
from protolang.quantity import Window
from protolang.source import Span
from protolang.syntax.ast import (
    DoseClause,
    EveryClause,
    GiveClause,
    MeasureClause,
    MissedClause,
    Name,
    NextDueClause,
    OnClause,
    RepeatClause,
    UntilClause,
    WindowClause,
)


@attrs.frozen(eq=False, repr=False)
class _Shared:
    """What a `repeat` says for all that stands inside it."""

    timing: Every | None
    until: Until | None
    evidence: Evidence
    span: Span


def lower_action(
    clause: GiveClause | MeasureClause, phase: Symbol, low: Lowering, shared: _Shared | None = None
) -> Action | None:
    """One `give` or `measure`; None when nothing sensible is left of it."""
    kind, name, verb = _subject(clause)
    about = f"{verb} {name.text} in {phase.id}"
    evidence = low.names.evidence(clause.marks, about)
    expected = (Kind.DRUG,) if kind is ActionKind.GIVE else (Kind.LAB, Kind.ATTRIBUTE)
    subject = low.names.find(name, *expected)
    timing, until = _lower_when(clause, f"`{verb} {name.text}`", phase, low, shared)
    if shared is not None:
        evidence = evidence.joined(shared.evidence)
    missed_clause = low.once(only(MissedClause, clause.clauses), "`missed`")
    next_due = low.once(only(NextDueClause, clause.clauses), "`next_due`")
    window_clause = low.once(only(WindowClause, clause.clauses), "`window`")
    action = Action(
        kind,
        name.text,
        timing,
        (None if window_clause is None else lower_window(window_clause, low)) or Window(),
        until,
        _lower_action_dose(clause, kind, about, low),
        None if missed_clause is None else lower_missed(missed_clause, low, f"missed of {about}"),
        None if next_due is None else lower_anchor(next_due),
        evidence,
        clause.span,
    )
    if subject is None:
        return None
    if timing is not None:
        window_span = None if window_clause is None else window_clause.span
        low.spacings.append(Spacing(name.text, timing, action.window, window_span, action.missed, action.anchor))
    return action


def lower_repeat(clause: RepeatClause, phase: Symbol, low: Lowering) -> tuple[Action, ...]:
    """The actions of a `repeat`."""
    shared = _Shared(
        lower_every(clause.every, low),
        None if clause.until is None else _lower_until(clause.until, phase, low),
        low.names.evidence(clause.marks, f"repeat in {phase.id}"),
        clause.every.span,
    )
    actions = [lower_action(inner, phase, low, shared) for inner in clause.body]
    return tuple(action for action in actions if action is not None)


def find_target(name: Name, phase: Symbol, low: Lowering) -> str | None:
    """The phase to go to: one of the same track, or a finding."""
    target = low.names.find(name, Kind.PHASE)
    if target is None:
        return None
    if target.track != phase.track:
        low.findings.report(
            PL101,
            f"`{name.text}` is a phase of track `{target.track}`, not of `{phase.track}`",
            Label(name.span, f"a phase of `{phase.track}` is expected here"),
            Label(target.name.span, "declared here"),
            help="tracks run beside each other; a patient never goes from one to another",
        )
        return None
    return target.id


def _subject(clause: GiveClause | MeasureClause) -> tuple[ActionKind, Name, str]:
    match clause:
        case GiveClause(agent=name):
            return ActionKind.GIVE, name, "give"
        case MeasureClause(lab=name):
            return ActionKind.MEASURE, name, "measure"
        case _:
            assert_never(clause)


def _lower_when(
    clause: GiveClause | MeasureClause, verb: str, phase: Symbol, low: Lowering, shared: _Shared | None
) -> tuple[OnDays | Every | None, Until | None]:
    written: list[OnClause | EveryClause] = [*only(OnClause, clause.clauses), *only(EveryClause, clause.clauses)]
    when = low.once(sorted(written, key=lambda one: one.span.start), f"the time of {verb}")
    until = low.once(only(UntilClause, clause.clauses), f"`until` of {verb}")
    lowered_until = None if until is None else _lower_until(until, phase, low)
    timing = None if when is None else _lower_timing(when, low)
    if shared is None:
        if until is not None and when is None:
            low.findings.report(
                PL109,
                f"nothing says how often {verb} is done",
                Label(_subject(clause)[1].span, "`every` is missing"),
                Label(until.span, "done until then"),
                help="write `every 4 weeks` before `until`",
            )
        return timing, lowered_until
    for again in (when, until):
        if again is not None:
            low.findings.report(
                PL102,
                f"the time of {verb} is said twice",
                Label(again.span, "said again here"),
                Label(shared.span, "said for all of `repeat` here"),
                help="take it out of the body, or write this statement outside `repeat`",
            )
    return shared.timing, shared.until


def _lower_timing(clause: OnClause | EveryClause, low: Lowering) -> OnDays | Every | None:
    match clause:
        case OnClause():
            return lower_list(clause, low)
        case EveryClause():
            return lower_every(clause, low)
        case _:
            assert_never(clause)


def _lower_until(clause: UntilClause, phase: Symbol, low: Lowering) -> Until | None:
    otherwise = None if clause.otherwise is None else find_target(clause.otherwise, phase, low)
    return lower_until(clause, otherwise, low)


def _lower_action_dose(clause: GiveClause | MeasureClause, kind: ActionKind, about: str, low: Lowering) -> Dose | None:
    dose = low.once(only(DoseClause, clause.clauses), "`dose`")
    if dose is None:
        return None
    if kind is ActionKind.MEASURE:
        low.findings.report(
            PL105, "a measurement has no dose", Label(dose.span, "only what is given has a dose"), help="take it out"
        )
        return None
    return lower_dose(dose, low, f"dose of {about}")
