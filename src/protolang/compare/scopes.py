"""Where in two protocols a rule is in force, and which rules of the variant are in force for the same patient."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from protolang.compare.closed import Side
from protolang.compare.example import plain
from protolang.compare.grounds import Force
from protolang.compare.implication import Gap, Pair, Ruled, Undecided, Use
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.model.action import ActionKind
from protolang.model.course import Phase, Track
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import GiveNow
from protolang.model.term import ParameterValue, Reading
from protolang.prose import names_in, phase_title
from protolang.source import Span
from protolang.verify.reading import inside, measured, reads_events, terms_in, trigger_of


class Rule(NamedTuple):
    """A rule and where it is in force: everywhere, in a track, or in some phases. `about` is what it rules."""

    when: Expression
    about: str
    track: str | None
    phases: frozenset[str] | None
    sentence: str
    origin: Span


class Situation(NamedTuple):
    """A patient of the variant: in a track and a phase of it, as far as they are known. `base_phase` as the base
    calls it."""

    track: str | None
    phase: str | None
    base_phase: str | None = None

    def meets(self, rule: Rule) -> bool:
        """Whether the rule is in force for him."""
        return rule.track is None or (
            rule.track == self.track and (rule.phases is None or (self.phase is not None and self.phase in rule.phases))
        )


ANYWHERE = Situation(None, None)
_WAITS = "gives nothing until the result is there"


def tracks_of(protocol: Protocol) -> dict[str, Track]:
    """The tracks by name."""
    return {track.id: track for track in protocol.tracks}


def phases_of(protocol: Protocol) -> dict[str, Phase]:
    """The phases by name, of all tracks."""
    return {phase.id: phase for track in protocol.tracks for phase in track.phases}


def given_in(phase: Phase) -> frozenset[str]:
    """The drugs that a phase gives: as planned, on entry, on exit, or by a decision."""
    planned = frozenset(action.subject for action in phase.actions if action.kind is not ActionKind.MEASURE)
    rows = [effect for decision in phase.decisions for row in decision.rows for effect in row.effects]
    return planned | {item.drug for item in (*phase.on_entry, *phase.on_exit, *rows) if isinstance(item, GiveNow)}


class Places:
    """Where a patient of the base is in the variant."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.base, self.variant = pair.base.protocol, pair.variant.protocol
        self._tracks, self._phases = tracks_of(self.variant), phases_of(self.variant)
        self._old = set(phases_of(self.base))

    def named(self, name: str) -> str:
        """What the variant calls it."""
        return self.pair.renamed.get(name, name)

    def situations(self, track: str | None, phases: frozenset[str] | None) -> tuple[Situation, ...]:
        """The patients of the variant for whom a rule of the base speaks; none where all of that is gone."""
        if track is None:
            return (ANYWHERE,)
        if phases is None:
            known = self._tracks.get(self.named(track))
            if known is not None:
                return tuple(self.at(phase) for phase in known.phases)
            phases = frozenset(phase.id for phase in tracks_of(self.base)[track].phases)
        found = [self._in(track, phase) for phase in sorted(phases)]
        return tuple(dict.fromkeys(item for group in found for item in group))

    def _in(self, track: str, phase: str) -> Iterator[Situation]:
        same = self._phases.get(self.named(phase))
        if same is not None:
            yield self.at(same)
            return
        stands_for = self.replacing(track)
        yield from (self.at(one) for one in stands_for)
        if not stands_for:
            # nobody is in such a phase any more: what is left is what holds wherever he is
            gone = self._tracks.get(self.named(track))
            yield ANYWHERE if gone is None else Situation(gone.id, None)

    def replacing(self, track: str) -> tuple[Phase, ...]:
        """The phases that the variant has in a track instead of those of the base."""
        known = self._tracks.get(self.named(track))
        if known is None:
            return ()
        return tuple(phase for phase in known.phases if self.pair.variant.name(phase.id) not in self._old)

    def at(self, phase: Phase) -> Situation:
        """A patient of the variant in one of its phases."""
        return Situation(phase.track, phase.id, self.pair.variant.name(phase.id))


class Comparer:
    """Finds for each rule of the base whether rules of the variant follow wherever it does."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.places = pair, Places(pair)

    def weaker(
        self,
        kind: SafetyKind,
        rule: Rule,
        granted: Iterable[Rule],
        others: Iterable[Rule],
        does: tuple[str, str],
        use: Use = Use.ACTS,
        situations: Iterable[Situation] | None = None,
        besides: Iterable[Rule] = (),
        elsewhere: Iterable[Situation] = (),
    ) -> Weakening | None:
        """The weakening of one rule; None when some of `granted` follow wherever it does.

        `besides` are rules of another kind that do as much. `elsewhere` are patients for whom it must follow as well.
        `others` are the rules of the base like it, `does` is what it does to a patient, and what comes without it.
        """
        alike, granted = tuple(granted), (*granted, *besides)
        needed = Ruled(self.pair.base, rule.when)
        places = self.places.situations(rule.track, rule.phases) if situations is None else situations
        for place in dict.fromkeys((*places, *elsewhere)):
            here = [Ruled(self.pair.variant, item.when) for item in granted if place.meets(item)]
            found = self.pair.gap(needed, here, use, place.base_phase)
            if found is not None and not (place == ANYWHERE and self._in_every_track(needed, granted, use)):
                return self._weakening(kind, rule, self.counterpart(rule, alike, others), found, place, does, use)
        return None

    def also_given(self, rule: Rule, like: Iterable[Rule], use: Use = Use.ACTS) -> Iterator[Situation]:
        """Phases in which the variant gives a drug, where the base gives it only under this rule, or one that does as
        much; `like` are the rules of the base that do what it does, this one among them."""
        if rule.track is None:
            return
        rules = [item for item in like if item.about == rule.about]
        places = [(phase, given_in(phase)) for phase in phases_of(self.places.base).values()]
        before = {phase.id: drugs for phase, drugs in places}
        needed = Ruled(self.pair.base, rule.when)
        for phase in phases_of(self.places.variant).values():
            drugs = frozenset(self.pair.variant.name(drug) for drug in given_in(phase))
            for drug in sorted(drugs - before.get(self.pair.variant.name(phase.id), frozenset())):
                there = [Situation(one.track, one.id) for one, given in places if drug in given]
                if any(place.meets(rule) for place in there) and all(
                    self.pair.gap(
                        needed,
                        [Ruled(self.pair.base, item.when) for item in rules if place.meets(item)],
                        use,
                        place.phase,
                    )
                    is None
                    for place in there
                ):
                    yield self.places.at(phase)

    def _in_every_track(self, needed: Ruled, granted: tuple[Rule, ...], use: Use) -> bool:
        """Whether it follows in each phase of every track: then it does as long as anything is done at all."""
        places = [
            Situation(track.id, phase.id, self.pair.variant.name(phase.id))
            for track in self.places.variant.tracks
            for phase in track.phases
            if not track.on_stop
        ]
        return bool(places) and all(
            self.pair.gap(
                needed, [Ruled(self.pair.variant, item.when) for item in granted if place.meets(item)], use, None
            )
            is None
            for place in places
        )

    def _weakening(
        self,
        kind: SafetyKind,
        rule: Rule,
        same: Rule | None,
        found: Gap | Undecided,
        place: Situation,
        does: tuple[str, str],
        use: Use,
    ) -> Weakening:
        base = Said(rule.sentence, rule.origin)
        variant = None if same is None else Said(same.sentence, same.origin)
        through = said_by(self.pair.base, rule.when) + (() if same is None else said_by(self.pair.variant, same.when))
        match found:
            case Undecided(reason):
                return Weakening(kind, Loss.UNPROVED, base, variant, reason, (), through)
            case Gap(clause, pairs, needed, granted):
                where = ""
                if place.phase is not None and (rule.track is not None or same is None):
                    where = f" in {plain(phase_title(place.phase, self.places.variant))}"
                patient = clause or "on any day"
                ours, theirs = _force(needed, does[0], use), _less(granted, does, use)
                text = f"{patient}{where}: the base {ours}, the variant {theirs}"
                return Weakening(
                    kind, Loss.REMOVED if same is None else Loss.RELAXED, base, variant, text, pairs, through
                )

    def counterpart(self, rule: Rule, granted: Iterable[Rule], others: Iterable[Rule]) -> Rule | None:
        """The rule of the variant that stands for one of the base: it reads most of the same, and is no other's."""
        base, variant = self.pair.base, self.pair.variant
        taken = {base.signature(item.when) for item in others if item.origin != rule.origin}
        reads = _reads(base, rule.when)
        best: tuple[int, Rule] | None = None
        for item in granted:
            signature = variant.signature(item.when)
            if signature in taken and signature != base.signature(rule.when):
                continue
            shared = len(reads & _reads(variant, item.when)) * 2 + (item.track == rule.track)
            if shared > 1 and (best is None or shared > best[0]):
                best = (shared, item)
        return None if best is None else best[1]


def _reads(side: Side, condition: Expression) -> frozenset[str]:
    """The results, events and triggers that a condition turns on, by the names of the base."""
    names = [trigger_of(item) for item in inside(side.machine, condition)]
    found = (*measured(side.machine, condition), *reads_events(side.machine, condition), *filter(None, names))
    return frozenset(side.name(name) for name in found)


def said_by(side: Side, condition: Expression) -> tuple[Span, ...]:
    """Where the triggers, parameters and computed attributes are declared by which a condition says what it says."""
    names = {trigger_of(item) for item in inside(side.machine, condition)}
    for term in terms_in(side.machine, condition):
        match term:
            case ParameterValue(name):
                names.add(name)
            case Reading(name):
                names.add(name)
                computed = side.computed.get(name)
                names |= set() if computed is None else set(names_in(computed.value))
            case _:
                pass
    places = {item.id: item.origin for item in side.protocol.triggers}
    places |= {item.id: item.origin for item in side.protocol.parameters}
    places |= {item.id: item.origin for item in side.computed.values()}
    return tuple(origin for name, origin in places.items() if name in names)


def _force(force: Force, does: str, use: Use) -> str:
    forbids = use is Use.FORBIDS
    match force:
        case Force.ACTS:
            return does
        case Force.MEASURES:
            return f"{does} and measures at once" if forbids else f"measures at once and {_WAITS}"
        case Force.BLOCKS:
            return does if forbids else _WAITS
        case Force.NONE:
            return "goes on"


def _less(force: Force, does: tuple[str, str], use: Use) -> str:
    if force is Force.NONE:
        return does[1]
    said = _force(force, does[0], use)
    return f"only {said}" if use is Use.FORBIDS else said.replace(_WAITS, f"only {_WAITS}")
