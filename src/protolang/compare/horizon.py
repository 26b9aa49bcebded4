"""Until when nothing can happen to a patient of whom nothing is reported.

The interpreter compares times in one way only: is a day reached that lies a stated time after a day that it knows? So
the next day on which anything can change is one of these sums. A machine that computes with times has no such days.
"""

from protolang.compare.memory import Memory
from protolang.compare.parts import nodes
from protolang.execution.simulated import ticks
from protolang.execution.state import PatientState, RegionState, Status
from protolang.machine.statechart import Machine, Obligation, State, Transition
from protolang.model.action import Until
from protolang.model.expression import Compare, Lasting
from protolang.model.rule import Cycle, Delay, HoldRule, HoldTrack
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Constant,
    Count,
    Operand,
    ParameterValue,
    SinceDay,
    TimeSince,
    Total,
)
from protolang.model.treatment import Attribute, DoseLimit, Hold, Lab, Parameter
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.verify.reading import terms

NEVER = 10**9
_TIMED = (AggregateFunction.TIME_IN_RANGE, AggregateFunction.GROWTH)


class Horizon:
    """Knows every stated time of one machine."""

    def __init__(self, machine: Machine, memory: Memory) -> None:
        self.machine, self.memory = machine, memory
        self.per_day = machine.resolution.per_day
        self.sure = True
        measured: list[Lab | Attribute] = [*machine.labs]
        measured += [item for item in machine.attributes if isinstance(item, Attribute)]
        self.ages = {item.id: ticks(machine, item.max_age) for item in measured if item.max_age is not None}
        times, days = {0}, {0}
        for node in nodes(machine):
            match node:
                case Transition(delay=Days() | CalendarMonths() as time) | DoseLimit(time=Days() as time):
                    times |= self._ticks(time)
                case Until(limit=Days() | CalendarMonths() as time) | Cycle(limit=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case Delay(limit=time) | Lasting(time=time):
                    times |= self._ticks(time)
                case HoldRule(limit=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case HoldTrack(time=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case Obligation(spacing=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case Count(over=Days() | CalendarMonths() as time) | Total(over=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case Parameter(value=Days() | CalendarMonths() as time):
                    times |= self._ticks(time)
                case Aggregate():
                    self.sure = self.sure and node.function not in _TIMED
                    times |= set() if node.over is None else self._ticks(node.over)
                case Quantity() if node.unit.is_time:
                    times.add(int(node.base * self.per_day))
                case SinceDay(day):
                    days.add(day)
                case Hold():
                    times.add(node.limit)
                case Compare(left, _, right):
                    self.sure = self.sure and self._is_plain(left, right) and self._is_plain(right, left)
                case _:
                    pass
        self.times = tuple(sorted({later for time in times for later in (time, time + 1)}))
        self.days = tuple(days)

    def _ticks(self, duration: Days | CalendarMonths) -> set[int]:
        if isinstance(duration, Days):
            return {duration.count * self.per_day // duration.per_day}
        return {days * self.per_day for days in range(duration.shortest(), duration.longest() + 1)}

    def _is_plain(self, term: Operand, other: Operand) -> bool:
        timed = any(isinstance(item, TimeSince) for item in terms(term))
        return not timed or (isinstance(term, TimeSince) and isinstance(other, Constant | ParameterValue))

    def after(self, patient: PatientState) -> int:
        """The first later day on which something can happen by itself; the next one where that is open."""
        tomorrow = patient.day + 1
        if not self.sure or patient.measure_now or patient.ordered or patient.extras:
            return tomorrow
        anchors, marked = set(self.days), set[int]()
        for region, chart in zip(patient.regions, self.machine.regions, strict=True):
            if region.status in (Status.RUNNING, Status.HELD):
                anchors |= self._anchors(region)
                marked |= self._marks(region, chart.state(region.state))
        counted = self.memory.everything | self.memory.latest
        anchors |= {item.day for item in patient.given if item.subject in counted}
        anchors |= {day for day, event in patient.events if event in counted}
        anchors |= {day for name, day in patient.holding.items() if name in self.memory.lasting}
        for name, history in patient.observations.items():
            newest = next(history.newest_first(), None)
            if name in counted:
                anchors |= {item.sampled for item in history}
            if newest is not None and name in self.ages:
                # R4: the first day on which it is too old
                marked.add(newest.sampled + self.ages[name] + 1)
        if self.memory.missed:
            anchors |= {day for day, _ in patient.missed}
        reached = (anchor + time for anchor in anchors for time in self.times)
        return min((day for day in (*marked, *reached) if day >= tomorrow), default=NEVER)

    def _marks(self, region: RegionState, state: State) -> set[int]:
        """The days that the windows of what is due say."""
        found: set[int] = set()
        for due in region.dues:
            if due.day is None or due.over:
                continue
            item = state.obligations[due.obligation]
            last = due.day + item.window.after + item.missed.limit
            found |= {due.day - item.window.before, due.day, last, last + 1}
        return found

    def _anchors(self, region: RegionState) -> set[int]:
        found = {region.entry, region.entered, region.since or 0, *region.groups}
        for item in region.cycles:
            found |= {item.planned, item.start or 0}
        if region.held is not None:
            found |= {region.held.since, region.held.until or 0}
        return found
