"""What reaches a Machine on one day. All that is not determined by the protocol is in here.

Only days reach it: what had a time and a zone was turned into a day once, when it was read (R27).
"""

from enum import Enum

import attrs

from protolang.quantity import Interval, Quantity


class ObservationStatus(Enum):
    """How far a result can be trusted; a preliminary one decides nothing (R3)."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


@attrs.frozen
class Observation:
    """A result of a lab or of a recorded attribute, in the unit it is declared with; `value` None is no result.

    `sampled` and `reported` are study days, `sampled <= reported`. The value of a lab with choices is the index of the
    choice. A censored result is an interval (`<0.5`). A correction carries the `id` of the result it replaces.
    """

    name: str
    value: Interval | None
    sampled: int
    reported: int
    status: ObservationStatus = ObservationStatus.FINAL
    id: str = ""


@attrs.frozen
class Administration:
    """A drug that was given on the day; `amount` where it is known to differ from what was due."""

    drug: str
    amount: Quantity | None = None
    id: str = ""


class Ruling(Enum):
    """What a clinician decides for a held track."""

    RESUME = "resume"  # what was missed falls due on this day
    SKIP = "skip"  # resume without what was missed
    STOP = "stop"  # end the protocol for this patient


@attrs.frozen
class Decision:
    """A clinician's decision on a held track."""

    region: str
    ruling: Ruling


@attrs.frozen
class Inputs:
    """Everything reported on one day; empty on most days (R1)."""

    observations: tuple[Observation, ...] = ()
    administrations: tuple[Administration, ...] = ()
    events: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()


NOTHING = Inputs()
