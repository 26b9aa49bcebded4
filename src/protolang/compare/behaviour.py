"""Exact ranges over all complete courses of one protocol: doses, days, visits. In: a machine. Out: data for prose."""

from enum import Enum

import attrs

from protolang.compare.difference import Decided
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.source import Value

STATES = 20_000
"""States explored for one range before it is UNKNOWN."""


class Exactness(Enum):
    """How far a range can be trusted."""

    EXACT = "exact"  # both ends are reached by some complete course
    WITHIN = "within"  # no complete course goes beyond; the ends may not be reached
    UNKNOWN = "unknown"


@attrs.frozen(eq=False, repr=False)
class Range(Value):
    """From `least` to `most` over all complete courses; `most` None is without limit, unless UNKNOWN.

    `reason` is empty or a clause that says why a range is not exact, or which decisions it assumes.
    """

    least: int | None
    most: int | None
    exactness: Exactness
    reason: str = ""


@attrs.frozen(eq=False, repr=False)
class DrugCourse(Value):
    """One drug: how often it is given, from the first to the last dose in days, and the study days of a fixed list.

    `days` are the study days (from 0) on which a course without deviations gives it, when no result or decision has a
    part in them; None when it depends.
    """

    drug: str
    title: str
    doses: Range
    span: Range
    days: tuple[int, ...] | None


@attrs.frozen(eq=False, repr=False)
class LabCourse(Value):
    """One lab or attribute: how often the protocol asks for it."""

    lab: str
    title: str
    times: Range


@attrs.frozen(eq=False, repr=False)
class Behaviour(Value):
    """All complete courses of one protocol, measured.

    `length` is in days, from day 0 to the last day on which something is done; `visits` are days on which something
    is given or measured. `decided` are the open decisions for which example values stand in the ranges that say so.
    """

    drugs: tuple[DrugCourse, ...]
    labs: tuple[LabCourse, ...]
    length: Range
    visits: Range
    decided: tuple[Decided, ...]


def behaviour(protocol: Protocol, machine: Machine, budget: int = STATES) -> Behaviour:
    """The ranges of one side. Never raises: what cannot be explored is UNKNOWN with its reason."""
    raise NotImplementedError
