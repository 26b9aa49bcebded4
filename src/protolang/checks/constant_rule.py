"""PL203: a rule that no patient can ever meet. PL204: a rule that every patient meets."""

from collections.abc import Iterator

from protolang.checks.pointing import named, statement
from protolang.checks.rules import Rule, rules
from protolang.checks.situations import Situations, named_facts, undecided_in
from protolang.checks.solved import nobody
from protolang.checks.wording import condition, definitions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL203, PL204
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.quantity import Quantity
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError
from protolang.verify.reading import declared, measured


def constant_rule(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """Triggers, exits, loop ends and stop rules of which every result, or none, makes the condition true.

    A trigger is judged once, where it is declared, and not again wherever it is named.
    """
    told: set[str] = set()
    for name, finding in _triggers(protocol, machine):
        told.add(name)
        yield finding
    for rule in rules(machine):
        if not any(item.trigger in told for item in named_facts(rule.when)):
            yield from _judge(protocol, machine, rule)


def constant_triggers(protocol: Protocol, machine: Machine) -> frozenset[str]:
    """The triggers that are reported here: what follows from them is no mistake of its own."""
    return frozenset(name for name, _ in _triggers(protocol, machine))


def _triggers(protocol: Protocol, machine: Machine) -> Iterator[tuple[str, Diagnostic]]:
    for trigger in machine.facts:
        rule = Rule(
            "trigger", f"{'fact' if trigger.fact else 'trigger'} `{trigger.id}`", trigger.when, None, trigger.origin
        )
        for finding in _judge(protocol, machine, rule):
            yield trigger.id, finding


def _judge(protocol: Protocol, machine: Machine, rule: Rule) -> Iterator[Diagnostic]:
    if undecided_in(machine, [rule.when]):
        return
    truths = truths_of(machine, rule)
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


def truths_of(machine: Machine, rule: Rule) -> set[bool]:
    """The truths that it can have while every result is known; none when there is too much to look at."""
    try:
        situations = Situations(machine, [rule.when], rule.region)
        return {situations.holds(rule.when, env) for env in situations.known()}
    except NotExactError:
        pass
    found: set[bool] = set()
    try:
        # each term is taken as free, so that what is always or never true is so in fact
        cases = Cases(machine, [rule.when])
        found = {truth for place in cases.places() for truth in cases.true_at(place)}
        if len(found) == 1 or len(cases.axes) == 1:
            return found
    except NotExactError:
        pass
    # but what is computed from one result moves with it
    if nobody(machine, [rule.when], []):
        return {False}
    return {True} if nobody(machine, [], [rule.when]) else found


def _ranges(machine: Machine, when: Expression) -> tuple[Label, ...]:
    labels = []
    for name in measured(machine, when):
        item = declared(machine, name)
        if item is not None and (item.low is not None or item.high is not None):
            low = None if item.low is None else Quantity(item.low, item.unit)
            high = None if item.high is None else Quantity(item.high, item.unit)
            bounds = " to ".join(str(bound) for bound in (low, high) if bound is not None)
            labels.append(Label(named(item.origin, name), f"`{name}` ranges over {bounds}"))
    return tuple(labels)
