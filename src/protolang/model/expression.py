"""Conditions on a patient's day, and claims about a whole course. Closed unions, consumed by `match`."""

from enum import Enum

import attrs

from protolang.model.term import Operand
from protolang.quantity import Duration
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
    """A drug is given today; what a scenario expects."""

    drug: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class InPhase(Value):
    """The phase is the current one of its track, as it stood before the day."""

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


@attrs.frozen(eq=False, repr=False)
class Bound(Value):
    """One end of the allowed range; counts are ints, times are durations."""

    value: int | Duration
    inclusive: bool


@attrs.frozen(eq=False, repr=False)
class Claim(Value):
    """`low <= measure(subject during phase) <= high`; a missing bound is None."""

    measure: Measure
    subject: str
    during: str | None
    low: Bound | None
    high: Bound | None
    origin: Span = attrs.field(eq=False, repr=False)


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
