"""The clinical nouns: drugs, labs, attributes, triggers, parameters, tracks, phases, actions, exits."""

from enum import Enum
from fractions import Fraction

import attrs

from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.quantity import Duration, Quantity, Unit, Window
from protolang.source import Span, Value

# ---- what is known of a patient --------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Lab(Value):
    """A measurement. `max_age` counts from sampling, inclusive (R4); the range is closed, in `unit`."""

    id: str
    title: str
    unit: Unit
    whole: str | None
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Attribute(Value):
    """A patient attribute that is recorded: weight, height."""

    id: str
    title: str
    unit: Unit
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


class Formula(Enum):
    """A named formula of the language; the value is its source."""

    MOSTELLER = "Mosteller RD. N Engl J Med 1987;317:1098"
    DUBOIS = "Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863"
    COCKCROFT_GAULT = "Cockcroft DW, Gault MH. Nephron 1976;16:31"
    CALVERT = "Calvert AH et al. J Clin Oncol 1989;7:1748"


@attrs.frozen(eq=False, repr=False)
class DerivedAttribute(Value):
    """A patient attribute computed from others: body surface."""

    id: str
    title: str
    formula: Formula
    arguments: tuple[str, ...]
    unit: Unit
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Event(Value):
    """Something that happens to a patient on a day."""

    id: str
    title: str
    origin: Span = attrs.field(eq=False, repr=False)


class MissingPolicy(Enum):
    """What an unknown trigger does (R6)."""

    PERMIT = "block"  # not satisfied, so what depends on it is not done
    PROTECT = "measure now"  # measurement is due at once, dependent doses wait
    ELECTIVE = "ignore"  # not fired


@attrs.frozen(eq=False, repr=False)
class Trigger(Value):
    """A named clinical rule. `missing` is None when the author did not say, which `check` reports."""

    id: str
    title: str
    when: Expression
    missing: MissingPolicy | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


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
class Parameter(Value):
    """A named value of the protocol. `value` is None while it is an open decision.

    `needs` is what its uses ask of a value, decided or not; None when nothing uses it. `set_outside` marks a value
    that was given for one run and does not stand in the file.
    """

    id: str
    value: Quantity | Duration | int | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    needs: Need | None = None
    set_outside: bool = False


# ---- what is given ---------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Dose(Value):
    """`amount` of drug per unit of the patient attribute `basis` (None for a fixed dose)."""

    amount: Quantity
    basis: str | None
    per_cycle: bool
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Drug(Value):
    """A drug as this protocol uses it. `over` is None when not said; `over_evidence` then may say it is open."""

    id: str
    title: str
    route: str | None
    dose: Dose | None
    over: Duration | None
    over_evidence: Evidence
    rounded_to: Quantity | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


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


# ---- when ------------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class OnDays(Value):
    """A list of study days, ascending, counted from day 0. `unit` is how the author wrote it."""

    days: tuple[int, ...]
    unit: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Every(Value):
    """A fixed interval; `interval` is a parameter's name while the author refers to one."""

    interval: Duration | str
    times: int | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Until(Value):
    """The action is complete when `condition` holds.

    `limit` is a number of administrations (int), a duration, a parameter's name, or None: no limit was given.
    When it is reached first, the phase is left for `otherwise` (None: as if complete).
    """

    condition: Expression
    limit: int | Duration | str | None
    otherwise: str | None
    origin: Span = attrs.field(eq=False, repr=False)


class ActionKind(Enum):
    """Give a drug, or measure a lab or attribute."""

    GIVE = "give"
    MEASURE = "measure"


@attrs.frozen(eq=False, repr=False)
class Action(Value):
    """`give` or `measure`: subject (drug or lab id), timing, and the clauses that hold for it.

    `timing` None means once, on the day the phase is entered.
    """

    kind: ActionKind
    subject: str
    timing: OnDays | Every | None
    window: Window
    until: Until | None
    dose: Dose | None
    missed: Missed | None
    anchor: Anchor | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class WhenExit(Value):
    """Leave for `target` on the day the condition holds; with `first`, before the phase's other exits."""

    when: Expression
    target: str
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    first: bool = False


@attrs.frozen(eq=False, repr=False)
class AfterExit(Value):
    """Leave for `target` on or after `delay` in the phase, when the condition (if any) holds."""

    delay: Duration | str
    when: Expression | None
    target: str
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Successor(Value):
    """Where the track goes when all actions of the phase are complete; None is the end of the track."""

    target: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class StopRule(Value):
    """The whole protocol ends for this patient: at once on entry (`when` None), or when the condition holds."""

    when: Expression | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Phase(Value):
    """A treatment phase."""

    id: str
    title: str
    track: str
    actions: tuple[Action, ...]
    exits: tuple[WhenExit | AfterExit, ...]
    successor: Successor | None
    stops: tuple[StopRule, ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Track(Value):
    """Phases that follow one another; tracks run beside each other from day 0."""

    id: str
    title: str
    start: str
    phases: tuple[Phase, ...]
    origin: Span = attrs.field(eq=False, repr=False)
