"""The state of one patient in a Machine: frozen, comparable, no reference to any clock."""

from datetime import date
from enum import Enum

import attrs

from protolang.execution.event import Observation


class Status(Enum):
    """Where a region is in its life."""

    RUNNING = "running"
    HELD = "held"
    DONE = "done"
    STOPPED = "stopped"


@attrs.frozen
class Due:
    """One obligation at work: `day` is when it is next due, None while nothing decides that.

    `first` is the day it was first due in this visit (the anchor of a grid and of calendar months), `cursor` the
    position in a list or on the grid. `given` counts administrations of this visit (R16). `over` marks it as
    complete. `blocked` holds for today only.
    """

    obligation: int
    day: int | None
    first: int | None
    cursor: int = 0
    given: int = 0
    over: bool = False
    blocked: bool = False


@attrs.frozen
class RegionState:
    """One region: its current (or last) state's name, the day of entry, and its obligations.

    `since` is the day a hold began or the region ended. `shift` is how far holds with a stopped clock have moved
    the listed days of this region.
    """

    status: Status
    state: str
    entry: int
    dues: tuple[Due, ...]
    since: int | None = None
    shift: int = 0


@attrs.frozen
class Given:
    """A fulfilled obligation: `subject` given or measured by `region` in `state` on `day`."""

    day: int
    subject: str
    region: str
    state: str


@attrs.frozen
class PatientState:
    """σ = ⟨d, M, K, V, Q, O⟩. `day` is the last day that was stepped, -1 before day 0; `start` its civil anchor.

    `once` holds the facts that have held so far, `measure_now` the labs whose measurement is due at once (R6).
    """

    day: int
    start: date
    regions: tuple[RegionState, ...]
    observations: tuple[Observation, ...] = ()
    given: tuple[Given, ...] = ()
    once: frozenset[str] = frozenset()
    measure_now: frozenset[str] = frozenset()

    @property
    def ended(self) -> bool:
        """Whether every region has ended."""
        return all(region.status in (Status.DONE, Status.STOPPED) for region in self.regions)
