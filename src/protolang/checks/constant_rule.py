"""PL203: a rule that no patient can ever meet. PL204: a rule that every patient meets."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.checks.situations import Situations, declared, named_facts, undecided_in
from protolang.checks.wording import condition, definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL203, PL204
from protolang.execution.evaluate import labs_of
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.quantity import Quantity
from protolang.source import Span
from protolang.verify.cells import NotExactError


class _Rule(NamedTuple):
    """A condition, what it decides, and where its statement is."""

    what: str
    when: Expression
    region: str | None
    origin: Span


def constant_rule(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """Triggers, exits, loop ends and stop rules of which every result, or none, makes the condition true.

    A trigger is judged once, where it is declared, and not again wherever it is named.
    """
    told: set[str] = set()
    for name, finding in _triggers(protocol, machine):
        told.add(name)
        yield finding
    for rule in _rules(machine):
        if not any(item.trigger in told for item in named_facts(rule.when)):
            yield from _judge(protocol, machine, rule)


def constant_triggers(protocol: Protocol, machine: Machine) -> frozenset[str]:
    """The triggers that are reported here: what follows from them is no mistake of its own."""
    return frozenset(name for name, _ in _triggers(protocol, machine))


def _triggers(protocol: Protocol, machine: Machine) -> Iterator[tuple[str, Diagnostic]]:
    for trigger in machine.facts:
        rule = _Rule(f"trigger `{trigger.id}`", trigger.when, None, trigger.origin)
        for finding in _judge(protocol, machine, rule):
            yield trigger.id, finding


def _rules(machine: Machine) -> Iterator[_Rule]:
    for rule in machine.stops:
        yield _Rule("this stop rule", rule.guard, rule.region, rule.origin)
    for region, state in live_states(machine):
        for edge in state.transitions:
            if edge.guard is not None:
                place = "the end of the track" if edge.target is None else f"`{edge.target}`"
                yield _Rule(f"the exit of `{state.name}` to {place}", edge.guard, region.name, edge.origin)
        loops = {item.until.origin: item.until for item in state.obligations if item.until is not None}
        for until in loops.values():
            yield _Rule(f"this `until` in `{state.name}`", until.condition, region.name, until.origin)


def _judge(protocol: Protocol, machine: Machine, rule: _Rule) -> Iterator[Diagnostic]:
    if undecided_in(machine, [rule.when]):
        return
    try:
        situations = Situations(machine, [rule.when], rule.region)
    except NotExactError:
        return
    truths = {situations.holds(rule.when, env) for env in situations.known()}
    labels = (*_ranges(machine, rule.when), *definitions(machine, rule.when))
    if truths == {False}:
        yield Diagnostic(
            PL203,
            f"{rule.what} can never apply",
            Label(statement(rule.when.origin), f"no patient has {condition(rule.when, protocol)}"),
            labels,
            help="correct the values or the comparison, or take the rule out",
        )
    elif truths == {True}:
        yield Diagnostic(
            PL204,
            f"{rule.what} applies to every patient",
            Label(statement(rule.when.origin), "true whatever the result is"),
            labels,
            help="correct the values or the comparison; a rule that always holds decides nothing",
        )


def _ranges(machine: Machine, when: Expression) -> tuple[Label, ...]:
    labels = []
    for name in labs_of(machine, when):
        item = declared(machine, name)
        if item is not None and (item.low is not None or item.high is not None):
            low = None if item.low is None else Quantity(item.low, item.unit)
            high = None if item.high is None else Quantity(item.high, item.unit)
            bounds = " to ".join(str(bound) for bound in (low, high) if bound is not None)
            labels.append(Label(_name(item.origin, name), f"`{name}` ranges over {bounds}"))
    return tuple(labels)


def _name(origin: Span, name: str) -> Span:
    at = origin.source.text.find(name, origin.start, origin.end)
    return origin if at < 0 else Span(origin.source, at, at + len(name))
