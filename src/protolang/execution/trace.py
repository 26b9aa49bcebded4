"""The log of one patient: what happened on which day, by which rule, from which line of the protocol (R30)."""

from enum import Enum

import attrs

from protolang.execution.state import PatientState
from protolang.machine.statechart import Machine
from protolang.model.evidence import Evidence
from protolang.source import Span


class EntryKind(Enum):
    """What a log entry records; the value is the rule that produced it."""

    OBSERVED = "R2"
    HAPPENED = "R2 event"
    REJECTED = "R2 rejected"
    MEASURE_NOW = "R6 measure now"
    BLOCKED = "R6 blocked"
    UNDECIDED = "undecided"
    CONFLICT = "R8 conflict"
    SUPPRESSED = "R10"
    ENTERED = "R11"
    CANCELLED = "R11 cancelled"
    GIVEN = "R13"
    MEASURED = "R13 measured"
    UNSCHEDULED = "R13 unscheduled"
    MISSED = "R14"
    LIMIT = "R19"
    COMPLETED = "R17"
    HELD = "R20"
    RESUMED = "R21"
    STOPPED = "R23"
    ENDED = "R25"

    @property
    def alerts(self) -> bool:
        """Whether a clinician must be told."""
        return self in _ALERTS


_ALERTS = frozenset(
    {
        EntryKind.REJECTED,
        EntryKind.UNDECIDED,
        EntryKind.CONFLICT,
        EntryKind.UNSCHEDULED,
        EntryKind.HELD,
        EntryKind.STOPPED,
        EntryKind.LIMIT,
    }
)


@attrs.frozen
class LogEntry:
    """One fact of the log. `subject` is a drug, lab, phase or parameter; `values` are readings that decided."""

    day: int
    kind: EntryKind
    region: str | None
    subject: str
    values: tuple[tuple[str, str], ...] = ()
    evidence: Evidence = attrs.field(factory=Evidence)
    origin: Span | None = attrs.field(default=None, eq=False, repr=False)

    def line(self) -> str:
        """The entry as one stable line."""
        values = "".join(f" {name}={value}" for name, value in self.values)
        place = f" @{self.origin.start_position.line}" if self.origin is not None else ""
        return f"{self.day} {self.kind.value} {self.region or '-'} {self.subject}{values}{place}"


@attrs.frozen
class Trace:
    """The whole run of one patient. Each link of `hashes` covers its entry, the source, and the link before it."""

    machine: Machine
    entries: tuple[LogEntry, ...]
    states: tuple[PatientState, ...]

    @property
    def final(self) -> PatientState:
        """The state after the last day."""
        return self.states[-1]

    def hashes(self) -> tuple[str, ...]:
        """The hash chain over the log."""
        import hashlib

        chain, previous = [], self.machine.source_sha256
        for entry in self.entries:
            previous = hashlib.sha256(f"{previous}\n{entry.line()}".encode()).hexdigest()
            chain.append(previous)
        return tuple(chain)
