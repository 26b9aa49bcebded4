"""What makes a protocol large to look at, in the author's words: told when a proof is given up.

A count, not a search: what the states of an exploration are products of. Cost: the size of the machine.
"""

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from protolang.execution.obligation import duration_of, limit_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import Every
from protolang.verify.guards import Guards
from protolang.verify.reading import measured

MOST_TOLD = 3
LARGE = {"tracks": 3, "labs": 4, "thresholds": 12, "days": 60, "times": 60, "phases": 300, "drugs": 4}
"""From which number on a thing is worth telling."""


class Factor(NamedTuple):
    """Something that states multiply with, roughly, and how it is told."""

    size: int
    told: str


def what_is_large(machine: Machine, regions: tuple[int, ...], guards: Guards) -> str:
    """The greatest factors of an exploration: "20 tracks read `cd20`, a window of 400 days on `a`"; empty for none."""
    found = sorted(_factors(machine, regions, guards), key=lambda item: (-item.size, item.told))
    return ", ".join(item.told for item in found[:MOST_TOLD])


def combinations(guards: Guards) -> int:
    """In how many ways results can differ that some guard tells apart, missing ones included."""
    return prod(1 + len(cells) for cells in guards.classes.values())


def _factors(machine: Machine, regions: tuple[int, ...], guards: Guards) -> Iterator[Factor]:
    explored = [machine.regions[at] for at in regions]
    yield from _of_labs(machine, regions, guards)
    if len(explored) >= LARGE["tracks"]:
        yield Factor(2 ** len(explored), f"{len(explored)} tracks at once")
    phases = sum(len(region.states) for region in explored)
    if phases >= LARGE["phases"]:
        yield Factor(phases, f"{phases} phases")
    for state in (state for region in explored for state in region.states):
        for duty in state.obligations:
            yield from _of_duty(machine, duty)
        given = {duty.subject for duty in state.obligations}
        if len(given) >= LARGE["drugs"]:
            yield Factor(2 ** len(given), f"{len(given)} drugs and samples in `{state.name}`")


def _of_labs(machine: Machine, regions: tuple[int, ...], guards: Guards) -> Iterator[Factor]:
    readers: dict[str, set[int]] = {}
    for at in regions:
        for state in machine.regions[at].states:
            conditions = [edge.guard for edge in state.transitions if edge.guard is not None]
            conditions += [duty.until.condition for duty in state.obligations if duty.until is not None]
            for name in {name for item in conditions for name in measured(machine, item)}:
                readers.setdefault(name, set()).add(at)
    for name, tracks in sorted(readers.items()):
        if len(tracks) >= LARGE["tracks"]:
            yield Factor(4 ** len(tracks), f"{len(tracks)} tracks read `{name}`")
    if len(guards.labs) >= LARGE["labs"]:
        yield Factor(combinations(guards), f"thresholds in {len(guards.labs)} labs")
    for name, cells in guards.classes.items():
        if len(cells) >= LARGE["thresholds"]:
            yield Factor(len(cells), f"{len(cells)} ranges of `{name}` that are told apart")


def _of_duty(machine: Machine, duty: Obligation) -> Iterator[Factor]:
    window = duty.window.before + duty.window.after + duty.missed.limit + 1
    if window >= LARGE["days"]:
        yield Factor(window, f"a window of {window} days on `{duty.subject}`")
    limit = limit_of(machine, duty)
    times = duty.timing.times if isinstance(duty.timing, Every) else None
    counted = max(times or 0, limit if isinstance(limit, int) else 0)
    if counted >= LARGE["times"]:
        yield Factor(counted, f"`{duty.subject}` {counted} times")
    interval = duration_of(machine, duty.timing.interval) if isinstance(duty.timing, Every) else None
    if interval is not None and interval.longest() >= LARGE["days"] * 6:
        yield Factor(interval.longest(), f"`{duty.subject}` every {interval}")
