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
    DISCORDANT = "R3 discordant"
    MEASURE_NOW = "R6 measure now"
    BLOCKED = "R6 blocked"
    UNDECIDED = "undecided"
    CONFLICT = "R8 conflict"
    DECIDED = "R8 decided"
    NO_ROW = "R8 no row"
    VETOED = "R8 veto"
    SUPPRESSED = "R10"
    ENTERED = "R11"
    CANCELLED = "R11 cancelled"
    GIVEN = "R13"
    MEASURED = "R13 measured"
    UNSCHEDULED = "R13 unscheduled"
    MISSED = "R14"
    LIMIT = "R19"
    CYCLE = "R16 cycle"
    DELAYED = "R20 delayed"
    COMPLETED = "R17"
    HELD = "R20"
    RESUMED = "R21"
    LEVEL = "R22 level"
    NO_DOSE = "R22 no dose"
    STOPPED = "R23"
    ENDED = "R25"
    AMENDED = "R28"
    REFUSED = "R29"
    TOLD = "alert"

    @property
    def alerts(self) -> bool:
        """Whether a clinician must be told."""
        return self in _ALERTS


_ALERTS = frozenset(
    {
        EntryKind.REJECTED,
        EntryKind.DISCORDANT,
        EntryKind.UNDECIDED,
        EntryKind.CONFLICT,
        EntryKind.NO_ROW,
        EntryKind.UNSCHEDULED,
        EntryKind.HELD,
        EntryKind.STOPPED,
        EntryKind.LIMIT,
        EntryKind.NO_DOSE,
        EntryKind.AMENDED,
        EntryKind.REFUSED,
        EntryKind.TOLD,
    }
)


@attrs.frozen
class LogEntry:
    """One fact of the log. `subject` is a drug, lab, phase or parameter; `values` are readings that decided.

    `ages` are the clock ticks since each of them was sampled, `observed` the identifiers of the results, where known.
    """

    day: int
    kind: EntryKind
    region: str | None
    subject: str
    values: tuple[tuple[str, str], ...] = ()
    evidence: Evidence = attrs.field(factory=Evidence)
    origin: Span | None = attrs.field(default=None, eq=False, repr=False)
    ages: tuple[tuple[str, int], ...] = ()
    observed: tuple[str, ...] = ()

    def line(self) -> str:
        """The entry as one stable line: day, rule, region, subject, values with their ages, source line, citations."""
        ages = dict(self.ages)
        values = "".join(
            f" {name}={value}" + (f" (age {ages[name]})" if name in ages else "") for name, value in self.values
        )
        observed = "".join(f" #{item}" for item in self.observed)
        place = f" @{self.origin.line_mark}" if self.origin is not None else ""
        cited = ",".join(dict.fromkeys(item.source for item in self.evidence.citations))
        source = f" [{cited}]" if cited else ""
        return f"{self.day} {self.kind.value} {self.region or '-'} {self.subject}{values}{observed}{place}{source}"


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
