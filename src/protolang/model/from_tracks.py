"""Tracks and phases: what is done in each, and how it is left."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL109
from protolang.model.action import Action
from protolang.model.course import AfterExit, Phase, StopRule, Successor, Track, WhenExit
from protolang.model.from_actions import find_target, lower_action, lower_repeat
from protolang.model.from_conditions import lower_condition
from protolang.model.from_times import lower_interval
from protolang.model.lowering import Lowering, only, title_of
from protolang.model.symbols import Kind, Symbol
from protolang.syntax.ast import (
    AfterClause,
    GiveClause,
    MeasureClause,
    PhaseDecl,
    RepeatClause,
    StopClause,
    ThenClause,
    TrackDecl,
    WhenClause,
)


def lower_tracks(declarations: list[TrackDecl], low: Lowering) -> tuple[Track, ...]:
    """The tracks that can be started; one that is declared a second time is read for its mistakes only."""
    tracks = []
    for decl in declarations:
        phases = tuple(
            phase for phase_decl in decl.phases if (phase := _lower_phase(phase_decl, decl.name.text, low)) is not None
        )
        start = _lower_start(decl, low)
        if start is not None and low.names.is_first(decl.name):
            tracks.append(Track(decl.name.text, title_of(decl.title, decl.name.text), start, phases, decl.span))
    return tuple(tracks)


def lower_stop(clause: StopClause, about: str, low: Lowering) -> StopRule | None:
    """`stop`, or `stop when …`; `about` names its place."""
    evidence = low.names.evidence(clause.marks, about)
    if clause.condition is None:
        return StopRule(None, evidence, clause.span)
    condition = lower_condition(clause.condition, low)
    return None if condition is None else StopRule(condition, evidence, clause.span)


def _lower_start(decl: TrackDecl, low: Lowering) -> str | None:
    name = decl.name.text
    if decl.start is not None:
        # The name of a phase declared twice is enough to read on; the duplicate is reported elsewhere.
        return find_target(decl.start, Symbol(decl.name, Kind.TRACK, name), low)
    if len(decl.phases) == 1:
        low.names.find(decl.phases[0].name, Kind.PHASE)
        return decl.phases[0].name.text
    if decl.phases and not low.names.may_be_skipped("start"):
        low.findings.report(
            PL109,
            f"nothing says where track `{name}` starts",
            Label(decl.name.span, "`start` is missing"),
            help=f"write `start {decl.phases[0].name.text}`, with the first phase",
        )
    elif not decl.phases and not low.names.may_be_skipped("phase"):
        low.findings.report(
            PL109,
            f"track `{name}` has no phase",
            Label(decl.name.span, "nothing is done in it"),
            help="write what is done: `phase treatment { give … then end }`",
        )
    return None


def _lower_phase(decl: PhaseDecl, track: str, low: Lowering) -> Phase | None:
    name = decl.name.text
    phase = Symbol(decl.name, Kind.PHASE, track)
    actions: list[Action] = []
    exits: list[WhenExit | AfterExit] = []
    stops: list[StopRule] = []
    for clause in decl.clauses:
        match clause:
            case GiveClause() | MeasureClause():
                actions += [action for action in (lower_action(clause, phase, low),) if action is not None]
            case RepeatClause():
                actions += lower_repeat(clause, phase, low)
            case WhenClause():
                exits += [one for one in (_lower_when(clause, phase, low),) if one is not None]
            case AfterClause():
                exits += [one for one in (_lower_after(clause, phase, low),) if one is not None]
            case StopClause():
                stops += [stop for stop in (lower_stop(clause, f"stop in {name}", low),) if stop is not None]
            case ThenClause():
                pass
            case _:
                assert_never(clause)
    successor = _lower_successor(decl, phase, low)
    if not low.names.is_first(decl.name):
        return None
    return Phase(
        name,
        title_of(decl.title, name),
        track,
        tuple(actions),
        tuple(exits),
        successor,
        tuple(stops),
        decl.span,
    )


def _lower_when(clause: WhenClause, phase: Symbol, low: Lowering) -> WhenExit | None:
    evidence = low.names.evidence(clause.marks, f"exit from {phase.id} to {clause.target.text}")
    condition = lower_condition(clause.condition, low)
    target = find_target(clause.target, phase, low)
    if condition is None or target is None:
        return None
    return WhenExit(condition, target, evidence, clause.span, clause.first)


def _lower_after(clause: AfterClause, phase: Symbol, low: Lowering) -> AfterExit | None:
    evidence = low.names.evidence(clause.marks, f"exit from {phase.id} to {clause.target.text}")
    delay = lower_interval(clause.delay, "a delay", low, least=0)
    condition = None if clause.condition is None else lower_condition(clause.condition, low)
    target = find_target(clause.target, phase, low)
    if delay is None or target is None or (condition is None) != (clause.condition is None):
        return None
    return AfterExit(delay, condition, target, evidence, clause.span)


def _lower_successor(decl: PhaseDecl, phase: Symbol, low: Lowering) -> Successor | None:
    clause = low.once(only(ThenClause, decl.clauses), f"`then` of `{phase.id}`")
    if clause is None:
        return None
    evidence = low.names.evidence(clause.marks, f"then of {phase.id}")
    if clause.target is None:
        return Successor(None, evidence, clause.span)
    target = find_target(clause.target, phase, low)
    return None if target is None else Successor(target, evidence, clause.span)
