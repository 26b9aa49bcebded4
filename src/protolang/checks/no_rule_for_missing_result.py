"""PL205: a rule that a missing or outdated result leaves undecided, and nothing that says what then happens (R6)."""

from collections.abc import Iterator

from protolang.checks.pointing import opening, statement
from protolang.checks.rules import Rule, rules
from protolang.checks.situations import bare_conditions, named_facts
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL205
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.treatment import Trigger
from protolang.source import Span
from protolang.verify.reading import declared, fact, measured


def no_rule_for_missing_result(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each trigger without `if missing`, and for each comparison that has no trigger to say it."""
    if protocol.policy.missing is not None:
        return
    silent: dict[str, list[Span]] = {}
    for rule in rules(machine):
        if rule.settled:
            continue
        for found in named_facts(rule.when):
            trigger = fact(machine, found.trigger)
            if trigger.missing is None and not trigger.fact and measured(machine, trigger.when):
                silent.setdefault(trigger.id, []).append(found.origin)
        for compare in bare_conditions(rule.when):
            labs = measured(machine, compare)
            if labs:
                yield Diagnostic(
                    PL205,
                    f"nothing says what happens when {_unknown(machine, labs)}",
                    Label(statement(compare.origin), f"`{rule.keyword}` compares a result that may be missing"),
                    help=_help(rule, compare.origin.text.strip()),
                )
    for name, uses in silent.items():
        yield _silent(machine, fact(machine, name), uses)


def _silent(machine: Machine, trigger: Trigger, uses: list[Span]) -> Diagnostic:
    return Diagnostic(
        PL205,
        f"`{trigger.id}` does not say what happens when {_unknown(machine, measured(machine, trigger.when))}",
        Label(opening(trigger.origin), "`if missing` is missing"),
        tuple(Label(span, "it decides here") for span in dict.fromkeys(uses)),
        help="write `if missing measure now` (doses wait for a result), `if missing block` (doses wait) or "
        "`if missing ignore` (go on as if it did not apply)",
    )


def _help(rule: Rule, words: str) -> str:
    if rule.keyword == "decide":
        return "write `if missing measure now` (or `block`, `ignore`) after `decide`"
    return (
        f"give the condition a name: `trigger … when {words} if missing measure now`, and name it after "
        f"`{rule.keyword}`"
    )


def _unknown(machine: Machine, labs: tuple[str, ...]) -> str:
    parts = []
    for name in labs:
        item = declared(machine, name)
        age = None if item is None else item.max_age
        parts.append(f"`{name}` is missing" if age is None else f"`{name}` is missing or older than {age}")
    return " or ".join(parts)
