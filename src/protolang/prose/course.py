"""How a patient moves through a protocol: exits, what follows, stops, and what must never end a track."""

from collections.abc import Iterator
from typing import assert_never

from protolang.model.action import Action, Alongside, AtEach, Every, Growing, OnDays, OnMonths, Until
from protolang.model.course import AfterExit, Phase, StopRule, Successor, WhenExit
from protolang.model.expression import NeverExit
from protolang.model.protocol import Protocol
from protolang.prose.condition import Wording, condition_text
from protolang.prose.naming import in_sentence, phase_title, target_text, title_of
from protolang.prose.number import count_text
from protolang.prose.timing import delay_text, planned_times
from protolang.prose.treatment import limit_reached_text, limit_text, occasion_noun
from protolang.schedule.ways import successor_of

_END = "the end of the track"


def exit_condition(way: WhenExit | AfterExit, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """What opens an exit: `once depleted`; `after 12 weeks, if not once depleted`.

    Where one exit of a phase comes before the others, each says its turn: `first: …`, `otherwise: …`.
    """
    turn = _turn(way, protocol)
    return f"{turn}: {_opening(way, protocol, wording)}" if turn else _opening(way, protocol, wording)


def exit_text(way: WhenExit | AfterExit, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """A whole exit: `If B cells depleted …: go to “Maintenance”.`, `Otherwise, after 12 weeks: go to “X”.`"""
    turn = _turn(way, protocol)
    start = _opening(way, protocol, wording)
    match way:
        case WhenExit():
            start = f"if {start}"
        case AfterExit():
            pass
    start = f"{turn}, {start}" if turn else start
    return f"{start[0].upper()}{start[1:]}: {go_text(way.target, protocol, as_new=way.as_new)}."


def _opening(way: WhenExit | AfterExit, protocol: Protocol, wording: Wording) -> str:
    match way:
        case WhenExit(when=when):
            return condition_text(when, protocol, wording)
        case AfterExit(delay=delay, when=when):
            guard = "" if when is None else f", if {condition_text(when, protocol, wording)}"
            return f"after {delay_text(delay, protocol)}{guard}"
    assert_never(way)


def _turn(way: WhenExit | AfterExit, protocol: Protocol) -> str:
    """Which exit wins when two are open on one day (R8); nothing where none of its own place is put first.

    Those of a group or a track stand apart: they are looked at before all of the phase, its first ones included (R9).
    """
    if _comes_first(way):
        return "first"
    siblings = next((exits for exits in _places(protocol) if way in exits), ())
    return "otherwise" if any(_comes_first(sibling) for sibling in siblings) else ""


def _places(protocol: Protocol) -> Iterator[tuple[WhenExit | AfterExit, ...]]:
    """The exits that are written in one place: a track, a group or a phase."""
    for track in protocol.tracks:
        yield track.exits
        yield from (group.exits for phase in track.phases for group in phase.groups)
        yield from (phase.exits for phase in track.phases)


def _comes_first(way: WhenExit | AfterExit) -> bool:
    match way:
        case WhenExit(first=first):
            return first
        case AfterExit():
            return False
    assert_never(way)


def completion_condition(phase: Phase, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """What completes a phase: `after the last of 8 planned doses`, `after 6 cycles given`, `B cells repopulated`.

    What goes along with something else ends with it, and is not said again.

    A list of days is complete when its days are over, whether or not a dose was missed (R14); a number of times
    counts what was given (R16). The words keep the two apart.
    """
    actions = [action for action in phase.actions if not _goes_along(action)]
    if phase.cycles and not [action for action in actions if action.cycle is None]:
        return _cycles_done(phase, protocol, wording)
    if len(actions) != 1 or phase.decisions:
        return "after all of it" if phase.actions or phase.decisions else "at once"
    (action,) = actions
    noun = occasion_noun(action, protocol)
    if action.until is not None:
        done = condition_text(action.until.condition, protocol, wording)
        # Without a way of its own, the limit completes the phase too; a reader must see that.
        goes_on = action.until.limit is not None and action.until.otherwise is None
        return f"{done}, or {limit_reached_text(action.until, protocol, noun)}" if goes_on else done
    match action.timing:
        case OnDays(days=days) if len(days) > 1:
            return f"after the last of {count_text(len(days), f'planned {noun}')}"
        case OnMonths(months=months) if len(months) > 1:
            return f"after the last of {count_text(len(months), f'planned {noun}')}"
        case Every() | Growing():
            times = planned_times(action.timing)
            if times is None:
                return "never complete by itself"
            return f"after {count_text(times, noun)} {'made' if noun in ('measurement', 'decision') else 'given'}"
        case Alongside() | AtEach():
            return "never complete by itself"
        case OnDays() | OnMonths() | None:
            return f"after the {noun}"
    assert_never(action.timing)


def _goes_along(action: Action) -> bool:
    match action.timing:
        case Alongside():
            return True
        case OnDays() | OnMonths() | Every() | Growing() | AtEach() | None:
            return False
    assert_never(action.timing)


def _cycles_done(phase: Phase, protocol: Protocol, wording: Wording) -> str:
    if len(phase.cycles) > 1:
        return "after all cycles"
    (cycle,) = phase.cycles
    times = planned_times(cycle.timing)
    if cycle.until is not None:
        done = condition_text(cycle.until, protocol, wording)
        limit = limit_text(cycle.limit, protocol, "cycle")
        goes_on = limit is not None and cycle.otherwise is None
        return f"{done}, or limit of {limit} reached first" if goes_on else done
    return "never complete by itself" if times is None else f"after {count_text(times, 'cycle')}"


def successor_target(successor: Successor | None, protocol: Protocol) -> str:
    """Where a completed phase leads: `“Maintenance”`, the phase before, or the end of the track."""
    if successor is None or (successor.target is None and not successor.back):
        return _END
    return target_text(successor.target, protocol)


def go_text(target: str | None, protocol: Protocol, *, as_new: bool = False) -> str:
    """A way as an order: `go to “Maintenance”`, `go back to the phase before`."""
    way = "go back to the phase before" if target is None else f"go to {phase_title(target, protocol)}"
    again = " as new: each level starts again, and what was true once before no longer counts"
    return f"{way}{again}" if as_new else way


def successor_text(phase: Phase, protocol: Protocol, wording: Wording = Wording.NAMED) -> str | None:
    """What follows when the phase is complete, as a sentence; None when it has no successor."""
    successor = successor_of(phase)
    if successor is None:
        return None
    done = completion_condition(phase, protocol, wording)
    return f"{done[0].upper()}{done[1:]}: {_go_to(successor, protocol)}."


def limit_exit_text(action: Action, until: Until, protocol: Protocol) -> str:
    """What follows when the limit of a loop is reached before its condition holds."""
    reached = limit_reached_text(until, protocol, occasion_noun(action, protocol))
    where = phase_title(until.otherwise, protocol) if until.otherwise else "go on as if complete"
    return f"{reached[0].upper()}{reached[1:]}: {f'go to {where}' if until.otherwise else where}."


def stop_text(stop: StopRule, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`Stop the whole protocol at once when clinical remission is reported.`"""
    if stop.when is None:
        return f"The whole protocol stops here for this {protocol.subject}."
    return f"Stop the whole protocol at once when {condition_text(stop.when, protocol, wording)}."


def never_exit_text(rule: NeverExit, protocol: Protocol) -> str:
    """`Clinical remission never ends “Immunoglobulin”, nor any phase of it.`"""
    event = title_of(rule.event, protocol)
    return f"{event} never ends the track “{title_of(rule.track, protocol)}”, nor any phase of it."


def track_text(track: str, protocol: Protocol) -> str:
    """A track inside a sentence: `the track “Immunoglobulin”`."""
    return f"the track “{title_of(track, protocol)}”"


def drug_text(drug: str, protocol: Protocol) -> str:
    """A drug inside a sentence: `intravenous immunoglobulin`."""
    return in_sentence(title_of(drug, protocol))


def _go_to(successor: Successor, protocol: Protocol) -> str:
    if successor.target is None and not successor.back:
        return f"then {_END}"
    return go_text(successor.target, protocol)
