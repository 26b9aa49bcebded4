"""Which safety rules of a base its variant does not keep as strict: found by implication, not by name or text."""

from collections.abc import Mapping

from protolang.compare.safety import Admission, Loss, SafetyKind, Said, Weakening, admission_of
from protolang.model.protocol import Protocol

__all__ = ["Admission", "Loss", "SafetyKind", "Said", "Weakening", "admission_of", "weakenings"]


def weakenings(base: Protocol, variant: Protocol, renamed: Mapping[str, str] | None = None) -> tuple[Weakening, ...]:
    """Every safety rule of `base` that `variant` drops or relaxes, in the order of the kinds.

    `renamed` says what is called otherwise in the variant: name of the base to name of the variant. Never raises: what
    cannot be decided is a weakening with `Loss.UNPROVED` and the reason.
    """
    raise NotImplementedError
