"""Tracks and phases: what is done in each, and how it is left."""

from collections.abc import Iterator
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL007, PL010, PL101, PL109
from protolang.model.action import Action
from protolang.model.course import AfterExit, Group, Phase, StopRule, Successor, Track, WhenExit
from protolang.model.from_actions import lower_action
from protolang.model.from_conditions import lower_condition
from protolang.model.from_cycles import lower_repeat
from protolang.model.from_decisions import lower_decision
from protolang.model.from_order import report_order
from protolang.model.from_rules import lower_entry, lower_rule
from protolang.model.from_tapers import lower_taper
from protolang.model.from_times import lower_interval
from protolang.model.lowering import Lowering, only, title_of
from protolang.model.place import Place, Rules, find_target
from protolang.model.rule import Cycle, Decision
from protolang.model.symbols import Kind
from protolang.syntax.ast import (
    AfterClause,
    AlertRuleClause,
    DecideClause,
    EntryClause,
    GiveClause,
    GoEffect,
    HoldRuleClause,
    InfuseClause,
    MeasureClause,
    PhaseDecl,
    RepeatClause,
    StopClause,
    TaperClause,
    ThenClause,
    TrackDecl,
    VetoClause,
    WhenClause,
)

# More rules that hold in several phases than anybody could review, counted once for each such phase.
MOST_INHERITED = 10_000


def lower_entries(declarations: list[TrackDecl], rules: Rules, low: Lowering) -> None:
    """Note for each phase of each track where it is entered, before anything leads to it."""
    for decl in declarations:
        for name, leaf in _entries(decl.phases, low).items():
            rules.entries.setdefault(name, leaf)


def lower_tracks(declarations: list[TrackDecl], rules: Rules, low: Lowering) -> tuple[Track, ...]:
    """The tracks that can be started, and into `rules` what stands in them.

    One that is declared a second time is read for its mistakes only.
    """
    tracks = []
    for decl in declarations:
        low = low.inside(decl.name.text)
        first = low.names.is_first(decl.name)
        if _is_oversized(decl, low):
            continue
        place = Place(decl.name.text, None, rules if first else _beside(rules))
        exits: list[WhenExit] = []
        stops: list[StopRule] = []
        for clause in decl.clauses:
            match clause:
                case WhenClause():
                    exits += [one for one in (_lower_when(clause, place, low),) if one is not None]
                case StopClause():
                    stops += [one for one in (lower_stop(clause, f"stop in {place.id}", low),) if one is not None]
                case HoldRuleClause() | AlertRuleClause() | VetoClause():
                    lower_rule(clause, place, (None,), low)
                case _:
                    assert_never(clause)
        phases = tuple(_lower_phases(decl.phases, (), place, low))
        start = _lower_start(decl, place, low)
        if start is not None and first:
            title = title_of(decl.title, decl.name.text)
            track = Track(
                place.track, title, start, phases, decl.span, tuple(exits), tuple(stops), on_stop=decl.on_stop
            )
            tracks.append(track)
    return tuple(tracks)


def lower_stop(clause: StopClause, about: str, low: Lowering) -> StopRule | None:
    """`stop`, or `stop when …`; `about` names its place."""
    evidence = low.names.evidence(clause.marks, about)
    if clause.condition is None:
        return StopRule(None, evidence, clause.span)
    condition = lower_condition(clause.condition, low)
    return None if condition is None else StopRule(condition, evidence, clause.span)


def _is_oversized(decl: TrackDecl, low: Lowering) -> bool:
    """Whether the rules of the track and its groups, written out in each phase in which they hold, are too many."""
    phases = sum(_sizes(phase)[0] for phase in decl.phases)
    if len(decl.clauses) * phases + sum(_sizes(phase)[1] for phase in decl.phases) <= MOST_INHERITED:
        return False
    low.names.doubts(*Kind)  # what the track would have used is not called unused
    low.findings.report(
        PL007,
        f"the rules of track `{decl.name.text}` are too many once they are written out in each phase",
        Label(decl.name.span, f"more than {MOST_INHERITED} rules"),
        help="write a rule in the phases that need it, or split the protocol",
    )
    return True


def _sizes(decl: PhaseDecl) -> tuple[int, int]:
    """How many phases without phases there are inside, and how many rules they inherit from groups inside."""
    if not decl.phases:
        return 1, 0
    inner = [_sizes(phase) for phase in decl.phases]
    phases = sum(count for count, _ in inner)
    return phases, len(decl.clauses) * phases + sum(inherited for _, inherited in inner)


def _beside(rules: Rules) -> Rules:
    return Rules(rules.drugs, rules.levels, rules.entries)


def _entries(phases: tuple[PhaseDecl, ...], low: Lowering) -> dict[str, str]:
    """For each phase the one in which it is entered, which has no phases inside."""
    entries: dict[str, str] = {}
    for decl in phases:
        name = decl.name.text
        if not decl.phases:
            entries.setdefault(name, name)
            continue
        inner = _entries(decl.phases, low)
        first = _first_inside(decl, low)
        if first is not None and first in inner:
            entries.setdefault(name, inner[first])
        for inside, leaf in inner.items():
            entries.setdefault(inside, leaf)
    return entries


def _first_inside(decl: PhaseDecl, low: Lowering) -> str | None:
    name = decl.name.text
    names = [phase.name.text for phase in decl.phases]
    if decl.start is None:
        if len(names) == 1:
            low.names.find(decl.phases[0].name, Kind.PHASE)
            return names[0]
        if not low.names.may_be_skipped("start"):
            low.findings.report(
                PL109,
                f"nothing says where phase `{name}` starts",
                Label(decl.name.span, "`start` is missing"),
                help=f"write `start {names[0]}`, with the first phase inside it",
            )
        return None
    symbol = low.names.find(decl.start, Kind.PHASE)
    if symbol is None or symbol.id in names:
        return None if symbol is None else symbol.id
    low.findings.report(
        PL101,
        f"`{symbol.id}` is not a phase directly inside `{name}`",
        Label(decl.start.span, f"a phase of `{name}` is expected here"),
        Label(symbol.name.span, "declared here"),
        help=f"write `start {names[0]}`",
    )
    return None


def _lower_start(decl: TrackDecl, place: Place, low: Lowering) -> str | None:
    name = decl.name.text
    if decl.start is not None:
        # The name of a phase declared twice is enough to read on; the duplicate is reported elsewhere.
        return find_target(decl.start, place, low)
    if len(decl.phases) == 1:
        low.names.find(decl.phases[0].name, Kind.PHASE)
        return place.rules.entries.get(decl.phases[0].name.text)
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


def _lower_phases(
    decls: tuple[PhaseDecl, ...], groups: tuple[Group, ...], place: Place, low: Lowering
) -> Iterator[Phase]:
    for decl in decls:
        here = place.within(decl.name.text)
        if decl.phases:
            group = _lower_group(decl, here, low)
            yield from _lower_phases(decl.phases, (*groups, group), place, low)
            continue
        phase = _lower_phase(decl, groups, here, low)
        if phase is not None:
            yield phase


def _lower_group(decl: PhaseDecl, place: Place, low: Lowering) -> Group:
    name = decl.name.text
    leaves = tuple(_leaves(decl))
    exits: list[WhenExit | AfterExit] = []
    stops: list[StopRule] = []
    for clause in decl.clauses:
        match clause:
            case WhenClause():
                exits += [one for one in (_lower_when(clause, place, low),) if one is not None]
            case AfterClause():
                exits += [one for one in (_lower_after(clause, place, low),) if one is not None]
            case StopClause(condition=condition) if condition is not None:
                stops += [one for one in (lower_stop(clause, f"stop in {name}", low),) if one is not None]
            case HoldRuleClause() | AlertRuleClause() | VetoClause():
                lower_rule(clause, place, leaves, low)
            case ThenClause():
                pass
            case (
                GiveClause()
                | MeasureClause()
                | InfuseClause()
                | TaperClause()
                | RepeatClause()
                | DecideClause()
                | EntryClause()
                | StopClause()
            ):
                low.findings.report(
                    PL010,
                    f"`{name}` has phases inside, so what is done stands in one of them",
                    Label(clause.span, "beside phases"),
                    Label(decl.name.span, f"`{name}` is a group of phases"),
                    help="move it into the phase in which it is done",
                )
            case _:
                assert_never(clause)
    start = place.rules.entries.get(name, name)
    successor = _lower_successor(decl, place, low)
    return Group(name, title_of(decl.title, name), start, tuple(exits), tuple(stops), successor, decl.span)


def _leaves(decl: PhaseDecl) -> Iterator[str]:
    if not decl.phases:
        yield decl.name.text
    for inner in decl.phases:
        yield from _leaves(inner)


def _lower_phase(decl: PhaseDecl, groups: tuple[Group, ...], place: Place, low: Lowering) -> Phase | None:
    name = decl.name.text
    actions: list[Action] = []
    cycles: list[Cycle] = []
    decisions: list[Decision] = []
    exits: list[WhenExit | AfterExit] = []
    stops: list[StopRule] = []
    if not low.names.is_first(decl.name):
        place = Place(place.track, name, _beside(place.rules))
    for clause in decl.clauses:
        match clause:
            case GiveClause() | MeasureClause() | InfuseClause():
                actions += [action for action in (lower_action(clause, place, low),) if action is not None]
            case TaperClause():
                actions += [action for action in (lower_taper(clause, place, low),) if action is not None]
            case RepeatClause():
                repeated = lower_repeat(clause, len(cycles), len(decisions), place, low)
                actions += repeated.actions
                decisions += repeated.decisions
                cycles += [cycle for cycle in (repeated.cycle,) if cycle is not None]
            case DecideClause():
                decision = lower_decision(clause, len(decisions) + 1, place, low)
                decisions += [one for one in (decision,) if one is not None]
            case WhenClause():
                exits += [one for one in (_lower_when(clause, place, low),) if one is not None]
            case AfterClause():
                exits += [one for one in (_lower_after(clause, place, low),) if one is not None]
            case StopClause():
                stops += [stop for stop in (lower_stop(clause, f"stop in {name}", low),) if stop is not None]
            case HoldRuleClause() | AlertRuleClause() | VetoClause():
                lower_rule(clause, place, (name,), low)
            case ThenClause() | EntryClause():
                pass
            case _:
                assert_never(clause)
    report_order(decl, low)
    successor = _lower_successor(decl, place, low)
    entries = only(EntryClause, decl.clauses)
    on_entry, on_exit = (lower_entry(entries, moment, place, low) for moment in ("entry", "exit"))
    if not low.names.is_first(decl.name):
        return None
    return Phase(
        name,
        title_of(decl.title, name),
        place.track,
        tuple(actions),
        tuple(exits),
        successor,
        tuple(stops),
        decl.span,
        cycles=tuple(cycles),
        decisions=tuple(decisions),
        on_entry=on_entry,
        on_exit=on_exit,
        groups=groups,
    )


def _lower_going(going: GoEffect, place: Place, low: Lowering) -> tuple[str | None] | None:
    """The phase to go to, in a tuple of one (None: back); None when that was reported."""
    if going.target is None:
        return (None,)
    target = find_target(going.target, place, low)
    return None if target is None else (target,)


def _about_exit(going: GoEffect, place: Place) -> str:
    return f"exit from {place.id} {'back' if going.target is None else f'to {going.target.text}'}"


def _lower_when(clause: WhenClause, place: Place, low: Lowering) -> WhenExit | None:
    evidence = low.names.evidence(clause.marks, _about_exit(clause.target, place))
    condition = lower_condition(clause.condition, low)
    target = _lower_going(clause.target, place, low)
    if condition is None or target is None:
        return None
    return WhenExit(condition, target[0], evidence, clause.span, clause.first, clause.target.as_new)


def _lower_after(clause: AfterClause, place: Place, low: Lowering) -> AfterExit | None:
    evidence = low.names.evidence(clause.marks, _about_exit(clause.target, place))
    delay = lower_interval(clause.delay, "a delay", low, least=0)
    condition = None if clause.condition is None else lower_condition(clause.condition, low)
    target = _lower_going(clause.target, place, low)
    if delay is None or target is None or (condition is None) != (clause.condition is None):
        return None
    return AfterExit(delay, condition, target[0], evidence, clause.span, clause.target.as_new)


def _lower_successor(decl: PhaseDecl, place: Place, low: Lowering) -> Successor | None:
    clause = low.once(only(ThenClause, decl.clauses), f"`then` of `{place.id}`")
    if clause is None:
        return None
    evidence = low.names.evidence(clause.marks, f"then of {place.id}")
    if clause.target is None:
        return Successor(None, evidence, clause.span, back=clause.back)
    target = find_target(clause.target, place, low)
    return None if target is None else Successor(target, evidence, clause.span)
