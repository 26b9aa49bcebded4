"""PL403: a drug of which a course has no greatest total, because a loop that gives it has no decided end."""

from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import endless, live_states, ways
from protolang.checks.loop_without_limit import may_go_on
from protolang.checks.pointing import opening, statement
from protolang.checks.wording import given_as
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL403
from protolang.execution.obligation import limit_of
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind, Transition, TransitionEvent
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Protocol
from protolang.model.treatment import Consequence, Drug, MissedAction
from protolang.verify.verdict import Result


def total_without_maximum(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One note for each drug, at the loop. The least total is a requirement's where one has it, else a sure bound."""
    for drug in protocol.drugs:
        loops = [
            item
            for region, state in live_states(machine)
            for item in endless(machine, state)
            if item.kind is ActionKind.GIVE and item.subject == drug.id and may_go_on(machine, region, state, item)
        ]
        if loops:
            yield _finding(drug, loops, _least(machine, drug, results))


def _finding(drug: Drug, loops: list[Obligation], least: int) -> Diagnostic:
    first, *others = loops
    known = f": a complete course has at least {least} {given_as(drug, least)}" if least else ""
    return Diagnostic(
        PL403,
        f"the total of `{drug.id}` has no maximum{known}",
        Label(statement(first.origin), "given again and again, without a decided maximum"),
        (
            Label(opening(drug.origin), "of this drug"),
            *(Label(statement(other.origin), "and here") for other in others),
        ),
        help="write or decide a maximum for the loop; `require` of a `count` then proves the greatest total",
    )


def _least(machine: Machine, drug: Drug, results: tuple[Result, ...]) -> int:
    for result in results:
        match result.requirement.claim:
            case Claim(Measure.COUNT, drug.id, None) if result.minimum is not None:
                return result.minimum
            case _:
                pass
    # exploring every course takes far longer than a note is worth
    return sum(_least_in(machine, region, drug.id) for region in machine.regions if not region.on_stop)


def _least_in(machine: Machine, region: Region, subject: str) -> int:
    """No complete course of a track gives less: the least over its ways to the end, phase by phase."""
    best = {region.initial: 0}
    waiting, ends = [region.initial], list[int]()
    while waiting:
        state = region.state(waiting.pop())
        if state.kind is StateKind.STOP:
            continue
        # who goes back has had at least as much as when this phase was left for the first time
        found = [(edge.target, _sure(machine, state, edge, subject)) for edge in state.transitions if not edge.back]
        others = ways(machine, region, state)[len(state.transitions) :]
        found += [(way.target, 0) for way in others if way.target is not None]
        for target, sure in found:
            total = best[state.name] + sure
            if target is None:
                ends.append(total)
            elif total < best.get(target, total + 1):
                best[target] = total
                waiting.append(target)
    return min(ends, default=0)


def _sure(machine: Machine, state: State, edge: Transition, subject: str) -> int:
    """How many doses of the subject must have been given in a phase that is left in this way."""
    duties = [item for item in state.obligations if item.kind is ActionKind.GIVE and item.subject == subject]
    match edge.event:
        case TransitionEvent.COMPLETION:
            return sum(_in_full(item) for item in duties)
        case TransitionEvent.LIMIT:
            item = state.obligations[edge.obligation or 0]
            limit = limit_of(machine, item)
            return limit if item in duties and isinstance(limit, int) else 0
        case TransitionEvent.CONDITION | TransitionEvent.TIMEOUT | TransitionEvent.CYCLE_LIMIT:
            return 0
        case _:
            assert_never(edge.event)


def _in_full(item: Obligation) -> int:
    """How many doses an action has given once it is complete: a skipped one is none, and does not count (R16)."""
    if item.until is not None or item.cycle is not None or item.course or item.following is not None:
        return 0
    match item.timing:
        case Every(times=times):
            return times or 0
        case OnDays(days=days):
            return 0 if _may_skip(item) else len(days)
        case None:
            return 0 if _may_skip(item) else 1
        case OnMonths() | Growing() | Alongside() | AtEach():
            return 0
        case _:
            assert_never(item.timing)


def _may_skip(item: Obligation) -> bool:
    skips = (Consequence.SKIP, Consequence.ALERT)
    waits = item.missed.action in (MissedAction.POSTPONE, MissedAction.MAKE_UP)
    return item.missed.action is MissedAction.SKIP or (waits and item.missed.consequence in skips)
