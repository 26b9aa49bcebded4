"""Conditions of claims, compiled: they look at a day when it is over, so its phases and doses are known to them.

A phase is the current one of a day when it was so after the moves of the morning. A track has ended on the evening on
which its last obligation was met.
"""

from collections.abc import Iterator
from typing import assert_never

from protolang.machine.statechart import Machine
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Monotone,
    Not,
    Occurred,
    Once,
    Several,
)
from protolang.verify.cells import NotExactError
from protolang.verify.guards import Guard, Guards
from protolang.verify.reading import fact, inside, reads_events, tracks_of
from protolang.verify.truth import FAILS, HOLDS, at_least, conjunction, negation


class Condition:
    """One condition of a claim: its truth on a day, and what it needs to be looked at for."""

    def __init__(self, machine: Machine, guards: Guards, expression: Expression) -> None:
        self.expression = expression
        self.truth = _compiled(machine, guards, expression)
        leaves = [guards.compile(item) for item in results_read(machine, expression)]
        # both truths of each: a claim may turn on a comparison that fails as on one that holds
        self.leaves: tuple[Guard, ...] = tuple(turned for leaf in leaves for turned in (leaf, negation(leaf)))
        self.labs = frozenset[int]().union(*(guards.reads(item) for item in results_read(machine, expression)))
        self.events = reads_events(machine, expression)


def results_read(machine: Machine, expression: Expression) -> tuple[Compare | Is, ...]:
    """The comparisons with results in a condition, through the triggers it names.

    Raises `NotExactError` for a part that the results of one day do not decide.
    """
    return tuple(_results_read(machine, expression))


def _results_read(machine: Machine, expression: Expression) -> Iterator[Compare | Is]:
    for item in inside(machine, expression):
        match item:
            case Compare() | Is():
                yield item
            case Lasting(trigger):
                raise NotExactError(f"how long `{trigger}` has lasted is not followed yet")
            case Consecutive() | Monotone():
                raise NotExactError(f"earlier results of `{item.lab}` are not remembered yet")
            case All() | Any() | Not() | Several() | Fact() | Once() | Occurred() | Ended() | InPhase() | GivenToday():
                pass
            case _:
                assert_never(item)


def tracks_read(machine: Machine, expression: Expression) -> frozenset[str]:
    """The tracks whose phases, doses or end a condition looks at."""
    found = set(tracks_of(machine, expression))
    for item in inside(machine, expression):
        match item:
            case InPhase(phase):
                found |= {at.name for at in machine.regions if any(state.name == phase for state in at.states)}
            case GivenToday(drug):
                found |= giving(machine, drug)
            case _:
                pass
    return frozenset(found)


def giving(machine: Machine, subject: str) -> frozenset[str]:
    """The tracks that give or measure a subject."""
    return frozenset(
        region.name
        for region in machine.regions
        if any(item.subject == subject for state in region.states for item in state.obligations)
    )


def _compiled(machine: Machine, guards: Guards, expression: Expression) -> Guard:
    match expression:
        case Compare() | Is() | Occurred():
            return guards.compile(expression)
        case Ended(track):
            ended = 1 << guards.regions.index(track)
            return lambda env: HOLDS if env.ended & ended else FAILS
        case All(operands):
            return conjunction([_compiled(machine, guards, item) for item in operands])
        case Any(operands):
            return negation(conjunction([negation(_compiled(machine, guards, item)) for item in operands]))
        case Several(count, operands):
            return at_least(count, [_compiled(machine, guards, item) for item in operands])
        case Not(operand):
            return negation(_compiled(machine, guards, operand))
        case Fact(trigger):
            return _compiled(machine, guards, fact(machine, trigger).when)
        case Once(trigger):
            guards.compile(expression)  # so that the explorer remembers it
            earlier, today = 1 << guards.facts.index(trigger), _compiled(machine, guards, fact(machine, trigger).when)
            return lambda env: HOLDS if env.once & earlier else today(env)
        case InPhase(phase):
            if phase not in guards.states:
                raise NotExactError(f"no track has a phase `{phase}` of its own")
            there = 1 << guards.states.index(phase)
            return lambda env: HOLDS if env.phases & there else FAILS
        case GivenToday(drug):
            given = 1 << guards.subjects.index(drug)
            return lambda env: HOLDS if env.given & given else FAILS
        case Lasting() | Consecutive() | Monotone():
            raise NotExactError("a claim that the results of one day do not decide")
        case _:
            assert_never(expression)
