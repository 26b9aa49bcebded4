"""What the explorer does not model exactly, in the author's words: nothing is proved about what it passes over.

Two kinds are told apart. What is `unsupported` can lead to courses that the explorer does not know, and then nothing
can be concluded. What only `hinders` doses, or ends a patient's course, leaves fewer courses than it knows: a proof
over all of them stands, and a course that breaks a requirement must be replayed before anybody is told.
"""

from collections.abc import Iterator
from typing import assert_never

from protolang.machine.statechart import Machine, Obligation, Region, State, Transition, TransitionEvent
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.rule import (
    Adjust,
    Assign,
    Effect,
    GiveNow,
    Go,
    HoldTrack,
    MeasureNow,
    Restore,
    ResumeTrack,
    StopAll,
    Tell,
    VetoVerb,
)
from protolang.model.treatment import Consequence, Drug
from protolang.source import Span

Reason = tuple[str, Span]


def unsupported(machine: Machine, tracks: frozenset[str] | None = None) -> tuple[Reason, ...]:
    """Why the courses of `tracks` (None: all) cannot be explored, each with its place; empty when they can.

    A reason is a clause that an author understands: "the explorer does not follow cycles yet". What stands in another
    track counts where it reaches into these.
    """
    return tuple(dict.fromkeys(_reasons(machine, tracks)))


def hindrances(machine: Machine) -> tuple[Reason, ...]:
    """What can keep a dose from being given, or end a course, and is not explored: each leaves fewer courses."""
    return tuple(dict.fromkeys(_hindrances(machine)))


def _reasons(machine: Machine, tracks: frozenset[str] | None) -> Iterator[Reason]:
    if machine.resolution.per_day != 1:
        yield f"the explorer counts in days, and this protocol in {machine.resolution.name}s", machine.origin
    wanted = [region for region in machine.regions if tracks is None or region.name in tracks]
    names = frozenset(region.name for region in wanted)
    for region in wanted:
        if region.on_stop:
            yield "the explorer does not follow what is done after the protocol was stopped yet", region.origin
        for state in region.states:
            yield from _in_state(machine, state)
    for rule in machine.holds:
        if rule.track in names:
            yield f"the explorer does not follow the rule that holds `{rule.track}` yet", rule.origin
    for veto in machine.vetoes:
        if veto.verb is VetoVerb.GO and any(state.name == veto.subject for at in wanted for state in at.states):
            yield f"the explorer does not follow the rule that keeps patients out of `{veto.subject}` yet", veto.origin
    for region in machine.regions:
        for effect in _effects(region):
            yield from _reaching(effect, names)
    used = {item.subject for region in wanted for state in region.states for item in state.obligations}
    for drug in machine.drugs:
        if drug.id in used:
            yield from _limits(drug)


def _in_state(machine: Machine, state: State) -> Iterator[Reason]:
    for edge in state.transitions:
        yield from _in_edge(edge, len(state.groups))
    for cycle in state.cycles:
        yield "the explorer does not follow cycles with days of their own yet", cycle.origin
    for effect in (*state.on_entry, *state.on_exit):
        if isinstance(effect, Go | StopAll):
            yield f"the explorer does not follow what is done on entering `{state.name}` yet", effect.origin
    for item in state.obligations:
        yield from _in_obligation(machine, item)


def _in_edge(edge: Transition, depth: int) -> Iterator[Reason]:
    if edge.back:
        yield "the explorer does not follow a way back to the phase before yet", edge.origin
    if edge.as_new:
        yield "the explorer does not follow a patient who begins as new yet", edge.origin
    if edge.event is TransitionEvent.TIMEOUT and 0 < edge.scope <= depth:
        yield "the explorer does not follow a time limit of a group of phases yet", edge.origin
    if edge.event is TransitionEvent.CYCLE_LIMIT:
        yield "the explorer does not follow cycles with days of their own yet", edge.origin


def _in_obligation(machine: Machine, item: Obligation) -> Iterator[Reason]:
    match item.kind:
        case ActionKind.DECIDE:
            yield from _decided(item)
        case ActionKind.INFUSE:
            yield f"the explorer does not follow the infusion of `{item.subject}` without a break yet", item.origin
        case ActionKind.GIVE | ActionKind.MEASURE:
            pass
        case _:
            assert_never(item.kind)
    if item.cycle is not None:
        yield "the explorer does not follow cycles with days of their own yet", item.origin
    if item.following is not None:
        yield f"the explorer does not follow what waits for `{item.following}` yet", item.origin
    if item.spacing is not None:
        yield "the explorer does not follow the least time between two doses yet", item.origin
    if item.course:
        yield "the explorer does not follow a dose that is tapered yet", item.origin
    yield from _timed(machine, item)


def _decided(item: Obligation) -> Iterator[Reason]:
    rows = () if item.decision is None else item.decision.rows
    words = {word for row in rows for effect in row.effects for word in _words(effect)}
    what = f"that {' or '.join(sorted(words))} " if words else ""
    yield f"the explorer does not follow decisions {what}yet", item.origin


def _words(effect: Effect) -> Iterator[str]:
    match effect:
        case Go() | StopAll():
            yield "leave a phase"
        case Adjust() | Restore() | Assign():
            yield "change a level"
        case HoldTrack() | ResumeTrack():
            yield "hold a track"
        case GiveNow():
            yield "give a dose"
        case MeasureNow():
            yield "ask for a measurement"
        case Tell():
            return
        case _:
            assert_never(effect)


def _timed(machine: Machine, item: Obligation) -> Iterator[Reason]:
    parameters = {parameter.id for parameter in machine.parameters}
    match item.timing:
        case Every(str(name)) if name not in parameters:
            yield f"the explorer does not follow an interval that `{name}` says yet", item.origin
        case OnDays(counted_from=Origin.CYCLE):
            yield "the explorer does not follow cycles with days of their own yet", item.origin
        case OnMonths():
            yield "the explorer does not follow a list of months yet", item.origin
        case Growing():
            yield "the explorer does not follow intervals that grow yet", item.origin
        case Alongside(subject):
            yield f"the explorer does not follow what is done together with `{subject}` yet", item.origin
        case AtEach(subject):
            yield f"the explorer does not follow what is done at each `{subject}` yet", item.origin
        case OnDays() | Every() | None:
            pass
        case _:
            assert_never(item.timing)


def _limits(drug: Drug) -> Iterator[Reason]:
    for limit in drug.limits:
        match limit.consequence:
            case Consequence.SKIP | Consequence.ALERT:
                yield f"the explorer does not follow the limit of `{drug.id}` yet", limit.origin
            case Consequence.REVIEW | Consequence.STOP:
                pass
            case _:
                assert_never(limit.consequence)


def _effects(region: Region) -> Iterator[Effect]:
    for state in region.states:
        yield from (*state.on_entry, *state.on_exit)
        for item in state.obligations:
            if item.decision is not None:
                for row in item.decision.rows:
                    yield from row.effects


def _reaching(effect: Effect, names: frozenset[str]) -> Iterator[Reason]:
    """What an effect does to these tracks, wherever it stands."""
    match effect:
        case HoldTrack(track) | ResumeTrack(track):
            if track in names:
                yield f"the explorer does not follow the rule that holds `{track}` yet", effect.origin
        case GiveNow(drug):
            yield f"the explorer does not follow a dose of `{drug}` that a rule asks for yet", effect.origin
        case Go(_, as_new):
            if as_new:
                yield "the explorer does not follow a patient who begins as new yet", effect.origin
        case StopAll() | Adjust() | Restore() | Assign() | MeasureNow() | Tell():
            return
        case _:
            assert_never(effect)


def _hindrances(machine: Machine) -> Iterator[Reason]:
    yield from _reasons(machine, None)  # of tracks that are not explored: they can stop everything
    for item in machine.eligibility:
        yield "the explorer does not follow who may be treated yet", item.origin
    for veto in machine.vetoes:
        if veto.verb is VetoVerb.GIVE:
            yield f"the explorer does not follow the rule that blocks `{veto.subject}` yet", veto.origin
    for drug in machine.drugs:
        for limit in drug.limits:
            yield f"the explorer does not follow the limit of `{drug.id}` yet", limit.origin
    for table in machine.tables:
        # a result that it needs may be missing, so no table has a dose for everybody
        yield f"the explorer does not follow whom `{table.id}` gives no dose yet", table.origin
