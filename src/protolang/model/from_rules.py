"""Rules that hold wherever they stand: holds, vetoes, alerts; and what is done on entry and exit."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL010, PL109
from protolang.model.from_conditions import lower_condition
from protolang.model.from_effects import lower_effects, lower_tell
from protolang.model.lowering import Lowering, only
from protolang.model.place import Place, Rules, find_target
from protolang.model.rule import AlertRule, Effect, HoldRule, Veto, VetoVerb
from protolang.model.symbols import Kind
from protolang.model.treatment import Consequence
from protolang.syntax.ast import (
    AlertRuleClause,
    ConsequenceExpr,
    Declaration,
    EntryClause,
    GoEffect,
    HoldRuleClause,
    Name,
    VetoClause,
)

RuleClause = HoldRuleClause | AlertRuleClause | VetoClause
_FORBIDDEN = {
    VetoVerb.GIVE: Kind.DRUG,
    VetoVerb.RAISE: Kind.LEVEL,
    VetoVerb.LOWER: Kind.LEVEL,
    VetoVerb.GO: Kind.PHASE,
}


def lower_rules(declarations: tuple[Declaration, ...], rules: Rules, low: Lowering) -> None:
    """Gather the rules that stand outside all tracks: they hold everywhere."""
    for decl in declarations:
        match decl:
            case HoldRuleClause() | AlertRuleClause() | VetoClause():
                lower_rule(decl, Place("", None, rules), (None,), low)
            case _:
                pass


def lower_rule(clause: RuleClause, place: Place, phases: tuple[str | None, ...], low: Lowering) -> None:
    """Gather a rule that is in force in each of these phases; (None,) is everywhere in the track, or the protocol."""
    match clause:
        case HoldRuleClause():
            hold = _hold(clause, place, low)
            if hold is not None:
                place.rules.holds += [attrs.evolve(hold, phase=phase) for phase in phases]
        case AlertRuleClause():
            alert = _alert(clause, place, low)
            if alert is not None:
                place.rules.alerts += [attrs.evolve(alert, phase=phase) for phase in phases]
        case VetoClause():
            veto = _veto(clause, place, low)
            if veto is not None:
                place.rules.vetoes += [attrs.evolve(veto, phase=phase) for phase in phases]
        case _:
            assert_never(clause)


def lower_consequence(
    written: ConsequenceExpr | None, place: Place, low: Lowering
) -> tuple[Consequence | None, str | None] | None:
    """The outcome, or the phase to go to; None when that was reported."""
    if written is None:
        return None, None
    if written.target is not None:
        target = find_target(written.target, place, low)
        return None if target is None else (None, target)
    return (None if written.outcome is None else Consequence(written.outcome)), None


def lower_entry(clauses: list[EntryClause], moment: str, place: Place, low: Lowering) -> tuple[Effect, ...]:
    """The effects of `on entry` or `on exit`."""
    effects: list[Effect] = []
    for clause in only(EntryClause, clauses):
        if clause.moment != moment:
            continue
        about = f"on {moment} of {place.id}"
        low.names.evidence(clause.marks, about)
        for effect in clause.effects:
            if isinstance(effect, GoEffect):
                low.findings.report(
                    PL010,
                    f"`on {moment}` leads on at once, so nobody would stay in `{place.id}`",
                    Label(effect.span, "a patient makes one move a day"),
                    help=f"write `when … go …` in the phase, or `go` another phase than `{place.id}` before",
                )
        stays = tuple(effect for effect in clause.effects if not isinstance(effect, GoEffect))
        effects += lower_effects(stays, about, place, low)
    return tuple(effects)


def _where(place: Place) -> str:
    return f" in {place.id}" if place.id else ""


def _hold(clause: HoldRuleClause, place: Place, low: Lowering) -> HoldRule | None:
    track: str | None = place.track
    if clause.track is not None:
        symbol = low.names.find(clause.track, Kind.TRACK)
        track = None if symbol is None else symbol.id
    elif not place.track:
        low.findings.report(
            PL109,
            "nothing says which track is held",
            Label(clause.span, "a track is missing"),
            help="write `hold infusions when …`, with the track, or write the rule inside it",
        )
        track = None
    evidence = low.names.evidence(clause.marks, f"hold{_where(place)}")
    when = lower_condition(clause.condition, low)
    until = None if clause.until is None else lower_condition(clause.until, low)
    limit = None if clause.limit is None else low.literals.duration(clause.limit, "a time", least=1)
    # the patient leaves the held track's phase, so the phase to go to is one of that track
    held = place if track is None or track == place.track else Place(track, None, place.rules)
    consequence = lower_consequence(clause.consequence, held, low)
    if track is None or when is None or consequence is None:
        return None
    if (until is None) != (clause.until is None) or (limit is None) != (clause.limit is None):
        return None
    return HoldRule(track, None, when, until, limit, *consequence, evidence, clause.span)


def _alert(clause: AlertRuleClause, place: Place, low: Lowering) -> AlertRule | None:
    evidence = low.names.evidence(clause.marks, f"alert{_where(place)}")
    when = lower_condition(clause.condition, low)
    if when is None:
        return None
    tell = lower_tell(clause.verb, clause.text, clause.span)
    return AlertRule(tell, when, place.track or None, None, evidence, clause.span)


def _veto(clause: VetoClause, place: Place, low: Lowering) -> Veto | None:
    verb = VetoVerb(clause.verb)
    evidence = low.names.evidence(clause.marks, f"veto {clause.verb} {clause.subject.text}{_where(place)}")
    subject = _forbidden(verb, clause.subject, place, low)
    when = lower_condition(clause.condition, low)
    if subject is None or when is None:
        return None
    return Veto(verb, subject, when, place.track or None, None, False, evidence, clause.span)


def _forbidden(verb: VetoVerb, name: Name, place: Place, low: Lowering) -> str | None:
    if verb is VetoVerb.GO and place.track:
        return find_target(name, place, low, counts=False)
    symbol = low.names.find(name, _FORBIDDEN[verb], counts=verb is not VetoVerb.GO)
    return None if symbol is None else place.rules.entries.get(symbol.id, symbol.id)
