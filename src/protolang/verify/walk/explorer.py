"""Every course of the patients of a machine, walked in the reference interpreter, breadth first.

Places are canonical forms of a patient with the monitor of a claim. A course ends COMPLETE when every track has run to
its own end; it leaves the protocol's rules STOPPED, or REVIEW where nothing but a clinician's decision goes on.
"""

from collections.abc import Hashable, Iterator
from datetime import date
from itertools import chain, product
from typing import NamedTuple

import attrs

from protolang.execution.event import Inputs
from protolang.execution.run import EXAMPLE_START
from protolang.execution.state import PatientState, RegionState, Status
from protolang.execution.step import begin
from protolang.machine.statechart import Machine
from protolang.model.rule import ResumeTrack
from protolang.model.treatment import Attribute, Consequence
from protolang.verify.budget import Meter
from protolang.verify.walk.bounds import BROKEN, COMPLETE, REVIEW, START, STOPPED, Move
from protolang.verify.walk.canonical import Canon
from protolang.verify.walk.days import Days, Ending
from protolang.verify.walk.monitors import BROKEN_CLAIM, Evening, Monitor, State
from protolang.verify.walk.quiet import Quiet
from protolang.verify.walk.reads import Reads, values_in
from protolang.verify.walk.slicing import gives, measured
from protolang.verify.walk.values import Values


class Walked(NamedTuple):
    """What was walked: for each place a patient who is there and the monitor's state, its form, and its moves.

    The first places are the ends, which have none; START is the evening before day 0.
    """

    machine: Machine
    patients: list[tuple[PatientState, State] | None]
    forms: dict[Hashable, int]
    moves: list[list[Move]]
    steps: int

    @property
    def states(self) -> int:
        """How many places were reached, ends not counted."""
        return len(self.patients) - START


class Walk:
    """Walks a machine under one monitor. With `every_course` also what is stopped, or waits for a clinician, goes on.

    Of the drugs in `ends_waiting` a course is over when nothing gives
    one any more but after a clinician's decision.
    With `jumps` days on which nothing can happen are passed over at once; without it each is a place of its own.
    """

    def __init__(
        self,
        machine: Machine,
        reads: Reads,
        values: Values,
        monitor: Monitor,
        *,
        budget: int,
        every_course: bool = False,
        ends_waiting: frozenset[str] = frozenset(),
        jumps: bool = True,
        start: date = EXAMPLE_START,
        meter: Meter | None = None,
    ) -> None:
        self.start, self.ends_waiting = start, ends_waiting
        self.machine, self.monitor, self.every_course, self.jumps = machine, monitor, every_course, jumps
        self.canon, self.quiet = Canon(machine, reads), Quiet(machine, reads)
        self.values, self.days = (
            values,
            Days(machine, values, reads.events if every_course else reads.leading, budget, meter),
        )
        self.resumed = {
            item.track for region in machine.regions for item in values_in(region) if isinstance(item, ResumeTrack)
        }

    def walk(self) -> Walked:
        """The whole graph. Raises `BudgetError` when it takes more days of patients than the budget has."""
        first = begin(self.machine, self.start)
        patients: list[tuple[PatientState, State] | None] = [None] * START + [(first, self.monitor.start)]
        moves: list[list[Move]] = [[] for _ in patients]
        forms: dict[Hashable, int] = {}
        at = START
        while at < len(patients):
            place = patients[at]
            found: dict[tuple[int, int, int, int], Move] = {}
            for target, state, days, weight, observed, inputs in self._next(at == START, place):
                if isinstance(target, PatientState):
                    form = (self.canon.of(target), state)
                    number = forms.setdefault(form, len(patients))
                    if number == len(patients):
                        patients.append((target, state))
                        moves.append([])
                else:
                    number = target
                found.setdefault((number, days, weight, observed), Move(number, days, weight, observed, inputs))
            moves[at] = list(found.values())
            at += 1
        return Walked(self.machine, patients, forms, moves, self.days.steps)

    def _next(
        self, first: bool, place: tuple[PatientState, State] | None
    ) -> Iterator[tuple[PatientState | int, State, int, int, int, Inputs]]:
        if place is None:
            return
        patient, state = place
        waited, begun = (0, None) if first else self._idle(patient, state)
        resting = attrs.evolve(patient, day=patient.day + waited) if waited else patient
        days = waited + 1
        for known in self.sizes() if first else (Inputs(),):
            for inputs, evening, completed in begun or self.days.evenings(resting, known):
                end = self.course_end(evening)
                over = end is not None
                for seen in self.monitor.observe(state, Evening(self.machine, resting, evening, days, over, completed)):
                    broken = seen.state == BROKEN_CLAIM
                    target = BROKEN if broken else evening if end is None else end
                    yield target, seen.state, days, seen.weight, seen.observed, inputs

    def sizes(self) -> Iterator[Inputs]:
        """What is recorded of a patient on day 0: the sizes and words that no track measures."""
        names = [
            item.id
            for item in self.machine.attributes
            if isinstance(item, Attribute) and item.id not in measured(self.machine)
        ]
        for chosen in product(*(self.values.of[name] for name in names)):
            yield Inputs(
                tuple(self.values.observation(name, value, 0) for name, value in zip(names, chosen, strict=True))
            )

    def _idle(self, patient: PatientState, state: State) -> tuple[int, Iterator[Ending] | None]:
        """How many days may be passed over: nothing happens on the first, and nothing turns before the last is over.

        Where none may and the first was looked at, also how it can end: nobody need look again.
        """
        if not self.jumps:
            return 0, None
        until = self.quiet.until(patient)
        if until <= patient.day + 1:
            return 0, None
        seen, ahead = list[Ending](), self.days.evenings(patient)
        for ending in ahead:
            seen.append(ending)
            inputs, evening, completed = ending
            if inputs.administrations or inputs.observations or not _as_before(patient, evening):
                return 0, chain(seen, ahead)
            if not self.monitor.rests(state, Evening(self.machine, patient, evening, 1, False, completed)):
                return 0, chain(seen, ahead)
        return until - patient.day - 1, None

    def course_end(self, patient: PatientState) -> int | None:
        """The end that the walk stops at; of every course, what follows a stop or a review is still part."""
        end = self.end_of(patient)
        goes_on = self.every_course and end in (STOPPED, REVIEW) and not patient.ended
        return None if goes_on and not (self.ends_waiting and self._only_waits(patient)) else end

    def _only_waits(self, patient: PatientState) -> bool:
        """Whether no track that gives the drug does anything any more, unless a clinician decides."""
        givers = [at for at, region in enumerate(self.machine.regions) if gives(region, self.ends_waiting)]
        for at in givers or range(len(patient.regions)):
            region = patient.regions[at]
            alive = region.status in (Status.RUNNING, Status.HELD) and not self._waits_for_review(at, region)
            if alive or region.status is Status.WAITING:
                return False
        return True

    def end_of(self, patient: PatientState) -> int | None:
        """Which end the course has come to; None while it goes on."""
        statuses = {region.status for region in patient.regions}
        if Status.STOPPED in statuses:
            return STOPPED
        if any(self._waits_for_review(at, region) for at, region in enumerate(patient.regions)):
            return REVIEW
        return COMPLETE if patient.ended else None

    def _waits_for_review(self, at: int, region: RegionState) -> bool:
        held, policy = region.held, self.machine.hold
        if region.status is not Status.HELD or held is None or held.rule is not None or held.until is not None:
            return False
        skips = policy is not None and policy.consequence is Consequence.SKIP
        return not skips and self.machine.regions[at].name not in self.resumed


def _as_before(before: PatientState, after: PatientState) -> bool:
    """Whether a day has left everything as it was; what was blocked on it is asked anew each day."""
    return (
        [_unblocked(region) for region in before.regions] == [_unblocked(region) for region in after.regions]
        and len(before.given) == len(after.given)
        and len(before.missed) == len(after.missed)
        and (before.once, before.holding, before.levels, before.extras)
        == (after.once, after.holding, after.levels, after.extras)
        and (before.measure_now, before.ordered, before.eligible) == (after.measure_now, after.ordered, after.eligible)
        and all(len(found) == len(before.observations.get(name, ())) for name, found in after.observations.items())
    )


def _unblocked(region: RegionState) -> RegionState:
    return attrs.evolve(region, dues=tuple(attrs.evolve(due, blocked=False) for due in region.dues))
