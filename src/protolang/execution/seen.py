"""What is seen of a patient on one day, before any guard is asked: current results and sizes, tracks, time (R3, R4)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import takewhile
from typing import assert_never

import attrs

from protolang.execution.event import Observation, ObservationStatus
from protolang.execution.history import History
from protolang.execution.state import PatientState, RegionState
from protolang.machine.statechart import Machine
from protolang.model.treatment import Attribute, DerivedAttribute, Lab, Trigger
from protolang.quantity import CalendarMonths, Days, Duration, Interval

_NONE: History[Observation] = History()


@attrs.frozen
class Seen:
    """What is seen of a patient on one day (R7): observations and events of the day, regions as they stood before it.

    All tracks share it; what is not in it, a track knows of itself alone (R24).

    `pinned` are results that stand for the current ones of their lab, where a condition asks about earlier ones.
    """

    machine: Machine
    patient: PatientState
    day: int
    events: tuple[str, ...]
    pinned: Mapping[str, tuple[Observation, ...]] = attrs.field(factory=dict, hash=False)

    # ---- results ----

    def newest_results(self, name: str) -> Iterator[Observation]:
        """The results of a lab that count, from the latest sampled back; preliminary ones never do (R3)."""
        for item in self.patient.observations.get(name, _NONE).newest_first():
            if item.value is not None and item.status is not ObservationStatus.PRELIMINARY:
                yield item

    def results(self, name: str, since: int | None = None) -> tuple[Observation, ...]:
        """The results of a lab that count, ascending by day of sampling; only those sampled since a day, if given."""
        newest = self.newest_results(name)
        found = newest if since is None else takewhile(lambda item: item.sampled >= since, newest)
        return tuple(found)[::-1]

    def current(self, name: str) -> tuple[Observation, ...]:
        """The latest results of a lab (R3), more than one when they are tied; empty when missing or stale (R4)."""
        if name in self.pinned:
            return self.pinned[name]
        found: list[Observation] = []
        for item in self.patient.observations.get(name, _NONE).newest_first():
            if found and (item.sampled, item.reported) != (found[0].sampled, found[0].reported):
                break
            if item.value is not None and item.status is not ObservationStatus.PRELIMINARY and item.sampled <= self.day:
                found.append(item)
        limit = self.declared(name).max_age
        # R4: inclusive, counted from sampling; nothing pauses it
        if found and limit is not None and self.day - found[0].sampled > self.ticks(limit):
            return ()
        return tuple(reversed(found))

    def values(self, name: str) -> tuple[Interval, ...]:
        """The current values of a lab or recorded attribute in base units (R3, R4): empty when missing or stale.

        More than one when results of the same sampling and reporting day differ; a guard on which they disagree
        is unknown.
        """
        return tuple(dict.fromkeys(self.in_base(item) for item in self.current(name)))

    def in_base(self, item: Observation) -> Interval:
        """The value of a result in base units; of one without a value, everything."""
        if item.value is None:
            return Interval(None, None, low_closed=False, high_closed=False)
        declared = self.declared(item.name)
        return item.value if declared.choices else item.value.scaled(declared.unit.factor)

    def declared(self, name: str) -> Lab | Attribute:
        """The lab or recorded attribute called `name`."""
        return next(
            item
            for item in (*self.machine.labs, *self.machine.attributes)
            if item.id == name and not isinstance(item, DerivedAttribute)
        )

    def computed(self, name: str) -> DerivedAttribute | None:
        """The computed attribute called `name`, if it is one."""
        return next(
            (item for item in self.machine.attributes if item.id == name and isinstance(item, DerivedAttribute)), None
        )

    def choices(self, name: str) -> tuple[str, ...]:
        """The words that a value may be; none for a number."""
        return () if self.computed(name) is not None else tuple(item.id for item in self.declared(name).choices)

    # ---- time ----

    def ticks(self, duration: Duration) -> int:
        """A duration in clock ticks; a calendar month at its shortest."""
        match duration:
            case Days(count=count, per_day=per_day):
                return count * self.machine.resolution.per_day // per_day
            case CalendarMonths():
                return duration.shortest() * self.machine.resolution.per_day
            case _:
                assert_never(duration)

    def in_days(self, ticks: int) -> Fraction:
        """A number of clock ticks in days."""
        return Fraction(ticks, self.machine.resolution.per_day)

    def region(self, track: str) -> RegionState:
        """The region of a track as it stood before the day."""
        index = next(i for i, region in enumerate(self.machine.regions) if region.name == track)
        return self.patient.regions[index]

    def fact(self, name: str) -> Trigger:
        """The trigger called `name`."""
        return next(fact for fact in self.machine.facts if fact.id == name)
