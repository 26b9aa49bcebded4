"""PL308: a delay whose limit tells somebody and ends nothing, so that the dose can wait for ever (R14, R21)."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.checks.wording import definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL308
from protolang.machine.statechart import Machine, Region, State
from protolang.model.protocol import Protocol
from protolang.model.rule import Delay, HoldRule
from protolang.model.treatment import Consequence


def unbounded_postponing(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each delay of a cycle and each hold that goes on after its longest time."""
    for region, state in live_states(machine):
        for cycle in state.cycles:
            if cycle.delay is not None and cycle.delay.target is None and _goes_on(cycle.delay.consequence):
                yield _delay(machine, region, state, cycle.delay)
    for rule in machine.holds:
        if rule.target is None:
            yield from _hold(machine, rule)


def _goes_on(consequence: Consequence | None) -> bool:
    """Whether a cycle that has waited as long as it may goes on waiting."""
    return consequence in (None, Consequence.SKIP, Consequence.ALERT)


def _delay(machine: Machine, region: Region, state: State, delay: Delay) -> Diagnostic:
    return Diagnostic(
        PL308,
        f"the next cycle of `{state.name}` can be postponed for ever",
        Label(statement(delay.origin), "after this time somebody is told, and the cycle goes on waiting"),
        (Label(statement(delay.until.origin), "it waits for this"), *definitions(machine, delay.until)),
        help="end the waiting: `then review`, `then stop`, or `then go …` to a phase for these patients",
    )


def _hold(machine: Machine, rule: HoldRule) -> Iterator[Diagnostic]:
    policy = machine.hold
    own = rule.limit is not None
    consequence = rule.consequence if own or policy is None else policy.consequence
    # a hold that skips goes on afterwards; whether it then begins again is PL509
    if consequence is not Consequence.ALERT:
        return
    where = rule.origin if own or policy is None else policy.origin
    yield Diagnostic(
        PL308,
        f"a hold of `{rule.track}` has no end, and all its doses are postponed as long",
        Label(statement(where), "after this time somebody is told, and the hold goes on"),
        (
            *(() if where == rule.origin else (Label(statement(rule.origin), "this hold"),)),
            Label(statement((rule.until or rule.when).origin), "it waits for this"),
            *definitions(machine, rule.until or rule.when),
        ),
        help="say what ends the hold: `then review`, `then stop`, `then skip`, or `then go …`",
    )
