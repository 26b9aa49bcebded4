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
    """The admission whose change touched the rule of the base, or wrote that of the variant; None when none did."""
    for item in admitted:
        if any(_inside(weakening.base.origin, span) for span in item.removed):
            return item
        written = [span for span in (item.added, item.origin) if span is not None]
        if weakening.variant is not None and any(_inside(weakening.variant.origin, span) for span in written):
            return item
    return None


def _inside(inner: Span, outer: Span) -> bool:
    return inner.source.path == outer.source.path and outer.start <= inner.start and inner.end <= outer.end
