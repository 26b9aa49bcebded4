"""States, transitions, guards, obligations. Frozen; every element keeps the span it came from.

A Machine is a set of regions that run beside each other (R24), one per track. A region is always in one state.
Guards are the model's expressions; what they name (labs, attributes, parameters, facts) is listed in the Machine.
"""

from enum import Enum, IntEnum

import attrs

from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.treatment import (
    ActionKind,
    Anchor,
    Attribute,
    DerivedAttribute,
    Dose,
    Drug,
    Event,
    Every,
    Hold,
    Lab,
    Missed,
    OnDays,
    Parameter,
    Trigger,
    Until,
)
from protolang.quantity import Duration, Quantity, Window
from protolang.source import Span, Value


class TransitionClass(IntEnum):
    """Precedence between transitions that can fire on one day, strongest first (R8)."""

    STOP = 0
    HOLD = 1
    MODIFY = 2
    EXIT = 3
    RESUME = 4
    ROUTINE = 5


class TransitionEvent(Enum):
    """What makes a transition possible."""

    CONDITION = "condition"  # the guard holds on the day
    TIMEOUT = "timeout"  # `delay` days in the state have passed, and the guard (if any) holds
    COMPLETION = "completion"  # every obligation of the state is complete (R17)
    LIMIT = "limit"  # obligation `obligation` reached the limit of its `until`


class StateKind(Enum):
    """What a state is for its region."""

    ACTIVE = "active"
    STOP = "stop"  # entering it stops every region (R23)


@attrs.frozen(eq=False, repr=False)
class Obligation(Value):
    """A recurring duty of a state: to give a drug or to measure a lab.

    Due days follow `timing`: the listed study days; every so often from the last administration of the subject in
    this region, or from entry when there was none; or once on entry (None). On a due day it is administrable
    within `window` (R12); after it the missed rule holds (R14). It is complete when all listed days are done or
    missed, `timing.times` doses are given (R16), or `until` holds.
    """

    index: int
    kind: ActionKind
    subject: str
    timing: OnDays | Every | None
    window: Window
    until: Until | None
    dose: Dose | None
    missed: Missed
    anchor: Anchor
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Transition(Value):
    """An edge of one region. `target` None is the end of the region.

    `delay` is a duration or a parameter's name for TIMEOUT; `obligation` an index for LIMIT. `rank` orders
    transitions of one class and scope; equal ranks must exclude each other (R8).
    """

    source: str
    target: str | None
    event: TransitionEvent
    guard: Expression | None
    delay: Duration | str | None
    obligation: int | None
    precedence: TransitionClass
    rank: int
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Stop(Value):
    """A stop rule: when `guard` holds while it is in force, every region stops (R23). `state` None: always."""

    guard: Expression
    region: str | None
    state: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class State(Value):
    """One phase of one region."""

    name: str
    title: str
    kind: StateKind
    obligations: tuple[Obligation, ...]
    transitions: tuple[Transition, ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Region(Value):
    """One track."""

    name: str
    title: str
    initial: str
    states: tuple[State, ...]
    origin: Span = attrs.field(eq=False, repr=False)

    def state(self, name: str) -> State:
        """The state called `name`; raises `KeyError` when there is none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)


@attrs.frozen(eq=False, repr=False)
class Machine(Value):
    """The whole protocol as an executable statechart. `sha256` is of its canonical printed form."""

    name: str
    title: str
    version: str
    source_sha256: str
    labs: tuple[Lab, ...]
    attributes: tuple[Attribute | DerivedAttribute, ...]
    events: tuple[Event, ...]
    parameters: tuple[Parameter, ...]
    facts: tuple[Trigger, ...]
    drugs: tuple[Drug, ...]
    regions: tuple[Region, ...]
    stops: tuple[Stop, ...]
    hold: Hold | None
    rounding: Quantity | None
    origin: Span = attrs.field(eq=False, repr=False)

    def region(self, name: str) -> Region:
        """The region called `name`; raises `KeyError` when there is none."""
        for region in self.regions:
            if region.name == name:
                return region
        raise KeyError(name)
