"""PL509: a hold that skips what was missed and begins again while its reason stands, so that nothing is ever given."""

from collections.abc import Iterator

from protolang.checks.leaving import stops_in
from protolang.checks.pointing import statement
from protolang.checks.situations import Situations, undecided_in
from protolang.checks.wording import definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL509
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import HoldRule
from protolang.model.treatment import Consequence
from protolang.source import Span
from protolang.verify.cells import NotExactError


def no_progress(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each hold that goes on by itself after its longest time while its reason can last."""
    for rule in machine.holds:
        limit = _limit(machine, rule)
        if limit is None or undecided_in(machine, _conditions(rule)):
            continue
        region = next(item for item in machine.regions if item.name == rule.track)
        stops = [guard for state in region.states for guard in stops_in(machine, region, state)]
        lasting = _lasting(machine, rule, stops)
        if lasting is None:
            continue
        yield Diagnostic(
            PL509,
            f"`{rule.track}` can be held again and again for ever, and nothing is given",
            Label(statement(limit), "after this time it goes on without what was missed"),
            (
                *(() if limit == rule.origin else (Label(statement(rule.origin), "this hold"),)),
                Label(statement(rule.when.origin), "and it is held again, because this still holds"),
                *definitions(machine, rule.when),
            ),
            help="say what follows a hold that has lasted too long: `then stop`, `then review`, or `then go …`; or a "
            "`stop when` for patients who do not recover",
            witness=lasting,
        )


def _limit(machine: Machine, rule: HoldRule) -> Span | None:
    """Where it is written that the hold goes on after its longest time; None when it does not."""
    if rule.target is not None:
        return None
    if rule.limit is not None:
        return rule.origin if rule.consequence is Consequence.SKIP else None
    policy = machine.hold
    return policy.origin if policy is not None and policy.consequence is Consequence.SKIP else None


def _conditions(rule: HoldRule) -> tuple[Expression, ...]:
    return (rule.when,) if rule.until is None else (rule.when, rule.until)


def _lasting(machine: Machine, rule: HoldRule, stops: list[Expression]) -> tuple[tuple[str, str], ...] | None:
    """A patient whose reason for the hold lasts, and whom no stop rule ends."""
    decided = [] if undecided_in(machine, stops) else stops
    try:
        situations = Situations(machine, (*_conditions(rule), *decided), rule.track)
    except NotExactError:
        return None
    for env in situations.lasting():
        held = situations.holds(rule.when, env) and (rule.until is None or not situations.holds(rule.until, env))
        if held and not any(situations.holds(stop, env) for stop in decided):
            return situations.told(env).pairs
    return None
