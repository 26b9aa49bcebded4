"""Exact ranges over all complete courses of one protocol: doses, days, visits. In: a machine. Out: data for prose.

The courses are those of patients who keep to the plan: every dose and every measurement on the day it is due, samples
only where the protocol asks for them and each with some result, and any event on any day.
"""

from collections.abc import Callable
from enum import Enum

import attrs

from protolang.compare.difference import Decided, Side
from protolang.compare.planned import Planned, explored, fixed_days, tracks_for
from protolang.compare.sides import decide_both
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, Drug, Lab
from protolang.source import Value
from protolang.verify.bounds import Extremes
from protolang.verify.cells import NotExactError
from protolang.verify.explore import Step
from protolang.verify.sampling import BudgetError

STATES = 4_000
"""States explored for one side before its ranges are UNKNOWN."""

NO_COURSE = "no course completes"


class Exactness(Enum):
    """How far a range can be trusted."""

    EXACT = "exact"  # both ends are reached by some complete course
    WITHIN = "within"  # no complete course goes beyond; the ends may not be reached
    UNKNOWN = "unknown"


@attrs.frozen(eq=False, repr=False)
class Range(Value):
    """From `least` to `most` over all complete courses; `most` None is without limit, unless UNKNOWN.

    `reason` is empty, or a clause that says why a range is not exact or not known.
    """

    least: int | None
    most: int | None
    exactness: Exactness
    reason: str = ""


@attrs.frozen(eq=False, repr=False)
class DrugCourse(Value):
    """One drug: how often it is given, and the days from the first to the last dose.

    `days` are the study days (from 0) on which every patient gets it who keeps to the plan and is not stopped; with
    `open_end` there can be more doses than these.
    """

    drug: str
    title: str
    doses: Range
    span: Range
    days: tuple[int, ...]
    open_end: bool


@attrs.frozen(eq=False, repr=False)
class LabCourse(Value):
    """One lab or attribute: how often the protocol asks for it at its own times, and a result comes."""

    lab: str
    title: str
    times: Range


@attrs.frozen(eq=False, repr=False)
class Behaviour(Value):
    """All complete courses of one protocol, measured.

    `length` is in days, from day 0 to the day on which the last track ends; `visits` are days on which something is
    given or measured. `decided` are the open decisions, and the values that the ranges hold for.
    """

    drugs: tuple[DrugCourse, ...]
    labs: tuple[LabCourse, ...]
    length: Range
    visits: Range
    decided: tuple[Decided, ...]


def behaviour(protocol: Protocol, machine: Machine, budget: int = STATES) -> Behaviour:
    """The ranges of one side. Never raises: what cannot be explored is UNKNOWN with its reason.

    What is open is decided as `decide_both` does; to compare two sides, decide them together first.
    """
    side, _, decided = decide_both(Side(protocol, machine), Side(protocol, machine))
    looked = _Looked(side.machine, budget)
    duties = [item for region in machine.regions for state in region.states for item in state.obligations]
    subjects = {item.subject for item in duties}
    measured: list[Lab | Attribute] = [*machine.labs]
    measured += [item for item in machine.attributes if isinstance(item, Attribute)]
    return Behaviour(
        drugs=tuple(looked.drug(item) for item in machine.drugs if item.id in subjects),
        labs=tuple(
            LabCourse(item.id, item.title, looked.range_of(item.id, _times(item.id)))
            for item in measured
            if item.id in subjects
        ),
        length=looked.range_of(None, lambda step: step.days, less=1),
        visits=looked.range_of(None, lambda step: int(bool(step.given))),
        decided=tuple(attrs.evolve(item, sides=(1,)) for item in decided),
    )


def _times(subject: str) -> Callable[[Step], int]:
    return lambda step: sum(given == subject for _, given in step.given)


class _Looked:
    """What was explored of one machine: all tracks at once, or where that fails those that one subject needs."""

    def __init__(self, machine: Machine, budget: int) -> None:
        self.machine, self.budget = machine, budget
        self._known: dict[tuple[int, ...], Planned | str] = {}

    def drug(self, item: Drug) -> DrugCourse:
        """The course of one drug."""
        found = self._planned(item.id)
        span = _unknown(found) if isinstance(found, str) else _range(found, found.span(item.id))
        days, open_end = fixed_days(self.machine, item.id)
        return DrugCourse(item.id, item.title, self.range_of(item.id, _times(item.id)), span, days, open_end)

    def range_of(self, subject: str | None, weigh: Callable[[Step], int], *, less: int = 0) -> Range:
        """The range of what `weigh` adds up to over a course, `less` taken off."""
        found = self._planned(subject)
        if isinstance(found, str):
            return _unknown(found)
        ends = found.extremes(weigh)
        if ends is not None and less:
            ends = Extremes(ends.minimum - less, None if ends.maximum is None else ends.maximum - less)
        return _range(found, ends)

    def _planned(self, subject: str | None) -> Planned | str:
        """What was explored for a subject, None for everything; a text says why it was not."""
        whole = self._explored(tracks_for(self.machine, None))
        if not isinstance(whole, str) or subject is None:
            return whole
        return self._explored(tracks_for(self.machine, subject))

    def _explored(self, regions: tuple[int, ...]) -> Planned | str:
        found = self._known.get(regions)
        if found is None:
            try:
                found = explored(self.machine, regions, self.budget)
            except NotExactError as reason:
                found = str(reason)
            except BudgetError as reason:
                found = f"it takes {reason} to tell"
            self._known[regions] = found
        return found


def _unknown(reason: str) -> Range:
    return Range(None, None, Exactness.UNKNOWN, reason)


def _range(found: Planned, ends: Extremes | None) -> Range:
    if ends is None:
        return _unknown(NO_COURSE)
    reason = found.loose
    exact = not reason or ends.minimum == ends.maximum
    return Range(ends.minimum, ends.maximum, Exactness.EXACT if exact else Exactness.WITHIN, "" if exact else reason)
