"""Columns of a schedule are visits; rows are what is given or measured. Facts only: `prose` finds the words."""

import attrs

from protolang.model.action import Action, ActionKind
from protolang.model.evidence import Evidence, OpenDecision
from protolang.model.rule import Delay
from protolang.model.treatment import Anchor, Dose, Missed
from protolang.quantity import Duration, Window
from protolang.source import Span

# ---- footnotes: a closed union, consumed by `match` ------------------------------------------------------------


@attrs.frozen
class WindowNote:
    """The days around a due day on which it may still be done."""

    window: Window


@attrs.frozen
class MissedNote:
    """What follows when a dose or a measurement (`kind`) is not done in time; None: not said."""

    kind: ActionKind
    missed: Missed | None


@attrs.frozen
class AnchorNote:
    """From where the next day of a repetition counts; None: not said. Listed days move for nobody."""

    anchor: Anchor | None


@attrs.frozen
class FreshnessNote:
    """How long a result of `subject` may be used; None: not said."""

    subject: str
    max_age: Duration | None


@attrs.frozen
class OpenNote:
    """Something that nobody has decided yet."""

    decision: OpenDecision


@attrs.frozen
class DecisionNote:
    """After this visit the course depends on the patient: it enters `phase`."""

    phase: str


@attrs.frozen
class EarlyExitNote:
    """`phase` can be left before its planned visits are over."""

    phase: str


@attrs.frozen
class ConditionalNote:
    """Due only for a patient who reaches `phase`."""

    phase: str


@attrs.frozen
class PeriodicNote:
    """The visits of `action` shown are those of a repetition that ends by a condition or goes on."""

    action: Action


@attrs.frozen
class BetweenNote:
    """`action` is due between the visits shown too: it has too many days for a column each."""

    action: Action


@attrs.frozen
class LoopNote:
    """After `phase`, the course begins again at `target`."""

    phase: str
    target: str


@attrs.frozen
class DelayNote:
    """A cycle may start later than planned; the days of this and of later cycles then move with it."""

    delay: Delay


@attrs.frozen
class OnStopNote:
    """The track begins only when the protocol has been stopped."""

    track: str


@attrs.frozen
class SpacingNote:
    """`action` keeps a distance from the one before, or waits until something else is done."""

    action: Action


Note = (
    WindowNote
    | DelayNote
    | OnStopNote
    | SpacingNote
    | MissedNote
    | AnchorNote
    | FreshnessNote
    | OpenNote
    | DecisionNote
    | EarlyExitNote
    | ConditionalNote
    | PeriodicNote
    | BetweenNote
    | LoopNote
)

# ---- the table -------------------------------------------------------------------------------------------------


@attrs.frozen
class Visit:
    """One column: a fixed study day (a clock tick), a calendar month, or a stretch whose days depend on the patient.

    `week` is the week's number where the day begins one. `label` is `Week 4`, `Day 15`, `Month 3`, or the titles of
    the phases that make up a stretch, which has neither `day` nor `month`. `phases` are the ids of the phases that are
    acting for every patient. `cycle` is the author's number of a cycle and of its day, where the visit is of one.
    """

    label: str
    day: int | None
    week: int | None
    phases: tuple[str, ...]
    notes: tuple[int, ...] = ()
    month: int | None = None
    cycle: tuple[int, int] | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether the text says when it is, for every patient."""
        return self.day is not None or self.month is not None


@attrs.frozen
class Duty:
    """One thing to do: `action` of `phase`.

    `number` counts the planned administrations of a drug from 1; None where the plan does not fix it.
    `conditional` means that only some patients reach the phase. `dose` is that of the step of a taper, where the plan
    fixes it.
    """

    phase: str
    action: Action
    number: int | None = None
    conditional: bool = False
    dose: Dose | None = None


@attrs.frozen
class Cell:
    """What one activity does at one visit; `notes` index the schedule's notes."""

    duties: tuple[Duty, ...]
    notes: tuple[int, ...] = ()


@attrs.frozen
class Activity:
    """One row: a drug at one dose, something measured, or a decision.

    `cells` has one entry per visit; None is nothing to do.
    """

    kind: ActionKind
    subject: str
    title: str
    dose: Dose | None
    cells: tuple[Cell | None, ...]
    notes: tuple[int, ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen
class Schedule:
    """Activities by visits, with footnotes in order of appearance."""

    visits: tuple[Visit, ...]
    activities: tuple[Activity, ...]
    notes: tuple[Note, ...]

    @property
    def fixed(self) -> tuple[int, ...]:
        """The indices of the visits with a study day or a month."""
        return tuple(index for index, visit in enumerate(self.visits) if visit.is_fixed)

    @property
    def open_ended(self) -> tuple[int, ...]:
        """The indices of the stretches whose days depend on the patient."""
        return tuple(index for index, visit in enumerate(self.visits) if not visit.is_fixed)
