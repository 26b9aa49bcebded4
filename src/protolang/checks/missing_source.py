"""PL801: a dose, threshold, schedule, exit, stop or requirement that does not say where it comes from."""

from collections.abc import Iterator

from protolang.checks.pointing import statement
from protolang.checks.situations import bare_conditions
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL801
from protolang.model.course import Group, Phase
from protolang.model.evidence import Evidence
from protolang.model.expression import Compare, Expression
from protolang.model.protocol import Protocol
from protolang.model.table import Table
from protolang.model.term import Constant, ParameterValue
from protolang.source import Span
from protolang.verify.reading import terms, written


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
    yield from _declared(protocol)
    for track in protocol.tracks:
        for stop in track.stops:
            yield f"the stop in `{track.id}`", stop.evidence, stop.origin
        for leaving in track.exits:
            yield f"the exit of `{track.id}` to {_target(leaving.target)}", leaving.evidence, leaving.origin
        groups = {group.id: group for phase in track.phases for group in phase.groups}
        places: list[Group | Phase] = [*groups.values(), *track.phases]
        for place in places:
            for way in place.exits:
                yield f"the exit of `{place.id}` to {_target(way.target)}", way.evidence, way.origin
            for stop in place.stops:
                yield f"the stop in `{place.id}`", stop.evidence, stop.origin
        for phase in track.phases:
            yield from _done(phase)
    for stop in protocol.stops:
        yield "this stop rule", stop.evidence, stop.origin
    for item in protocol.eligibility:
        yield f"this `{'include' if item.include else 'exclude'}`", item.evidence, item.origin
    for hold in protocol.holds:
        yield f"this hold of `{hold.track}`", hold.evidence, hold.origin
    for alert in protocol.alerts:
        yield "this alert", alert.evidence, alert.origin
    for veto in protocol.vetoes:
        yield f"this rule for `{veto.subject}`", veto.evidence, veto.origin
    for pair in protocol.separations:
        yield f"keeping `{pair.first}` and `{pair.second}` apart", pair.evidence, pair.origin
    for requirement in protocol.requirements:
        name = "this requirement" if requirement.name == requirement.text else f"requirement `{requirement.name}`"
        yield name, requirement.evidence, requirement.origin


def _declared(protocol: Protocol) -> Iterator[tuple[str, Evidence, Span]]:
    for drug in protocol.drugs:
        # that of a parameter is said where the parameter is
        if drug.dose is not None and not isinstance(drug.dose.amount, ParameterValue):
            yield f"the dose of `{drug.id}`", drug.dose.evidence.joined(drug.all_evidence), drug.dose.origin
        for limit in drug.limits:
            yield f"the limit of `{drug.id}`", limit.evidence.joined(drug.all_evidence), limit.origin
    for parameter in protocol.parameters:
        yield f"`{parameter.id}`", parameter.evidence, parameter.origin
    for level in protocol.levels:
        yield f"level `{level.id}`", level.evidence, level.origin
    for table in protocol.tables:
        if not table.evidence.given:
            for origin, evidence in _rows(table).items():
                yield f"a row of table `{table.id}`", evidence, origin
    for trigger in protocol.triggers:
        if _states_a_number(trigger.when):
            yield f"the threshold of `{trigger.id}`", trigger.evidence, trigger.origin


def _rows(table: Table) -> dict[Span, Evidence]:
    """The rows of a table, each once: a row of a grid has a case for each column."""
    return {case.origin: case.evidence for case in table.cases}


def _done(phase: Phase) -> Iterator[tuple[str, Evidence, Span]]:
    for action in phase.actions:
        yield f"`{action.kind.value} {action.subject}` in `{phase.id}`", action.evidence, action.origin
    for cycle in phase.cycles:
        if cycle.delay is not None:
            yield f"the delay in `{phase.id}`", cycle.evidence, cycle.delay.origin
    for decision in phase.decisions:
        for row in decision.rows:
            yield f"a row of the decision in `{phase.id}`", row.evidence.joined(decision.evidence), row.origin


def _target(target: str | None) -> str:
    return "the phase before" if target is None else f"`{target}`"


def _states_a_number(when: Expression) -> bool:
    return any(
        isinstance(item, Constant)
        for part in bare_conditions(when)
        for compare in written(part)
        if isinstance(compare, Compare)
        for side in (compare.left, compare.right)
        for item in terms(side)
    )
