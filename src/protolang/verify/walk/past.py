"""What terms look back at: the part of the past that a rule can still tell from another, and no more."""

from collections.abc import Hashable, Iterator
from fractions import Fraction
from itertools import islice, takewhile
from typing import Any, assert_never

from protolang.execution.evaluate import Snapshot
from protolang.execution.event import Observation
from protolang.execution.state import PatientState
from protolang.execution.terms import since_day, value_of
from protolang.model.expression import Consecutive, Monotone
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Baseline,
    Count,
    CountKind,
    Since,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.quantity import Root
from protolang.verify.walk.reads import Reads


def past(reads: Reads, snapshot: Snapshot, term: object) -> Hashable:
    """What a term can still tell of the past."""
    patient = snapshot.patient
    match term:
        case Count():
            most = reads.caps.get(term)
            if term.over is not None and term.since is None:
                return _within(snapshot, counted(patient, snapshot, term), snapshot.ticks(term.over))
            value = value_of(snapshot, term)
            count = value.rational if isinstance(value, Root) else None
            if most is not None and count is not None:
                count = min(count, Fraction(most))
            return count, _since(snapshot, term.since)
        case Total(drug, basis, during, over, since):
            if over is not None and since is None:
                return tuple(
                    (
                        patient.day - item.day,
                        str(item.amount) if basis is None else str(dict(item.rates).get(basis)),
                    )
                    for item in patient.given
                    if item.subject == drug
                    and during in (None, item.state)
                    and patient.day - item.day < snapshot.ticks(over)
                )
            return str(value_of(snapshot, term)), _since(snapshot, since)
        case TimeSince():
            value = value_of(snapshot, term)
            age = None if value is None else value
            most = reads.caps.get(term)
            ticks = None if age is None else _ticks_of(snapshot, term)
            return ticks if most is None or ticks is None else min(ticks, most)
        case Baseline(name, since):
            newest = _values(islice(snapshot.newest_results(name), 1))
            return str(value_of(snapshot, term)), newest, _since(snapshot, since)
        case Aggregate():
            return _aggregate(snapshot, term)
        case Consecutive():
            return _run(snapshot, term)
        case Monotone(lab, _, count):
            return _values(islice(snapshot.newest_results(lab), count))
        case _:
            raise AssertionError(term)


def _since(snapshot: Snapshot, since: Since | None) -> Hashable:
    """Whether the day from which something counts has come."""
    match since:
        case None:
            return None
        case SinceDay(day):
            return max(0, day - snapshot.patient.day)
        case SinceAct():
            return since_day(snapshot, since) is not None
        case SinceEntry(track):
            return max(0, snapshot.region(track).entered - snapshot.patient.day)
        case _:
            assert_never(since)


def _aggregate(snapshot: Snapshot, term: Aggregate) -> Hashable:
    day = snapshot.patient.day
    dated = term.function in (AggregateFunction.GROWTH, AggregateFunction.TIME_IN_RANGE) or term.last is None
    results = snapshot.newest_results(term.name)
    if term.last is not None:
        found = list(islice(results, term.last))
    elif term.over is not None and term.since is None:
        limit = snapshot.ticks(term.over)
        found = list(takewhile(lambda item: day - item.sampled < limit, results))
    else:
        found = list(results)
    return (
        tuple((day - item.sampled if dated else None, item.value) for item in found),
        _since(snapshot, term.since),
    )


def current(snapshot: Snapshot, name: str) -> Hashable:
    """The present results of a lab or size, and how old they are where they grow stale."""
    current = snapshot.current(name)
    if not current:
        return None
    limited = snapshot.declared(name).max_age is not None
    return tuple(item.value for item in current), snapshot.day - current[0].sampled if limited else None


def _values(results: Iterator[Observation]) -> Hashable:
    return tuple(item.value for item in results)


def counted(patient: PatientState, snapshot: Snapshot, term: Count) -> Iterator[int]:
    """The days of what a count counts, whatever its window."""
    match term.kind:
        case CountKind.GIVEN:
            return (
                item.day for item in patient.given if item.subject == term.subject and term.during in (None, item.state)
            )
        case CountKind.MISSED:
            return (day for day, subject in patient.missed if subject == term.subject)
        case CountKind.EVENTS:
            return (day for day, event in patient.events if event == term.subject)
        case CountKind.RESULTS:
            return (item.sampled for item in snapshot.results(term.subject))
        case _:
            assert_never(term.kind)


def _within(snapshot: Snapshot, days: Iterator[int], limit: int) -> Hashable:
    today = snapshot.patient.day
    return tuple(today - day for day in days if today - day < limit)


def _ticks_of(snapshot: Snapshot, term: TimeSince) -> int | None:
    value: Any = value_of(snapshot, term)
    exact = None if value is None else value.rational
    return None if exact is None else int(exact * snapshot.machine.resolution.per_day)


def _run(snapshot: Snapshot, asked: Consecutive) -> Hashable:
    """The newest results, as far as a row of them can still begin there."""
    day, found = snapshot.patient.day, list[tuple[int | None, object]]()
    dated = asked.least is not None or asked.most is not None
    least = 0 if asked.least is None else snapshot.ticks(asked.least)
    newest: int | None = None
    for item in snapshot.newest_results(asked.lab):
        newest = item.sampled if newest is None else newest
        if asked.most is not None and newest - item.sampled > snapshot.ticks(asked.most):
            break
        found.append((day - item.sampled if dated else None, item.value))
        if len(found) >= asked.count and newest - item.sampled >= least:
            break
    return tuple(found)
