"""How soon the next dose of a drug may follow: a variant that lets it follow sooner lifts a limit."""

from collections.abc import Iterator
from itertools import pairwise

from protolang.compare.closed import Side
from protolang.compare.example import plain
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.model.action import Action, ActionKind, Every, OnDays
from protolang.model.protocol import Protocol
from protolang.prose import drug_text, duration_text, schedule_text
from protolang.quantity import Duration


def weaker_spacing(compare: Comparer) -> Iterator[Weakening]:
    """Doses that the base keeps apart, in phases in which the variant gives the same drug."""
    base, variant = compare.places.base, compare.places.variant
    for track in base.tracks:
        for phase in track.phases:
            places = {place.phase for place in compare.places.situations(track.id, frozenset({phase.id}))}
            for action in phase.actions:
                if action.spacing is None or action.kind is ActionKind.MEASURE:
                    continue
                name = compare.places.named(action.subject)
                sooner = [
                    item
                    for item in _given(variant, places, name)
                    if not _apart(compare.pair.variant, item, action.spacing)
                ]
                loose = [item for item in _given(base, {phase.id}, action.subject) if item.spacing is None]
                if sooner and not loose:
                    yield _weakening(base, action, action.spacing, variant, sooner[0])


def _given(protocol: Protocol, phases: set[str | None] | set[str], drug: str) -> list[Action]:
    return [
        action
        for track in protocol.tracks
        for phase in track.phases
        if phase.id in phases
        for action in phase.actions
        if action.subject == drug
    ]


def _apart(side: Side, action: Action, spacing: Duration) -> bool:
    """Whether doses of an action are surely as far apart: it says so, or its days are."""
    if action.spacing is not None and at_most(spacing, action.spacing):
        return True
    match action.timing:
        case None:
            return True
        case Every(interval):
            length = side.length(interval)
            return not isinstance(length, str) and at_most(spacing, length) is True
        case OnDays(days):
            ticks = spacing.longest() * side.protocol.conventions.resolution.per_day
            return all(later - earlier >= ticks for earlier, later in pairwise(days))
        case _:
            return False


def _weakening(base: Protocol, action: Action, spacing: Duration, variant: Protocol, sooner: Action) -> Weakening:
    drug, apart = plain(drug_text(action.subject, base)), plain(duration_text(spacing))
    said = Said(f"Give {drug} {plain(schedule_text(action, base))}.", action.origin)
    other = Said(f"Give {drug} {plain(schedule_text(sooner, variant))}.", sooner.origin)
    text = f"less than {apart} after a dose of {drug}: the base does not give the next one, the variant may"
    return Weakening(SafetyKind.LIMIT, Loss.RELAXED, said, other, text)
