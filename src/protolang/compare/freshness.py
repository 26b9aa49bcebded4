"""How old a result may be that a rule is decided by: a variant that trusts older ones monitors less."""

from collections.abc import Iterator

from protolang.compare.example import plain
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, Lab
from protolang.prose import duration_text, title_of
from protolang.prose.naming import in_sentence


def weaker_freshness(compare: Comparer) -> Iterator[Weakening]:
    """Labs and recorded attributes of which a longer time may pass until a result is too old."""
    base, variant = compare.places.base, compare.places.variant
    theirs = {item.id: item for item in (*variant.labs, *variant.attributes)}
    for item in (*base.labs, *base.attributes):
        other = theirs.get(compare.places.named(item.id))
        match item, other:
            case (Lab() | Attribute(), Lab() | Attribute()):
                found = _older(base, item, variant, other)
                if found is not None:
                    yield found
            case _:
                pass


def _older(base: Protocol, item: Lab | Attribute, variant: Protocol, other: Lab | Attribute) -> Weakening | None:
    ours, theirs = item.max_age or base.policy.max_age, other.max_age or variant.policy.max_age
    if ours is None or (theirs is not None and at_most(theirs, ours)):
        return None
    title, shown = in_sentence(title_of(item.id, base)), plain(duration_text(ours))
    said = Said(f"A result of {plain(title)} is used for {shown}.", item.origin)
    if theirs is None:
        text = f"a result of {plain(title)} older than {shown}: the base asks for a new one, the variant uses it"
        return Weakening(SafetyKind.MONITORING, Loss.REMOVED, said, None, text)
    told = Said(f"A result of {plain(title)} is used for {plain(duration_text(theirs))}.", other.origin)
    if at_most(theirs, ours) is None:
        text = f"which of {shown} and {plain(duration_text(theirs))} is longer depends on the month"
        return Weakening(SafetyKind.MONITORING, Loss.UNPROVED, said, told, text)
    text = f"a result of {plain(title)} that is {plain(duration_text(theirs))} old: the variant uses it, the base asks"
    return Weakening(SafetyKind.MONITORING, Loss.RELAXED, said, told, f"{text} for a new one")
