"""Whether a claim about days that a variant makes implies one of its base. In: both. Out: yes, no, or not known.

Each claim is asked when it is broken: where every way to break that of the base breaks that of the variant, the base's
is kept. What is not proved of the conditions is not known.
"""

from collections.abc import Iterable
from typing import assert_never

from protolang.compare.implication import Gap, Pair, Ruled, Undecided, Use
from protolang.compare.lengths import at_most
from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import Expression, Not
from protolang.quantity import Duration


def is_kept(pair: Pair, ours: DayClaim, theirs: DayClaim) -> bool | None:
    """Whether `theirs`, of the variant, implies `ours`, of the base, over the same stretch; None: not known."""
    name = pair.variant.name
    match ours, theirs:
        case Holds(), Holds():
            return _holds(pair, ours, theirs)
        case LeadsTo(), LeadsTo():
            return _every(
                (
                    _implies(pair, ours.trigger, theirs.trigger),
                    _implied(pair, theirs.response, ours.response),
                    at_most(theirs.within, ours.within),
                )
            )
        case Rate(), Rate() if ours.subject == name(theirs.subject):
            return _every((_most(ours, theirs), _least(ours, theirs)))
        case EveryWindow(), EveryWindow() if ours.subject == name(theirs.subject):
            return at_most(theirs.window, ours.window)
        case OnlyAfter(), OnlyAfter() if ours.subject == name(theirs.subject):
            return _every((_implied(pair, theirs.condition, ours.condition), _within(ours.within, theirs.within)))
        case NeverWhile(), NeverWhile() if ours.subject == name(theirs.subject):
            return _implies(pair, ours.condition, theirs.condition)
        case _:
            return False


def is_alike(pair: Pair, ours: DayClaim, theirs: DayClaim) -> bool:
    """Whether the two are of one kind, about one thing: then one has taken the place of the other."""
    name = pair.variant.name
    match ours, theirs:
        case Holds(), Holds():
            return ours.quantifier is theirs.quantifier
        case LeadsTo(), LeadsTo():
            return True
        case Rate(subject=subject), Rate(subject=other):
            return subject == name(other)
        case EveryWindow(subject=subject), EveryWindow(subject=other):
            return subject == name(other)
        case OnlyAfter(subject=subject), OnlyAfter(subject=other):
            return subject == name(other)
        case NeverWhile(subject=subject), NeverWhile(subject=other):
            return subject == name(other)
        case _:
            return False


def reaches_parts(claim: DayClaim) -> bool:
    """Whether a claim about the whole course says the same of each part of it."""
    match claim:
        case Holds(quantifier=quantifier):
            return quantifier is not Quantifier.EVENTUALLY
        case LeadsTo() | OnlyAfter() | NeverWhile():
            return True
        case Rate(low=low):
            return low is None
        case EveryWindow():
            # without a stretch it speaks from the first to the last dose only
            return False
        case _:
            assert_never(claim)


def _holds(pair: Pair, ours: Holds, theirs: Holds) -> bool | None:
    if Quantifier.EVENTUALLY in (ours.quantifier, theirs.quantifier):
        same = ours.quantifier is theirs.quantifier
        return _implied(pair, theirs.condition, ours.condition) if same else False
    return _implies(pair, _breaking(ours), _breaking(theirs))


def _breaking(claim: Holds) -> Expression:
    match claim.quantifier:
        case Quantifier.ALWAYS:
            return Not(claim.condition, claim.condition.origin)
        case Quantifier.NEVER | Quantifier.EVENTUALLY:
            return claim.condition
        case _:
            assert_never(claim.quantifier)


def _implies(pair: Pair, ours: Expression, theirs: Expression) -> bool | None:
    """Whether that of the base never holds without that of the variant."""
    return _proved(pair.gap(Ruled(pair.base, ours), [Ruled(pair.variant, theirs)], Use.KNOWN))


def _implied(pair: Pair, theirs: Expression, ours: Expression) -> bool | None:
    """Whether that of the variant never holds without that of the base."""
    return _proved(pair.gap(Ruled(pair.variant, theirs), [Ruled(pair.base, ours)], Use.KNOWN))


def _proved(found: Gap | Undecided | None) -> bool | None:
    match found:
        case None:
            return True
        case Gap():
            return False
        case Undecided():
            return None
        case _:
            assert_never(found)


def _most(ours: Rate, theirs: Rate) -> bool | None:
    if ours.high is None:
        return True
    if theirs.high is None or theirs.high > ours.high:
        return False
    return at_most(ours.window, theirs.window)


def _least(ours: Rate, theirs: Rate) -> bool | None:
    if ours.low is None:
        return True
    if theirs.low is None or theirs.low < ours.low:
        return False
    return at_most(theirs.window, ours.window)


def _within(ours: Duration | None, theirs: Duration | None) -> bool | None:
    if ours is None:
        return True
    return False if theirs is None else at_most(theirs, ours)


def _every(answers: Iterable[bool | None]) -> bool | None:
    found = tuple(answers)
    return False if False in found else None if None in found else True
