"""What the verifier says about one requirement."""

from enum import Enum
from typing import NamedTuple

import attrs

from protolang.diagnostics import WitnessStep
from protolang.model.protocol import Requirement


class Round(NamedTuple):
    """The days of the administrations `before` the round, in its first turn and in the `next` one, `days` later."""

    before: tuple[int, ...]
    first: tuple[int, ...]
    next: tuple[int, ...]
    days: int


class Verdict(Enum):
    """PROVED for every course in scope, VIOLATED by a course that was replayed, or UNKNOWN for a stated reason."""

    PROVED = "PROVED"
    VIOLATED = "VIOLATED"
    UNKNOWN = "UNKNOWN"


@attrs.frozen(eq=False, repr=False)
class Result:
    """The verdict on one requirement.

    `minimum` and `maximum` bound every course in scope, in the claim's own measure (administrations for COUNT, days
    for SPAN and GAP); `maximum` None means no upper limit exists or none is known, and `reason` says which. With
    `exact` both are reached by some course; without it they were found with results let free on every day, and no
    course goes beyond them. `states` is the number of states explored. `timeline` is the dated witness of a
    violation, `reason` a sentence for the reader (why VIOLATED, why UNKNOWN, what the scope left out).
    `disagrees` says that two engines tell different stories of one patient: our own fault. `evidence` are the
    certificates of a proof, where they were asked for (`verify.certificate`). `round` is a course that goes round and
    adds to the measure each time, where there is no upper limit and the interpreter takes it too.
    """

    requirement: Requirement
    verdict: Verdict
    minimum: int | None
    maximum: int | None
    unbounded: bool
    states: int
    timeline: tuple[WitnessStep, ...]
    reason: str
    engines: tuple[str, ...] = ("explore",)
    exact: bool = True
    disagrees: bool = False
    evidence: tuple[object, ...] = ()
    round: Round | None = None
