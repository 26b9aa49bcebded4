"""All that can come to a patient on one day, and the evenings that it leads to: the interpreter's own step.

Results come where the protocol asks for them, one of each cell or none; each dose that may be given is given or not,
the earliest due first (R13); each event that decides happens or not. A result of the day may ask for another sample.
"""

from collections.abc import Iterator
from copy import copy
from itertools import product
from typing import NamedTuple

import attrs

from protolang.execution.acting import act, offers_of
from protolang.execution.closing import close_day
from protolang.execution.day import Day
from protolang.execution.event import NOTHING, Administration, Inputs
from protolang.execution.obligation import is_dose
from protolang.execution.opening import open_day
from protolang.execution.state import PatientState
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.treatment import Attribute
from protolang.verify.budget import BudgetError, Meter
from protolang.verify.walk.slicing import measured
from protolang.verify.walk.values import Values

WORK_OF_A_DAY = 20
"""What a day of a patient costs, in steps of the other explorer."""


class Ending(NamedTuple):
    """One way a day can end; `completed` are the tracks whose phase completed on it, with that phase."""

    inputs: Inputs
    patient: PatientState
    completed: tuple[tuple[str, str], ...]


class Days:
    """The days of the patients of one machine; `steps` counts what was run in the interpreter, up to `budget`."""

    def __init__(
        self, machine: Machine, values: Values, events: tuple[str, ...], budget: int, meter: Meter | None = None
    ) -> None:
        self.meter = meter
        self.machine, self.values, self.events, self.budget = machine, values, events, budget
        self.steps = 0

    def count(self) -> None:
        """One more step. Raises `BudgetError` when there are too many."""
        self.steps += 1
        if self.steps > self.budget:
            raise BudgetError(f"more than {self.budget} days of patients")
        if self.meter is not None:
            self.meter.spend(WORK_OF_A_DAY)

    def evenings(self, patient: PatientState, known: Inputs = NOTHING) -> Iterator[Ending]:
        """Every way the next day can end, on which `known` comes; the one on which nothing else does first."""
        for happened in product((False, True), repeat=len(self.events)):
            events = tuple(name for name, yes in zip(self.events, happened, strict=True) if yes)
            for morning in self._mornings(patient, attrs.evolve(known, events=events), frozenset()):
                yield from self._endings(morning)

    def sizes(self, number: int) -> Inputs:
        """What is recorded of the example patient of this number on day 0."""
        sampled = measured(self.machine)
        names = [item.id for item in self.machine.attributes if isinstance(item, Attribute) and item.id not in sampled]
        chosen = ((name, self.values.of[name][number % len(self.values.of[name])]) for name in names)
        return Inputs(tuple(self.values.observation(name, value, 0) for name, value in chosen))

    def example(self, patient: PatientState, known: Inputs, turn: int) -> Ending:
        """One way the next day can end for an example patient: everything that is asked for is done, and each `turn`
        has other results; events come only on some."""
        events = tuple(name for at, name in enumerate(self.events) if turn % 31 == 29 - at)
        inputs, asked = attrs.evolve(known, events=events), set[str]()
        while True:
            self.count()
            day = Day(self.machine, patient, inputs)
            open_day(day)
            wanted = {item.subject for _, _, item, _ in day.open_dues() if item.kind is ActionKind.MEASURE}
            wanted = (wanted | day.measure_now) - asked
            if not wanted:
                break
            for name in sorted(wanted):
                options = self.values.of[name]
                result = self.values.observation(name, options[turn % len(options)], day.day)
                inputs = attrs.evolve(inputs, observations=(*inputs.observations, result))
            asked |= wanted
        everything = self._ending(day, tuple(sorted(_offered(day))))
        return everything or next(self._endings(day))

    def _mornings(self, patient: PatientState, inputs: Inputs, asked: frozenset[str]) -> Iterator[Day]:
        self.count()
        day = Day(self.machine, patient, inputs)
        open_day(day)
        yield from self._sampled(patient, day, inputs, asked)

    def _sampled(self, patient: PatientState, day: Day, inputs: Inputs, asked: frozenset[str]) -> Iterator[Day]:
        """The morning with each result that what is asked for can have, and without; `asked` was settled before."""
        wanted = {item.subject for _, _, item, _ in day.open_dues() if item.kind is ActionKind.MEASURE}
        wanted = (wanted | day.measure_now) - asked
        if not wanted:
            yield day
            return
        name = min(wanted)
        settled = asked | {name}
        yield from self._sampled(patient, day, inputs, settled)
        for value in self.values.of[name]:
            result = self.values.observation(name, value, day.day)
            more = attrs.evolve(inputs, observations=(*inputs.observations, result))
            yield from self._mornings(patient, more, settled)

    def _endings(self, morning: Day) -> Iterator[Ending]:
        offered = _offered(morning)
        names = sorted(set(offered))
        for counts in product(*(range(offered.count(name) + 1) for name in names)):
            given = tuple(name for name, many in zip(names, counts, strict=True) for _ in range(many))
            ending = self._ending(morning, given)
            # else it was to wait for another one, or the one before has left no room for it
            if ending is not None:
                yield ending

    def _ending(self, morning: Day, given: tuple[str, ...]) -> Ending | None:
        """The end of a day on which these doses are given; None where one of them was not asked for."""
        self.count()
        day = _again(morning)
        doses = tuple(Administration(name) for name in given)
        day.inputs = attrs.evolve(morning.inputs, administrations=doses) if doses else morning.inputs
        act(day)
        if doses and any(item.kind is EntryKind.UNSCHEDULED for item in day.entries[len(morning.entries) :]):
            return None
        close_day(day)
        completed = tuple(
            (item.region, item.subject)
            for item in day.entries
            if item.kind is EntryKind.COMPLETED and item.region is not None
        )
        return Ending(day.inputs, day.state(), completed)


def _offered(morning: Day) -> list[str]:
    """The drugs that may be given today, each as often as it may."""
    if morning.extras:
        return [item.subject for item in offers_of(morning) if item.kind is not ActionKind.MEASURE]
    return [item.subject for _, _, item, _ in morning.open_dues() if is_dose(item)]


def _again(morning: Day) -> Day:
    """A sheet that can be written on without touching the one it was made from."""
    day = copy(morning)
    for name in _WRITTEN:
        setattr(day, name, copy(getattr(morning, name)))
    return day


_WRITTEN = (
    *("entries", "regions", "observations", "accepted", "measure_now", "ordered", "levels", "extras", "once"),
    *("holding", "moved", "requests", "arrived", "delayed", "suspended"),
)
"""The lists, sets and dictionaries of a sheet: a test holds that there are no others."""
