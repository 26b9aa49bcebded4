"""The working sheet of one day of one patient; thrown away when its state has been read off."""

from fractions import Fraction

import attrs

from protolang.execution.amounts import Amount, amount_of, dose_of
from protolang.execution.evaluate import Snapshot, Truth, labs_of
from protolang.execution.event import Inputs, Observation
from protolang.execution.obligation import deadline, duration_of, is_open
from protolang.execution.state import Due, Given, LevelState, PatientState, Status
from protolang.execution.tables import look_up, table
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.rule import Effect
from protolang.model.treatment import Dose, MissingPolicy, Trigger
from protolang.quantity import Days, Duration
from protolang.source import Span


@attrs.frozen
class Request:
    """An effect that a rule of region `index` asks for today."""

    effect: Effect
    index: int
    evidence: Evidence


class Day:
    """One day under way. `before` is the state it began with; the lists become the state it ends with."""

    def __init__(self, machine: Machine, patient: PatientState, inputs: Inputs) -> None:
        self.machine = machine
        self.before = patient
        self.inputs = inputs
        self.day = patient.day + 1
        self.entries: list[LogEntry] = []
        self.regions = list(patient.regions)
        self.observations = dict(patient.observations)
        self.accepted: list[Observation] = []
        self.given = patient.given
        self.missed = patient.missed
        self.eligible = patient.eligible
        self.measure_now = set(patient.measure_now)
        self.ordered = dict(patient.ordered)
        self.levels = dict(patient.levels)
        self.extras = list(patient.extras)
        self.once = set(patient.once)
        self.holding = dict(patient.holding)
        self.alerting = patient.alerting
        self.moved: set[int] = set()
        self.requests: list[Request] = []
        self.arrived: set[int] = set()
        self.delayed: set[tuple[int, int]] = set()
        self.suspended: set[str] = set()
        self.closing = False
        self.snapshot = Snapshot(machine, patient, self.day, inputs.events)

    def look(self) -> None:
        """Takes the snapshot that all guards of the day see (R7): after what is reported, before any effect."""
        seen = attrs.evolve(self.before, observations=self.observations, levels=self.levels)
        self.snapshot = Snapshot(self.machine, seen, self.day, self.inputs.events)

    def state(self) -> PatientState:
        """The state after this day."""
        holding = {fact.id for fact in self.machine.facts if self.snapshot.truth(fact.when) is Truth.HOLDS}
        return PatientState(
            day=self.day,
            start=self.before.start,
            regions=tuple(self.regions),
            observations=self.observations,
            given=self.given,
            missed=self.missed,
            events=self.before.events.extended((self.day, event) for event in self.inputs.events),
            once=frozenset(self.once | holding),
            holding={name: self.holding.get(name, self.day) for name in sorted(holding)},
            alerting=self.alerting,
            measure_now=frozenset(self.measure_now),
            ordered=self.ordered,
            levels=self.levels,
            extras=tuple(self.extras),
            source=self.before.source,
            eligible=self.eligible,
        )

    def log(
        self,
        kind: EntryKind,
        region: str | None,
        subject: str,
        *,
        values: tuple[tuple[str, str], ...] = (),
        evidence: Evidence | None = None,
        origin: Span | None = None,
        guard: Expression | None = None,
    ) -> None:
        """Writes one entry of today's log; the readings of `guard` stand in it with their ages."""
        ages, observed = [], []
        for name in () if guard is None else labs_of(self.machine, guard):
            current = self.snapshot.current(name)
            ages += [(name, self.day - current[0].sampled)] if current else []
            observed += [item.id for item in current if item.id]
            text = " or ".join(dict.fromkeys(self.shown(item) for item in current)) or "unknown"
            values = (*values, (name, text))
        self.entries.append(
            LogEntry(
                self.day,
                kind,
                region,
                subject,
                values,
                evidence or Evidence(),
                origin,
                tuple(ages),
                tuple(dict.fromkeys(observed)),
            )
        )

    def shown(self, item: Observation) -> str:
        """The value of a result as text, in the unit of the lab; a word where it is a choice."""
        if item.value is None:
            return "no result"
        declared = self.snapshot.declared(item.name)
        if declared.choices and item.value.low is not None:
            return declared.choices[int(item.value.low)].id
        return f"{item.value} {declared.unit}".rstrip()

    def arrives(self, index: int) -> bool:
        """Whether region `index` came into today in a state that begins today, and has not yet been told so."""
        before = self.before.regions[index]
        return before.entry > self.before.day and before.entry == self.day and index not in self.arrived

    def cancel(self, index: int, because: str) -> None:
        """Logs what was still open in a state that is left, and why (R11)."""
        state, region = self.chart_state(index), self.regions[index]
        if self.arrives(index):
            return
        for due in region.dues:
            obligation = state.obligations[due.obligation]
            missed = self.closing and deadline(due, obligation) == self.day
            if is_open(due, obligation, self.day, region.entry) and not missed:
                why, name = (("because", because),), self.name(index)
                self.log(EntryKind.CANCELLED, name, obligation.subject, values=why, origin=obligation.origin)

    def give(self, item: Given) -> None:
        """Adds a fulfilled obligation, or an unscheduled dose."""
        self.given = self.given.extended((item,))

    def miss(self, subject: str) -> None:
        """Adds an obligation that was not met today."""
        self.missed = self.missed.extended(((self.day, subject),))

    def request(self, index: int, effects: tuple[Effect, ...], evidence: Evidence) -> None:
        """Asks for effects, which are applied together (R11)."""
        self.requests += [Request(effect, index, evidence) for effect in effects]

    def leave(self, index: int) -> None:
        """What leaving the present state does, once (R11)."""
        state = self.chart_state(index)
        self.request(index, state.on_exit, state.evidence)

    def forget(self, index: int, evidence: Evidence, origin: Span | None) -> None:
        """Begins anew, as region `index` asks: levels at their start, nothing that was once true."""
        # in the order of the file: a state is equal to another whatever the order it was built in
        for name in (item.id for item in self.machine.levels if item.id in self.levels):
            level = self.levels[name]
            if level.value != level.start:
                values = ((name, f"{level.value} to {level.start}"),)
                self.log(EntryKind.LEVEL, self.name(index), name, values=values, evidence=evidence, origin=origin)
        self.levels = {name: LevelState(level.start, None, level.start) for name, level in self.levels.items()}
        self.once.clear()
        self.holding.clear()

    def name(self, index: int) -> str:
        """The name of region `index`."""
        return self.machine.regions[index].name

    def at_work(self) -> list[int]:
        """The regions that run today."""
        return [
            index
            for index, region in enumerate(self.regions)
            if region.status is Status.RUNNING and region.entry <= self.day
        ]

    def chart_state(self, index: int) -> State:
        """The state region `index` is in."""
        return self.machine.regions[index].state(self.regions[index].state)

    def set_due(self, index: int, position: int, due: Due) -> None:
        """Replaces one obligation of region `index`."""
        dues = list(self.regions[index].dues)
        dues[position] = due
        self.regions[index] = attrs.evolve(self.regions[index], dues=tuple(dues))

    def interval(self, written: Duration | str) -> Duration | None:
        """As written, or what the parameter, level or table of that name says today; None while it says nothing."""
        if not isinstance(written, str):
            return written
        level = self.levels.get(written)
        if level is not None:
            return None if level.value is None else self._time(level.value.base)
        if any(item.id == written for item in self.machine.tables):
            case = look_up(self.snapshot, table(self.machine, written))
            if case is None:
                return None
            return case.cell.every or (None if case.cell.value is None else self._time(case.cell.value.base))
        return duration_of(self.machine, written)

    def _time(self, days: Fraction) -> Duration | None:
        per_day = self.machine.resolution.per_day
        ticks = days * per_day
        return Days(int(ticks), per_day) if ticks.denominator == 1 and ticks > 0 else None

    def amount(self, obligation: Obligation, due: Due) -> Amount:
        """What is to be given for an obligation today."""
        return self.dose_amount(obligation.subject, dose_of(self.machine, obligation, due))

    def dose_amount(self, subject: str, dose: Dose | None) -> Amount:
        """What is to be given of a drug today; effects of the day on levels count (R18)."""
        drug = next(item for item in self.machine.drugs if item.id == subject)
        now = attrs.evolve(self.snapshot.patient, levels=self.levels, given=self.given)
        return amount_of(attrs.evolve(self.snapshot, patient=now), drug, dose or drug.dose)

    def raise_measurements(self, guard: Expression, index: int | None, policy: MissingPolicy | None = None) -> None:
        """Makes the labs due at once that a protected, unknown trigger reads (R6); with `policy`, the guard itself."""
        region = None if index is None else self.name(index)
        asking = [
            (item.when, item.evidence, item.origin) if isinstance(item, Trigger) else (item, Evidence(), item.origin)
            for item in self.snapshot.unknown_protected(guard)
        ]
        if policy is MissingPolicy.PROTECT:
            asking.append((guard, Evidence(), guard.origin))
        for condition, evidence, origin in asking:
            for name in labs_of(self.machine, condition):
                if not self.snapshot.values(name) and name not in self.measure_now:
                    self.measure_now.add(name)
                    self.log(EntryKind.MEASURE_NOW, region, name, evidence=evidence, origin=origin)

    def open_dues(self) -> list[tuple[int, int, Obligation, Due]]:
        """What may be met today, as (region index, position, obligation, due)."""
        found = []
        for index in self.at_work():
            region, state = self.regions[index], self.chart_state(index)
            for position, due in enumerate(region.dues):
                obligation = state.obligations[due.obligation]
                if is_open(due, obligation, self.day, region.entry) and not due.blocked:
                    found.append((index, position, obligation, due))
        return found
