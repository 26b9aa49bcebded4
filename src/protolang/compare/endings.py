"""When a hold ends: by its condition, and at the latest. A hold that ends earlier protects for a shorter time."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.compare.acting import held_in
from protolang.compare.example import plain
from protolang.compare.implication import Gap, Pair, Ruled, Undecided, Use
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.model.expression import All, Expression, Not
from protolang.model.protocol import Protocol
from protolang.model.rule import Cycle, HoldRule
from protolang.model.treatment import Consequence, Hold
from protolang.prose import Wording, cycle_delay_text, duration_text, hold_rule_text, hold_text, track_text
from protolang.quantity import Days, Duration
from protolang.source import Span

# What follows when a hold has lasted as long as it may, the most careful first.
_CARE = (Consequence.STOP, Consequence.REVIEW, Consequence.ALERT, Consequence.SKIP)
_THEN = {
    Consequence.STOP: "the protocol stops",
    Consequence.REVIEW: "a clinician decides",
    Consequence.ALERT: "a clinician is told",
    Consequence.SKIP: "it goes on without what was missed",
}


def weaker_endings(compare: Comparer) -> Iterator[Weakening]:
    """Holds that end on a condition on which the base still holds, or last or lead otherwise than in the base."""
    base, variant = compare.places.base, compare.places.variant
    rules, theirs = _once(base), _once(variant)
    for rule in rules:
        said = Said(plain(hold_rule_text(rule, base, Wording.DEFINED)), rule.origin)
        for track in held_in(compare, rule.track):
            there = [item for item in theirs if item.track == track]
            like = [one for one in rules if one.track == rule.track]
            found = next((found for item in there if (found := _ends(compare.pair, rule, item, like, there))), None)
            if found is not None:
                item, loss, text, point = found
                same = Said(plain(hold_rule_text(item, variant, Wording.DEFINED)), item.origin)
                yield Weakening(SafetyKind.HOLD, loss, said, same, text, point)
                break
    yield from _policy(base, variant)


def _once(protocol: Protocol) -> tuple[HoldRule, ...]:
    """Each hold rule once: one that stands in a group of phases is in the model for each of them."""
    found: dict[Span, HoldRule] = {}
    for rule in protocol.holds:
        found.setdefault(rule.origin, rule)
    return tuple(found.values())


class Ending(NamedTuple):
    """A hold of the variant that ends too early, why, and the patient for whom."""

    item: HoldRule
    loss: Loss
    text: str
    point: tuple[tuple[str, str], ...] = ()


def _ends(pair: Pair, rule: HoldRule, item: HoldRule, like: list[HoldRule], there: list[HoldRule]) -> Ending | None:
    """Whether a patient whom both rules can hold goes on earlier by that of the variant.

    He may be held by another rule of the base as well, one `like` it: then it is enough to end as that one does.
    """
    if not _implied(pair, Ruled(pair.base, rule.when), Ruled(pair.variant, Not(item.when, item.origin))):
        others = [one for one in like if one is not rule and _is_held_by(pair, item, one)]
        if any(_earlier(pair, one, item, there) is None for one in (rule, *others)):
            return None
        return _earlier(pair, rule, item, there)
    return None


def _is_held_by(pair: Pair, item: HoldRule, one: HoldRule) -> bool:
    return _implied(pair, Ruled(pair.variant, item.when), Ruled(pair.base, one.when))


def _implied(pair: Pair, one: Ruled, other: Ruled) -> bool:
    return pair.gap(one, [other], Use.KNOWN) is None


def _earlier(pair: Pair, rule: HoldRule, item: HoldRule, there: list[HoldRule]) -> Ending | None:
    base, variant = pair.base.protocol, pair.variant.protocol
    match _resumes(pair, rule, item, there):
        case Undecided(reason):
            return Ending(item, Loss.UNPROVED, reason)
        case Gap(clause, point):
            held = f"the variant goes on, the base still holds {plain(track_text(rule.track, base))}"
            return Ending(item, Loss.RELAXED, f"{clause or 'on any day'}: {held}", point)
        case None:
            pass
    text = _later(_terms(rule, base), _terms(item, variant))
    if text is None or (rule.limit is None and item.limit is None):
        return None
    return Ending(item, Loss.RELAXED, text)


def _until(rule: HoldRule) -> Expression:
    return Not(rule.when, rule.origin) if rule.until is None else rule.until


def _resumes(pair: Pair, rule: HoldRule, item: HoldRule, others: list[HoldRule]) -> Gap | Undecided | None:
    # while another rule, or its own reason, holds the track still, the end of one hold lets nothing go on
    free = All((_until(item), *(Not(one.when, one.origin) for one in others)), item.origin)
    return pair.gap(Ruled(pair.variant, free), [Ruled(pair.base, _until(rule))], Use.KNOWN)


# ---- how long at the latest ------------------------------------------------------------------------------------

_Terms = tuple[Duration, Consequence | None, str | None] | None


def _terms(rule: HoldRule, protocol: Protocol) -> _Terms:
    if rule.limit is not None:
        return rule.limit, rule.consequence, rule.target
    return None if protocol.policy.hold is None else _of_policy(protocol.policy.hold, protocol)


def _of_policy(hold: Hold, protocol: Protocol) -> _Terms:
    return Days(hold.limit, protocol.conventions.resolution.per_day), hold.consequence, None


def _later(base: _Terms, variant: _Terms) -> str | None:
    """What is worse for a patient whom a hold has reached its longest time; None when nothing is."""
    if base is None:
        return None
    limit, consequence, target = base
    shown = plain(duration_text(limit))
    if variant is None:
        return f"held for more than {shown}: the base has a limit, the variant has none"
    other, then, leads = variant
    theirs = plain(duration_text(other))
    if consequence is not None and then is not None and _CARE.index(then) > _CARE.index(consequence):
        return f"held for {shown}: in the base {_THEN[consequence]}, in the variant {_THEN[then]}"
    if (target is None) != (leads is None):
        return f"held for {shown}: the base and the variant lead to different places"
    if consequence is Consequence.SKIP and then is Consequence.SKIP:
        sooner = at_most(limit, other)
        return None if sooner else f"held for {theirs}: the variant goes on, the base holds until {shown} are over"
    if consequence is then and at_most(other, limit) is not True:
        return f"held for {shown}: in the base that is the limit, in the variant it is {theirs}"
    return None


def _policy(base: Protocol, variant: Protocol) -> Iterator[Weakening]:
    ours, theirs = base.policy.hold, variant.policy.hold
    if ours is None:
        return
    text = _later(_of_policy(ours, base), None if theirs is None else _of_policy(theirs, variant))
    if text is not None:
        said = Said(plain(hold_text(ours, base.conventions.resolution.per_day)), ours.origin)
        same = None
        if theirs is not None:
            same = Said(plain(hold_text(theirs, variant.conventions.resolution.per_day)), theirs.origin)
        yield Weakening(SafetyKind.HOLD, Loss.REMOVED if same is None else Loss.RELAXED, said, same, text)


# ---- cycles that wait ------------------------------------------------------------------------------------------


def weaker_delays(compare: Comparer) -> Iterator[Weakening]:
    """Cycles that start on a condition on which those of the base still wait."""
    base, variant = compare.places.base, compare.places.variant
    for track in base.tracks:
        for phase in track.phases:
            for place in compare.places.situations(track.id, frozenset({phase.id})):
                theirs = [
                    cycle
                    for other in variant.tracks
                    for item in other.phases
                    if item.id == place.phase
                    for cycle in item.cycles
                ]
                given = {
                    action.subject
                    for other in variant.tracks
                    for item in other.phases
                    if item.id == place.phase
                    for action in item.actions
                }
                for at, cycle in enumerate(phase.cycles):
                    drugs = {compare.places.named(item.subject) for item in phase.actions if item.cycle == at}
                    if at >= len(theirs) and not drugs & given:
                        # without the cycle and what it gives nothing has to wait
                        continue
                    found = _delay(compare.pair, cycle, theirs[at] if at < len(theirs) else None)
                    if found is not None:
                        yield found


def _delay(pair: Pair, cycle: Cycle, same: Cycle | None) -> Weakening | None:
    base, variant = pair.base.protocol, pair.variant.protocol
    if cycle.delay is None:
        return None
    said = Said(plain(cycle_delay_text(cycle.delay, base, Wording.DEFINED)), cycle.delay.origin)
    waits = Ruled(pair.base, Not(cycle.delay.until, cycle.delay.origin))
    if same is None or same.delay is None:
        found = pair.gap(waits, [], Use.FORBIDS)
        other = None
    else:
        theirs = Ruled(pair.variant, Not(same.delay.until, same.delay.origin))
        found = pair.gap(waits, [theirs], Use.FORBIDS)
        other = Said(plain(cycle_delay_text(same.delay, variant, Wording.DEFINED)), same.delay.origin)
    match found:
        case None:
            return None
        case Undecided(reason):
            return Weakening(SafetyKind.HOLD, Loss.UNPROVED, said, other, reason)
        case Gap(clause, pairs):
            loss = Loss.REMOVED if other is None else Loss.RELAXED
            text = f"{clause or 'on any day'}: the base does not start a cycle yet, the variant does"
            return Weakening(SafetyKind.HOLD, loss, said, other, text, pairs)
