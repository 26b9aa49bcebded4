"""Rules that act, as orders a clinician can follow: decisions, holds, vetoes, alerts, eligibility, cycles."""

from collections.abc import Iterable, Sequence
from typing import TypeVar, assert_never

import attrs

from protolang.model.course import Group, Phase, Track
from protolang.model.expression import Not
from protolang.model.protocol import Protocol
from protolang.model.rule import (
    Adjust,
    AlertRule,
    Assign,
    Cycle,
    Decision,
    Delay,
    Effect,
    Eligibility,
    GiveNow,
    Go,
    HoldRule,
    HoldTrack,
    MeasureNow,
    Reference,
    Restore,
    ResumeTrack,
    Row,
    Separation,
    StopAll,
    Tell,
    TellKind,
    Veto,
    VetoVerb,
)
from protolang.model.treatment import Consequence, Missed, MissedAction, MissingPolicy
from protolang.prose.condition import Wording, condition_text
from protolang.prose.course import go_text, successor_target
from protolang.prose.naming import find_drug, find_level, in_sentence, listed, phase_title, title_of
from protolang.prose.number import duration_text, quantity_text, ticks_text
from protolang.prose.policy import CONSEQUENCES
from protolang.prose.rows import is_covered, may_clash
from protolang.prose.term import term_text
from protolang.prose.timing import timing_text
from protolang.prose.treatment import drug_dose_text, limit_text

_TELL = {
    TellKind.ALERT: "alert a clinician",
    TellKind.NOTIFY: "notify",
    TellKind.REFER: "refer the {subject}",
}

_Rule = AlertRule | HoldRule | Veto
_Placed = TypeVar("_Placed", AlertRule, HoldRule, Veto)

# ---- effects ---------------------------------------------------------------------------------------------------


def effect_text(effect: Effect, protocol: Protocol) -> str:
    """One effect as an order: `raise basal insulin by 2 units`, `go back to the phase before`."""
    match effect:
        case Go(target=target, as_new=as_new):
            return go_text(target, protocol, as_new=as_new)
        case StopAll():
            return "stop the whole protocol"
        case Adjust():
            return _adjust_text(effect, protocol)
        case Restore(level=level):
            return f"set {_name(level, protocol)} back to what it was before its last change"
        case Assign(level=level, value=value):
            return f"set {_name(level, protocol)} to {quantity_text(value)}"
        case HoldTrack(track=track, time=time):
            length = "until a rule or a clinician resumes it" if time is None else f"for {duration_text(time)}"
            return f"hold {_track(track, protocol)} {length}"
        case ResumeTrack(track=track):
            return f"resume {_track(track, protocol)}"
        case GiveNow(drug=drug, dose=dose):
            found = find_drug(drug, protocol)
            amount = f" {drug_dose_text(found, protocol, dose)}" if found else ""
            return f"give {_name(drug, protocol)}{amount}, once, now"
        case MeasureNow(lab=lab):
            return f"measure {_name(lab, protocol)} now"
        case Tell():
            return tell_text(effect, protocol)
    assert_never(effect)


def effects_text(effects: Iterable[Effect], protocol: Protocol) -> str:
    """All that is done together: `lower basal insulin by 10 % of its current value; alert a clinician: “…”`."""
    return "; ".join(effect_text(effect, protocol) for effect in effects) or "change nothing"


def tell_text(tell: Tell, protocol: Protocol) -> str:
    """Whom to tell and what: `alert a clinician: “stop and ask neurology”`."""
    return f"{_TELL[tell.kind].format(subject=protocol.subject)}: “{tell.text}”"


# ---- decisions -------------------------------------------------------------------------------------------------


def occasion_text(decision: Decision, protocol: Protocol) -> str:
    """When a decision is taken: `every 2 weeks`, `at each result of platelets`, `on days 8 of each cycle`."""
    return timing_text(decision.timing, protocol)


def row_condition(row: Row, protocol: Protocol, wording: Wording = Wording.NAMED, *, rows: Sequence[Row] = ()) -> str:
    """When a row of a decision holds; with `rows`, all of them, `otherwise` alone is said as what it is: `always`."""
    if row.when is None:
        return "always" if len(rows) == 1 else "in all other cases"
    return condition_text(row.when, protocol, wording)


def row_turn(row: Row, rows: Iterable[Row]) -> str:
    """`first`, where a row is looked at before others; `otherwise` for those after it; else nothing."""
    ranks = {other.rank for other in rows if other.when is not None}
    if row.when is None or len(ranks) < 2:
        return ""
    return "first" if row.rank == min(ranks) else "otherwise"


def decision_title_text(decision: Decision, protocol: Protocol) -> str:
    """What is decided, by what and when: `Day-1 count gate: by neutrophils, on day 1 of each cycle`."""
    text = occasion_text(decision, protocol)
    if decision.subject is not None:
        text = f"by {term_text(decision.subject, protocol)}, {text}"
    return f"{text[0].upper()}{text[1:]}" if decision.title is None else f"{decision.title}: {text}"


def decision_rest_text(decision: Decision, protocol: Protocol) -> str:
    """What follows when a result is missing and how long that is waited for, and when no row holds, or two do."""
    text = f"If a result is missing or too old: {_waiting_text(decision, protocol)}."
    holes = [] if is_covered(decision.rows, protocol) else ["no row holds"]
    if may_clash(decision.rows):
        holes.append("two rows hold that say different things")
    return f"{text} If {', or if '.join(holes)}: nothing is done, and a clinician is told." if holes else text


def _waiting_text(decision: Decision, protocol: Protocol) -> str:
    policy, per_day = decision.missing or protocol.policy.missing, protocol.conventions.resolution.per_day
    match policy:
        case MissingPolicy.ELECTIVE:
            return "a row that needs it counts as not satisfied"
        case MissingPolicy.PROTECT:
            begin = "measure now, and the decision waits for the result"
        case MissingPolicy.PERMIT:
            begin = "the decision waits for the result"
        case None:
            begin = "as the rules in it say; where they wait for the result"
        case _:
            assert_never(policy)
    missed = decision.missed or protocol.policy.missed
    limit = decision.window.after + (0 if missed is None else missed.limit)
    most = f"at most {ticks_text(limit, per_day)}" if limit else f"on that {'day' if per_day == 1 else 'occasion'} only"
    return f"{begin}, {most}; after that, {CONSEQUENCES[_after_waiting(missed)]}"


def _after_waiting(missed: Missed | None) -> Consequence:
    if missed is None:
        return Consequence.REVIEW
    match missed.action:
        case MissedAction.SKIP:
            return Consequence.SKIP
        case MissedAction.STOP:
            return Consequence.STOP
        case MissedAction.POSTPONE | MissedAction.MAKE_UP:
            return missed.consequence
    assert_never(missed.action)


# ---- cycles ----------------------------------------------------------------------------------------------------


def cycle_text(cycle: Cycle, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """When cycles start and what ends them: `A cycle starts every 3 weeks, 6 times.`"""
    text = f"A cycle starts {timing_text(cycle.timing, protocol)}"
    if cycle.until is not None:
        limit = limit_text(cycle.limit, protocol, "cycle")
        most = f"at most {limit}" if limit else "no limit stated"
        text = f"{text}, until {condition_text(cycle.until, protocol, wording)}, {most}"
    if cycle.otherwise is not None:
        text = f"{text}; when that limit is reached first, {go_text(cycle.otherwise, protocol)}"
    return f"{text}."


def cycle_delay_text(delay: Delay, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`Start a cycle only when …; otherwise wait, at most 2 weeks; after that, ask for review.`"""
    held = condition_text(delay.until, protocol, wording)
    limit = duration_text(delay.limit)
    then = _then_text(delay.consequence, delay.target, protocol)
    return f"Start a cycle only when this holds: {held}. Otherwise wait for it, at most {limit}; after that, {then}."


# ---- holds, vetoes, alerts, eligibility ------------------------------------------------------------------------


def distinct_rules(rules: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """The rules of a file, each once: one that stands in a group of phases is in the model for each of them."""
    return tuple({(attrs.evolve(rule, phase=None), rule.origin): rule for rule in reversed(tuple(rules))}.values())[
        ::-1
    ]


def hold_rule_text(rule: HoldRule, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`Hold the track “Chemotherapy” while …. Resume when …; at the latest after 4 weeks, ask for review.`"""
    phases = _phases_of(rule, protocol.holds, protocol)
    place = f", while the {protocol.subject} is in {phases}," if phases else ""
    when = condition_text(rule.when, protocol, wording)
    end = "that no longer holds" if rule.until is None else condition_text(rule.until, protocol, wording)
    text = f"Hold {_track(rule.track, protocol)}{place} when {when}. Give nothing of it until {end}."
    if rule.limit is None:
        return text
    then = _then_text(rule.consequence, rule.target, protocol)
    return f"{text} If that takes more than {duration_text(rule.limit)}, {then}."


def veto_text(veto: Veto, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`Do NOT give rituximab when hepatitis B surface antigen is positive, or while this is not known.`"""
    place = _place_text(veto, protocol.vetoes, protocol)
    match veto.when:
        case Not(operand=operand):
            # "Do NOT … when … has not …" would have to be read twice.
            rest = f"unless this is known to hold: {condition_text(operand, protocol, wording)}{place}."
        case _:
            rest = f"when {condition_text(veto.when, protocol, wording)}, nor while this is not known{place}."
    subject = _name(veto.subject, protocol)
    match veto.verb:
        case VetoVerb.GIVE:
            text = f"Do NOT give {subject} {rest}"
            return f"Contraindicated. {text}" if veto.contraindication else text
        case VetoVerb.RAISE:
            return f"Do NOT raise {subject} {rest}"
        case VetoVerb.LOWER:
            return f"Do NOT lower {subject} {rest}"
        case VetoVerb.GO:
            return f"Do NOT go to {phase_title(veto.subject, protocol)} {rest}"
    assert_never(veto.verb)


def separation_text(separation: Separation, protocol: Protocol) -> str:
    """`Do NOT give rituximab less than 28 days before or after live vaccine.`"""
    first, second = _name(separation.first, protocol), _name(separation.second, protocol)
    return f"Do NOT give {first} less than {duration_text(separation.least)} before or after {second}."


def alert_text(rule: AlertRule, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`When weight gain is above 2 kg, on the first day of each such time: notify: “…”`"""
    when = condition_text(rule.when, protocol, wording)
    place = _place_text(rule, protocol.alerts, protocol)
    return f"When {when}{place}, on the first day of each such time: {tell_text(rule.tell, protocol)}"


def eligibility_text(rule: Eligibility, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """`Age: age at least 18 years`; a criterion without a title is its condition."""
    when = condition_text(rule.when, protocol, wording)
    return f"{rule.title}: {when}" if rule.title else f"{when[0].upper()}{when[1:]}"


def eligibility_rest_text(protocol: Protocol) -> str:
    """What follows when somebody is not eligible, or when this is not known."""
    whose = f"the {protocol.subject} is not eligible and the protocol stops at once"
    return (
        f"On the first day every inclusion must hold and every exclusion must fail; else {whose}. While one of them is "
        "not known, it is measured at once and no dose is given."
    )


# ---- phases and tracks -----------------------------------------------------------------------------------------


def entry_text(phase: Phase, protocol: Protocol) -> str | None:
    """What is done on entering a phase; None where there is nothing."""
    return f"On entry: {effects_text(phase.on_entry, protocol)}." if phase.on_entry else None


def leaving_text(phase: Phase, protocol: Protocol) -> str | None:
    """What is done on leaving a phase; None where there is nothing."""
    return f"On leaving: {effects_text(phase.on_exit, protocol)}." if phase.on_exit else None


def group_text(group: Group, protocol: Protocol) -> str:
    """`“Induction” contains phases and begins with “Week 1”; when they are complete: “Maintenance”.`"""
    after = f" When it is complete: {successor_target(group.successor, protocol)}." if group.successor else ""
    begins = phase_title(group.start, protocol)
    return f"{phase_title(group.id, protocol)} contains phases, and begins with {begins}.{after}"


def track_start_text(track: Track) -> str | None:
    """When a track begins, where that is not the first day: `Begins on the day after the protocol was stopped.`"""
    return "Begins on the day after the protocol was stopped, and only then." if track.on_stop else None


# ---- parts -----------------------------------------------------------------------------------------------------


def _then_text(consequence: Consequence | None, target: str | None, protocol: Protocol) -> str:
    if target is not None:
        return go_text(target, protocol)
    return "nothing further is stated" if consequence is None else CONSEQUENCES[consequence]


def _adjust_text(effect: Adjust, protocol: Protocol) -> str:
    verb = "raise" if effect.up else "lower"
    level = _name(effect.level, protocol)
    if effect.amount is None:
        found = find_level(effect.level, protocol)
        # A list of steps may run downwards, so "up" would be wrong for half of them.
        stays = "where there is no further step, it stays" if found is not None and found.steps else "within its range"
        return f"{verb} {level} by one step ({stays})"
    match effect.reference:
        case Reference.ORIGINAL:
            return f"{verb} {level} by {quantity_text(effect.amount)} of its original value"
        case Reference.CURRENT:
            return f"{verb} {level} by {quantity_text(effect.amount)} of its current value"
        case None:
            return f"{verb} {level} by {quantity_text(effect.amount)}"
    assert_never(effect.reference)


def _place_text(rule: AlertRule | Veto, rules: Iterable[AlertRule | Veto], protocol: Protocol) -> str:
    phases = _phases_of(rule, rules, protocol)
    if phases:
        return f" (while the {protocol.subject} is in {phases})"
    return f" (in {_track(rule.track, protocol)})" if rule.track is not None else ""


def _phases_of(rule: _Rule, rules: Iterable[_Rule], protocol: Protocol) -> str:
    """The phases in which a rule holds: all that it was written for at once."""
    alone = attrs.evolve(rule, phase=None)
    same = (one for one in rules if one.origin == rule.origin and attrs.evolve(one, phase=None) == alone)
    titles = [phase_title(one.phase, protocol) for one in same if one.phase is not None]
    return listed(titles, "or") if titles else ""


def _name(identifier: str, protocol: Protocol) -> str:
    return in_sentence(title_of(identifier, protocol))


def _track(identifier: str, protocol: Protocol) -> str:
    return f"the track “{title_of(identifier, protocol)}”"
