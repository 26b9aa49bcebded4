"""Where a variant comes from and what it changes, in words."""

from protolang.model.descent import Ancestor, Modification
from protolang.model.protocol import Protocol

__all__ = ["ancestor_text", "descent_text", "modification_text"]


def ancestor_text(ancestor: Ancestor) -> str:
    """`Ahmed Protocol: … (ahmed, version 1.0.0)`."""
    version = f", version {ancestor.version}" if ancestor.version else ""
    return f"{ancestor.title} ({ancestor.id}{version})"


def descent_text(protocol: Protocol) -> str | None:
    """`Variant of …, which is a variant of …`; None for a protocol that is no variant."""
    descent = protocol.descent
    if descent is None:
        return None
    return "Variant of " + ", which is a variant of ".join(ancestor_text(item) for item in reversed(descent.ancestors))


def modification_text(modification: Modification) -> str:
    """`Phase infusions.induction is replaced`."""
    target = modification.target.replace("`", "")
    return f"{target[:1].upper()}{target[1:]} is {modification.done}"
