"""PL205: a rule that a missing or outdated result leaves undecided, and nothing that says what then happens (R6)."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.situations import bare_comparisons, declared, named_facts
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL205
from protolang.execution.evaluate import labs_of
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.treatment import Trigger
from protolang.source import Span
from protolang.verify.cells import fact


def no_rule_for_missing_result(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each trigger without `if missing`, and for each comparison that has no trigger to say it."""
    silent: dict[str, list[Span]] = {}
    for keyword, when in _conditions(machine):
        for found in named_facts(when):
            trigger = fact(machine, found.trigger)
            if trigger.missing is None and labs_of(machine, trigger.when):
                silent.setdefault(trigger.id, []).append(found.origin)
        for compare in bare_comparisons(when):
            labs = labs_of(machine, compare)
            if labs:
                yield Diagnostic(
                    PL205,
                    f"nothing says what happens when {_unknown(machine, labs)}",
                    Label(statement(compare.origin), f"`{keyword}` compares a result that may be missing"),
                    help=f"give the condition a name: `trigger … when {compare.origin.text.strip()} "
                    f"if missing measure now`, and name it after `{keyword}`",
                )
    for name, uses in silent.items():
        yield _silent(machine, fact(machine, name), uses)


def _silent(machine: Machine, trigger: Trigger, uses: list[Span]) -> Diagnostic:
    return Diagnostic(
        PL205,
        f"`{trigger.id}` does not say what happens when {_unknown(machine, labs_of(machine, trigger.when))}",
        Label(opening(trigger.origin), "`if missing` is missing"),
        tuple(Label(span, "it decides here") for span in dict.fromkeys(uses)),
        help="write `if missing measure now` (doses wait for a result), `if missing block` (doses wait) or "
        "`if missing ignore` (go on as if it did not apply)",
    )


def _conditions(machine: Machine) -> Iterator[tuple[str, Expression]]:
    for rule in machine.stops:
        yield "stop when", rule.guard
    for _, state in live_states(machine):
        for edge in state.transitions:
            if edge.guard is not None:
                yield "when", edge.guard
        loops = {item.until.origin: item.until for item in state.obligations if item.until is not None}
        for until in loops.values():
            yield "until", until.condition


def _unknown(machine: Machine, labs: tuple[str, ...]) -> str:
    parts = []
    for name in labs:
        item = declared(machine, name)
        age = None if item is None else item.max_age
        parts.append(f"`{name}` is missing" if age is None else f"`{name}` is missing or older than {age}")
    return " or ".join(parts)
