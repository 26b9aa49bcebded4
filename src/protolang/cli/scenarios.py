"""A protocol's scenarios, run. In: an Analysis. Out: what became of each, as findings, and what they went through."""

from collections.abc import Mapping

import attrs

from protolang.cli.findings import errors_in
from protolang.cli.scenario_log import log_steps
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL611
from protolang.driver import Analysis
from protolang.execution.boundaries import boundaries, boundary_marks
from protolang.execution.coverage import Mark, Place, marks, places
from protolang.execution.scenario import Failure, ScenarioResult, run_scenario
from protolang.machine import from_model as machine_from_model
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario
from protolang.model.settings import decide
from protolang.source import SourceFile, Span


@attrs.frozen
class Tested:
    """One scenario: the last study day of its course, and a finding for each expectation that was not met."""

    scenario: Scenario
    days: int
    findings: tuple[Diagnostic, ...]


@attrs.frozen
class Reached:
    """A place of the protocol, and the titles of the scenarios that went through it."""

    place: Place
    by: tuple[str, ...]


@attrs.frozen
class TestedFile:
    """All scenarios of one file. The places are None when errors left no machine to run them on."""

    path: str
    data: bytes
    source: SourceFile | None
    protocol: Protocol | None
    findings: tuple[Diagnostic, ...]
    scenarios: tuple[Tested, ...]
    transitions: tuple[Reached, ...] | None
    boundaries: tuple[Reached, ...] | None

    @property
    def failures(self) -> tuple[Diagnostic, ...]:
        """What every failed scenario has to say."""
        return tuple(item for one in self.scenarios for item in one.findings)

    @property
    def failed(self) -> bool:
        """Whether `test` ends with 1."""
        return self.broken or bool(self.failures)

    @property
    def broken(self) -> bool:
        """Whether errors left nothing to run; a library without errors is not broken, it treats nobody."""
        return self.transitions is None and bool(errors_in(self.findings))


def run_all(path: str, data: bytes, analysis: Analysis) -> TestedFile:
    """Runs every scenario of a file."""
    protocol, machine = analysis.protocol, analysis.machine
    if protocol is None or machine is None:
        return TestedFile(path, data, analysis.source, protocol, analysis.diagnostics, (), None, None)
    tested, left = [], dict[str, frozenset[Mark]]()
    shown = machine
    for scenario in protocol.scenarios:
        findings, result = run_one(protocol, scenario)
        if result is None:
            tested.append(Tested(scenario, 0, findings))
            continue
        # a threshold that the file leaves open is shown as the first scenario sets it
        shown = result.trace.machine if not left else shown
        tested.append(Tested(scenario, result.trace.final.day, tuple(_finding(result, one) for one in result.failures)))
        # a scenario that expects nothing would go through everything and test nothing
        if scenario.expectations:
            left[scenario.title] = marks(result.trace) | boundary_marks(result.trace)
    return TestedFile(
        path,
        data,
        analysis.source,
        protocol,
        analysis.diagnostics,
        tuple(tested),
        _reached(places(machine), left),
        _reached(boundaries(shown), left),
    )


def run_one(protocol: Protocol, scenario: Scenario) -> tuple[tuple[Diagnostic, ...], ScenarioResult | None]:
    """One scenario, run on the protocol as its settings decide it; or why they cannot."""
    decided = decide(protocol, dict(scenario.settings))
    # Of a window that a setting makes too wide, nothing that was expected can be trusted.
    if decided.value is None or decided.diagnostics:
        return decided.diagnostics, None
    return (), run_scenario(machine_from_model.lower(decided.value), scenario)


def _reached(found: tuple[Place, ...], left: Mapping[str, frozenset[Mark]]) -> tuple[Reached, ...]:
    return tuple(Reached(place, tuple(title for title, seen in left.items() if place.marks & seen)) for place in found)


def _finding(result: ScenarioResult, failure: Failure) -> Diagnostic:
    expectation, scenario = failure.expectation, result.scenario
    return Diagnostic(
        PL611,
        f"expected `{expectation.text}`, but {failure.found}",
        Label(expectation.origin, failure.found),
        secondary=(Label(_title_span(scenario), "in this scenario"),),
        timeline=log_steps(result.trace, expectation),
    )


def _title_span(scenario: Scenario) -> Span:
    """The first line of a scenario: its origin may be the whole block."""
    span = scenario.origin
    line_end = span.source.line_bounds(span.start_position.line)[1]
    return Span(span.source, span.start, max(span.start, min(span.end, line_end)))
