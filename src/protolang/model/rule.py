"""Rules that act: decisions and their effects, holds, vetoes, alerts. Closed unions, consumed by `match`."""

from enum import Enum

import attrs

from protolang.model.action import Timing
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.term import Operand
from protolang.model.treatment import Consequence, Dose, Missed, MissingPolicy
from protolang.quantity import Duration, Quantity, Window
from protolang.source import Span, Value

# ---- effects ---------------------------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Go(Value):
    """Leave for `target`; None goes back to the phase before.

    `as_new` gives the levels of the protocol their start values and forgets what was `once` true.
    """

    target: str | None
    as_new: bool
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class StopAll(Value):
    """The protocol ends for this patient (R23)."""

    origin: Span = attrs.field(eq=False, repr=False)


class Reference(Enum):
    """What a relative change is a part of (R22)."""

    ORIGINAL = "original"
    CURRENT = "current"


@attrs.frozen(eq=False, repr=False)
class Adjust(Value):
    """Raise (`up`) or lower a level: by an amount, by a percentage of `reference`, or by one step (`amount` None)."""

    level: str
    up: bool
    amount: Quantity | None
    reference: Reference | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Restore(Value):
    """Give a level the value it had before its last change."""

    level: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Assign(Value):
    """Set a level."""

    level: str
    value: Quantity
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class HoldTrack(Value):
    """Hold a track (R20), for `time` or until a rule or a clinician resumes it."""

    track: str
    time: Duration | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class ResumeTrack(Value):
    """Resume a held track (R21)."""

    track: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class GiveNow(Value):
    """Give once, due at once."""

    drug: str
    dose: Dose | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class MeasureNow(Value):
    """Measure once, due at once."""

    lab: str
    origin: Span = attrs.field(eq=False, repr=False)


class TellKind(Enum):
    """How somebody is told."""

    ALERT = "alert"
    NOTIFY = "notify"
    REFER = "refer"


@attrs.frozen(eq=False, repr=False)
class Tell(Value):
    """Tell a clinician."""

    kind: TellKind
    text: str
    origin: Span = attrs.field(eq=False, repr=False)


Effect = Go | StopAll | Adjust | Restore | Assign | HoldTrack | ResumeTrack | GiveNow | MeasureNow | Tell


@attrs.frozen(eq=False, repr=False)
class Row(Value):
    """One row of a decision; `when` None is `otherwise`: none of the others holds.

    Rank 0 is looked at before rank 1. Rows of one rank that hold together must have the same effects.
    """

    when: Expression | None
    rank: int
    effects: tuple[Effect, ...]
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Decision(Value):
    """Rows that are looked at on each occasion; the effects of the one that holds are applied.

    `timing` None is once, on entry. `subject` is what the bands of its rows cut; each row says its condition in full.
    `missing` says what an unknown row does: PROTECT measures and waits, PERMIT waits, ELECTIVE reads it as not
    satisfied. `cycle` is the position among `Phase.cycles` of the one it stands in. When no row holds, a clinician is
    told.
    """

    timing: Timing | None
    window: Window
    subject: Operand | None
    missing: MissingPolicy | None
    rows: tuple[Row, ...]
    cycle: int | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    missed: Missed | None = None
    title: str | None = None


@attrs.frozen(eq=False, repr=False)
class Delay(Value):
    """Before each cycle: it starts when `until` holds, at most `limit` late; then `consequence`, or go to `target`."""

    until: Expression
    limit: Duration
    consequence: Consequence | None
    target: str | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Cycle(Value):
    """What is done again and again, with days of its own. `timing` says when each cycle starts, `times` how often.

    `limit` and `otherwise` are as in `Until`.
    """

    timing: Timing
    until: Expression | None
    limit: int | Duration | str | None
    otherwise: str | None
    delay: Delay | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class HoldRule(Value):
    """Hold `track` while `when` holds (R20); with `phase`, while that phase is the current one of its own track.

    It resumes when `until` holds (None: when `when` fails, R21), at the latest after `limit` (None: that of the
    policy), then `consequence`, or leave for `target`, a phase of the held track.
    """

    track: str
    phase: str | None
    when: Expression
    until: Expression | None
    limit: Duration | None
    consequence: Consequence | None
    target: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class AlertRule(Value):
    """Tell on the first day of each time that `when` holds; in one track or phase where it stands there."""

    tell: Tell
    when: Expression
    track: str | None
    phase: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


class VetoVerb(Enum):
    """What a veto forbids."""

    GIVE = "give"
    RAISE = "raise"
    LOWER = "lower"
    GO = "go"


@attrs.frozen(eq=False, repr=False)
class Veto(Value):
    """While `when` holds or is unknown, `subject` (a drug, a level, a phase) is not given, changed or entered, whatever
    another rule says. A contraindication is a veto on a drug.
    """

    verb: VetoVerb
    subject: str
    when: Expression
    track: str | None
    phase: str | None
    contraindication: bool
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Separation(Value):
    """Two drugs of which neither is given less than `least` before or after the other, in whatever tracks.

    It is proved of what the text plans, and not enforced while a patient is followed.
    """

    first: str
    second: str
    least: Duration
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Eligibility(Value):
    """Who may be treated. An inclusion must hold on day 0, an exclusion fail; unknown blocks each dose until known."""

    include: bool
    title: str
    when: Expression
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
