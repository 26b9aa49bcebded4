"""The part of a machine that a claim depends on: the tracks that have a say in it, and the rules about them.

What is left out can end a course (a stop) or sample for nobody, so that a sliced machine has every complete course of
the whole one, and perhaps more: what is proved of it holds, what breaks a claim is replayed in the whole machine.
"""

import attrs

from protolang.machine.statechart import Machine, Region
from protolang.model.action import ActionKind, Every
from protolang.model.expression import Ended, GivenToday, InPhase
from protolang.model.rule import Adjust, Assign, GiveNow, HoldTrack, MeasureNow, Restore, ResumeTrack, VetoVerb
from protolang.model.term import Count, SinceAct, SinceEntry, TimeSince, Total
from protolang.model.treatment import Attribute, Dose
from protolang.quantity import Quantity
from protolang.source import Value
from protolang.verify.walk.reads import Reads, values_in


def whole(machine: Machine, facts: frozenset[str] | None = None, *, weighed: frozenset[str] = frozenset()) -> Machine:
    """The machine without what only writes a log, and without facts that nobody reads.

    What is recorded of a patient and no track measures is recorded again whenever it would grow old.
    """
    kept = machine.facts if facts is None else tuple(item for item in machine.facts if item.id in facts)
    sampled = measured(machine)
    attributes = tuple(
        attrs.evolve(item, max_age=None) if isinstance(item, Attribute) and item.id not in sampled else item
        for item in machine.attributes
    )
    return _unweighed(attrs.evolve(machine, alerts=(), facts=kept, attributes=attributes), sampled, weighed)


def _unweighed(machine: Machine, sampled: frozenset[str], weighed: frozenset[str]) -> Machine:
    """The machine without the amounts that nothing depends on: those that are known for every patient and that no rule
    adds up. How such a dose is rounded or capped decides nothing then; nobody is refused it for being small."""
    added = {item.drug for item in Reads(machine).terms if isinstance(item, Total)} | weighed
    doses: dict[str, list[Dose]] = {}
    for region in machine.regions:
        for item in values_in(region):
            subject = getattr(item, "subject", None) or getattr(item, "drug", None)
            if isinstance(subject, str):
                doses.setdefault(subject, []).extend(one for one in values_in(item) if isinstance(one, Dose))
    sizes = {item.id for item in machine.attributes if isinstance(item, Attribute) and item.id not in sampled}
    plain = set[str]()
    drugs = []
    for drug in machine.drugs:
        if drug.id in added or drug.limits:
            drugs.append(drug)
            continue
        own = [*doses.get(drug.id, ()), *([] if drug.dose is None else [drug.dose])]
        if all(_is_known(dose, sizes) for dose in own):
            plain.add(drug.id)
        known = None if drug.id in plain else drug.dose
        drugs.append(attrs.evolve(drug, dose=known, cap=None, floor=None, rounded_to=None))
    kept = added or any(drug.limits for drug in machine.drugs)
    rounding = machine.rounding if kept else None
    regions = tuple(_without_doses(region, plain) for region in machine.regions)
    return attrs.evolve(machine, drugs=tuple(drugs), rounding=rounding, regions=regions)


def _is_known(dose: Dose, sizes: set[str]) -> bool:
    stated = isinstance(dose.amount, Quantity) and dose.amount.magnitude > 0
    return stated and dose.table is None and (dose.basis is None or dose.basis in sizes)


def _without_doses(region: Region, drugs: set[str]) -> Region:
    return attrs.evolve(
        region,
        states=tuple(
            attrs.evolve(
                state,
                obligations=tuple(
                    attrs.evolve(item, dose=None, course=()) if item.subject in drugs else item
                    for item in state.obligations
                ),
            )
            for state in region.states
        ),
    )


def measured(machine: Machine) -> frozenset[str]:
    """What some track measures."""
    return frozenset(
        item.subject
        for region in machine.regions
        for state in region.states
        for item in state.obligations
        if item.kind is ActionKind.MEASURE
    )


def sliced(
    machine: Machine, subject: str, extra: tuple[Value, ...], *, stopping: bool, weighed: frozenset[str] = frozenset()
) -> Machine:
    """The tracks that a drug, a lab, a phase or a track, and the conditions in `extra`, depend on.

    With `stopping` also tracks that begin when a course is stopped. Of the drugs in `weighed` the amounts are kept.
    """
    wanted = {
        at
        for at, region in enumerate(machine.regions)
        if (stopping or not region.on_stop)
        and (
            gives(region, frozenset({subject}))
            or region.name == subject
            or any(state.name == subject for state in region.states)
        )
    }
    if not wanted:
        wanted = {at for at, region in enumerate(machine.regions) if stopping or not region.on_stop}
    while True:
        part = _of(machine, wanted)
        reads = Reads(part, extra)
        more = {at for at, region in enumerate(machine.regions) if at not in wanted and _reaches(region, reads, part)}
        more = {at for at in more if stopping or not machine.regions[at].on_stop}
        if not more:
            return whole(part, reads.facts, weighed=weighed)
        wanted |= more


def _of(machine: Machine, wanted: set[int]) -> Machine:
    """The machine with these tracks only, and the rules that speak of them or of nobody in particular."""
    regions = tuple(region for at, region in enumerate(machine.regions) if at in wanted)
    names = {region.name for region in regions}
    phases = {state.name for region in regions for state in region.states}
    drugs = {item.subject for region in regions for state in region.states for item in state.obligations}
    drugs |= {item.drug for region in regions for item in values_in(region) if isinstance(item, GiveNow)}
    changed = {
        item.level for region in regions for item in values_in(region) if isinstance(item, Adjust | Assign | Restore)
    }
    return attrs.evolve(
        machine,
        regions=regions,
        stops=tuple(rule for rule in machine.stops if rule.region is None or rule.region in names),
        holds=tuple(rule for rule in machine.holds if rule.track in names),
        vetoes=tuple(
            rule
            for rule in machine.vetoes
            if (rule.track is None or rule.track in names)
            and rule.subject
            in (drugs if rule.verb is VetoVerb.GIVE else phases if rule.verb is VetoVerb.GO else changed)
        ),
    )


def gives(region: Region, subjects: frozenset[str]) -> bool:
    """Whether a track gives or measures one of these."""
    return any(item.subject in subjects for state in region.states for item in state.obligations) or any(
        isinstance(item, GiveNow) and item.drug in subjects for item in values_in(region)
    )


def _reaches(region: Region, reads: Reads, part: Machine) -> bool:
    """Whether a track has a say in what is read: it is named, or samples, gives, holds or changes what is."""
    names = {item.name for item in part.regions}
    holding = {rule.phase for rule in part.holds if rule.phase is not None}
    states = {state.name for state in region.states}
    past: set[str] = set(reads.labs) | reads.arriving | set(reads.spaced)
    for item in reads.nodes:
        match item:
            case Ended(track) | SinceEntry(track):
                if track == region.name:
                    return True
            case InPhase(phase):
                if phase in states:
                    return True
            case Count(subject=subject) | TimeSince(subject) | SinceAct(subject):
                past.add(subject)
            case Total(drug) | GivenToday(drug):
                past.add(drug)
            case _:
                pass
    past |= {term.drug for term in reads.terms if isinstance(term, Total)}
    past |= {str(getattr(term, "name", None) or getattr(term, "lab", "")) for term in reads.terms}
    duties = [item for other in part.regions for state in other.states for item in state.obligations]
    past |= {item.following for item in duties if item.following is not None}
    past |= {
        item.subject for item in duties if isinstance(item.timing, Every) and isinstance(item.timing.interval, str)
    }
    if holding & states:
        return True
    for item in values_in(region):
        match item:
            case HoldTrack(track) | ResumeTrack(track):
                if track in names:
                    return True
            case Adjust(level) | Assign(level) | Restore(level):
                if level in reads.levels:
                    return True
            case MeasureNow(lab):
                if lab in past:
                    return True
            case _:
                pass
    return gives(region, frozenset(past))
