"""Requirements of a base that those of its variant, taken together, do not imply.

What is allowed is a range of a count or of a time. A bound over a whole course bounds each part of it from above, a
bound of a part bounds the whole from below (a count, a span); so a requirement may follow from one of another scope.
"""

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from protolang.compare.day_demands import is_alike, is_kept, reaches_parts
from protolang.compare.example import plain
from protolang.compare.implication import Pair, Ruled, Use
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.expression import Bound, Claim, Expression, Measure, NeverExit
from protolang.model.protocol import Protocol, Requirement
from protolang.prose import count_text, drug_text, duration_text, phase_title, quantity_text, requirement_text
from protolang.quantity import CalendarMonths, Days, Quantity

_MEASURED = {
    Measure.COUNT: "the number of doses",
    Measure.SPAN: "from the first to the last dose",
    Measure.GAP: "the longest time without a dose",
    Measure.SPACING: "the shortest time between two doses",
    Measure.TOTAL: "the total dose",
    Measure.DURATION: "how long it lasts",
}


class Demand(NamedTuple):
    """A claim with names of the base, and the requirement that makes it."""

    claim: Claim
    requirement: Requirement


def weaker_requirements(compare: Comparer) -> Iterator[Weakening]:
    """Counts, lengths and distances that the variant allows and the base does not; events that may end a track."""
    base, variant = compare.places.base, compare.places.variant
    demands = [
        Demand(_named(compare.pair, item.claim), item) for item in variant.requirements if isinstance(item.claim, Claim)
    ]
    never = {
        (compare.pair.variant.name(item.claim.track), compare.pair.variant.name(item.claim.event))
        for item in variant.requirements
        if isinstance(item.claim, NeverExit)
    }
    for requirement in base.requirements:
        said = Said(plain(requirement_text(requirement, base)), requirement.origin)
        match requirement.claim:
            case NeverExit(track, event):
                if (track, event) not in never:
                    text = f"{event.replace('_', ' ')} may end or leave a phase of {track.replace('_', ' ')}"
                    yield Weakening(SafetyKind.REQUIREMENT, Loss.REMOVED, said, None, f"{text} in the variant")
            case Claim() as claim:
                found = _weaker(compare.pair, Demand(claim, requirement), demands, said, variant)
                if found is not None:
                    yield found
            case Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile() as day:
                loose = _weaker_day(compare.pair, day, requirement, said, variant)
                if loose is not None:
                    yield loose
            case _:
                assert_never(requirement.claim)


def _weaker_day(pair: Pair, claim: DayClaim, base: Requirement, said: Said, variant: Protocol) -> Weakening | None:
    answers: list[bool | None] = []
    alike: list[Requirement] = []
    for item in variant.requirements:
        theirs = item.claim
        if not isinstance(theirs, DayClaim):
            continue
        whole = item.opens is None and item.closes is None and reaches_parts(theirs)
        if whole or _same_stretch(pair, item, base):
            answers.append(is_kept(pair, claim, theirs))
        if is_alike(pair, claim, theirs):
            alike.append(item)
    if True in answers:
        return None
    told = next((Said(plain(requirement_text(item, variant)), item.origin) for item in alike), None)
    if told is not None and None in answers:
        text = "it is not proved that what the variant requires implies it"
        return Weakening(SafetyKind.REQUIREMENT, Loss.UNPROVED, said, told, text)
    loss = Loss.REMOVED if told is None else Loss.RELAXED
    text = "the variant allows a course on which it does not hold"
    return Weakening(SafetyKind.REQUIREMENT, loss, said, told, text)


def _named(pair: Pair, claim: Claim) -> Claim:
    name = pair.variant.name
    within = None if claim.during is None else name(claim.during)
    basis = None if claim.basis is None else name(claim.basis)
    return Claim(claim.measure, name(claim.subject), within, claim.low, claim.high, claim.origin, basis)


def _weaker(pair: Pair, demand: Demand, others: list[Demand], said: Said, variant: Protocol) -> Weakening | None:
    claim = demand.claim
    near = [item for item in others if _what(item.claim) == _what(claim)]
    upper = [item.claim.high for item in near if item.claim.high is not None and _bounds_above(pair, item, demand)]
    lower = [item.claim.low for item in near if item.claim.low is not None and _bounds_below(pair, item, demand)]
    above = claim.high is None or _best([_tighter(bound, claim.high, high=True) for bound in upper])
    below = claim.low is None or _best([_tighter(bound, claim.low, high=False) for bound in lower])
    if above is True and below is True:
        return None
    same = next((item for item in near if _same_scope(pair, item, demand)), None)
    told = None
    if same is not None:
        told = Said(plain(requirement_text(same.requirement, variant)), same.requirement.origin)
    if False not in (above, below):
        text = "which of the two ranges is the wider one depends on the length of the months"
        return Weakening(SafetyKind.REQUIREMENT, Loss.UNPROVED, said, told, text)
    loss = Loss.REMOVED if same is None else Loss.RELAXED
    text = _allowed(claim, upper, lower, pair.base.protocol, too_many=above is False)
    return Weakening(SafetyKind.REQUIREMENT, loss, said, told, text)


def _what(claim: Claim) -> tuple[Measure, str, str | None]:
    return claim.measure, claim.subject, claim.basis


# ---- scopes ----------------------------------------------------------------------------------------------------


def _bounds_above(pair: Pair, one: Demand, other: Demand) -> bool:
    """Whether what bounds `one` from above bounds `other` too: it speaks of the same stretch, or of a longer one."""
    if _same_scope(pair, one, other):
        return True
    # the least of distances only grows where fewer are looked at
    return _is_whole(other if one.claim.measure is Measure.SPACING else one)


def _bounds_below(pair: Pair, one: Demand, other: Demand) -> bool:
    if _same_scope(pair, one, other):
        return True
    if other.claim.measure is Measure.SPACING:
        return _is_whole(one)
    return _is_whole(other) and other.claim.measure is not Measure.GAP


def _is_whole(demand: Demand) -> bool:
    return demand.claim.during is None and demand.requirement.opens is None and demand.requirement.closes is None


def _same_scope(pair: Pair, one: Demand, other: Demand) -> bool:
    """Whether two requirements, one of the variant and one of the base, speak of the same stretch of a course."""
    return one.claim.during == other.claim.during and _same_stretch(pair, one.requirement, other.requirement)


def _same_stretch(pair: Pair, one: Requirement, other: Requirement) -> bool:
    ends = ((one.opens, other.opens), (one.closes, other.closes))
    return all(_equivalent(pair, theirs, ours) for theirs, ours in ends)


def _equivalent(pair: Pair, theirs: Expression | None, ours: Expression | None) -> bool:
    if theirs is None or ours is None:
        return theirs is ours
    one, other = Ruled(pair.variant, theirs), Ruled(pair.base, ours)
    return pair.gap(one, [other], Use.KNOWN) is None and pair.gap(other, [one], Use.KNOWN) is None


# ---- bounds ----------------------------------------------------------------------------------------------------


def _best(found: list[bool | None]) -> bool | None:
    """Whether any of several bounds is tight enough."""
    return True if True in found else None if None in found else False


def _tighter(one: Bound, other: Bound, *, high: bool) -> bool | None:
    """Whether `one` allows no more than `other`; None when that depends on the month."""
    match one.value, other.value:
        case int(), int():
            return (
                _end(one, high=high) <= _end(other, high=high)
                if high
                else _end(one, high=high) >= _end(other, high=high)
            )
        case Days() | CalendarMonths() as first, Days() | CalendarMonths() as second:
            smaller = at_most(first, second) if high else at_most(second, first)
            if smaller and first == second:
                return other.inclusive or not one.inclusive
            return smaller
        case Quantity() as first, Quantity() as second:
            if first.base == second.base:
                return other.inclusive or not one.inclusive
            return first.base < second.base if high else first.base > second.base
        case _:
            return False


def _end(bound: Bound, *, high: bool) -> int:
    """The last count that is allowed."""
    if not isinstance(bound.value, int):
        raise TypeError(bound)
    return bound.value if bound.inclusive else bound.value - 1 if high else bound.value + 1


def _allowed(claim: Claim, upper: list[Bound], lower: list[Bound], base: Protocol, *, too_many: bool) -> str:
    """A count or a length that the variant allows and the base does not."""
    ours, others = (claim.high, upper) if too_many else (claim.low, lower)
    if ours is None:
        raise ValueError(claim)
    what = _MEASURED[claim.measure]
    of = "" if claim.measure is Measure.DURATION else f" of {plain(drug_text(claim.subject, base))}"
    during = "" if claim.during is None else f" during {plain(phase_title(claim.during, base))}"
    match ours.value:
        case int():
            most = min((_end(item, high=True) for item in upper), default=None)
            least = max((_end(item, high=False) for item in lower), default=0)
            edge = _end(ours, high=too_many)
            if too_many:
                count = max(edge + 1, least)
            else:
                count = least if lower else edge - 1 if most is None else min(edge - 1, most)
            doses = plain(count_text(count, "dose"))
            return f"{doses}{of}{during}: allowed in the variant, not in the base"
        case Days() | CalendarMonths():
            known = [item.value for item in others if isinstance(item.value, Days | CalendarMonths)]
            lengths = [plain(duration_text(value)) for value in known]
            edge_text = plain(duration_text(ours.value))
        case Quantity():
            lengths = [plain(quantity_text(item.value)) for item in others if isinstance(item.value, Quantity)]
            edge_text = plain(quantity_text(ours.value))
        case _:
            assert_never(ours.value)
    theirs = f", the variant {lengths[0]}" if lengths else ", the variant sets no such bound"
    word = ("at most" if ours.inclusive else "less than") if too_many else "at least" if ours.inclusive else "more than"
    return f"{what}{of}{during}: the base asks for {word} {edge_text}{theirs}"
