"""Stop rules, holds, vetoes, alerts and criteria of eligibility of a base that its variant does not keep as strict.

A stop that a phase makes on entry, without a condition, is a place of the course and no rule. An alert is covered by
one that tells in the same way (`alert`, `notify`, `refer`), whatever its text.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from protolang.compare.example import plain
from protolang.compare.implication import Use
from protolang.compare.safety import SafetyKind, Weakening
from protolang.compare.scopes import ANYWHERE, Comparer, Rule, Situation, given_in, phases_of
from protolang.model.course import StopRule, Track
from protolang.model.expression import Not
from protolang.model.protocol import Protocol
from protolang.model.rule import AlertRule, Veto, VetoVerb
from protolang.prose import (
    Wording,
    alert_text,
    drug_text,
    eligibility_text,
    hold_rule_text,
    phase_title,
    stop_text,
    title_of,
    track_text,
    veto_text,
)
from protolang.prose.naming import in_sentence
from protolang.source import Span

EVERYTHING = ""


# ---- stop rules ------------------------------------------------------------------------------------------------


def stops(protocol: Protocol) -> tuple[Rule, ...]:
    """The stop rules of a protocol, each once."""
    found = [_stop(protocol, rule, None, None) for rule in protocol.stops]
    for track in protocol.tracks:
        found += [_stop(protocol, rule, track.id, None) for rule in track.stops]
        for phase in track.phases:
            inherited = [rule for group in phase.groups for rule in group.stops]
            here = frozenset({phase.id})
            found += [_stop(protocol, rule, track.id, here) for rule in (*inherited, *phase.stops)]
    return distinct(rule for rule in found if rule is not None)


def _stop(protocol: Protocol, rule: StopRule, track: str | None, phases: frozenset[str] | None) -> Rule | None:
    if rule.when is None:
        return None
    return Rule(rule.when, EVERYTHING, track, phases, plain(stop_text(rule, protocol, Wording.DEFINED)), rule.origin)


def distinct(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Each rule once: one that stands in a group of phases is in the model for each of them."""
    found: dict[tuple[Span, str], Rule] = {}
    for rule in rules:
        known = found.get((rule.origin, rule.about))
        apart = known is None or known.phases is None or rule.phases is None
        found[rule.origin, rule.about] = rule if apart else rule._replace(phases=_both(known, rule))
    return tuple(found.values())


def _both(one: Rule | None, other: Rule) -> frozenset[str]:
    return frozenset().union(*(rule.phases for rule in (one, other) if rule is not None and rule.phases is not None))


def weaker_stops(compare: Comparer) -> Iterator[Weakening]:
    """Patients whom the base stops and the variant does not."""
    base, variant = compare.places.base, compare.places.variant
    ours, theirs = stops(base), stops(variant)
    for rule in ours:
        found = compare.weaker(
            SafetyKind.STOP, rule, theirs, ours, ("stops", "does not"), elsewhere=compare.also_given(rule, ours)
        )
        if found is not None:
            yield found


# ---- holds -----------------------------------------------------------------------------------------------------


def holds(protocol: Protocol) -> tuple[Rule, ...]:
    """The hold rules of a protocol, each once; `about` is the track that is held."""
    at = {phase.id: track.id for track in protocol.tracks for phase in track.phases}
    return distinct(
        Rule(
            rule.when,
            rule.track,
            None if rule.phase is None else at.get(rule.phase),
            None if rule.phase is None else frozenset({rule.phase}),
            plain(hold_rule_text(rule, protocol, Wording.DEFINED)),
            rule.origin,
        )
        for rule in protocol.holds
    )


def held_in(compare: Comparer, track: str) -> tuple[str, ...]:
    """The tracks of the variant that must be held where the base holds `track`: the same, and any that now gives what
    only that one gave."""
    base = {item.id: _given(item) for item in compare.places.base.tracks}
    same = compare.places.named(track)
    elsewhere = frozenset[str]().union(*(drugs for name, drugs in base.items() if name != track))
    found = []
    for item in compare.places.variant.tracks:
        known = base.get(compare.pair.variant.name(item.id), frozenset())
        drugs = frozenset(compare.pair.variant.name(name) for name in _given(item)) - known
        if item.id == same or drugs & (base[track] - elsewhere):
            found.append(item.id)
    return tuple(found)


def _given(track: Track) -> frozenset[str]:
    """The drugs that a track gives."""
    return frozenset[str]().union(*(given_in(phase) for phase in track.phases))


def weaker_holds(compare: Comparer) -> Iterator[Weakening]:
    """When a track is held; `endings` looks at how long."""
    base, variant = compare.places.base, compare.places.variant
    ours, theirs, ends = holds(base), holds(variant), stops(variant)
    for rule in ours:
        for track in held_in(compare, rule.about):
            granted = [item for item in theirs if item.about == track]
            does = f"holds {plain(track_text(rule.about, base))}"
            # who stops gives nothing either
            also = [place for place in compare.also_given(rule, ours) if place.track == track]
            found = compare.weaker(
                SafetyKind.HOLD, rule, granted, ours, (does, "does not"), besides=ends, elsewhere=also
            )
            if found is not None:
                yield found
                break


# ---- vetoes ----------------------------------------------------------------------------------------------------


def vetoes(protocol: Protocol) -> tuple[tuple[Rule, Veto], ...]:
    """The vetoes and contraindications of a protocol, each once; `about` is what is forbidden."""
    by_origin = {rule.origin: rule for rule in protocol.vetoes}
    rules = distinct(
        Rule(
            rule.when,
            f"{rule.verb.value} {rule.subject}",
            rule.track,
            None if rule.phase is None else frozenset({rule.phase}),
            plain(veto_text(rule, protocol, Wording.DEFINED)),
            rule.origin,
        )
        for rule in protocol.vetoes
    )
    return tuple((rule, by_origin[rule.origin]) for rule in rules)


def weaker_vetoes(compare: Comparer) -> Iterator[Weakening]:
    """Vetoes and contraindications on what the variant still gives, changes or enters."""
    base, variant = compare.places.base, compare.places.variant
    ours, theirs, ends = vetoes(base), [rule for rule, _ in vetoes(variant)], stops(variant)
    for rule, veto in ours:
        subject = compare.places.named(veto.subject)
        if not _is_there(variant, veto.verb, subject):
            continue
        about = f"{veto.verb.value} {subject}"
        granted = [item for item in theirs if item.about == about]
        # who stops gives nothing either
        besides = ends if veto.verb is VetoVerb.GIVE else ()
        kind = SafetyKind.CONTRAINDICATION if veto.contraindication else SafetyKind.VETO
        others = [item for item, _ in ours]
        also: tuple[Situation, ...] = ()
        if veto.verb is VetoVerb.GIVE:
            also = tuple(
                place for place in compare.also_given(rule, others, Use.FORBIDS) if _gives(variant, place, subject)
            )
        found = compare.weaker(
            kind, rule, granted, others, _forbidden(veto, base), Use.FORBIDS, besides=besides, elsewhere=also
        )
        if found is not None:
            yield found


def _gives(protocol: Protocol, place: Situation, drug: str) -> bool:
    return any(phase.id == place.phase and drug in given_in(phase) for phase in phases_of(protocol).values())


def _is_there(protocol: Protocol, verb: VetoVerb, subject: str) -> bool:
    match verb:
        case VetoVerb.GIVE:
            return any(subject in _given(track) for track in protocol.tracks)
        case VetoVerb.RAISE | VetoVerb.LOWER:
            return any(level.id == subject for level in protocol.levels)
        case VetoVerb.GO:
            return any(
                subject in (phase.id, *(group.id for group in phase.groups))
                for track in protocol.tracks
                for phase in track.phases
            )
        case _:
            assert_never(verb)


def _forbidden(veto: Veto, protocol: Protocol) -> tuple[str, str]:
    match veto.verb:
        case VetoVerb.GIVE:
            return f"forbids {plain(drug_text(veto.subject, protocol))}", "does not"
        case VetoVerb.RAISE | VetoVerb.LOWER:
            level = in_sentence(title_of(veto.subject, protocol))
            return f"forbids to {veto.verb.value} {level}", "does not"
        case VetoVerb.GO:
            return f"lets nobody enter {plain(phase_title(veto.subject, protocol))}", "does"
        case _:
            assert_never(veto.verb)


# ---- alerts and eligibility ------------------------------------------------------------------------------------


def alerts(protocol: Protocol) -> tuple[Rule, ...]:
    """The alerts of a protocol, each once; `about` is how somebody is told."""

    def placed(rule: AlertRule) -> Rule:
        phases = None if rule.phase is None else frozenset({rule.phase})
        words = plain(alert_text(rule, protocol, Wording.DEFINED))
        return Rule(rule.when, rule.tell.kind.value, rule.track, phases, words, rule.origin)

    return distinct(placed(rule) for rule in protocol.alerts)


def weaker_alerts(compare: Comparer) -> Iterator[Weakening]:
    """Who is no longer told, or told of fewer patients."""
    ours, theirs = alerts(compare.places.base), alerts(compare.places.variant)
    for rule in ours:
        granted = [item for item in theirs if item.about == rule.about]
        does = ("tells a clinician", "does not")
        also = compare.also_given(rule, ours, Use.KNOWN)
        found = compare.weaker(SafetyKind.ALERT, rule, granted, ours, does, Use.KNOWN, elsewhere=also)
        if found is not None:
            yield found


def criteria(protocol: Protocol) -> tuple[Rule, ...]:
    """The criteria of eligibility as what keeps a patient out."""
    found = []
    for item in protocol.eligibility:
        when = Not(item.when, item.origin) if item.include else item.when
        words = f"{'Include' if item.include else 'Exclude'}: {plain(eligibility_text(item, protocol))}"
        found.append(Rule(when, EVERYTHING, None, None, words, item.origin))
    return tuple(found)


def weaker_criteria(compare: Comparer) -> Iterator[Weakening]:
    """Patients whom the base keeps out and the variant lets in."""
    ours, theirs = criteria(compare.places.base), criteria(compare.places.variant)
    for rule in ours:
        does = ("keeps the patient out", "does not")
        found = compare.weaker(SafetyKind.ELIGIBILITY, rule, theirs, ours, does, Use.ADMITS, (ANYWHERE,))
        if found is not None:
            yield found
