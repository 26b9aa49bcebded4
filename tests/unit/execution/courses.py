"""Tiny protocols as text, and patients who are told day by day what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from protolang.execution.event import Administration, Decision, Inputs, Observation, Ruling
from protolang.execution.run import EXAMPLE_START, run
from protolang.execution.state import Status
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.from_ast import lower
from protolang.quantity import parse_interval
from protolang.source import SourceFile
from protolang.syntax.parser import parse


def machine(
    *tracks: str,
    missed: str = "skip",
    next_due: str = "after last given",
    hold: str = "clock stops, at most 28 days then review",
    fresh: str = "100 days",
    more: str = "",
) -> Machine:
    """The machine of a protocol with the drugs `a` and `b`, the labs `x` and `y`, the event `harm`, and `tracks`."""
    bodies = "\n".join(f"track t{at} {{ {body} }}" for at, body in enumerate(tracks))
    text = f"""protocol tiny {{
      version 1.0.0  status draft
      month = calendar  day 0 = first a  week 0 = day 0
      policy {{ missed {missed}  next_due {next_due}  hold {hold}  rounding to 1 mg }}
      drug a {{ dose 1 mg }}  drug b {{ dose 1 mg }}
      lab x {{ unit % of "cells"  range 0..100 %  fresh for {fresh} }}
      lab y {{ unit % of "cells"  range 0..100 %  fresh for {fresh} }}
      event harm
      trigger low when x < 10 % if missing ignore
      trigger needed when x < 10 % if missing measure now
      trigger wanted when x < 10 % if missing block
      {more}
      {bodies}
    }}"""
    source = SourceFile("tiny.proto", text)
    parsed = parse(source)
    assert parsed.value is not None, [item.message for item in parsed.diagnostics]
    assert parsed.value.tree is not None, [item.message for item in parsed.diagnostics]
    lowered = lower(parsed.value.tree, source, frozenset())
    errors = [item.message for item in lowered.diagnostics if item.severity.value == "error"]
    assert not errors, errors
    return machine_of(lowered.value)


def told(
    day: int,
    *,
    x: str | None = None,
    give: str = "",
    events: tuple[str, ...] = (),
    sampled: int | None = None,
    rule: Ruling | None = None,
) -> Inputs:
    """What is reported on a day: a result of `x`, the drugs in `give`, events, a ruling on the first track."""
    when = day if sampled is None else sampled
    observed = () if x is None else (Observation("x", parse_interval(x), when, day),)
    decisions = () if rule is None else (Decision("t0", rule),)
    return Inputs(observed, tuple(Administration(drug) for drug in give), events, decisions)


def course(of: Machine, days: Mapping[int, Inputs], last: int, start: date = EXAMPLE_START) -> Trace:
    """The trace up to day `last` of a patient to whom nothing happens on the days that are not named."""
    return run(of, [days.get(day, Inputs()) for day in range(last + 1)], start)


def willing(of: Machine, last: int, days: Mapping[int, Inputs] | None = None, start: date = EXAMPLE_START) -> Trace:
    """The trace of a patient who is given each dose on the first day it is due, on top of what `days` says."""
    patient, states, entries = begin(of, start), [], []
    for day in range(last + 1):
        known = (days or {}).get(day, Inputs())
        doses = [item for item in offers(of, patient, known) if item.kind.value == "give" and item.due <= day]
        inputs = Inputs(
            known.observations,
            (*known.administrations, *(Administration(item.subject) for item in doses)),
            known.events,
            known.decisions,
        )
        patient, written = step(of, patient, inputs)
        states.append(patient)
        entries += written
    return Trace(of, tuple(entries), tuple(states))


def given(trace: Trace, drug: str = "a") -> list[int]:
    """The days on which a due dose of `drug` was given."""
    return [item.day for item in trace.entries if item.kind is EntryKind.GIVEN and item.subject == drug]


def days_of(trace: Trace, kind: EntryKind) -> list[int]:
    """The days of the log entries of one kind."""
    return [item.day for item in trace.entries if item.kind is kind]


def offered(of: Machine, trace: Trace, known: Inputs | None = None) -> list[str]:
    """What may be done on the day after the trace."""
    return [item.subject for item in offers(of, trace.final, known or Inputs())]


def phases(trace: Trace) -> list[str]:
    """The state of each region after the last day; its status when it is not running."""
    return [
        item.state if item.status is Status.RUNNING else f"{item.status.value} {item.state}".strip()
        for item in trace.final.regions
    ]
