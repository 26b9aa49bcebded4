"""The working sheet of one day of one patient; thrown away when its state has been read off."""

from protolang.execution.evaluate import Snapshot, Truth, labs_of
from protolang.execution.event import Inputs, Observation
from protolang.execution.obligation import is_open
from protolang.execution.state import Due, PatientState, Status
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.treatment import MissingPolicy
from protolang.quantity import decimal_text
from protolang.source import Span


class Day:
    """One day under way. `before` is the state it began with; the lists become the state it ends with."""

    def __init__(self, machine: Machine, patient: PatientState, inputs: Inputs) -> None:
        self.machine = machine
        self.before = patient
        self.inputs = inputs
        self.day = patient.day + 1
        self.entries: list[LogEntry] = []
        self.regions = list(patient.regions)
        self.observations = list(patient.observations)
        self.accepted: list[Observation] = []
        self.given = list(patient.given)
        self.measure_now = set(patient.measure_now)
        self.moved: set[int] = set()
        self.snapshot = Snapshot(machine, patient, self.day, frozenset(inputs.events))

    def state(self) -> PatientState:
        """The state after this day."""
        holding = {fact.id for fact in self.machine.facts if self.snapshot.truth(fact.when) is Truth.HOLDS}
        return PatientState(
            self.day,
            self.before.start,
            tuple(self.regions),
            tuple(self.observations),
            tuple(self.given),
            self.before.once | holding,
            frozenset(self.measure_now),
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
    ) -> None:
        """Writes one entry of today's log."""
        self.entries.append(LogEntry(self.day, kind, region, subject, values, evidence or Evidence(), origin))

    def readings(self, guard: Expression | None) -> tuple[tuple[str, str], ...]:
        """The values a guard reads today, as text."""
        if guard is None:
            return ()
        shown = []
        for name in labs_of(self.machine, guard):
            values = self.snapshot.values(name)
            shown.append((name, " or ".join(decimal_text(value) for value in values) if values else "unknown"))
        return tuple(shown)

    def cancel(self, index: int) -> None:
        """Logs what was still open in a state that is left."""
        state = self.chart_state(index)
        for due in self.regions[index].dues:
            obligation = state.obligations[due.obligation]
            if is_open(due, obligation, self.day, self.regions[index].entry):
                name = self.machine.regions[index].name
                self.log(EntryKind.CANCELLED, name, obligation.subject, origin=obligation.origin)

    def chart_state(self, index: int) -> State:
        """The state region `index` is in."""
        return self.machine.regions[index].state(self.regions[index].state)

    def raise_measurements(self, guard: Expression, index: int | None) -> None:
        """Makes the labs due at once that a protected, unknown trigger reads (R6)."""
        region = None if index is None else self.machine.regions[index].name
        for fact in self.snapshot.unknown_facts(guard):
            if fact.missing is not MissingPolicy.PROTECT:
                continue
            for name in labs_of(self.machine, fact.when):
                if not self.snapshot.values(name) and name not in self.measure_now:
                    self.measure_now.add(name)
                    self.log(EntryKind.MEASURE_NOW, region, name, evidence=fact.evidence, origin=fact.origin)

    def open_dues(self) -> list[tuple[int, int, Obligation, Due]]:
        """What may be met today, as (region index, position, obligation, due)."""
        found = []
        for index, region in enumerate(self.regions):
            if region.status is not Status.RUNNING:
                continue
            state = self.chart_state(index)
            for position, due in enumerate(region.dues):
                obligation = state.obligations[due.obligation]
                if is_open(due, obligation, self.day, region.entry) and not due.blocked:
                    found.append((index, position, obligation, due))
        return found
