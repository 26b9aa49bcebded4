"""The canonical form of a patient's state: equal forms have equal futures, whatever their pasts were.

All that no rule can read again is left out; days are counted back from today; what is compared with numbers only is cut
off above the largest of them. In doubt a thing is kept: that costs states, and never a wrong verdict.
"""

from collections.abc import Hashable
from itertools import takewhile

from protolang.execution.evaluate import Snapshot
from protolang.execution.obligation import limit_of
from protolang.execution.state import Cycling, Due, PatientState, RegionState, Status
from protolang.machine.statechart import Machine, Region, State, TransitionEvent
from protolang.model.action import ActionKind, Alongside, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.rule import Go, HoldRule
from protolang.model.term import (
    Count,
    CountKind,
    SinceEntry,
)
from protolang.model.treatment import Anchor
from protolang.quantity import Days
from protolang.verify.walk.past import current, past
from protolang.verify.walk.reads import Reads, results_of, values_in


class Canon:
    """Makes canonical forms of the states of one machine; `reads` says what can be read of them."""

    def __init__(self, machine: Machine, reads: Reads) -> None:
        self.machine, self.reads = machine, reads
        self.places = {
            (region.name, state.name): _Place(self, region, state)
            for region in machine.regions
            for state in region.states
        }
        self.regions = {region.name: at for at, region in enumerate(machine.regions)}
        self.back = frozenset(
            region.name
            for region in machine.regions
            if any(edge.back for state in region.states for edge in state.transitions)
            or any(isinstance(item, Go) and item.target is None for item in values_in(region))
        )
        self.clock_stops = machine.hold is None or machine.hold.clock_stops
        limits = [] if machine.hold is None else [machine.hold.limit]
        limits += [reads.ticks(rule.limit) for rule in machine.holds if rule.limit is not None]
        self.longest_hold = max(limits, default=0) + 2
        self.midday = frozenset(
            item.since.track
            for item in reads.terms
            if isinstance(item, Count) and item.kind is CountKind.EVENTS and isinstance(item.since, SinceEntry)
        )

    def of(self, patient: PatientState) -> Hashable:
        """The canonical form."""
        reads, day = self.reads, patient.day
        snapshot = Snapshot(self.machine, patient, day, ())
        parts: list[Hashable] = [
            tuple(
                self._region(chart, region, patient)
                for chart, region in zip(self.machine.regions, patient.regions, strict=True)
            ),
            tuple(current(snapshot, name) for name in sorted(reads.labs)),
            tuple(past(reads, snapshot, term) for term in reads.terms),
            patient.once & reads.once,
            tuple(self._lasting(patient, name, most) for name, most in sorted(reads.lasting.items())),
            patient.measure_now,
            frozenset(patient.ordered),
            tuple(
                (name, level.value, level.previous if reads.previous else None, level.start)
                for name, level in sorted(patient.levels.items())
                if name in reads.levels
            ),
            tuple((item.drug, item.region, item.state, item.day - day, item.dose) for item in patient.extras),
            patient.eligible if self.machine.eligibility else None,
            tuple(self._last(patient, subject, None, most) for subject, most in sorted(reads.spaced.items())),
            tuple(
                self._last(patient, subject, region, most) if self._may_begin(patient, region, subject) else None
                for (region, subject), most in sorted(reads.since_given.items())
            ),
            frozenset(
                item.subject
                for item in takewhile(lambda item: item.day == day, patient.given.newest_first())
                if item.subject in reads.arriving
            ),
        ]
        if reads.months:
            parts.append((patient.start, day))
        return tuple(parts)

    def _lasting(self, patient: PatientState, name: str, most: int) -> int | None:
        since = patient.holding.get(name)
        return None if since is None else min(patient.day - since, most)

    def _last(self, patient: PatientState, subject: str, region: str | None, most: int | None) -> int | None:
        for item in patient.given.newest_first():
            if item.subject == subject and region in (None, item.region):
                age = patient.day - item.day
                # so long ago that it keeps nothing waiting: as if it had never been
                return age if most is None or age <= most else None
        return None

    def _may_begin(self, patient: PatientState, region: str, subject: str) -> bool:
        """Whether a duty that counts from the last dose may still begin: in a phase or a cycle to come."""
        at = self.regions[region]
        state = patient.regions[at]
        if state.status is Status.WAITING:
            return True
        return state.status in (Status.RUNNING, Status.HELD) and subject in self.places[region, state.state].beginning

    # ---- tracks ----

    def _region(self, chart: Region, region: RegionState, patient: PatientState) -> Hashable:
        if region.status not in (Status.RUNNING, Status.HELD):
            return region.status
        base, place = patient.day, self.places[chart.name, region.state]
        held: Hashable = None
        if region.held is not None:
            if self.clock_stops:
                base = region.held.since
            until = None if region.held.until is None else region.held.until - patient.day
            age = patient.day - region.held.since
            # with a stopped clock a hold that is older than any limit only waits
            age = min(age, self.longest_hold) if self.clock_stops else age
            held = (age, region.held.morning, region.held.rule, until)
        waits = tuple(
            any(item.subject == wanted and item.day >= region.entered for item in patient.given.newest_first())
            or any(item.sampled >= region.entered for item in results_of(patient, wanted))
            for wanted in place.following
        )
        return (
            region.status,
            region.state,
            _capped(base - region.entry, place.entry_matters),
            tuple(place.due(due, base) for due in region.dues),
            tuple(place.cycle(at, item, base) for at, item in enumerate(region.cycles)),
            held,
            region.trail if chart.name in self.back else None,
            tuple(_capped(base - day, most) for day, most in zip(region.groups, place.groups_matter, strict=True)),
            region.shift - base if place.counts_from_day_zero(region) else None,
            (region.midday, region.entered - patient.day) if chart.name in self.midday else None,
            waits,
            tuple(self._since_entry(patient, subject, region) for subject in place.renamed),
        )

    def _since_entry(self, patient: PatientState, subject: str, region: RegionState) -> int | None:
        days = [item.day for item in patient.given if item.subject == subject and item.day >= region.entered]
        return patient.day - max(days) if days else None


class _Place:
    """What is read of the days of one state: how far back its entry matters, its duties, its cycles."""

    def __init__(self, canon: Canon, region: Region, state: State) -> None:
        self.canon, self.state = canon, state
        machine, reads = canon.machine, canon.reads
        alongside = any(isinstance(item.timing, Alongside) for item in state.obligations)
        self.keeps_cursor = alongside
        self.following = tuple(sorted({item.following for item in state.obligations if item.following is not None}))
        self.renamed = tuple(
            sorted(
                {
                    item.subject
                    for item in state.obligations
                    if isinstance(item.timing, Every)
                    and isinstance(item.timing.interval, str)
                    and reads.duration(item.timing.interval) is None
                }
            )
        )
        times = [reads.duration(item.until.limit) for item in state.obligations if item.until is not None]
        times += [reads.duration(cycle.limit) for cycle in state.cycles]
        # a group keeps its day through all its phases, of which one may have no way out that another has
        waits = [
            reads.duration(edge.delay)
            for other in region.states
            for edge in other.transitions
            if edge.event is TransitionEvent.TIMEOUT
        ]
        longest = max((reads.ticks(item) for item in waits if item is not None), default=0)
        own = any(edge.event is TransitionEvent.TIMEOUT for edge in state.transitions)
        ticks = [reads.ticks(item) for item in times if item is not None] + [longest if own else 0]
        listed = any(
            isinstance(item.timing, OnDays | OnMonths) and item.timing.counted_from is Origin.PHASE
            for item in state.obligations
        )
        # days of a list stand in the visit itself: they are counted from its entry as long as it lasts
        self.entry_matters = None if listed else max(ticks, default=0) + 1
        self.groups_matter = (longest + 1,) * len(state.groups)
        self.given_matters = [self._most_given(machine, at) for at in range(len(state.obligations))]
        self._later = reachable(region, state.name, machine.holds)
        self.beginning = frozenset(
            item.subject
            for other in region.states
            for item in other.obligations
            if other.name in self._later or (other is state and item.cycle is not None)
        )
        self._zero_here = frozenset(at for at, item in enumerate(state.obligations) if _from_day_zero(item.timing))
        self._zero_later = any(
            _from_day_zero(item.timing)
            for other in region.states
            if other.name in self._later
            for item in other.obligations
        )

    def _most_given(self, machine: Machine, at: int) -> int:
        duty = self.state.obligations[at]
        known = [sum(step.times for step in duty.course)]
        if isinstance(duty.timing, Every) and duty.timing.times is not None:
            known.append(duty.timing.times)
        limit = limit_of(machine, duty)
        if isinstance(limit, int):
            known.append(limit)
        if duty.kind is ActionKind.INFUSE:
            known.append(1)
        return max(known)

    def counts_from_day_zero(self, region: RegionState) -> bool:
        return self._zero_later or any(not region.dues[at].over for at in self._zero_here if at < len(region.dues))

    def due(self, due: Due, base: int) -> Hashable:
        duty = self.state.obligations[due.obligation]
        # in a cycle it goes on counting what was given in the cycles before
        given = min(due.given, self.given_matters[due.obligation])
        cursor: int | None = due.cursor
        if due.over:
            return (given if duty.cycle is not None else None), (cursor if self.keeps_cursor else None)
        first = None if due.first is None else due.first - base
        match duty.timing:
            case Every(interval) if duty.anchor is Anchor.LAST_GIVEN:
                first, cursor = (None if first is None else 0), (cursor if self.keeps_cursor else None)
            case Every(interval) if isinstance(self.canon.reads.duration(interval), Days) and not self.keeps_cursor:
                known = self.canon.reads.duration(interval)
                if first is not None and known is not None:
                    # the grid goes on from where it is
                    first, cursor = first + due.cursor * self.canon.reads.ticks(known), None
            case Growing() | OnDays() | OnMonths() | Every():
                pass
            case _:
                first = None if first is None else 0
                cursor = cursor if self.keeps_cursor else None
        if isinstance(duty.timing, OnDays | OnMonths):
            first = None if first is None else 0
        day = None if due.day is None else due.day - base
        return day, first, cursor, given, due.amount if duty.kind is ActionKind.INFUSE else None

    def cycle(self, at: int, cycling: Cycling, base: int) -> Hashable:
        if cycling.over:
            return None
        cycle = self.state.cycles[at]
        bounds = [cycle.limit] if isinstance(cycle.limit, int) else []
        most: int | None = None
        match cycle.timing:
            case Every(_, times):
                bounds += [times] if times is not None else []
                named = isinstance(cycle.limit, str)
                most = None if named else max(bounds, default=0) + 1
            case _:
                pass
        number = cycling.number if most is None else min(cycling.number, most)
        if cycling.start is None:
            return number, None, cycling.planned - base
        return number, cycling.start - base, None


def _from_day_zero(timing: object) -> bool:
    return isinstance(timing, OnDays | OnMonths) and timing.counted_from is Origin.DAY_ZERO


def reachable(region: Region, start: str, holds: tuple[HoldRule, ...]) -> frozenset[str]:
    """The states that can come after one: where a transition, a decision, a delay or a hold can lead."""
    names = {state.name for state in region.states}
    leads: dict[str, set[str]] = {}
    held = {rule.target for rule in holds if rule.track == region.name and rule.target is not None}
    for state in region.states:
        found = set(held)
        for item in values_in(state):
            target = getattr(item, "target", None)
            if isinstance(target, str):
                found.add(target)
            if getattr(item, "back", False) or (isinstance(item, Go) and item.target is None):
                found |= names
        leads[state.name] = found & names
    seen, waiting = set[str](), [start]
    while waiting:
        for name in leads[waiting.pop()]:
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return frozenset(seen)


def _capped(value: int, most: int | None) -> int:
    return value if most is None else min(value, most)
