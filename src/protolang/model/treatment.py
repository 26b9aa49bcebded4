"""The clinical nouns: drugs, labs, attributes, triggers, parameters, and what is given when."""

from enum import Enum
from fractions import Fraction

import attrs

from protolang.model.coding import Coding, OtherValue, Usual
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.term import LevelValue, Operand, ParameterValue, Reading
from protolang.quantity import Direction, Duration, Quantity, Unit
from protolang.source import Span, Value

# ---- what is known of a patient --------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Choice(Value):
    """One of the words that a value may be: `positive`."""

    id: str
    title: str
    origin: Span = attrs.field(eq=False, repr=False)
    code: Coding | None = attrs.field(default=None, metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class Lab(Value):
    """A measurement. `max_age` counts from sampling, inclusive (R4); the range is closed, in `unit`.

    With `choices` its values are words; an observation then holds the index of one. `rounded_to` is the last digit that
    is reported.
    """

    id: str
    title: str
    unit: Unit
    whole: str | None
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    choices: tuple[Choice, ...] = ()
    codes: tuple[Coding, ...] = attrs.field(default=(), metadata={"printed": "when there"})
    usual: Usual | None = attrs.field(default=None, metadata={"printed": "when there"})
    rounded_to: Quantity | None = attrs.field(default=None, metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class Allocation(Value):
    """How patients come to an arm: by `method` (randomisation, or a choice), within strata.

    `shares` stand in the order of the arms.
    """

    method: str
    strata: tuple[str, ...]
    shares: tuple[int, ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Attribute(Value):
    """A patient attribute that is recorded: weight, height, sex; with `allocation`, the arm the patient is in."""

    id: str
    title: str
    unit: Unit
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    choices: tuple[Choice, ...] = ()
    allocation: Allocation | None = None
    codes: tuple[Coding, ...] = attrs.field(default=(), metadata={"printed": "when there"})
    usual: Usual | None = attrs.field(default=None, metadata={"printed": "when there"})
    rounded_to: Quantity | None = attrs.field(default=None, metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class DerivedAttribute(Value):
    """A patient attribute computed from others: body surface, creatinine clearance."""

    id: str
    title: str
    value: Operand
    unit: Unit
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Event(Value):
    """Something that happens to a patient on a day."""

    id: str
    title: str
    origin: Span = attrs.field(eq=False, repr=False)
    codes: tuple[Coding, ...] = attrs.field(default=(), metadata={"printed": "when there"})


class MissingPolicy(Enum):
    """What an unknown trigger does (R6)."""

    PERMIT = "block"  # not satisfied, so what depends on it is not done
    PROTECT = "measure now"  # measurement is due at once, dependent doses wait
    ELECTIVE = "ignore"  # not fired


@attrs.frozen(eq=False, repr=False)
class Trigger(Value):
    """A named clinical rule. `missing` is None when the author did not say, which `check` reports.

    A `fact` only names a condition: where it is unknown, what uses it says what follows.
    """

    id: str
    title: str
    when: Expression
    missing: MissingPolicy | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    fact: bool = False


class NeedKind(Enum):
    """What the uses of a parameter ask of its value."""

    THRESHOLD = "a quantity"  # it is compared: a Quantity
    DURATION = "a time"  # an interval or a delay: a Duration
    LIMIT = "a number of times, or a time"  # the bound of an `until`: an int or a Duration


@attrs.frozen(eq=False, repr=False)
class Need(Value):
    """What a value of a parameter must be; `unit` is the unit it is compared in, for a threshold."""

    kind: NeedKind
    unit: Unit | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class ParameterRange(Value):
    """What a parameter may be: from `low` to `high`, both included and of one kind."""

    low: Quantity | Duration | int
    high: Quantity | Duration | int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Parameter(Value):
    """A named value of the protocol. `value` is None while it is an open decision.

    `range` is what its author allows, decided or not; None where the file says none. `needs` is what its uses ask of a
    value, decided or not; None when nothing uses it. `set_outside` marks a value that was given for one run and does
    not stand in the file.
    """

    id: str
    value: Quantity | Duration | int | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    needs: Need | None = None
    set_outside: bool = False
    range: ParameterRange | None = attrs.field(default=None, metadata={"printed": "when there"})
    others: tuple[OtherValue, ...] = attrs.field(default=(), metadata={"printed": "when there"})


Named = LevelValue | ParameterValue | Reading
"""An amount that stands elsewhere under a name."""

# ---- what is given ---------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Dose(Value):
    """`amount` of drug per unit of the patient attribute `basis` (None for a fixed dose), times the factor of `table`.

    The amount may be that of a level, a parameter or a computed attribute. With `amount` None the table says the dose
    itself.
    """

    amount: Quantity | Named | None
    basis: str | None
    per_cycle: bool
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    table: str | None = None


@attrs.frozen(eq=False, repr=False)
class DoseLimit(Value):
    """The most of a drug in `time` (None: over the whole course), per unit of `basis` where named."""

    most: Quantity
    basis: str | None
    time: Duration | None
    consequence: "Consequence"
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Ramp(Value):
    """An infusion rate: `start`, raised by `step` every `every` up to `most`.

    The last three are None for a constant rate.
    """

    title: str | None
    start: Quantity
    step: Quantity | None
    every: Duration | None
    most: Quantity | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Split(Value):
    """Parts of one dose (percent) with the time each takes."""

    title: str | None
    portions: tuple[tuple[Quantity, Duration], ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Drug(Value):
    """A drug as this protocol uses it. `over` is None when not said; `over_evidence` then may say it is open.

    `cap` and `floor` bound a single dose and hold before it is rounded, once and last (R22). `evidence` is that of the
    route; rounding and bounds have their own.
    """

    id: str
    title: str
    route: str | None
    dose: Dose | None
    over: Duration | None
    over_evidence: Evidence
    rounded_to: Quantity | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    direction: Direction = Direction.NEAREST
    cap: Quantity | None = None
    floor: Quantity | None = None
    limits: tuple[DoseLimit, ...] = ()
    ramps: tuple[Ramp, ...] = ()
    splits: tuple[Split, ...] = ()
    rounding_evidence: Evidence = attrs.field(factory=Evidence)
    bounds_evidence: Evidence = attrs.field(factory=Evidence)
    codes: tuple[Coding, ...] = attrs.field(default=(), metadata={"printed": "when there"})
    usual: Usual | None = attrs.field(default=None, metadata={"printed": "when there"})

    @property
    def all_evidence(self) -> Evidence:
        """Where route, rounding and bounds come from, taken together."""
        return self.evidence.joined(self.rounding_evidence).joined(self.bounds_evidence)


class Consequence(Enum):
    """What follows when a limit is reached."""

    REVIEW = "review"
    SKIP = "skip"
    STOP = "stop"
    ALERT = "alert"


class MissedAction(Enum):
    """What happens to a dose that is not given in its window (R14)."""

    POSTPONE = "postpone"
    MAKE_UP = "make up"
    SKIP = "skip"
    STOP = "stop"


@attrs.frozen(eq=False, repr=False)
class Missed(Value):
    """The missed-dose rule. `limit` days is 0 for `skip` and `stop`."""

    action: MissedAction
    limit: int
    consequence: Consequence
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


class Anchor(Enum):
    """From where the next due day counts (R15)."""

    LAST_GIVEN = "after last given"
    GRID = "on grid"
    CYCLE_START = "from cycle start"


@attrs.frozen(eq=False, repr=False)
class Hold(Value):
    """The hold rule (R20, R21)."""

    clock_stops: bool
    limit: int
    consequence: Consequence
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Policy(Value):
    """The mandatory clauses. A missing one is None; `rounding` None with an open question is a decision needed."""

    missed: Missed | None = None
    anchor: Anchor | None = None
    anchor_evidence: Evidence = attrs.field(factory=Evidence)
    hold: Hold | None = None
    rounding: Quantity | None = None
    rounding_evidence: Evidence = attrs.field(factory=Evidence)
    rounding_said: bool = False
    missing: MissingPolicy | None = None
    max_age: Duration | None = None
