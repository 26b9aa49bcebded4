"""PL801: a dose, threshold, schedule, exit, stop or requirement that does not say where it comes from."""

from collections.abc import Iterator

from protolang.checks.pointing import statement
from protolang.checks.situations import bare_comparisons
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL801
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.term import Constant
from protolang.source import Span


def missing_source(protocol: Protocol) -> Iterator[Diagnostic]:
    """One finding for each statement without a mark."""
    for what, evidence, origin in _statements(protocol):
        if not evidence.given:
            yield Diagnostic(
                PL801,
                f"{what} does not say where it comes from",
                Label(statement(origin), "no source"),
                help='add `@source "place"`, `assumed "why"`, or `unstated "what no source says"`',
            )


def _statements(protocol: Protocol) -> Iterator[tuple[str, Evidence, Span]]:
    for drug in protocol.drugs:
        if drug.dose is not None:
            yield f"the dose of `{drug.id}`", drug.dose.evidence.joined(drug.evidence), drug.dose.origin
    for parameter in protocol.parameters:
        yield f"`{parameter.id}`", parameter.evidence, parameter.origin
    for trigger in protocol.triggers:
        constants = any(
            isinstance(side, Constant)
            for compare in bare_comparisons(trigger.when)
            for side in (compare.left, compare.right)
        )
        if constants:
            yield f"the threshold of `{trigger.id}`", trigger.evidence, trigger.origin
    for track in protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                what = f"`{action.kind.value} {action.subject}` in `{phase.id}`"
                yield what, action.evidence, action.origin
            for leaving in phase.exits:
                yield f"the exit of `{phase.id}` to `{leaving.target}`", leaving.evidence, leaving.origin
            for stop in phase.stops:
                yield f"the stop in `{phase.id}`", stop.evidence, stop.origin
    for stop in protocol.stops:
        yield "this stop rule", stop.evidence, stop.origin
    for requirement in protocol.requirements:
        name = "this requirement" if requirement.name == requirement.text else f"requirement `{requirement.name}`"
        yield name, requirement.evidence, requirement.origin
