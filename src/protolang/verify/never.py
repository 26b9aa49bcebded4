"""`never exit TRACK on EVENT`: whether the event can make any way out of the track possible."""

from collections.abc import Iterator

from protolang.machine.statechart import Machine, Region, State
from protolang.model.action import AtEach, Timing
from protolang.model.expression import Expression, NeverExit
from protolang.model.protocol import Requirement
from protolang.model.rule import Decision, Effect, Go, HoldTrack, ResumeTrack, Row, StopAll
from protolang.model.term import LevelValue
from protolang.source import Span
from protolang.verify.cells import NotExactError
from protolang.verify.reading import reads_events, terms_in
from protolang.verify.verdict import Result, Verdict


def never_exit(machine: Machine, requirement: Requirement, claim: NeverExit) -> Result:
    """PROVED when no exit, loop end, decision, hold or stop rule in force reads the event, through any fact it names.

    Where one reads it, the verdict is VIOLATED and `reason` names it: the text itself lets the event decide. Raises
    `NotExactError` where one reads a level, which the event may have changed.
    """
    region = next(item for item in machine.regions if item.name == claim.track)
    states = len(region.states)
    for where, origin, events in _ways(machine, region):
        if claim.event in events:
            reason = f"{where} ({origin.place}) depends on `{claim.event}`"
            return Result(requirement, Verdict.VIOLATED, None, None, False, states, (), reason, ("guards",))
    reason = f"no exit of `{claim.track}`, no end of a loop and no stop rule depends on `{claim.event}`"
    return Result(requirement, Verdict.PROVED, None, None, False, states, (), reason, ("guards",))


def readers(machine: Machine, claim: NeverExit) -> tuple[Span, ...]:
    """Where the event decides, each place once."""
    found = _ways(machine, machine.region(claim.track))
    return tuple(dict.fromkeys(origin for _, origin, events in found if claim.event in events))


def _ways(machine: Machine, region: Region) -> Iterator[tuple[str, Span, frozenset[str]]]:
    """Each way out of the track, its place, and the events it depends on."""
    for where, guard, origin in _guards(machine, region):
        if any(isinstance(term, LevelValue) for term in terms_in(machine, guard)):
            raise NotExactError(f"{where} depends on a level, and what changes it is not followed yet")
        yield where, origin, reads_events(machine, guard)
    known = frozenset(item.id for item in machine.events)
    for other in machine.regions:
        for state in other.states:
            for decision in _decisions(state):
                rows = [row for row in decision.rows if _ends(row, region.name, own=other is region)]
                if rows:
                    where = f"a decision in `{state.name}`"
                    yield where, decision.origin, known & _occasion(decision.timing)
                    # a row is the one that holds when the others do not, so each of them has a part in it
                    for row in decision.rows:
                        if row.when is not None:
                            yield where, row.origin, reads_events(machine, row.when)


def _guards(machine: Machine, region: Region) -> Iterator[tuple[str, Expression, Span]]:
    for rule in machine.stops:
        if rule.region in (None, region.name):
            yield "a stop rule", rule.guard, rule.origin
    for item in machine.eligibility:
        yield "who may be treated", item.when, item.origin
    for hold in machine.holds:
        if hold.track == region.name:
            yield "a hold", hold.when, hold.origin
            if hold.until is not None:
                yield "the end of a hold", hold.until, hold.origin
    for state in region.states:
        for edge in state.transitions:
            if edge.guard is not None:
                yield f"an exit of `{state.name}`", edge.guard, edge.origin
        for duty in state.obligations:
            if duty.until is not None:
                yield f"the end of a loop in `{state.name}`", duty.until.condition, duty.until.origin
        for cycle in state.cycles:
            if cycle.until is not None:
                yield f"the end of a loop in `{state.name}`", cycle.until, cycle.origin
            if cycle.delay is not None:
                yield f"a delay in `{state.name}`", cycle.delay.until, cycle.delay.origin


def _decisions(state: State) -> Iterator[Decision]:
    return (item.decision for item in state.obligations if item.decision is not None)


def _occasion(timing: Timing | None) -> frozenset[str]:
    return frozenset({timing.subject}) if isinstance(timing, AtEach) else frozenset()


def _ends(row: Row, track: str, *, own: bool) -> bool:
    return any(_leaves(effect, track, own=own) for effect in row.effects)


def _leaves(effect: Effect, track: str, *, own: bool) -> bool:
    match effect:
        case Go():
            return own
        case StopAll():
            return True
        case HoldTrack(held) | ResumeTrack(held):
            return held == track
        case _:
            return False
