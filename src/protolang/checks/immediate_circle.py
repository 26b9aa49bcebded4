"""PL503: phases that lead back to one another without a day, a dose or a result between them.

A patient makes one move a day (R10), so no day is without an end here; but such a patient is moved every day, and each
move begins a phase anew.
"""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import exits, live_states, stops_in
from protolang.checks.pointing import opening, statement
from protolang.checks.situations import Situations, undecided_in
from protolang.checks.wording import definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL503
from protolang.execution.obligation import duration_of
from protolang.machine.statechart import Machine, Region, State, Transition, TransitionEvent
from protolang.model.protocol import Protocol
from protolang.verify.cells import NotExactError
from protolang.verify.places import lengths

MOST_PHASES = 4
"""The longest circle that is looked for: each phase of it is left on its first day."""


class _Circle(NamedTuple):
    """The phases in their order, and the exit by which each is left for the next."""

    states: tuple[State, ...]
    edges: tuple[Transition, ...]


def immediate_circle(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each circle whose exits can all hold for one patient on one day."""
    told: set[frozenset[str]] = set()
    for region, state in live_states(machine):
        for circle in _circles(machine, region, state):
            names = frozenset(item.name for item in circle.states)
            if names in told:
                continue
            found = _finding(machine, region, circle)
            if found is not None:
                told.add(names)
                yield found


def immediate_circles(machine: Machine, region: Region) -> frozenset[frozenset[str]]:
    """The phases of each such circle of a track, for checks that would report the same circle in other words."""
    found = set()
    for state in region.states:
        for circle in _circles(machine, region, state):
            if _situation(machine, region, circle) is not None:
                found.add(frozenset(item.name for item in circle.states))
    return frozenset(found)


def _circles(machine: Machine, region: Region, start: State) -> Iterator[_Circle]:
    """The circles of immediate exits through a phase, each begun at its first phase in the text."""
    order = region.order
    waiting: list[tuple[tuple[State, ...], tuple[Transition, ...]]] = [((start,), ())]
    while waiting:
        states, edges = waiting.pop()
        for edge in exits(states[-1]):
            if edge.back or edge.target is None or not _at_once(machine, edge):
                continue
            if edge.target == start.name:
                yield _Circle(states, (*edges, edge))
            elif len(states) < MOST_PHASES and order[edge.target] > order[start.name]:
                target = region.state(edge.target)
                if target not in states:
                    waiting.append(((*states, target), (*edges, edge)))


def _at_once(machine: Machine, edge: Transition) -> bool:
    """Whether nothing but its condition keeps it from being taken on the first day."""
    if edge.event is TransitionEvent.CONDITION:
        return True
    delay = None if edge.delay is None else duration_of(machine, edge.delay)
    return delay is not None and max(lengths(delay)) == 0


def _situation(machine: Machine, region: Region, circle: _Circle) -> tuple[tuple[str, str], ...] | None:
    """A patient for whom every exit of the circle holds, and no other that goes before it; None when there is none."""
    groups = []
    for state, edge in zip(circle.states, circle.edges, strict=True):
        order = (edge.precedence, edge.scope, edge.rank)
        before = [
            other.guard
            for other in exits(state)
            if (other.precedence, other.scope, other.rank) < order and _at_once(machine, other)
        ]
        if any(guard is None for guard in before):
            return None
        groups.append((edge.guard, [guard for guard in before if guard is not None]))
    holding = [guard for guard, _ in groups if guard is not None]
    failing = [guard for _, before in groups for guard in before]
    # whom a stop rule ends is not moved any more
    failing += [guard for state in circle.states for guard in stops_in(machine, region, state)]
    if not holding and not failing:
        return ()
    if undecided_in(machine, [*holding, *failing]):
        return None
    try:
        situations = Situations(machine, [*holding, *failing], region.name)
    except NotExactError:
        return None
    for env in situations.lasting():
        if all(situations.holds(guard, env) for guard in holding) and not any(
            situations.holds(guard, env) for guard in failing
        ):
            return situations.told(env).pairs
    return None


def _finding(machine: Machine, region: Region, circle: _Circle) -> Diagnostic | None:
    witness = _situation(machine, region, circle)
    if witness is None:
        return None
    names = [f"`{state.name}`" for state in circle.states]
    listed = " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
    leads = "leads to itself" if len(names) == 1 else "lead back to one another"
    guards = [edge.guard for edge in circle.edges]
    return Diagnostic(
        PL503,
        f"{listed} {leads} at once, so a patient is moved every day",
        Label(opening(circle.states[0].origin), "the circle begins here"),
        (
            *(Label(statement(edge.origin), f"leads to `{edge.target}` on the first day") for edge in circle.edges),
            *definitions(machine, *guards),
        ),
        notes=("each move begins a phase anew: what is due on its first day is due again",),
        help="let the conditions exclude each other, or let time pass in one of the phases: `after 1 week when …`",
        witness=witness,
    )
