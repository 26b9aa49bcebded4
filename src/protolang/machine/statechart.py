"""States, transitions, guards, obligations. Frozen; every element keeps the span it came from.

A Machine is a set of regions that run beside each other (R24), one per track. A region is always in one state.
Guards are the model's expressions; what they name (labs, attributes, parameters, facts) is listed in the Machine.
"""

from enum import Enum, IntEnum
from functools import cached_property

import attrs

from protolang.model.action import ActionKind, CourseStep, Timing, Until
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.rule import AlertRule, Cycle, Decision, Effect, Eligibility, HoldRule, Veto
from protolang.model.table import Level, Table
from protolang.model.treatment import (
    Anchor,
    Attribute,
    DerivedAttribute,
    Dose,
    Drug,
    Event,
    Hold,
    Lab,
    Missed,
    MissingPolicy,
    Parameter,
    Trigger,
)
from protolang.quantity import Duration, Quantity, Resolution, Window
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
    CYCLE_LIMIT = "cycle limit"  # cycle `obligation` of the state reached its limit


class StateKind(Enum):
    """What a state is for its region."""

    ACTIVE = "active"
    STOP = "stop"  # entering it stops every region (R23)


@attrs.frozen(eq=False, repr=False)
class Obligation(Value):
    """A recurring duty of a state: to give or infuse a drug, to measure a lab, or to decide.

    Due days follow `timing`: the listed days; every so often from the last administration of the subject in this
    region, or from entry when there was none; with another obligation; at each result or event; or once on entry
    (None). On a due day it is administrable within `window` (R12); after it the missed rule holds (R14). It is
    complete when all listed days are done or missed, the number of times is given (R16), or `until` holds. An
    obligation with a `cycle` has its days counted in that cycle of the state, and is complete when the cycle is.
    `decision` holds the rows of one that decides, whose `subject` is then a name for the log.
    """

    index: int
    kind: ActionKind
    subject: str
    timing: Timing | None
    window: Window
    until: Until | None
    dose: Dose | None
    missed: Missed
    anchor: Anchor
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    following: str | None = None
    spacing: Duration | None = None
    course: tuple[CourseStep, ...] = ()
    cycle: int | None = None
    decision: Decision | None = None


@attrs.frozen(eq=False, repr=False)
class Transition(Value):
    """An edge of one region. `target` None is the end of the region, or with `back` the state before.

    `delay` is a duration or a parameter's name for TIMEOUT; `obligation` an index for LIMIT and CYCLE_LIMIT. `scope`
    is 0 for a rule of the track, 1 for one of its outermost group of phases, and so on: outer rules go first (R9).
    A rule of a track or group that leads to the very state is left out: it says nothing for who is there already.
    `rank` orders transitions of one class and scope; equal ranks must exclude each other (R8). `as_new` gives levels
    their start values and forgets what was once true.
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
    scope: int = 1
    back: bool = False
    as_new: bool = False


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
    """One phase of one region. `groups` are the phases it stands in, outermost first: scope 1, 2 and so on."""

    name: str
    title: str
    kind: StateKind
    obligations: tuple[Obligation, ...]
    transitions: tuple[Transition, ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    cycles: tuple[Cycle, ...] = ()
    on_entry: tuple[Effect, ...] = ()
    on_exit: tuple[Effect, ...] = ()
    groups: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Region(Value):
    """One track; with `on_stop` it begins on the day the protocol is stopped (R23)."""

    name: str
    title: str
    initial: str
    states: tuple[State, ...]
    origin: Span = attrs.field(eq=False, repr=False)
    on_stop: bool = False

    def state(self, name: str) -> State:
        """The state called `name`; raises `KeyError` when there is none."""
        return self._by_name[name]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each state among the states, by its name."""
        return {state.name: at for at, state in enumerate(self.states)}

    @cached_property
    def _by_name(self) -> dict[str, State]:
        # with two of one name, which is an error, the first is meant
        return {state.name: state for state in reversed(self.states)}


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
    levels: tuple[Level, ...] = ()
    tables: tuple[Table, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    holds: tuple[HoldRule, ...] = ()
    alerts: tuple[AlertRule, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    resolution: Resolution = attrs.field(factory=Resolution)
    missing: MissingPolicy | None = None  # what an unknown condition without a trigger of its own does (R6)

    def region(self, name: str) -> Region:
        """The region called `name`; raises `KeyError` when there is none."""
        for region in self.regions:
            if region.name == name:
                return region
        raise KeyError(name)
