"""By which rule the patients of a phase land where. In: two machines and what authors wrote. Out: a Destination each.

A map that somebody wrote goes first; then the phase of the same name in the same track; then what a variant says it has
renamed or moved; then the phase of the same name in another track. A phase that treats with other drugs is not the same
phase, whatever its name: that needs a map.
"""

from collections.abc import Mapping
from enum import Enum

import attrs

from protolang.execution.landing import Arrival, Landing
from protolang.machine.statechart import Machine, Region, State, StateKind
from protolang.model.action import ActionKind

END, STOP = "end", "stop"


class Rule(Enum):
    """Why patients land there; the value is the reason in words."""

    MAP = "the map says so"
    SAME = "the same phase"
    RENAMED = "renamed"
    MOVED = "moved to another track"


@attrs.frozen(eq=False)
class Destination:
    """Where the patients of a phase land; `landing` None is nowhere, and `why` then says what is missing."""

    track: str
    phase: str
    landing: Landing | None
    rule: Rule | None
    why: str


class MapError(ValueError):
    """An entry of a map that names what one of the protocols does not have; the message says which."""


def destinations(
    old: Machine, new: Machine, written: Mapping[str, str], renamed: Mapping[str, str]
) -> tuple[Destination, ...]:
    """One for each phase of `old`, in its order.

    `written` maps a phase or a group of phases of `old`, `track.phase` or `phase`, to one of `new`, or to `end` or
    `stop`: its patients begin there on the day after. `renamed` says which phase of `new` is the same phase under
    another name. Raises `MapError`.
    """
    mapped = {place: _landing(new, target, name) for name, target in written.items() for place in _places(old, name)}
    again = {
        (region.name, state.name): renamed[state.name]
        for region in old.regions
        for state in region.states
        if state.name in renamed
    }
    found = []
    for region in old.regions:
        for state in region.states:
            place = (region.name, state.name)
            if place in mapped:
                found.append(Destination(*place, mapped[place], Rule.MAP, Rule.MAP.value))
            else:
                found.append(_by_rule(new, region, state, again.get(place)))
    return tuple(found)


def _by_rule(new: Machine, region: Region, state: State, renamed: str | None) -> Destination:
    place = (region.name, state.name)
    candidates = [(at, item) for at in new.regions for item in at.states if item.name == state.name]
    own = [(at, item) for at, item in candidates if at.name == region.name]
    rule = Rule.SAME if own else Rule.MOVED
    chosen = own or candidates
    if renamed is not None:
        rule = Rule.RENAMED
        chosen = [(at, item) for at in new.regions for item in at.states if _is(renamed, at, item)]
    if not chosen:
        track = "" if any(at.name == region.name for at in new.regions) else f", nor a track `{region.name}`"
        return Destination(*place, None, None, f"there is no phase `{state.name}`{track}")
    if len(chosen) > 1:
        return Destination(*place, None, None, f"several phases are called `{state.name}`")
    at, item = chosen[0]
    other = _other_treatment(state, item)
    if other is not None:
        return Destination(*place, None, None, other)
    return Destination(*place, Landing(Arrival.VISIT, at.name, item.name), rule, rule.value)


def treats(state: State) -> tuple[str, ...]:
    """The drugs that a phase gives, in its order."""
    doses = (ActionKind.GIVE, ActionKind.INFUSE)
    return tuple(dict.fromkeys(item.subject for item in state.obligations if item.kind in doses))


def _other_treatment(state: State, other: State) -> str | None:
    """Why a phase is not the same one, in words."""
    if (state.kind is StateKind.STOP) is not (other.kind is StateKind.STOP):
        return f"`{other.name}` {'stops everything' if other.kind is StateKind.STOP else 'is no stop any more'} there"
    before, now = treats(state), treats(other)
    if before and now and not set(before) & set(now):
        return f"`{other.name}` gives {_listed(now)} there, not {_listed(before)}"
    return None


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)


# ---- what a map names ------------------------------------------------------------------------------------------


def _is(name: str, region: Region, state: State) -> bool:
    *above, last = name.split(".")
    inside = (region.name, *state.groups)
    return state.name == last and all(part in inside for part in above)


def _places(old: Machine, name: str) -> list[tuple[str, str]]:
    """The phases that a name means: itself, or all phases of a group."""
    found = [(region.name, state.name) for region in old.regions for state in region.states if _is(name, region, state)]
    *above, last = name.split(".")
    if not found:
        found = [
            (region.name, state.name)
            for region in old.regions
            for state in region.states
            if last in state.groups and all(part in (region.name, *state.groups) for part in above)
        ]
    if not found:
        raise MapError(f"`{name}` is no phase of the protocol that patients come from")
    return found


def _landing(new: Machine, target: str, name: str) -> Landing:
    if target in (END, STOP):
        return Landing(Arrival.END if target == END else Arrival.STOP)
    found = [(region, state) for region in new.regions for state in region.states if _is(target, region, state)]
    if not found:
        # a group is entered by its first phase
        last = target.rpartition(".")[2]
        found = [(region, state) for region in new.regions for state in region.states if last in state.groups][:1]
    if len(found) != 1:
        what = "is no phase" if not found else "names several phases"
        raise MapError(f"`{target}`, where `{name}` is to go, {what} of the protocol that patients go to")
    region, state = found[0]
    return Landing(Arrival.ENTRY, region.name, state.name)
