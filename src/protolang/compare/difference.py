"""What a comparison of two machines can find: the same, a patient whom they treat differently, or neither."""

from enum import Enum

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario
from protolang.quantity import Duration, Quantity
from protolang.source import Value


@attrs.frozen(eq=False, repr=False)
class Side(Value):
    """One of the two protocols, without errors, with the machine it was lowered to."""

    protocol: Protocol
    machine: Machine


class DecidedBy(Enum):
    """Who said what an open decision is for this comparison, the strongest first."""

    SETTING = "setting"  # `--set`
    SCENARIOS = "scenarios"  # the examples of the file: its `background { set … }`, or its scenarios
    EXAMPLE = "example"  # nobody: an example stands in


@attrs.frozen(eq=False, repr=False)
class Decided(Value):
    """A parameter that a side leaves open, or that a setting overrides, and the value it was compared with.

    `value` None: a limit that was left out altogether. `sides` are the sides it was decided for: (1,), (2,) or (1, 2).
    `noun` is what a count counts: `cycle`; empty where nothing says so.
    """

    name: str
    value: Quantity | Duration | int | None
    by: DecidedBy
    sides: tuple[int, ...]
    noun: str = ""


class DifferenceKind(Enum):
    """In what two sides differ on a day, the most important first; a day may have several."""

    STOP = "stop"  # one side stops the course, or has ended it, and the other has not
    GIVEN = "given"  # a drug, an amount, or how often on the day
    MEASURED = "measured"
    HELD = "held"  # one side waits for a clinician, or holds a track
    ALERT = "alert"  # what a clinician is told
    PLACE = "place"  # the phase a track is in; only phases that both sides name are compared


@attrs.frozen(eq=False, repr=False)
class Dose(Value):
    """A drug that is given on the day. `amount` is a text with its unit ("691.7 mg"), empty where none is known."""

    drug: str
    title: str
    amount: str


@attrs.frozen(eq=False, repr=False)
class Standing(Value):
    """Where a track stands on the day. `phase` is None when the track has ended; `status` is of `execution.Status`.

    `title` is that of the phase, or of the track when it has ended.
    """

    track: str
    phase: str | None
    title: str
    status: str


@attrs.frozen(eq=False, repr=False)
class Alert(Value):
    """What a clinician is told on the day: `kind` as `EntryKind` names it, `text` of an author or the subject."""

    kind: str
    text: str


@attrs.frozen(eq=False, repr=False)
class DayDone(Value):
    """What one side does on one day.

    `measured` are ids of labs and attributes that are measured because it asks. `stopped`: the course is stopped;
    `ended`: no track goes on. `next_day`: the next later day on which something is due as things stand, None when
    nothing is. The log of the day is `trace.entries` of that day.
    """

    day: int
    given: tuple[Dose, ...]
    measured: tuple[str, ...]
    standing: tuple[Standing, ...]
    alerts: tuple[Alert, ...]
    stopped: bool
    ended: bool
    next_day: int | None


@attrs.frozen(eq=False, repr=False)
class Effort(Value):
    """How much was looked at, in reproducible units: days of patients on either side, and distinct states.

    A day of a large machine counts as several, since it takes as long.
    """

    days: int
    states: int


@attrs.frozen(eq=False, repr=False)
class Same(Value):
    """A proof that both sides treat every patient alike; `reason` is a sentence that says why.

    `decided` is empty when it holds however open decisions are decided, else it holds for these values.
    """

    reason: str
    decided: tuple[Decided, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Differs(Value):
    """One patient, replayed on both sides, whom they treat differently for the first time on `day`.

    Days are study days (clock ticks) as the model counts them, from 0. `scenario` is the whole patient: it runs with
    `execution.scenario.run_scenario` on the machine of either trace (both have the `decided` values). `timeline` is
    what happens up to `day` on both sides alike. `earliest`: no patient of those that were searched differs before
    `day`; else it is only the earliest found. `searched` says in words which patients those are.
    """

    scenario: Scenario
    decided: tuple[Decided, ...]
    day: int
    kinds: tuple[DifferenceKind, ...]
    one: DayDone
    two: DayDone
    timeline: tuple[WitnessStep, ...]
    traces: tuple[Trace, Trace]
    earliest: bool
    searched: str
    effort: Effort


@attrs.frozen(eq=False, repr=False)
class NotFound(Value):
    """No difference was found, which is not a proof that there is none.

    Every patient of those in `searched` was followed to the end of day `until` without a difference; None when none
    was. `complete`: those, and others who miss doses or lack results, were followed to the end of their courses.
    `reason` is a sentence for the reader.
    """

    decided: tuple[Decided, ...]
    until: int | None
    complete: bool
    searched: str
    reason: str
    effort: Effort


Comparison = Same | Differs | NotFound
"""What a comparison finds."""


@attrs.frozen(eq=False, repr=False)
class Budget(Value):
    """Limits in work, not in time, so that a result is reproducible: days as `Effort` counts them."""

    days: int = 5_000
