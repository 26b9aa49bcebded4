"""How a phase can be left: by its own ways, and by those of the phases and the track it stands in (R9)."""

from collections.abc import Iterator

from protolang.model.course import AfterExit, Phase, StopRule, Successor, Track, WhenExit
from protolang.model.protocol import Protocol
from protolang.model.rule import Go


def exits_of(phase: Phase, track: Track) -> tuple[WhenExit | AfterExit, ...]:
    """Every exit that holds in the phase: of the track, of the groups around it from outside in, and its own."""
    return (*track.exits, *(way for group in phase.groups for way in group.exits), *phase.exits)


def stops_of(phase: Phase, track: Track) -> tuple[StopRule, ...]:
    """Every stop rule that holds in the phase, in the order of `exits_of`."""
    return (*track.stops, *(stop for group in phase.groups for stop in group.stops), *phase.stops)


def successor_of(phase: Phase) -> Successor | None:
    """What follows when the phase is complete: its own successor, else that of the nearest group that has one."""
    if phase.successor is not None:
        return phase.successor
    return next((group.successor for group in reversed(phase.groups) if group.successor is not None), None)


def targets(phase: Phase, track: Track, protocol: Protocol) -> tuple[str, ...]:
    """Where the track can go from `phase`, in this order: exits, limits, decisions, holds, then the successor.

    The end of the track is not named, nor is `back`.
    """
    return tuple(dict.fromkeys(name for name in _targets(phase, track, protocol) if name is not None))


def _targets(phase: Phase, track: Track, protocol: Protocol) -> Iterator[str | None]:
    yield from (way.target for way in exits_of(phase, track))
    yield from (action.until.otherwise for action in phase.actions if action.until is not None)
    for cycle in phase.cycles:
        yield cycle.otherwise
        yield None if cycle.delay is None else cycle.delay.target
    for decision in phase.decisions:
        for row in decision.rows:
            for effect in row.effects:
                match effect:
                    case Go(target=target):
                        yield target
                    case _:
                        pass
    yield from (hold.target for hold in protocol.holds if hold.track == track.id and hold.phase in (None, phase.id))
    following = successor_of(phase)
    yield None if following is None else following.target
