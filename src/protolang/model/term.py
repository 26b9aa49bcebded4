"""Terms: what a condition compares and a dose is made of. A closed union, consumed by `match`.

A term has one value of one unit on a day, or none: what a missing, stale or undecided value makes of it is unknown.
"""

from enum import Enum

import attrs

from protolang.quantity import Duration, Quantity
from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class Reading(Value):
    """The current value of a lab (R3, R4) or of a patient attribute; of one with choices, the index of the choice."""

    name: str


@attrs.frozen(eq=False, repr=False)
class Constant(Value):
    """A literal quantity."""

    quantity: Quantity


@attrs.frozen(eq=False, repr=False)
class ParameterValue(Value):
    """The value of a parameter; undecided parameters have none."""

    name: str


@attrs.frozen(eq=False, repr=False)
class LevelValue(Value):
    """The current value of a level; `previous` is the one before its last change."""

    name: str
    previous: bool = False


# ---- from when on ----------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class SinceAct(Value):
    """Since the first or the last time a drug was given, an event happened, or a lab was sampled."""

    subject: str
    first: bool


@attrs.frozen(eq=False, repr=False)
class SinceEntry(Value):
    """Since the track entered its current phase."""

    track: str


@attrs.frozen(eq=False, repr=False)
class SinceDay(Value):
    """Since a study day (clock tick), that day included."""

    day: int


Since = SinceAct | SinceEntry | SinceDay

# ---- over the past ---------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Baseline(Value):
    """The value of a lab at the beginning of `since`.

    It is the last result sampled on or before that day, else the first after it.
    """

    name: str
    since: Since


class AggregateFunction(Enum):
    """What is made of several results of one lab."""

    MEAN = "mean"
    LOWEST = "min"
    HIGHEST = "max"
    GROWTH = "growth"  # (last - first) / (time between them), in the unit of the lab per day
    TIME_IN_RANGE = "time_in_range"  # percent of the time between the first and the last, results joined by lines


@attrs.frozen(eq=False, repr=False)
class Aggregate(Value):
    """Several results of one lab: those of the last `over`, or the `last` so many, or those sampled `since` then.

    Without results it is unknown; GROWTH and TIME_IN_RANGE need two. `low` and `high` are the closed range of
    TIME_IN_RANGE.
    """

    function: AggregateFunction
    name: str
    over: Duration | None = None
    last: int | None = None
    since: Since | None = None
    low: Quantity | None = None
    high: Quantity | None = None


class CountKind(Enum):
    """What is counted."""

    GIVEN = "given"
    MISSED = "missed"
    EVENTS = "events"
    RESULTS = "results"


@attrs.frozen(eq=False, repr=False)
class Count(Value):
    """How many doses, missed doses, events or results of `subject` there were; a number without a unit."""

    kind: CountKind
    subject: str
    during: str | None = None
    over: Duration | None = None
    since: Since | None = None


@attrs.frozen(eq=False, repr=False)
class Total(Value):
    """The sum of the amounts of a drug that were given; per unit of `basis` where that is named (mg/m2)."""

    drug: str
    basis: str | None = None
    during: str | None = None
    over: Duration | None = None
    since: Since | None = None


@attrs.frozen(eq=False, repr=False)
class TimeSince(Value):
    """The time since the last dose, event or sample of `subject`, in days; unknown when there was none."""

    subject: str


@attrs.frozen(eq=False, repr=False)
class DoseGiven(Value):
    """The amount of a drug that was given on the day; what a scenario expects."""

    drug: str


# ---- made of others --------------------------------------------------------------------------------------------


class ArithmeticOperator(Enum):
    """Exact arithmetic; units are checked when the file is read."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDED = "/"


@attrs.frozen(eq=False, repr=False)
class Arithmetic(Value):
    """`left operator right`; the dimension of the result was checked when the file was read."""

    operator: ArithmeticOperator
    left: "Operand"
    right: "Operand"
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Extreme(Value):
    """The lowest or the highest of several: "the worst of the two"."""

    highest: bool
    operands: tuple["Operand", ...]
    origin: Span = attrs.field(eq=False, repr=False)


class Formula(Enum):
    """A named formula of the language; the value is its source."""

    MOSTELLER = "Mosteller RD. N Engl J Med 1987;317:1098"
    DUBOIS = "Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863"
    COCKCROFT_GAULT = "Cockcroft DW, Gault MH. Nephron 1976;16:31"
    CALVERT = "Calvert AH et al. J Clin Oncol 1989;7:1748"


@attrs.frozen(eq=False, repr=False)
class FormulaValue(Value):
    """A formula of the library; its arguments in the order of its signature."""

    formula: Formula
    arguments: tuple["Operand", ...]
    origin: Span = attrs.field(eq=False, repr=False)


Operand = (
    Reading
    | Constant
    | ParameterValue
    | LevelValue
    | Baseline
    | Aggregate
    | Count
    | Total
    | TimeSince
    | DoseGiven
    | Arithmetic
    | Extreme
    | FormulaValue
)
