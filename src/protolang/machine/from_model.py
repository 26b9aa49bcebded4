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
from protolang.model.action import Action
from protolang.model.course import AfterExit, Phase, StopRule, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
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
        source_sha256=protocol.source.sha256,
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
    )


def bind(machine: Machine, protocol: Protocol) -> Machine:
    """The same machine with the parameter values of `protocol`, which differs from its own only in those."""
    return attrs.evolve(machine, parameters=protocol.parameters)


def _stops(protocol: Protocol) -> tuple[Stop, ...]:
    wide = [_stop(rule, None, None) for rule in protocol.stops]
    local = [
        _stop(rule, track.id, phase.id) for track in protocol.tracks for phase in track.phases for rule in phase.stops
    ]
    return tuple(rule for rule in wide + local if rule is not None)


def _stop(rule: StopRule, track: str | None, phase: str | None) -> Stop | None:
    # a stop without a condition is a state of its own kind, not a rule
    return None if rule.when is None else Stop(rule.when, track, phase, rule.evidence, rule.origin)


def _region(track: Track, policy: Policy) -> Region:
    states = tuple(_state(phase, policy) for phase in track.phases)
    return Region(track.id, track.title, track.start, states, track.origin)


def _state(phase: Phase, policy: Policy) -> State:
    entry_stop = next((rule for rule in phase.stops if rule.when is None), None)
    return State(
        name=phase.id,
        title=phase.title,
        kind=StateKind.ACTIVE if entry_stop is None else StateKind.STOP,
        obligations=tuple(_obligation(index, action, policy) for index, action in enumerate(phase.actions)),
        transitions=tuple(_transitions(phase)),
        evidence=Evidence() if entry_stop is None else entry_stop.evidence,
        origin=phase.origin,
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
    )


def _strictest(origin: Span) -> Missed:
    return Missed(MissedAction.POSTPONE, 0, Consequence.REVIEW, Evidence(), origin)


def _transitions(phase: Phase) -> list[Transition]:
    found = []
    for leaving in phase.exits:
        match leaving:
            case WhenExit(when, target, evidence):
                edge = _exit(phase, target, TransitionEvent.CONDITION, evidence, leaving.origin, guard=when)
                found.append(attrs.evolve(edge, rank=0 if leaving.first else 1))
            case AfterExit(delay, when, target, evidence):
                edge = _exit(phase, target, TransitionEvent.TIMEOUT, evidence, leaving.origin, guard=when)
                found.append(attrs.evolve(edge, delay=delay))
            case _:
                assert_never(leaving)
    for index, action in enumerate(phase.actions):
        if action.until is not None and action.until.otherwise is not None:
            target, origin = action.until.otherwise, action.until.origin
            edge = _exit(phase, target, TransitionEvent.LIMIT, action.evidence, origin)
            found.append(attrs.evolve(edge, obligation=index))
    if phase.successor is not None:
        onward = phase.successor
        edge = _exit(phase, onward.target, TransitionEvent.COMPLETION, onward.evidence, onward.origin)
        found.append(attrs.evolve(edge, precedence=TransitionClass.ROUTINE))
    return found


def _exit(
    phase: Phase,
    target: str | None,
    event: TransitionEvent,
    evidence: Evidence,
    origin: Span,
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
    )
