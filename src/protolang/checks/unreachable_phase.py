"""PL501: a phase that no patient can come to, though something in the file names it."""

from collections.abc import Iterator

from protolang.checks.leaving import onward, reached, ways
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL501
from protolang.machine.statechart import Machine, Region, State
from protolang.model.expression import Claim, InPhase
from protolang.model.protocol import Protocol
from protolang.verify.components import components

MOST_LISTED = 20
"""Phases that are named with one that is out of reach."""


def unreachable_phase(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each group of phases cut off together; one phase alone that nothing names at all is PL104."""
    spoken_of = set(_spoken_of(protocol))
    for region in machine.regions:
        live = reached(machine, region, (region.initial,))
        lost = [state for state in region.states if state.name not in live]
        roots = _roots(machine, region, lost)
        entries = _entries(machine, region, lost)
        told: set[str] = set()
        for state in lost:
            if state.name not in told and state.name in roots:
                group = reached(machine, region, (state.name,)) - live
                told |= group
                if len(group) > 1 or entries.get(state.name) or state.name in spoken_of:
                    yield _finding(machine, region, state, entries.get(state.name, []), group)


def _spoken_of(protocol: Protocol) -> Iterator[str]:
    """The phases that requirements and scenarios name: they are in use, yet nothing leads to them by that."""
    expectations = (item.claim for scenario in protocol.scenarios for item in scenario.expectations)
    for claim in (*(requirement.claim for requirement in protocol.requirements), *expectations):
        match claim:
            case Claim(during=str() as phase) | InPhase(phase=phase):
                yield phase
            case _:
                pass


def _entries(machine: Machine, region: Region, lost: list[State]) -> dict[str, list[State]]:
    """For each phase, those out of reach that lead to it."""
    found: dict[str, list[State]] = {}
    for state in lost:
        for name in onward(machine, region, state):
            found.setdefault(name, []).append(state)
    return found


def _roots(machine: Machine, region: Region, lost: list[State]) -> frozenset[str]:
    """The phases of which whatever leads there is also led to from there: a circle of its own, or nothing at all."""
    number = {state.name: at for at, state in enumerate(lost)}
    graph = [[number[way.target] for way in ways(machine, region, state) if way.target in number] for state in lost]
    groups = components(graph)
    group_of = {at: which for which, members in enumerate(groups) for at in members}
    entered = {group_of[to] for at, targets in enumerate(graph) for to in targets if group_of[to] != group_of[at]}
    return frozenset(lost[at].name for which, members in enumerate(groups) if which not in entered for at in members)


def _finding(machine: Machine, region: Region, state: State, before: list[State], group: frozenset[str]) -> Diagnostic:
    others = [f"`{other.name}`" for other in region.states if other.name in group and other is not state]
    entries = [
        Label(statement(way.origin), f"only this leads to `{state.name}`, and no patient comes here")
        for other in before
        for way in ways(machine, region, other)
        if way.target == state.name
    ]
    return Diagnostic(
        PL501,
        f"no patient can reach phase `{state.name}`",
        Label(opening(state.origin), f"not reached from `{region.initial}`, where the track starts"),
        tuple(entries),
        notes=(f"out of reach with it: {_listed(others)}",) if others else (),
        help="lead to it with `then` or `go` from a phase that is reached, or take it out",
    )


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_LISTED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:MOST_LISTED])} and {more} more"
