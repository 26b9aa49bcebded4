"""What is done when: timings, loops, and the actions of a phase."""

from enum import Enum

import attrs

from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.treatment import Anchor, Dose, Missed
from protolang.quantity import Duration, Window
from protolang.source import Span, Value


class Origin(Enum):
    """From where the days of a list count."""

    DAY_ZERO = "day 0"
    PHASE = "phase"
    CYCLE = "cycle"


@attrs.frozen(eq=False, repr=False)
class OnDays(Value):
    """A list of days (clock ticks), ascending, counted from `counted_from`.

    `unit` is the author's, in the plural (`weeks`). The day of entry is day 0 of a phase or a cycle here, whatever
    the author calls it.
    """

    days: tuple[int, ...]
    unit: str
    origin: Span = attrs.field(eq=False, repr=False)
    counted_from: Origin = Origin.DAY_ZERO


@attrs.frozen(eq=False, repr=False)
class OnMonths(Value):
    """A list of calendar months after day 0 (or the entry of the phase), ascending."""

    months: tuple[int, ...]
    origin: Span = attrs.field(eq=False, repr=False)
    counted_from: Origin = Origin.DAY_ZERO


@attrs.frozen(eq=False, repr=False)
class Every(Value):
    """Every so often; `interval` is a name where it stands in a parameter, a level, or a table with intervals."""

    interval: Duration | str
    times: int | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Growing(Value):
    """Intervals of their own: the first dose at once, each next one after the next interval.

    So there is one dose more than there are intervals.
    """

    intervals: tuple[Duration, ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Alongside(Value):
    """Whenever `subject` is due in the same phase, `offset` clock ticks after it (before it, when negative).

    Less than one tick is 0: for a clock of days, half an hour before is the same day. `origin` is the author's words.
    """

    subject: str
    offset: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class AtEach(Value):
    """Whenever a result, a dose or an event of that name arrives."""

    subject: str
    origin: Span = attrs.field(eq=False, repr=False)


Timing = OnDays | OnMonths | Every | Growing | Alongside | AtEach


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
    """Give a drug, measure a lab or attribute, or infuse without a break."""

    GIVE = "give"
    MEASURE = "measure"
    INFUSE = "infuse"
    DECIDE = "decide"


@attrs.frozen(eq=False, repr=False)
class CourseStep(Value):
    """One step of a taper: this dose, that many times."""

    dose: Dose
    times: int
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Action(Value):
    """`give`, `infuse` or `measure`: subject (drug or lab id), timing, and the clauses that hold for it.

    `timing` None means once, on the day the phase is entered. It waits for `following` to be done in the same phase,
    and keeps `spacing` from the last of its kind. `course` are the doses of a taper, in order. `cycle` is the position
    among `Phase.cycles` of the one it stands in; its days then count from the start of each such cycle.
    """

    kind: ActionKind
    subject: str
    timing: Timing | None
    window: Window
    until: Until | None
    dose: Dose | None
    missed: Missed | None
    anchor: Anchor | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    following: str | None = None
    spacing: Duration | None = None
    course: tuple[CourseStep, ...] = ()
    cycle: int | None = None
