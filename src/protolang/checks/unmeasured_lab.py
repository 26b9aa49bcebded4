"""PL701: a rule that needs a result which no statement of the protocol asks for."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states, stops_in
from protolang.checks.pointing import opening
from protolang.checks.wording import there
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL701
from protolang.execution.evaluate import labs_of
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.verify.cells import comparisons


def unmeasured_lab(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each lab, at the first comparison; `measure now` is for a result that fails, not a plan."""
    measured = {
        item.subject
        for _, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.MEASURE
    }
    rules = list(_rules(machine))
    for lab in machine.labs:
        if lab.id in measured:
            continue
        reading = [
            compare for rule in rules for compare in comparisons(machine, rule) if lab.id in labs_of(machine, compare)
        ]
        places = list(dict.fromkeys(compare.origin for compare in reading))
        if not places:
            continue
        first, *others = sorted(dict.fromkeys(reading), key=lambda compare: compare.origin.start)
        yield Diagnostic(
            PL701,
            f"a rule needs `{lab.id}`, and nothing measures it",
            there("decided by this result", first),
            (
                Label(opening(lab.origin), "never measured"),
                *(there("and here", other) for other in others if other.origin != first.origin),
            ),
            help=f"add `measure {lab.id} every …` to a phase, most simply in a track of its own",
        )


def _rules(machine: Machine) -> Iterator[Expression]:
    for region, state in live_states(machine):
        yield from stops_in(machine, region, state)
        for edge in state.transitions:
            if edge.guard is not None:
                yield edge.guard
        for item in state.obligations:
            if item.until is not None:
                yield item.until.condition
