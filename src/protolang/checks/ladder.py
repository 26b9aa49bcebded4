"""Circles of phases that end by themselves: each round takes a level one step nearer to a limit that ends the rounds."""

from collections.abc import Iterator, Sequence

from protolang.checks.leaving import rows, ways
from protolang.machine.statechart import Machine, Region, State
from protolang.model.expression import All, Compare, Expression, Operator
from protolang.model.rule import Adjust, Assign, Effect, Go, Restore, Row, StopAll
from protolang.model.term import LevelValue

_RISING = (Operator.LT, Operator.LE)
_FALLING = (Operator.GT, Operator.GE)


def climbs(machine: Machine, region: Region, circle: Sequence[State]) -> bool:
    """Whether every round takes a row that raises one level while it is below a limit (or lowers it while above).

    No other row, and no other track, may change that level while the rounds last. False when it cannot be told.
    """
    return any(_climbs(machine, region, circle, level.id, up=up) for level in machine.levels for up in (True, False))


def _climbs(machine: Machine, region: Region, circle: Sequence[State], level: str, *, up: bool) -> bool:
    names = {state.name for state in circle}
    steps = {item.origin for state in circle for row in rows(state) if _is_step(row, level, up=up) for item in row.effects}
    if not steps or any(_changes(effect, level) and effect.origin not in steps for effect in _staying(circle, names)):
        return False
    if any(_changes(effect, level) for other in machine.regions if other is not region for effect in _all(other.states)):
        return False
    left = {
        state.name: {
            way.target
            for way in ways(machine, region, state)
            if way.target in names and way.origin not in steps
        }
        for state in circle
    }
    # a way back could lead anywhere in the circle
    return not any(way.back for state in circle for way in ways(machine, region, state)) and _ends(left)


def _is_step(row: Row, level: str, *, up: bool) -> bool:
    changed = [effect for effect in row.effects if _changes(effect, level)]
    match changed:
        case [Adjust(up=raised, reference=None)]:
            return raised is up and row.when is not None and any(_limits(item, level, up=up) for item in _and(row.when))
        case _:
            return False


def _limits(condition: Expression, level: str, *, up: bool) -> bool:
    match condition:
        case Compare(left=LevelValue(name), operator=operator):
            return name == level and operator in (_RISING if up else _FALLING)
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
