"""Scenarios as text, beside a protocol of a few lines: what is due there, and what comes of a story."""

from __future__ import annotations

from protolang.execution.boundaries import boundary_marks
from protolang.execution.coverage import marks, places
from protolang.execution.scenario import ScenarioResult, run_scenario
from protolang.execution.trace import EntryKind
from protolang.machine.from_model import lower as machine_of
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.parser import parse

PLAN = (
    "start p phase p { give a every 10 days, 3 times window -2..+3 days  measure x every 10 days, 3 times  then end }"
)


def protocol(scenario: str, *tracks: str, more: str = "", missed: str = "skip", resolution: str = "") -> Protocol:
    """The drugs `a` and `b`, the labs `x` and `y`, the event `harm`, the attribute `weight`, tracks, one scenario."""
    bodies = "\n".join(f"track t{at} {{ {body} }}" for at, body in enumerate(tracks or (PLAN,)))
    text = f"""protocol tiny {{
      version 1.0.0  status draft {resolution}
      month = calendar  day 0 = first a  week 0 = day 0
      policy {{ missed {missed}  next_due on grid  hold clock stops, at most 28 days then review  rounding to 1 mg }}
      patient weight {{ unit kg  range 2..300 kg  fresh for 20 days }}
      drug a {{ dose 10 mg/kg of weight }}  drug b {{ dose 1 mg }}
      lab x {{ unit % of "cells"  range 0..100 %  fresh for 100 days }}
      lab y {{ unit % of "cells"  range 0..100 %  fresh for 100 days }}
      event harm
      {more}
      {bodies}
      scenario "story" {{ patient {{ weight 70 kg }} {scenario} }}
    }}"""
    source = SourceFile("tiny.proto", text)
    parsed = parse(source)
    assert parsed.value is not None, [item.message for item in parsed.diagnostics]
    assert parsed.value.tree is not None, [item.message for item in parsed.diagnostics]
    lowered = lower(parsed.value.tree, source, frozenset())
    errors = [item.message for item in lowered.diagnostics if item.severity.value == "error"]
    assert not errors, errors
    assert lowered.value is not None
    return lowered.value


def story(scenario: str, *tracks: str, more: str = "", missed: str = "skip", resolution: str = "") -> ScenarioResult:
    """The scenario, run."""
    made = protocol(scenario, *tracks, more=more, missed=missed, resolution=resolution)
    return run_scenario(machine_of(made), made.scenarios[0])


def found(scenario: str, *tracks: str, more: str = "", missed: str = "skip") -> list[str]:
    """What was found instead of each expectation that was not met."""
    return [item.found for item in story(scenario, *tracks, more=more, missed=missed).failures]


def days(result: ScenarioResult, kind: EntryKind, subject: str) -> list[int]:
    """The days of the log entries of one kind about one thing."""
    return [item.day for item in result.trace.entries if item.kind is kind and item.subject == subject]


def results(result: ScenarioResult, lab: str = "x") -> list[tuple[int, int, str]]:
    """What counts of a lab at the end: day of sampling, of report, and value; without those that have none."""
    return [
        (item.sampled, item.reported, str(item.value))
        for item in result.trace.final.observations.get(lab, ())
        if item.value is not None
    ]


def untaken(result: ScenarioResult) -> list[str]:
    """The names of the places that the scenario does not reach."""
    left = marks(result.trace) | boundary_marks(result.trace)
    return [place.name for place in places(result.trace.machine) if not place.marks & left]
