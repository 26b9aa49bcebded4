"""Conditions on a patient's day, and claims about a whole course. Closed unions, consumed by `match`."""

from enum import Enum

import attrs

from protolang.model.term import Operand
from protolang.quantity import Duration, Quantity
from protolang.source import Span, Value


class Operator(Enum):
    """A comparison, exactly as written (R5): `<` and `<=` are never exchanged."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"


# ---- conditions: HOLDS, FAILS or UNKNOWN on a day --------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Compare(Value):
    """`left operator right`; both sides have one dimension."""

    left: Operand
    operator: Operator
    right: Operand
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class All(Value):
    """Every operand holds."""

    operands: tuple["Expression", ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Any(Value):
    """At least one operand holds."""

    operands: tuple["Expression", ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Not(Value):
    """The operand fails; unknown stays unknown."""

    operand: "Expression"
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Fact(Value):
    """A named trigger or fact holds today."""

    trigger: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Once(Value):
    """A named trigger holds today or held on an earlier day of this patient."""

    trigger: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Occurred(Value):
    """An event is reported today."""

    event: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Ended(Value):
    """A track has ended (R25)."""

    track: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Is(Value):
    """A lab or attribute with choices has this one; `index` is its place among them."""

    name: str
    choice: str
    index: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Lasting(Value):
    """A named trigger has held at the end of every day of the last `time`, and holds today."""

    trigger: str
    time: Duration
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Consecutive(Value):
    """The last `count` results of `lab` each satisfy `condition`, which reads no other lab.

    The first and the last of them are at least `least` and at most `most` apart. Fewer results than that: it fails.
    Where the current value is missing or stale it is unknown.
    """

    lab: str
    condition: "Expression"
    count: int
    least: Duration | None
    most: Duration | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Monotone(Value):
    """Each of the last `count` results of `lab` is higher (`rising`) or lower than the one before."""

    lab: str
    rising: bool
    count: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Several(Value):
    """At least `count` of the operands hold."""

    count: int
    operands: tuple["Expression", ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class GivenToday(Value):
    """A drug is given today; what a scenario expects, or a requirement speaks of."""

    drug: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class InPhase(Value):
    """The phase is the current one of its track: for a rule as it stood before the day, for a requirement on the day.

    On the day on which a phase completes it is still the current one, on the day on which a rule leaves it no more.
    """

    phase: str
    origin: Span = attrs.field(eq=False, repr=False)


Expression = (
    Compare
    | All
    | Any
    | Not
    | Fact
    | Once
    | Occurred
    | Ended
    | Is
    | Lasting
    | Consecutive
    | Monotone
    | Several
    | GivenToday
    | InPhase
)

# ---- claims: about a whole course ------------------------------------------------------------------------------


class Measure(Enum):
    """What a claim measures over one patient's course."""

    COUNT = "count"  # administrations given
    SPAN = "span"  # from the first to the last administration
    GAP = "gap"  # longest time without one, between neighbours and at the edges of the scope
    SPACING = "spacing"  # shortest time from one to the next
    TOTAL = "total"  # the amounts given, taken together
    DURATION = "duration"  # of a track, of each stay in a phase, or of the course: the time that it was at work


WHOLE_COURSE = ""
"""The subject of a claim about the duration of the whole course."""


@attrs.frozen(eq=False, repr=False)
class Bound(Value):
    """One end of the allowed range; counts are ints, times are durations, a total is a quantity."""

    value: int | Duration | Quantity
    inclusive: bool


@attrs.frozen(eq=False, repr=False)
class Claim(Value):
    """`low <= measure(subject during phase) <= high`; a missing bound is None.

    `subject` is a drug or a lab; of a duration a track, a phase without phases inside, or WHOLE_COURSE. `basis` is the
    size that a total is counted for: each dose then counts with its amount per unit of that size (mg/m2).
    """

    measure: Measure
    subject: str
    during: str | None
    low: Bound | None
    high: Bound | None
    origin: Span = attrs.field(eq=False, repr=False)
    basis: str | None = attrs.field(default=None, metadata={"printed": "when there"})


@attrs.frozen(eq=False, repr=False)
class CourseEnded(Value):
    """Every track has ended."""

    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class NeverExit(Value):
    """The event never ends or leaves a phase of the track."""

    track: str
    event: str
    origin: Span = attrs.field(eq=False, repr=False)
