"""Example values for open decisions, so that a course can be shown to somebody before they are decided."""

from typing import NamedTuple

import attrs

from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.action import Every
from protolang.model.treatment import Parameter, ParameterRange
from protolang.quantity import CalendarMonths, Days, Duration

INTERVAL, WAIT = Days(28), Days(84)


class Sample(NamedTuple):
    """A machine in which the open decisions of `names` have example values; `text` says which, for the reader."""

    machine: Machine
    names: str
    text: str


def example_decisions(machine: Machine, needed: set[str | None]) -> Sample:
    """Decides intervals as four weeks, waits as twelve weeks, or what a range has nearest to it; limits are left out.

    `text` and `names` speak of those in `needed` only; they are empty when nothing needed was open.
    """
    open_ones = {item.id for item in machine.parameters if item.value is None}
    intervals, waits, limits = _uses(machine)
    parameters = {item.id: _decided(item, intervals, waits) for item in machine.parameters}
    regions = tuple(_without_limits(region, limits & open_ones) for region in machine.regions)
    relevant = sorted(name for name in needed if name in open_ones)
    told = [_told(parameters[name]) for name in relevant]
    return Sample(
        attrs.evolve(machine, parameters=tuple(parameters.values()), regions=regions),
        ", ".join(f"`{name}`" for name in relevant),
        ", ".join(told),
    )


def _told(item: Parameter) -> str:
    return f"no `{item.id}`" if item.value is None else f"`{item.id}` as {item.value}"


def _decided(item: Parameter, intervals: set[str], waits: set[str]) -> Parameter:
    if item.value is not None or item.id not in intervals | waits:
        return item
    return attrs.evolve(item, value=_allowed(item.range, INTERVAL if item.id in intervals else WAIT))


def _allowed(allowed: ParameterRange | None, usual: Days) -> Duration:
    match allowed:
        case ParameterRange(Days() as low, Days() as high):
            return low if usual.days < low.days else high if usual.days > high.days else usual
        case ParameterRange(CalendarMonths() as low):
            return low
        case _:
            return usual


def _uses(machine: Machine) -> tuple[set[str], set[str], set[str]]:
    intervals, waits, limits = set[str](), set[str](), set[str]()
    for region in machine.regions:
        for state in region.states:
            waits |= {edge.delay for edge in state.transitions if isinstance(edge.delay, str)}
            for item in state.obligations:
                if isinstance(item.timing, Every) and isinstance(item.timing.interval, str):
                    intervals.add(item.timing.interval)
                if item.until is not None and isinstance(item.until.limit, str):
                    limits.add(item.until.limit)
    return intervals, waits, limits


def _without_limits(region: Region, limits: set[str]) -> Region:
    return attrs.evolve(region, states=tuple(_state_without(state, limits) for state in region.states))


def _state_without(state: State, limits: set[str]) -> State:
    return attrs.evolve(state, obligations=tuple(_obligation_without(item, limits) for item in state.obligations))


def _obligation_without(item: Obligation, limits: set[str]) -> Obligation:
    if item.until is None or not isinstance(item.until.limit, str) or item.until.limit not in limits:
        return item
    return attrs.evolve(item, until=attrs.evolve(item.until, limit=None))
