"""Conditions on a patient's day, and claims about a whole course. Closed unions, consumed by `match`."""

from enum import Enum

import attrs

from protolang.quantity import Duration, Quantity
from protolang.source import Span, Value


class Operator(Enum):
    """A comparison, exactly as written (R5): `<` and `<=` are never exchanged."""

    BELOW = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    ABOVE = ">"


# ---- operands --------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Reading(Value):
    """The current value of a lab (R3, R4) or of a patient attribute."""

    name: str


@attrs.frozen(eq=False, repr=False)
class Constant(Value):
    """A literal quantity."""

    quantity: Quantity


@attrs.frozen(eq=False, repr=False)
class ParameterValue(Value):
    """The value of a parameter; undecided parameters have none."""

    name: str


Operand = Reading | Constant | ParameterValue

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
    """A named trigger holds today."""

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


Expression = Compare | All | Any | Not | Fact | Once | Occurred | Ended

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
class InPhase(Value):
    """The phase is the current one of its track."""

    phase: str
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
