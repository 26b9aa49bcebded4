"""Until when nothing can happen to a patient to whom nothing happens: the days that a walk may pass over at once.

A day is passed over only when the interpreter, run on the first of them with every input that can come, leaves the
patient as before, and nothing that depends on time turns before the last of them.
"""

from collections.abc import Iterator

from protolang.execution.evaluate import Snapshot
from protolang.execution.obligation import deadline
from protolang.execution.state import PatientState, RegionState, Status
from protolang.machine.statechart import Machine, Region, TransitionEvent
from protolang.model.expression import Compare
from protolang.model.term import Aggregate, Baseline, Count, CountKind, SinceDay, TimeSince, Total
from protolang.quantity import CalendarMonths, Duration
from protolang.verify.walk.past import counted
from protolang.verify.walk.reads import Reads, constant, results_of


class Quiet:
    """Knows on which days something turns by itself."""

    def __init__(self, machine: Machine, reads: Reads) -> None:
        self.machine, self.reads = machine, reads
        # an age that something else than a number is compared with may turn on any day
        self.restless = any(isinstance(item, TimeSince) and item not in reads.caps for item in reads.nodes)
        self.ages = {
            one: tuple(sorted({int(known * machine.resolution.per_day) for known in self._constants(one)}))
            for one in reads.caps
            if isinstance(one, TimeSince)
        }

    def _constants(self, term: TimeSince) -> Iterator[int]:
        for item in self.reads.nodes:
            if isinstance(item, Compare) and term in (item.left, item.right):
                known = constant(self.machine, item.right if item.left == term else item.left)
                if known is not None:
                    yield known

    def until(self, patient: PatientState) -> int:
        """The first day after tomorrow on which something may turn; tomorrow itself when that is not known."""
        tomorrow = patient.day + 1
        if self.restless:
            return tomorrow
        return min((day for day in self._marks(patient) if day > tomorrow), default=tomorrow)

    def _marks(self, patient: PatientState) -> Iterator[int]:
        snapshot = Snapshot(self.machine, patient, patient.day, ())
        for chart, region in zip(self.machine.regions, patient.regions, strict=True):
            if region.status in (Status.RUNNING, Status.HELD):
                yield from self._in_region(chart, region, patient)
        for name in self.reads.labs:
            limit = snapshot.declared(name).max_age
            newest = next(snapshot.newest_results(name), None)
            if limit is not None and newest is not None:
                yield newest.sampled + snapshot.ticks(limit) + 1
        for term in self.reads.terms:
            yield from self._of_term(snapshot, term)
        for name, most in self.reads.lasting.items():
            if name in patient.holding:
                # the length of the row is that of today's condition, which itself turns only on these days
                yield from (patient.holding[name] + ticks for ticks in self.reads.row_lengths(name) if ticks <= most)
        yield from (item.day for item in patient.extras)

    def _in_region(self, chart: Region, region: RegionState, patient: PatientState) -> Iterator[int]:
        state = chart.state(region.state)
        yield from (region.entry, region.entry + 1)
        for due in region.dues:
            last, duty = deadline(due, state.obligations[due.obligation]), state.obligations[due.obligation]
            if due.over or due.day is None or last is None:
                continue
            yield from (due.day - duty.window.before, due.day, due.day + 1, last, last + 1)
            if duty.until is not None:
                yield from self._after(region.entry, duty.until.limit, patient)
        for cycle, cycling in zip(state.cycles, region.cycles, strict=True):
            yield from (cycling.planned, cycling.planned + 1)
            yield from self._after(region.entry, cycle.limit, patient)
            if cycle.delay is not None:
                yield from self._after(cycling.planned, cycle.delay.limit, patient)
        for edge in state.transitions:
            if edge.event is TransitionEvent.TIMEOUT:
                for day in (region.entry, *region.groups):
                    yield from self._after(day, edge.delay, patient)
        if region.held is not None:
            yield from () if region.held.until is None else (region.held.until,)
            limits: list[int] = [] if self.machine.hold is None else [self.machine.hold.limit]
            for rule in self.machine.holds:
                limits += [] if rule.limit is None else [self.reads.ticks(rule.limit)]
            yield from (day for limit in limits for day in (region.held.since + limit, region.held.since + limit + 1))

    def _after(self, day: int, written: int | Duration | str | None, patient: PatientState) -> Iterator[int]:
        duration = self.reads.duration(written)
        if duration is None:
            return
        least, most = self.reads.ticks(duration), self.reads.ticks(duration)
        if isinstance(duration, CalendarMonths):
            least = duration.shortest() * self.machine.resolution.per_day
        yield from range(day + least, day + most + 1)

    def _of_term(self, snapshot: Snapshot, term: object) -> Iterator[int]:
        patient = snapshot.patient
        match term:
            case Count(over=over, since=None) if over is not None:
                yield from (day + snapshot.ticks(over) for day in counted(patient, snapshot, term))
            case Total(drug, _, _, over, None) if over is not None:
                yield from (item.day + snapshot.ticks(over) for item in patient.given if item.subject == drug)
            case Aggregate(name=name, over=over, since=None) if over is not None:
                yield from (item.sampled + snapshot.ticks(over) for item in results_of(patient, name))
            case TimeSince(subject):
                for kind in (CountKind.GIVEN, CountKind.EVENTS, CountKind.RESULTS):
                    days = tuple(counted(patient, snapshot, Count(kind, subject)))
                    for ticks in self.ages.get(term, ()) if days else ():
                        yield from (max(days) + ticks, max(days) + ticks + 1)
            case _:
                pass
        match term:
            case (
                Count(since=SinceDay(day))
                | Total(since=SinceDay(day))
                | Aggregate(since=SinceDay(day))
                | Baseline(since=SinceDay(day))
            ):
                yield from (day, day + 1)
            case _:
                pass
