"""What reaches a Machine on one day. All that is not determined by the protocol is in here."""

from enum import Enum
from fractions import Fraction

import attrs


@attrs.frozen
class Observation:
    """A result of a lab or of a recorded attribute, in the unit it is declared with; `value` None is no result.

    `sampled` and `reported` are study days, `sampled <= reported`.
    """

    name: str
    value: Fraction | None
    sampled: int
    reported: int


@attrs.frozen
class Administration:
    """A drug that was given on the day."""

    drug: str


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
