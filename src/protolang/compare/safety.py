"""What a weakened safety rule is, and which change of the variant is behind it."""

from collections.abc import Iterable
from enum import Enum

import attrs

from protolang.model.descent import Modification
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

    @property
    def one(self) -> str:
        """The noun with its article: `a stop rule`, `monitoring`."""
        article = {SafetyKind.MONITORING: "", SafetyKind.ALERT: "an "}.get(self, "a ")
        return f"{article}{self.value}"


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


def change_behind(weakening: Weakening, modifications: Iterable[Modification]) -> Modification | None:
    """The change of the variant that touched the rule, or what the rule is said by; None when none did.

    Of several it is one that admits to weaken (`weakens`), where there is one.
    """
    here = [weakening.base.origin, *weakening.through]
    if weakening.variant is not None:
        here.append(weakening.variant.origin)
    found = [item for item in modifications if any(_touch(span, other) for span in here for other in _written(item))]
    return max(found, key=lambda item: item.weakens, default=None)


def _written(item: Modification) -> tuple[Span, ...]:
    return (*item.removed, item.origin) if item.added is None else (*item.removed, item.added, item.origin)


def _touch(one: Span, other: Span) -> bool:
    """Whether one lies in the other: a change takes out a whole rule, or a clause of the statement that holds it."""
    if one.source.path != other.source.path:
        return False
    first, second = sorted((one, other), key=lambda span: span.start - span.end)
    return first.start <= second.start and second.end <= first.end
