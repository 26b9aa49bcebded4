"""The statements that hold for the whole course: stops, vetoes, holds, alerts, requirements, eligibility."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import attrs

from protolang import prose
from protolang.compare.entry import Aspect, Entry, Section, Teller
from protolang.compare.reading import Meaning
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.course import StopRule
from protolang.model.expression import Claim, NeverExit
from protolang.model.protocol import Requirement
from protolang.model.rule import AlertRule, Eligibility, HoldRule, Separation, Veto

_Placed = TypeVar("_Placed", AlertRule, HoldRule, Veto)


def rule_entries(teller: Teller, known: frozenset[str]) -> Iterator[Entry]:
    """Every rule of the file that acts or promises, outside the phases or said of one."""
    protocol = teller.protocol
    for stop in protocol.stops:
        yield stop_entry(stop, (), "any time", teller, known)
    for veto in prose.distinct_rules(protocol.vetoes):
        # All vetoes on one thing may be one veto that was changed.
        slot = ("veto", veto.verb.name, teller.name(veto.subject))
        subject = prose.title_of(veto.subject, protocol)
        yield _placed(
            Section.VETO, slot, subject, veto, protocol.vetoes, prose.veto_text(veto, protocol), teller, known
        )
    for hold in prose.distinct_rules(protocol.holds):
        slot = ("hold", "track", teller.name(hold.track))
        subject = prose.title_of(hold.track, protocol)
        text = prose.hold_rule_text(hold, protocol)
        yield _placed(Section.HOLD, slot, subject, hold, protocol.holds, text, teller, known)
    for alert in prose.distinct_rules(protocol.alerts):
        subject = prose.title_of(alert.phase or alert.track or "", protocol) or "any time"
        text = prose.alert_text(alert, protocol)
        yield _placed(Section.ALERT, ("alert",), subject, alert, protocol.alerts, text, teller, known)
    for requirement in protocol.requirements:
        yield _requirement(requirement, teller, known)
    for pair in protocol.separations:
        yield _separation(pair, teller, known)
    for rule in protocol.eligibility:
        yield _eligibility(rule, teller, known)


def stop_entry(stop: StopRule, owners: tuple[str, ...], subject: str, teller: Teller, known: frozenset[str]) -> Entry:
    """A stop; one without a condition is how a phase ends, and no rule that watches."""
    text = prose.stop_text(stop, teller.protocol)
    questions = stop.evidence.open_questions
    if stop.when is None and questions:
        text = f"{text} [undecided: {'; '.join(questions)}]"
    aspect = teller.aspect(text, stop.when, bool(questions))
    section = Section.COURSE if stop.when is None else Section.STOP
    slot = ("stop", *owners[-1:], "at once" if stop.when is None else "when")
    about = teller.about((aspect,), known)
    lead = "" if not owners else subject
    return Entry(section, slot, subject, lead, (aspect,), stop.evidence, stop.origin, owners, about, whole=True)


def _placed(
    section: Section,
    slot: tuple[str, ...],
    subject: str,
    rule: _Placed,
    rules: Iterable[_Placed],
    text: str,
    teller: Teller,
    known: frozenset[str],
) -> Entry:
    aspect = Aspect(text, _with_phases(rule, rules, teller))
    about = teller.about((aspect,), known)
    return Entry(section, slot, subject, "", (aspect,), rule.evidence, rule.origin, (), about, whole=True)


def _with_phases(rule: _Placed, rules: Iterable[_Placed], teller: Teller) -> Meaning:
    """The rule with all the phases it was written for: of a group it stands in the model once for each of them."""
    phases = {teller.name(one.phase) for one in rules if one.origin == rule.origin and one.phase is not None}
    return (teller.reader.of(attrs.evolve(rule, phase=None)), tuple(sorted(phases)))


def _requirement(requirement: Requirement, teller: Teller, known: frozenset[str]) -> Entry:
    aspect = teller.aspect(prose.requirement_text(requirement, teller.protocol), requirement)
    unnamed = requirement.name == requirement.text
    subject = "" if unnamed else prose.requirement_name(requirement)
    return Entry(
        Section.REQUIREMENT,
        ("require", _of(requirement)),
        subject or "requirement",
        subject,
        (aspect,),
        requirement.evidence,
        requirement.origin,
        (),
        teller.about((aspect,), known) | ({f"require {requirement.name}"} if not unnamed else set()),
    )


def _of(requirement: Requirement) -> str:
    """What it is about: how often, how long, how far apart, or what never ends; one is no change of another."""
    match requirement.claim:
        case Claim(measure=measure):
            return measure.name
        case NeverExit():
            return "never"
        case Holds(quantifier=quantifier):
            return f"{quantifier.value} on a day"
        case LeadsTo():
            return "leads to"
        case Rate():
            return "rate"
        case EveryWindow():
            return "every window"
        case OnlyAfter():
            return "only after"
        case NeverWhile():
            return "never while"


def _separation(pair: Separation, teller: Teller, known: frozenset[str]) -> Entry:
    # whichever of the two is named first
    names = sorted((teller.name(pair.first), teller.name(pair.second)))
    aspect = Aspect(prose.separation_text(pair, teller.protocol), (*names, teller.reader.of(pair.least)))
    about = teller.about((aspect,), known)
    slot = ("separate", *names)
    return Entry(Section.REQUIREMENT, slot, "drugs apart", "", (aspect,), pair.evidence, pair.origin, (), about)


def _eligibility(rule: Eligibility, teller: Teller, known: frozenset[str]) -> Entry:
    aspect = teller.aspect(prose.eligibility_text(rule, teller.protocol), rule.when)
    word = "must hold" if rule.include else "must not hold"
    about = teller.about((aspect,), known) | ({f"title {rule.title}"} if rule.title else set())
    return Entry(
        Section.ELIGIBILITY,
        ("eligible", str(rule.include)),
        rule.title or word,
        word,
        (aspect,),
        rule.evidence,
        rule.origin,
        (),
        about,
    )
