"""PL703: a decision on the day of a sample, which an older result that is still valid can take before the new one."""

from collections.abc import Iterator
from itertools import pairwise

from protolang.checks.leaving import leaves, live_states, rows
from protolang.checks.pointing import named, opening, statement
from protolang.checks.spans_of_duties import longest_of, shortest_of
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL703
from protolang.execution.obligation import duration_of
from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.action import ActionKind, Every, OnDays, OnMonths, Origin
from protolang.model.protocol import Protocol
from protolang.model.rule import Decision, Go, Row
from protolang.model.treatment import Lab
from protolang.quantity import Days, Duration
from protolang.source import Span
from protolang.verify.reading import measured


def result_too_late(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each decision that leaves its phase by a result which is sampled there on the same day."""
    for _, state in live_states(machine):
        for item in state.obligations:
            if item.decision is None:
                continue
            for lab in machine.labs:
                found = _judged(machine, state, item, item.decision, lab)
                if found is not None:
                    yield found


def _judged(machine: Machine, state: State, item: Obligation, decision: Decision, lab: Lab) -> Diagnostic | None:
    row = next((row for row in decision.rows if any(map(leaves, row.effects))), None)
    reading = [one for one in decision.rows if one.when is not None and lab.id in measured(machine, one.when)]
    samples = [one for one in state.obligations if one.kind is ActionKind.MEASURE and one.subject == lab.id]
    sample = next((one for one in samples if _one_day(machine, one, item)), None)
    if row is None or not reading or sample is None or lab.max_age is None:
        return None
    older = _older(machine, state, sample, lab.max_age)
    return None if older is None else _finding(lab, lab.max_age, item, decision, sample, row, older)


def _one_day(machine: Machine, sample: Obligation, decision: Obligation) -> bool:
    if sample.cycle != decision.cycle:
        return False
    match sample.timing, decision.timing:
        case None, None:
            return True
        case OnDays(days=one, counted_from=origin), OnDays(days=two, counted_from=other) if origin is other:
            return bool(set(one) & set(two))
        case OnMonths(one, counted_from=origin), OnMonths(two, counted_from=other) if origin is other:
            return bool(set(one) & set(two))
        case Every(interval=one), Every(interval=two):
            return one == two
        case _:
            return False


def _older(machine: Machine, state: State, sample: Obligation, age: Duration) -> tuple[Span, str] | None:
    """Where a result comes from that is still valid when the sample is due, and what it is."""
    here = _own_distance(machine, sample)
    if here is not None and here <= longest_of(age):
        return sample.origin, f"the result before it, {Days(int(here), 1)} old"
    for region, other in live_states(machine):
        mine = any(one is state for one in region.states)
        for one in other.obligations:
            if one.kind is not ActionKind.MEASURE or one.subject != sample.subject or one is sample:
                continue
            apart = _own_distance(machine, one)
            if not mine and apart is not None and apart <= longest_of(age):
                return one.origin, f"a result of track `{region.name}`"
            if mine and other is not state and _at_entry(sample) and _led_by(machine, other, state, sample.subject):
                return one.origin, f"the result that led here from `{other.name}`"
    return None


def _at_entry(sample: Obligation) -> bool:
    """Whether it is due on the day on which its phase begins; `every` goes on from the last sample of the track."""
    match sample.timing:
        case None:
            return True
        case OnDays(days=days, counted_from=Origin.PHASE):
            return days[0] == 0
        case _:
            return False


def _led_by(machine: Machine, other: State, state: State, lab: str) -> bool:
    """Whether a phase is left for another by a result of the lab, which is then valid on the day of entry."""
    entry = [edge.guard for edge in other.transitions if edge.target == state.name and edge.guard is not None]
    for row in rows(other):
        if row.when is not None and any(isinstance(one, Go) and one.target == state.name for one in row.effects):
            entry.append(row.when)
    return any(lab in measured(machine, when) for when in entry)


def _own_distance(machine: Machine, sample: Obligation) -> int | None:
    """The least number of days between two samples of one `measure`."""
    match sample.timing:
        case OnDays(days=days) if sample.cycle is None and len(days) > 1:
            return int(min(two - one for one, two in pairwise(days)) / machine.resolution.per_day)
        case Every(interval=interval, times=times) if times != 1:
            known = duration_of(machine, interval) if isinstance(interval, str) else interval
            return None if known is None else int(shortest_of(known))
        case _:
            return None


def _finding(
    lab: Lab, age: Duration, item: Obligation, decision: Decision, sample: Obligation, row: Row, older: tuple[Span, str]
) -> Diagnostic:
    return Diagnostic(
        PL703,
        f"the decision can be taken by an older `{lab.id}`, and the sample of its day is then cancelled",
        Label(opening(statement(decision.origin)), "decides on the day of the sample"),
        (
            Label(statement(sample.origin), "its result may come a day later"),
            Label(statement(row.origin), "who leaves here is not sampled any more"),
            *(() if older[0] == sample.origin else (Label(statement(older[0]), "measured here before"),)),
            Label(named(lab.origin, lab.id), f"valid for {age}"),
        ),
        notes=(f"what is still valid then is {older[1]}",),
        help=f"write `decide at each {lab.id}`, decide some days after the sample, or let a result be valid for less "
        "than the time between two samples",
    )
