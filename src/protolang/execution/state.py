"""The state of one patient in a Machine: frozen, comparable, no reference to any clock. Days are clock ticks."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

import attrs

from protolang.execution.event import Observation
from protolang.execution.history import History
from protolang.model.evidence import Evidence
from protolang.model.treatment import Dose
from protolang.quantity import Quantity, Root
from protolang.source import Span


class Status(Enum):
    """Where a region is in its life."""

    RUNNING = "running"
    HELD = "held"
    DONE = "done"
    STOPPED = "stopped"
    WAITING = "waiting"  # begins only when the protocol is stopped (R23)


@attrs.frozen
class Due:
    """One obligation at work: `day` is when it is next due, None while nothing decides that.

    `first` is the day it was first due in this visit (the anchor of a grid and of calendar months), `cursor` the
    position in a list or on the grid. `given` counts administrations of this visit (R16). `over` marks it as
    complete. `blocked` holds for today only. `amount` is what was last set, for an infusion.
    """

    obligation: int
    day: int | None
    first: int | None
    cursor: int = 0
    given: int = 0
    over: bool = False
    blocked: bool = False
    amount: str | None = None


@attrs.frozen
class Cycling:
    """One cycle of a state: how many have begun, when the present one began (None: it waits), and was planned."""

    number: int
    start: int | None
    planned: int
    over: bool = False


@attrs.frozen
class Held:
    """A hold: since which day, by which hold rule (None: a review, or an effect), until when at the latest.

    `morning` holds began before the doses of their first day, the others after.
    """

    since: int
    morning: bool
    rule: int | None = None
    until: int | None = None


@attrs.frozen
class RegionState:
    """One region: its current (or last) state's name, the day from which its time counts, and its obligations.

    `entry` is the day of entry, moved by holds with a stopped clock; `entered` is that day as it was. `since` is the
    day a hold began or the region ended. `shift` is how far holds with a stopped clock have moved the listed days.
    `trail` are the states before this one, the latest last. `groups` are the days on which the groups of phases
    around it were entered. `midday`: it was entered after the reports of that day.
    """

    status: Status
    state: str
    entry: int
    dues: tuple[Due, ...]
    since: int | None = None
    shift: int = 0
    cycles: tuple[Cycling, ...] = ()
    held: Held | None = None
    trail: tuple[str, ...] = ()
    entered: int = 0
    groups: tuple[int, ...] = ()
    midday: bool = False


@attrs.frozen
class Given:
    """A fulfilled obligation: `subject` given or measured by `region` in `state` on `day`.

    `amount` is in base units, None where it is unknown; `rates` is it per unit of a size, by the name of the size.
    """

    day: int
    subject: str
    region: str
    state: str
    amount: Root | None = None
    rates: tuple[tuple[str, Quantity], ...] = ()


@attrs.frozen
class LevelState:
    """A level: what it is, what it was before the last change, what it was at first; None before it is known."""

    value: Quantity | None
    previous: Quantity | None = None
    start: Quantity | None = None


@attrs.frozen
class Extra:
    """A single dose that a decision ordered: due on `day`, until it is given or the day is over."""

    drug: str
    dose: Dose | None
    region: str
    state: str
    day: int
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen
class PatientState:
    """σ = ⟨d, M, K, V, Q, O⟩. `day` is the last day that was stepped, -1 before day 0; `start` its civil anchor.

    `observations` are the results that count, per lab, ascending by sampling: corrections and cancellations are carried
    out, preliminary results stand in them marked. `once` holds the facts that have held so far, `holding` since when
    the facts that hold have held, `alerting` the alert rules that held. `measure_now` are the labs whose measurement
    is due at once (R6), `ordered` since when a decision has asked for one. `source` binds the patient to one text of
    the protocol (R29). `eligible` is True from the day on which every criterion is known to be met.
    """

    day: int
    start: date
    regions: tuple[RegionState, ...]
    observations: Mapping[str, History[Observation]] = attrs.field(factory=dict, hash=False)
    given: History[Given] = attrs.field(factory=History)
    missed: History[tuple[int, str]] = attrs.field(factory=History)
    events: History[tuple[int, str]] = attrs.field(factory=History)
    once: frozenset[str] = frozenset()
    holding: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    alerting: frozenset[int] = frozenset()
    measure_now: frozenset[str] = frozenset()
    ordered: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    levels: Mapping[str, LevelState] = attrs.field(factory=dict, hash=False)
    extras: tuple[Extra, ...] = ()
    source: str = ""
    eligible: bool = False

    @property
    def ended(self) -> bool:
        """Whether every region has ended; one that waits for a stop never began."""
        return all(region.status in _ENDED for region in self.regions)


_ENDED = (Status.DONE, Status.STOPPED, Status.WAITING)
