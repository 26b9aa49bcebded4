"""Drugs that a base keeps apart, and its variant less far or not at all."""

from collections.abc import Iterator

from protolang.compare.example import plain
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.prose import separation_text


def weaker_separations(compare: Comparer) -> Iterator[Weakening]:
    """Pairs of drugs that may be given closer to each other in the variant, where it still has both."""
    base, variant = compare.places.base, compare.places.variant
    name = compare.pair.variant.name
    drugs = {name(drug.id) for drug in variant.drugs}
    kept = {frozenset((name(pair.first), name(pair.second))): pair for pair in variant.separations}
    for pair in base.separations:
        drugs_apart = frozenset((pair.first, pair.second))
        theirs = kept.get(drugs_apart)
        enough = None if theirs is None else at_most(pair.least, theirs.least)
        if enough or not drugs_apart <= drugs:
            continue
        said = Said(plain(separation_text(pair, base)), pair.origin)
        told = None if theirs is None else Said(plain(separation_text(theirs, variant)), theirs.origin)
        if theirs is not None and enough is None:
            text = "which of the two times is the longer one depends on the length of the months"
            yield Weakening(SafetyKind.REQUIREMENT, Loss.UNPROVED, said, told, text)
            continue
        loss = Loss.REMOVED if theirs is None else Loss.RELAXED
        least = "nothing keeps them apart" if theirs is None else f"they need be only {theirs.least} apart"
        yield Weakening(SafetyKind.REQUIREMENT, loss, said, told, f"in the variant {least}")
