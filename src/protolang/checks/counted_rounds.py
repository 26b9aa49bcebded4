"""Circles of phases that end by themselves: each round needs an event, and is allowed only so often."""

from collections.abc import Iterator, Sequence

from protolang.checks.leaving import decisions, onward, ways
from protolang.machine.statechart import Machine, Region, State
from protolang.model.action import AtEach
from protolang.model.expression import All, Compare, Expression, Fact, Occurred, Operator
from protolang.model.term import Constant, Count, CountKind
from protolang.source import Span
from protolang.verify.reading import fact


def counts(machine: Machine, region: Region, circle: Sequence[State]) -> bool:
    """Whether no round of the circle is without a way that asks for an event and for how often it was so far.

    `when relapse and count(relapse) < 3 go …`: the count of a whole course grows by each such day.
    """
    names = {state.name for state in circle}
    left = {state.name: _uncounted(machine, region, state) & names for state in circle}
    while left:
        last = [name for name, targets in left.items() if not targets & left.keys()]
        if not last:
            return False
        for name in last:
            del left[name]
    return True


def _uncounted(machine: Machine, region: Region, state: State) -> set[str]:
    """The phases that a way leads to which nothing counts."""
    counted = {origin for origin, conditions in _guarded(machine, state) if _is_counted(conditions)}
    found = ways(machine, region, state)
    targets = {way.target for way in found if way.target is not None and way.origin not in counted}
    if any(way.back and way.origin not in counted for way in found):
        # a way back may lead to each phase that leads here
        targets |= set(onward(machine, region, state))
    return targets


def _guarded(machine: Machine, state: State) -> Iterator[tuple[Span, list[Expression]]]:
    for edge in state.transitions:
        if edge.guard is not None:
            yield edge.origin, [*_and(machine, edge.guard)]
    for decision in decisions(state):
        match decision.timing:
            case AtEach(subject, origin):
                occasion: list[Expression] = [Occurred(subject, origin)]
            case _:
                occasion = []
        for row in decision.rows:
            if row.when is not None:
                for effect in row.effects:
                    yield effect.origin, [*occasion, *_and(machine, row.when)]


def _is_counted(conditions: list[Expression]) -> bool:
    needed = {item.event for item in conditions if isinstance(item, Occurred)}
    return any(_limited(item) in needed for item in conditions)


def _limited(condition: Expression) -> str | None:
    """The event whose count over the whole course is limited."""
    match condition:
        case Compare(Count(CountKind.EVENTS, event, None, None, None), operator, Constant()) if operator in (
            Operator.BELOW,
            Operator.AT_MOST,
        ):
            return event
        case _:
            return None


def _and(machine: Machine, condition: Expression) -> Iterator[Expression]:
    match condition:
        case All(operands):
            for item in operands:
                yield from _and(machine, item)
        case Fact(trigger):
            yield from _and(machine, fact(machine, trigger).when)
        case _:
            yield condition
