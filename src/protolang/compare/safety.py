"""What a weakened safety rule is, and what an author has admitted to weaken."""

from collections.abc import Iterable
from enum import Enum

import attrs

from protolang.source import Span, Value


class SafetyKind(Enum):
    """What a safety rule is; the value is the noun that a message uses."""

    STOP = "stop rule"
    HOLD = "hold"
    VETO = "veto"
    CONTRAINDICATION = "contraindication"
    CAP = "cap"
    LIMIT = "limit"
    MONITORING = "monitoring"
    REQUIREMENT = "requirement"
    ALERT = "alert"
    ELIGIBILITY = "criterion of eligibility"


class Loss(Enum):
    """What the variant does to a rule; UNPROVED is to be confirmed by the author."""

    REMOVED = "removed"
    RELAXED = "relaxed"
    UNPROVED = "not proved to be as strict"


@attrs.frozen(eq=False, repr=False)
class Said(Value):
    """A rule of one of the two protocols: its sentence in clinical English and its place, maybe in another file."""

    sentence: str
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Weakening(Value):
    """One rule of the base that the variant does not keep as strict.

    `variant` is the rule that stands for it in the variant, where there is one. `witness` is one sentence: a patient
    whom the base protects and the variant does not; for UNPROVED, why it could not be decided. `point` is the same
    patient as (name, value) pairs, where results say it all.
    """

    kind: SafetyKind
    loss: Loss
    base: Said
    variant: Said | None
    witness: str
    point: tuple[tuple[str, str], ...] = ()
    through: tuple[Span, ...] = attrs.field(default=(), eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Admission(Value):
    """A change that its author marked `weakens because "…"`.

    `origin` is the change itself, `removed` the stretches of the base that it took out or replaced, `added` what it put
    there, `target` what it names (`stop when anc < 1`).
    """

    origin: Span = attrs.field(eq=False, repr=False)
    reason: str
    target: str
    removed: tuple[Span, ...] = attrs.field(default=(), eq=False, repr=False)
    added: Span | None = attrs.field(default=None, eq=False, repr=False)


def admission_of(weakening: Weakening, admitted: Iterable[Admission]) -> Admission | None:
    """The admission whose change touched the rule or what it is said by, in either text; None when none did."""
    here = [weakening.base.origin, *weakening.through]
    if weakening.variant is not None:
        here.append(weakening.variant.origin)
    for item in admitted:
        written = [span for span in (*item.removed, item.added, item.origin) if span is not None]
        if any(_touch(span, other) for span in here for other in written):
            return item
    return None


def _touch(one: Span, other: Span) -> bool:
    """Whether one lies in the other: a change takes out a whole rule, or a clause of the statement that holds it."""
    if one.source.path != other.source.path:
        return False
    first, second = sorted((one, other), key=lambda span: span.start - span.end)
    return first.start <= second.start and second.end <= first.end
