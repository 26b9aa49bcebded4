"""What keeps a drug from being given without being called a veto: a `none` in the table of its dose, and a measurement
that each dose has to follow. And a way out into a phase that stops the course, which is a stop rule in other words."""

from collections.abc import Iterator

from protolang.compare.acting import EVERYTHING, distinct, stops, vetoes
from protolang.compare.example import plain
from protolang.compare.implication import Use
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer, Rule, Situation, phases_of
from protolang.model.action import Action, ActionKind
from protolang.model.course import AfterExit, Phase, WhenExit
from protolang.model.expression import Any, Expression, Not
from protolang.model.protocol import Protocol
from protolang.model.table import Table
from protolang.prose import Wording, condition_text, drug_text, phase_title, schedule_text, title_of
from protolang.prose.naming import in_sentence
from protolang.source import Span


def weaker_withholding(compare: Comparer) -> Iterator[Weakening]:
    """Patients to whom the base gives nothing of a drug by the table of its dose, and the variant something."""
    base, variant = compare.places.base, compare.places.variant
    ours, theirs = withheld(base), withheld(variant)
    forbidden, ends = [rule for rule, _ in vetoes(variant)], stops(variant)
    for rule in ours:
        drug = rule.about.removeprefix("give ")
        about = f"give {compare.places.named(drug)}"
        places = [
            place for place in compare.places.situations(rule.track, rule.phases) if _gives(variant, place, about)
        ]
        granted = [item for item in theirs if item.about == about]
        besides = (*(item for item in forbidden if item.about == about), *ends)
        does = (f"gives no {plain(drug_text(drug, base))}", "does")
        found = compare.weaker(
            SafetyKind.VETO, rule, granted, ours, does, Use.FORBIDS, situations=places, besides=besides
        )
        if found is not None:
            yield found


def withheld(protocol: Protocol) -> tuple[Rule, ...]:
    """The cases in which the table of a dose says `none`; `about` is as that of a veto."""
    tables, drugs = {item.id: item for item in protocol.tables}, {item.id: item for item in protocol.drugs}
    found: dict[tuple[Span, str, str], Rule] = {}
    for track in protocol.tracks:
        rules = list[Rule]()
        for phase in track.phases:
            for action in phase.actions:
                drug = drugs.get(action.subject)
                dose = action.dose or (None if drug is None else drug.dose)
                table = None if dose is None or dose.table is None else tables.get(dose.table)
                if table is not None and action.kind is not ActionKind.MEASURE:
                    rules += _none(protocol, table, action, phase)
        found |= {(rule.origin, rule.about, track.id): rule for rule in distinct(rules)}
    return tuple(found.values())


def _none(protocol: Protocol, table: Table, action: Action, phase: Phase) -> Iterator[Rule]:
    for case in table.cases:
        if case.cell.value is not None or case.cell.every is not None:
            continue
        when: Expression | None = case.when
        if when is None:
            others = tuple(other.when for other in table.cases if other.when is not None)
            when = Not(Any(others, case.origin), case.origin)
        words = condition_text(when, protocol, Wording.DEFINED)
        text = f"No {drug_text(action.subject, protocol)} when {words}."
        yield Rule(when, f"give {action.subject}", phase.track, frozenset({phase.id}), plain(text), case.origin)


def _gives(protocol: Protocol, place: Situation, about: str) -> bool:
    return any(
        f"give {action.subject}" == about
        for phase in phases_of(protocol).values()
        if place.phase in (None, phase.id)
        for action in phase.actions
    )


# ---- a dose that follows a measurement -------------------------------------------------------------------------


def weaker_following(compare: Comparer) -> Iterator[Weakening]:
    """Doses that the base gives only after something is measured, or another drug given, on the same day."""
    base, variant = compare.places.base, compare.places.variant
    for phase in phases_of(base).values():
        places = {place.phase for place in compare.places.situations(phase.track, frozenset({phase.id}))}
        for action in phase.actions:
            if action.following is None:
                continue
            drug, first = compare.places.named(action.subject), compare.places.named(action.following)
            loose = [item for item in phase.actions if item.subject == action.subject and item.following is None]
            free = [
                item
                for other in phases_of(variant).values()
                if other.id in places
                for item in other.actions
                if item.subject == drug and item.following != first
            ]
            if free and not loose:
                yield _unordered(base, variant, action, action.following, free[0])


def _unordered(base: Protocol, variant: Protocol, action: Action, first: str, free: Action) -> Weakening:
    drug, before = plain(drug_text(action.subject, base)), plain(in_sentence(title_of(first, base)))
    said = Said(f"Give {drug} {plain(schedule_text(action, base))}.", action.origin)
    other = Said(f"Give {drug} {plain(schedule_text(free, variant))}.", free.origin)
    text = f"{before} is not done on the day: the base does not give {drug} yet, the variant does"
    return Weakening(SafetyKind.VETO, Loss.RELAXED, said, other, text)


# ---- a way out that stops --------------------------------------------------------------------------------------


def weaker_ways_out(compare: Comparer) -> Iterator[Weakening]:
    """Ways out into a phase that stops the course, of phases that the variant has too and that still can stop."""
    ours, theirs = _halting(compare.places.base), _halting(compare.places.variant)
    granted, known = (*theirs, *stops(compare.places.variant)), phases_of(compare.places.variant)
    for rule in ours:
        phases = rule.phases or frozenset()
        places = [
            compare.places.at(known[name]) for item in sorted(phases) if (name := compare.places.named(item)) in known
        ]
        found = compare.weaker(SafetyKind.STOP, rule, granted, ours, ("stops", "does not"), situations=places)
        if found is not None:
            yield found


def _halting(protocol: Protocol) -> tuple[Rule, ...]:
    """Ways out on a condition, at once, into a phase that stops on entry."""
    ends = {phase.id for phase in phases_of(protocol).values() if any(rule.when is None for rule in phase.stops)}
    found = []
    for track in protocol.tracks:
        for phase in track.phases:
            groups = [way for group in phase.groups for way in group.exits]
            for way in (*track.exits, *groups, *phase.exits):
                match way:
                    case WhenExit() if way.target in ends and phase.id != way.target:
                        where = plain(phase_title(way.target, protocol))
                        words = condition_text(way.when, protocol, Wording.DEFINED)
                        text = plain(f"On to {where}, which stops, when {words}.")
                        here = frozenset({phase.id})
                        found.append(Rule(way.when, EVERYTHING, track.id, here, text, way.origin))
                    case WhenExit() | AfterExit():
                        continue
    return distinct(found)
