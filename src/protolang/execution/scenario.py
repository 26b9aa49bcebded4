"""Scenarios of a protocol's own text: one patient's story on a machine, and what became of what the author expects."""

from datetime import date

import attrs

from protolang.execution.expectation import Failure, check, within
from protolang.execution.run import EXAMPLE_START, follow
from protolang.execution.simulated import last_named, reported
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.scenario import Scenario

__all__ = ["PATIENCE", "Failure", "ScenarioResult", "run_scenario", "within"]

PATIENCE = 3660
"""How many clock ticks after the last one a scenario names a course may still take to end: ten years of days."""


@attrs.frozen
class ScenarioResult:
    """One scenario, run."""

    scenario: Scenario
    trace: Trace
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_scenario(machine: Machine, scenario: Scenario, start: date | None = None) -> ScenarioResult:
    """Runs one scenario on a machine whose parameters the scenario's settings have already decided.

    The patient is sampled, and given every dose, on the day it is due, except as the scenario says. A scenario that
    says nothing of a lab leaves it without results. It is run as far as it looks: to the last day it names, or to the
    end of the course when something is expected there. Day 0 is `start`, else the date of the scenario, else an
    example. Cost: clock ticks times regions.
    """
    last = last_named(scenario)
    if not scenario.expectations or any(item.day is None for item in scenario.expectations):
        last += PATIENCE
    trace = follow(
        machine,
        lambda patient: reported(machine, scenario, patient),
        days=last,
        start=start or scenario.start or EXAMPLE_START,
    )
    checked = (check(trace, item) for item in scenario.expectations)
    return ScenarioResult(scenario, trace, tuple(failure for failure in checked if failure is not None))
