"""A protocol's scenarios, run. In: an Analysis. Out: what became of each, as findings, and which exits were taken."""

from collections.abc import Iterable

import attrs

from protolang.cli.scenario_log import log_steps
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL611
from protolang.driver import Analysis
from protolang.execution.scenario import Failure, ScenarioResult, run_scenario
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine import from_model as machine_from_model
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol, Scenario
from protolang.model.settings import decide
from protolang.source import SourceFile, Span

_TAKEN = {EntryKind.ENTERED, EntryKind.COMPLETED, EntryKind.ENDED, EntryKind.STOPPED}


@attrs.frozen
class Tested:
    """One scenario: the last study day of its course, and a finding for each expectation that was not met."""

    scenario: Scenario
    days: int
    findings: tuple[Diagnostic, ...]


@attrs.frozen
class Exit:
    """A way out of a phase, or a stop rule (`source` None); `target` None is an end."""

    source: str | None
    target: str | None
    place: Span

    @property
    def name(self) -> str:
        """`maintenance -> closing`."""
        if self.source is None:
            return "stop of the whole protocol"
        return f"{self.source} -> {self.target or 'end'}"


@attrs.frozen
class TestedFile:
    """All scenarios of one file. `exits` is None when errors left no machine to run them on."""

    path: str
    data: bytes
    source: SourceFile | None
    protocol: Protocol | None
    findings: tuple[Diagnostic, ...]
    scenarios: tuple[Tested, ...]
    exits: tuple[Exit, ...] | None
    untaken: tuple[Exit, ...]

    @property
    def failures(self) -> tuple[Diagnostic, ...]:
        """What every failed scenario has to say."""
        return tuple(item for one in self.scenarios for item in one.findings)

    @property
    def failed(self) -> bool:
        """Whether `test` ends with 1."""
        return self.exits is None or bool(self.failures)


def run_all(path: str, data: bytes, analysis: Analysis) -> TestedFile:
    """Runs every scenario of a file."""
    protocol, machine = analysis.protocol, analysis.machine
    if protocol is None or machine is None:
        return TestedFile(path, data, analysis.source, protocol, analysis.diagnostics, (), None, ())
    tested, taken = [], set[tuple[str | None, int, int]]()
    for scenario in protocol.scenarios:
        one, entries = _run(protocol, scenario)
        tested.append(one)
        taken |= {
            (entry.region if entry.kind is not EntryKind.STOPPED else None, entry.origin.start, entry.origin.end)
            for entry in entries
            if entry.kind in _TAKEN and entry.origin is not None
        }
    exits = _exits(machine)
    untaken = tuple(way for region, way in exits if (region, way.place.start, way.place.end) not in taken)
    return TestedFile(
        path,
        data,
        analysis.source,
        protocol,
        analysis.diagnostics,
        tuple(tested),
        tuple(way for _, way in exits),
        untaken,
    )


def _run(protocol: Protocol, scenario: Scenario) -> tuple[Tested, tuple[LogEntry, ...]]:
    decided = decide(protocol, dict(scenario.settings))
    # Of a window that a setting makes too wide, nothing that was expected can be trusted.
    if decided.value is None or decided.diagnostics:
        return Tested(scenario, 0, decided.diagnostics), ()
    result = run_scenario(machine_from_model.lower(decided.value), scenario)
    found = tuple(_finding(result, failure) for failure in result.failures)
    return Tested(scenario, result.trace.final.day, found), result.trace.entries


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


def _exits(machine: Machine) -> list[tuple[str | None, Exit]]:
    ways: Iterable[tuple[str | None, Exit]] = (
        (region.name, Exit(state.name, edge.target, edge.origin))
        for region in machine.regions
        for state in region.states
        for edge in state.transitions
    )
    stops = ((None, Exit(None, None, stop.origin)) for stop in machine.stops)
    return [*ways, *stops]
