"""Protocol to Machine: phases become states, exits become transitions, actions become obligations."""

from typing import assert_never

import attrs

from protolang.machine.statechart import (
    Machine,
    Obligation,
    Region,
    State,
    StateKind,
    Stop,
    Transition,
    TransitionClass,
    TransitionEvent,
)
from protolang.model.action import Action, ActionKind
from protolang.model.course import AfterExit, Phase, StopRule, Successor, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import Decision
from protolang.model.treatment import Anchor, Consequence, Missed, MissedAction, Policy
from protolang.source import Span


def lower(protocol: Protocol) -> Machine:
    """The Machine of a protocol without errors.

    Where a mandatory clause is missing (reported as PL109), the strictest reading stands in: a late dose goes to
    review, the next one counts from the last given.
    """
    return Machine(
        name=protocol.id,
        title=protocol.title,
        version=protocol.version,
        source_sha256=protocol.sha256,
        labs=protocol.labs,
        attributes=protocol.attributes,
        events=protocol.events,
        parameters=protocol.parameters,
        facts=protocol.triggers,
        drugs=protocol.drugs,
        regions=tuple(_region(track, protocol.policy) for track in protocol.tracks),
        stops=_stops(protocol),
        hold=protocol.policy.hold,
        rounding=protocol.policy.rounding,
        origin=protocol.origin,
        levels=protocol.levels,
        tables=protocol.tables,
        eligibility=protocol.eligibility,
        holds=protocol.holds,
        alerts=protocol.alerts,
        vetoes=protocol.vetoes,
        resolution=protocol.conventions.resolution,
        missing=protocol.policy.missing,
    )


def bind(machine: Machine, protocol: Protocol) -> Machine:
    """The same machine with the parameter values of `protocol`, which differs from its own only in those."""
    return attrs.evolve(machine, parameters=protocol.parameters)


def _stops(protocol: Protocol) -> tuple[Stop, ...]:
    found = [_stop(rule, None, None) for rule in protocol.stops]
    for track in protocol.tracks:
        found += [_stop(rule, track.id, None) for rule in track.stops]
        for phase in track.phases:
            inherited = [rule for group in phase.groups for rule in group.stops]
            found += [_stop(rule, track.id, phase.id) for rule in (*inherited, *phase.stops)]
    return tuple(rule for rule in found if rule is not None)


def _stop(rule: StopRule, track: str | None, phase: str | None) -> Stop | None:
    # a stop without a condition is a state of its own kind, not a rule
    return None if rule.when is None else Stop(rule.when, track, phase, rule.evidence, rule.origin)


def _region(track: Track, policy: Policy) -> Region:
    states = tuple(_state(phase, track, policy) for phase in track.phases)
    return Region(track.id, track.title, track.start, states, track.origin, track.on_stop)


def _state(phase: Phase, track: Track, policy: Policy) -> State:
    entry_stop = next((rule for rule in phase.stops if rule.when is None), None)
    done = [_obligation(index, action, policy) for index, action in enumerate(phase.actions)]
    decided = [
        _deciding(len(done) + number, number + 1, phase, decision, policy)
        for number, decision in enumerate(phase.decisions)
    ]
    return State(
        name=phase.id,
        title=phase.title,
        kind=StateKind.ACTIVE if entry_stop is None else StateKind.STOP,
        obligations=(*done, *decided),
        transitions=tuple(_transitions(phase, track)),
        evidence=Evidence() if entry_stop is None else entry_stop.evidence,
        origin=phase.origin,
        cycles=phase.cycles,
        on_entry=phase.on_entry,
        on_exit=phase.on_exit,
        groups=tuple(group.id for group in phase.groups),
    )


def _obligation(index: int, action: Action, policy: Policy) -> Obligation:
    return Obligation(
        index=index,
        kind=action.kind,
        subject=action.subject,
        timing=action.timing,
        window=action.window,
        until=action.until,
        dose=action.dose,
        missed=action.missed or policy.missed or _strictest(action.origin),
        anchor=action.anchor or policy.anchor or Anchor.LAST_GIVEN,
        evidence=action.evidence,
        origin=action.origin,
        following=action.following,
        spacing=action.spacing,
        course=action.course,
        cycle=action.cycle,
    )


def _deciding(index: int, number: int, phase: Phase, decision: Decision, policy: Policy) -> Obligation:
    return Obligation(
        index=index,
        kind=ActionKind.DECIDE,
        subject=f"decision {number} of {phase.id}",
        timing=decision.timing,
        window=decision.window,
        until=None,
        dose=None,
        missed=decision.missed or policy.missed or _strictest(decision.origin),
        anchor=policy.anchor or Anchor.LAST_GIVEN,
        evidence=decision.evidence,
        origin=decision.origin,
        cycle=decision.cycle,
        decision=decision,
    )


def _strictest(origin: Span) -> Missed:
    return Missed(MissedAction.POSTPONE, 0, Consequence.REVIEW, Evidence(), origin)


def _transitions(phase: Phase, track: Track) -> list[Transition]:
    """The ways out of a phase, those of the track and of the phases it stands in first (R9)."""
    outer = [track.exits, *(group.exits for group in phase.groups)]
    innermost = len(outer)
    found = []
    for scope, exits in enumerate(outer):
        # a rule of a whole track or group leads into one of its phases, and says nothing for who is there already
        found += [_leaving(phase, one, scope) for one in exits if one.target != phase.id]
    found += [_leaving(phase, one, innermost) for one in phase.exits]
    for index, action in enumerate(phase.actions):
        if action.until is not None and action.until.otherwise is not None:
            target, origin = action.until.otherwise, action.until.origin
            edge = _exit(phase, target, TransitionEvent.LIMIT, action.evidence, origin, innermost)
            found.append(attrs.evolve(edge, obligation=index))
    for index, cycle in enumerate(phase.cycles):
        if cycle.otherwise is not None:
            edge = _exit(phase, cycle.otherwise, TransitionEvent.CYCLE_LIMIT, cycle.evidence, cycle.origin, innermost)
            found.append(attrs.evolve(edge, obligation=index))
    onward = _onward(phase)
    if onward is not None:
        scope, successor = onward
        edge = _exit(phase, successor.target, TransitionEvent.COMPLETION, successor.evidence, successor.origin, scope)
        found.append(attrs.evolve(edge, precedence=TransitionClass.ROUTINE, back=successor.back))
    return found


def _onward(phase: Phase) -> tuple[int, Successor] | None:
    """What follows a complete phase, and the scope that says so: itself, else the innermost group around it."""
    scopes = [group.successor for group in phase.groups] + [phase.successor]
    said = [(scope, successor) for scope, successor in enumerate(scopes, 1) if successor is not None]
    return said[-1] if said else None


def _leaving(phase: Phase, leaving: WhenExit | AfterExit, scope: int) -> Transition:
    match leaving:
        case WhenExit(when, target, evidence):
            edge = _exit(phase, target, TransitionEvent.CONDITION, evidence, leaving.origin, scope, guard=when)
            edge = attrs.evolve(edge, rank=0 if leaving.first else 1)
        case AfterExit(delay, when, target, evidence):
            edge = _exit(phase, target, TransitionEvent.TIMEOUT, evidence, leaving.origin, scope, guard=when)
            edge = attrs.evolve(edge, delay=delay)
        case _:
            assert_never(leaving)
    return attrs.evolve(edge, back=target is None, as_new=leaving.as_new)


def _exit(
    phase: Phase,
    target: str | None,
    event: TransitionEvent,
    evidence: Evidence,
    origin: Span,
    scope: int,
    *,
    guard: Expression | None = None,
) -> Transition:
    return Transition(
        source=phase.id,
        target=target,
        event=event,
        guard=guard,
        delay=None,
        obligation=None,
        precedence=TransitionClass.EXIT,
        rank=1,
        evidence=evidence,
        origin=origin,
        scope=scope,
    )
