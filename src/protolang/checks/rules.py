"""Every condition of a protocol that decides something, with the words of the place it stands in."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import decisions, live_states, place
from protolang.machine.statechart import Machine, Region, State
from protolang.model.expression import Expression
from protolang.source import Span


class Rule(NamedTuple):
    """A condition, the words that stand before it, what it decides, the track and the statement it stands in.

    With `settled` the statement itself says what follows while the condition is unknown.
    """

    keyword: str
    what: str
    when: Expression
    region: str | None
    origin: Span
    settled: bool = False


def rules(machine: Machine) -> Iterator[Rule]:
    """Those that a patient can come to, each once."""
    seen: set[Span] = set()
    inner = (rule for region, state in live_states(machine) for rule in _in(machine, region, state))
    for rule in (*_everywhere(machine), *inner):
        if rule.when.origin not in seen:
            seen.add(rule.when.origin)
            yield rule


def _everywhere(machine: Machine) -> Iterator[Rule]:
    for stop in machine.stops:
        if stop.region is None:
            yield Rule("stop when", "this stop rule", stop.guard, None, stop.origin)
    for item in machine.eligibility:
        keyword = "include" if item.include else "exclude"
        yield Rule(keyword, f"this `{keyword}`", item.when, None, item.origin, settled=True)
    for veto in machine.vetoes:
        keyword = "contraindicated … when" if veto.contraindication else "veto … when"
        yield Rule(keyword, f"this rule for `{veto.subject}`", veto.when, veto.track, veto.origin, settled=True)
    for hold in machine.holds:
        yield Rule("hold when", f"this hold of `{hold.track}`", hold.when, hold.track, hold.origin)
        if hold.until is not None:
            yield Rule("until", f"the end of this hold of `{hold.track}`", hold.until, hold.track, hold.origin)
    for alert in machine.alerts:
        yield Rule(f"{alert.tell.kind.value} when", "this alert", alert.when, alert.track, alert.origin, settled=True)
    for table in machine.tables:
        for case in table.cases:
            if case.when is not None:
                what = f"this case of `{table.id}`"
                yield Rule(f"table {table.id}", what, case.when, None, case.origin, settled=True)


def _in(machine: Machine, region: Region, state: State) -> Iterator[Rule]:
    for stop in machine.stops:
        if stop.region == region.name and stop.state in (None, state.name):
            yield Rule("stop when", "this stop rule", stop.guard, stop.region, stop.origin)
    for edge in state.transitions:
        if edge.guard is not None:
            what = f"the exit of `{state.name}` to {place(edge)}"
            yield Rule("when", what, edge.guard, region.name, edge.origin)
    for item in state.obligations:
        if item.until is not None:
            yield Rule("until", f"this `until` in `{state.name}`", item.until.condition, region.name, item.until.origin)
    for cycle in state.cycles:
        if cycle.until is not None:
            yield Rule("until", f"this `until` in `{state.name}`", cycle.until, region.name, cycle.origin)
        if cycle.delay is not None:
            what = f"this delay in `{state.name}`"
            yield Rule("delay until", what, cycle.delay.until, region.name, cycle.delay.origin)
    for decision in decisions(state):
        settled = decision.missing is not None
        for row in decision.rows:
            if row.when is not None:
                what = f"this row in `{state.name}`"
                yield Rule("decide", what, row.when, region.name, row.origin, settled=settled)
