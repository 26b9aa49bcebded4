"""Circles of phases that end by themselves: each round takes a level one step nearer to where the rounds end."""

from collections.abc import Iterator, Sequence

from protolang.checks.leaving import rows, ways
from protolang.machine.statechart import Machine, Region, State
from protolang.model.expression import All, Compare, Expression, Operator
from protolang.model.rule import Adjust, Assign, Effect, Go, Restore, Row, StopAll, VetoVerb
from protolang.model.table import Level
from protolang.model.term import Constant, LevelValue


def climbs(machine: Machine, region: Region, circle: Sequence[State]) -> bool:
    """Whether every round takes a row that moves one level a step, up while it is below a step or down while above.

    No other row, no veto and no other track may touch that level while the rounds last. False when it cannot be told.
    """
    return any(
        _climbs(machine, region, circle, level, up=up)
        for level in machine.levels
        if _is_ladder(level)
        for up in (True, False)
    )


def _is_ladder(level: Level) -> bool:
    # a range or a rounding could keep it from its last step
    return bool(level.steps) and level.low is None and level.high is None and level.rounded_to is None


def _climbs(machine: Machine, region: Region, circle: Sequence[State], level: Level, *, up: bool) -> bool:
    names = {state.name for state in circle}
    steps = {
        effect.origin
        for state in circle
        for row in rows(state)
        if _is_step(row, level, up=up)
        for effect in row.effects
    }
    elsewhere = (effect for other in machine.regions if other is not region for effect in _all(other.states))
    stays = (effect for effect in _staying(circle, names) if effect.origin not in steps)
    if not steps or any(_changes(effect, level.id) for effect in (*stays, *elsewhere)):
        return False
    if any(veto.subject == level.id for veto in machine.vetoes if veto.verb in (VetoVerb.RAISE, VetoVerb.LOWER)):
        return False
    found = {state.name: ways(machine, region, state) for state in circle}
    # a way back could lead anywhere in the circle
    return not any(way.back for some in found.values() for way in some) and _ends(
        {
            name: {way.target for way in some if way.target in names and way.origin not in steps}
            for name, some in found.items()
        }
    )


def _is_step(row: Row, level: Level, *, up: bool) -> bool:
    changed = [effect for effect in row.effects if _changes(effect, level.id)]
    match changed:
        case [Adjust(up=raised, amount=None)] if row.when is not None:
            return raised is up and any(_limits(item, level, up=up) for item in _and(row.when))
        case _:
            return False


def _limits(condition: Expression, level: Level, *, up: bool) -> bool:
    # at the last step a level stays where it is, so a limit beyond it would never be reached
    match condition:
        case Compare(LevelValue(name), Operator.BELOW, Constant(limit)) if up and name == level.id:
            return limit.base <= max(step.base for step in level.steps)
        case Compare(LevelValue(name), Operator.ABOVE, Constant(limit)) if not up and name == level.id:
            return limit.base >= min(step.base for step in level.steps)
        case _:
            return False


def _and(condition: Expression) -> Iterator[Expression]:
    match condition:
        case All(operands):
            for item in operands:
                yield from _and(item)
        case _:
            yield condition


def _staying(circle: Sequence[State], names: set[str]) -> Iterator[Effect]:
    for state in circle:
        yield from (*state.on_entry, *state.on_exit)
        for row in rows(state):
            if not any(_leaves(effect, names) for effect in row.effects):
                yield from row.effects


def _leaves(effect: Effect, names: set[str]) -> bool:
    match effect:
        case Go(target):
            return target is not None and target not in names
        case StopAll():
            return True
        case _:
            return False


def _all(states: Sequence[State]) -> Iterator[Effect]:
    for state in states:
        yield from (*state.on_entry, *state.on_exit, *(effect for row in rows(state) for effect in row.effects))


def _changes(effect: Effect, level: str) -> bool:
    match effect:
        case Adjust(level=name) | Restore(level=name) | Assign(level=name):
            return name == level
        case Go(as_new=as_new):
            return as_new
        case _:
            return False


def _ends(left: dict[str, set[str]]) -> bool:
    """Whether no phase leads back to itself by the ways that are left."""
    waiting = dict(left)
    while waiting:
        last = [name for name, targets in waiting.items() if not targets & waiting.keys()]
        if not last:
            return False
        for name in last:
            del waiting[name]
    return True
