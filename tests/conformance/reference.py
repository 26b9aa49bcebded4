"""The reference interpreter as an executor of the suite: a source and plain inputs become lines of a log."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from protolang.diagnostics import Severity
from protolang.driver import analyse
from protolang.execution.event import Administration, Decision, Inputs, Observation, ObservationStatus, Ruling
from protolang.execution.run import run
from protolang.execution.step import begin, step
from protolang.machine import from_model
from protolang.machine.statechart import Machine
from protolang.model import from_ast
from protolang.model.settings import decide
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Interval, Quantity, parse_interval, parse_unit
from protolang.source import SourceFile
from protolang.syntax.parser import parse

CHECK_BUDGET = 2_000
"""States explored for a requirement while a case is compiled: a case has none, or one of no interest."""


def execute(source: str, data: dict[str, Any]) -> list[str]:
    """The log of the reference interpreter."""
    machine = machine_of(source, tuple(data["set"].items()))
    ticks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for fact in data["facts"]:
        ticks[_tick(machine, fact["day"], fact.get("time"))].append(fact)
    last = max([_tick(machine, data["until"], data.get("until_time")), *ticks])
    course = [_inputs(machine, ticks[tick], tick) for tick in range(last + 1)]
    start = date.fromisoformat(data["start"])
    if "amended" in data:
        return _across_versions(machine, machine_of(data["amended"]["source"]), data["amended"]["day"], course, start)
    return [entry.line() for entry in run(machine, course, start).entries]


def _tick(machine: Machine, day: int, time: str | None) -> int:
    """The clock tick of a day and a time; a clock of days knows no times (R27)."""
    hours, minutes = (time or "00:00").split(":")
    per_day = machine.resolution.per_day
    return day * per_day + (60 * int(hours) + int(minutes)) * per_day // (24 * 60)


def _across_versions(first: Machine, second: Machine, day: int, course: list[Inputs], start: date) -> list[str]:
    """The log of a patient who is told the second text from `day` on."""
    patient, lines = begin(first, start), list[str]()
    for today in course:
        patient, written = step(first if patient.day + 1 < day else second, patient, today)
        lines += [entry.line() for entry in written]
    return lines


@cache
def machine_of(source: str, settings: tuple[tuple[str, str], ...] = ()) -> Machine:
    """The machine of a source that has no errors in its text."""
    file = SourceFile("case.proto", source)
    parsed = parse(file)
    tree = parsed.value.tree if parsed.value is not None else None
    if tree is None:
        raise ValueError([item.message for item in parsed.diagnostics])
    lowered = from_ast.lower(tree, file, frozenset())
    errors = [item.message for item in lowered.diagnostics if item.severity is Severity.ERROR]
    if errors or lowered.value is None:
        raise ValueError(errors)
    protocol = lowered.value
    if settings:
        decided = decide(protocol, dict(settings))
        if decided.value is None or decided.diagnostics:
            raise ValueError([item.message for item in decided.diagnostics])
        protocol = decided.value
    return from_model.lower(protocol)


@cache
def errors_of(source: str) -> tuple[str, ...]:
    """What `check` refuses in a source: the codes of its errors and their lines, in the order of the text."""
    found = analyse("case.proto", source.encode(), budget=CHECK_BUDGET).diagnostics
    return tuple(
        f"{item.code.number} line {item.primary.span.start_position.line}"
        for item in found
        if item.severity is Severity.ERROR
    )


def _inputs(machine: Machine, facts: list[dict[str, Any]], tick: int) -> Inputs:
    observations, doses, events, decisions = [], [], [], []
    for fact in facts:
        match fact:
            case {"kind": "result"}:
                observations.append(_observation(machine, fact, tick))
            case {"kind": "given", "drug": drug}:
                doses.append(Administration(drug, _amount(fact.get("amount"))))
            case {"kind": "event", "name": name}:
                events.append(name)
            case {"kind": "decision", "track": track, "ruling": ruling}:
                decisions.append(Decision(track, Ruling(ruling)))
            case _:
                raise ValueError(f"no executor knows the fact {fact}")
    return Inputs(tuple(observations), tuple(doses), tuple(events), tuple(decisions))


def _observation(machine: Machine, fact: dict[str, Any], tick: int) -> Observation:
    status = ObservationStatus(fact.get("status", "final"))
    value = _value(machine, fact) if fact["value"] is not None else None
    sampled = tick if fact["sampled"] == fact["day"] else _tick(machine, fact["sampled"], None)
    return Observation(fact["name"], value, sampled, tick, status, fact.get("id", ""))


def _value(machine: Machine, fact: dict[str, Any]) -> Interval:
    """The value in the unit its lab is declared with, of a choice its place; of an undeclared lab, as it was told."""
    declared = [item for item in (*machine.labs, *machine.attributes) if item.id == fact["name"]]
    words = [choice.id for item in declared if not isinstance(item, DerivedAttribute) for choice in item.choices]
    if words:
        return Interval.point(Fraction(words.index(fact["value"]) if fact["value"] in words else -1))
    told = parse_interval(fact.get("bound", "") + fact["value"])
    for item in declared:
        if "unit" in fact:
            unit = parse_unit(fact["unit"])
            return told.scaled(unit.factor / item.unit.factor)
    return told


def _amount(text: str | None) -> Quantity | None:
    if text is None:
        return None
    number, _, unit = text.partition(" ")
    return Quantity(Fraction(number), parse_unit(unit))
