"""The days of a patient that matter for a requirement, told in the words of the protocol."""

from collections.abc import Iterator
from datetime import timedelta

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.judgement import Judgement
from protolang.execution.trace import EntryKind, Trace
from protolang.model.action import ActionKind
from protolang.model.claim import AnyClaim, conditions_of
from protolang.model.expression import Claim, GivenToday, InPhase, Measure
from protolang.model.protocol import Requirement
from protolang.model.term import DoseGiven, Total
from protolang.verify.recorded import recorded
from protolang.verify.shown import Shown
from protolang.verify.walk.reads import values_in


def told(
    trace: Trace, requirement: Requirement, judgement: Judgement, labs: tuple[str, ...]
) -> tuple[WitnessStep, ...]:
    """Doses of the drugs that the requirement names, moves and misses in their tracks, results of `labs`, events; then
    the breach."""
    machine, steps, counts = trace.machine, list[WitnessStep](), dict[str, int]()
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    subjects, concerned = _named(trace, requirement)
    shown, weighed = Shown(machine), frozenset(_weighed(requirement.claim))
    for entry in trace.entries:
        title = titles.get(entry.subject, entry.subject)
        what, values = None, entry.values
        match entry.kind:
            case EntryKind.GIVEN | EntryKind.MEASURED if entry.subject in subjects:
                counts[entry.subject] = counts.get(entry.subject, 0) + 1
                # elsewhere the dose is of this one patient, whose size says nothing about the claim
                amount = dict(values).get("amount", "") if entry.subject in weighed else ""
                what, values = f"{title} {counts[entry.subject]}" + (f": {amount}" if amount else ""), ()
            case EntryKind.MISSED if entry.region in concerned:
                what = f"{title} missed"
            case EntryKind.ENTERED if entry.region in concerned:
                what = f"begins: {title}"
            case EntryKind.ENDED if entry.region in concerned:
                what = f"ends: {title}"
            case EntryKind.STOPPED:
                what, values = "everything stops", ()
            case EntryKind.HELD if entry.region in concerned:
                what, values = "held", ()
            case EntryKind.OBSERVED if entry.subject in labs:
                value = dict(entry.values).get(entry.subject, "")
                what = f"{title}: {value}" if shown.is_news(entry.subject, entry.day, value) else None
            case EntryKind.HAPPENED:
                what = title
            case _:
                pass
        if what is not None:
            steps.append(_step(trace, entry.day, what, values))
    if requirement.opens is not None and judgement.stretch is not None:
        opened, closed = judgement.stretch
        steps.append(_step(trace, opened, "the time looked at begins", ()))
        steps.append(_step(trace, closed, "the time looked at ends", ()))
    if judgement.day is not None:
        steps = [step for step in steps if step.day <= judgement.day]
        steps.append(_step(trace, judgement.day, "the requirement is broken", ()))
    per_day = machine.resolution.per_day
    return tuple(_dated(step, trace, per_day) for step in recorded(sorted(steps, key=lambda step: step.day), trace))


def _named(trace: Trace, requirement: Requirement) -> tuple[frozenset[str], frozenset[str]]:
    """The drugs and labs that a requirement names, and the tracks that give them or that it names; where none of these
    ever began, all tracks."""
    machine, claim = trace.machine, requirement.claim
    began = {entry.region for entry in trace.entries if entry.kind is EntryKind.ENTERED}
    subjects = {str(getattr(claim, "subject", ""))}
    named = {str(getattr(claim, "subject", ""))}
    for condition in conditions_of(claim):
        for item in values_in(condition):
            match item:
                case GivenToday(drug) | DoseGiven(drug) | Total(drug):
                    subjects.add(drug)
                case InPhase(phase):
                    named.add(phase)
                case _:
                    pass
    concerned = {
        region.name
        for region in machine.regions
        if region.name in began
        and (
            region.name in named
            or any(state.name in named for state in region.states)
            or any(item.subject in subjects for state in region.states for item in state.obligations)
        )
    }
    concerned = concerned or {region.name for region in machine.regions}
    if isinstance(claim, Claim) and claim.measure is Measure.DURATION:
        # what is given, and when, is why a phase lasts
        subjects |= {
            item.subject
            for region in machine.regions
            if region.name in concerned
            for state in region.states
            for item in state.obligations
            if item.kind is ActionKind.GIVE
        }
    return frozenset(subjects), frozenset(concerned)


def _weighed(claim: AnyClaim) -> Iterator[str]:
    """The drugs of whose amounts a claim speaks."""
    if isinstance(claim, Claim) and claim.measure is Measure.TOTAL:
        yield claim.subject
    for condition in conditions_of(claim):
        for item in values_in(condition):
            match item:
                case DoseGiven(drug) | Total(drug):
                    yield drug
                case _:
                    pass


def _step(trace: Trace, tick: int, what: str, values: tuple[tuple[str, str], ...]) -> WitnessStep:
    return WitnessStep(tick, trace.final.start.isoformat(), what, values)


def _dated(step: WitnessStep, trace: Trace, per_day: int) -> WitnessStep:
    """A step with its day and date in place of the clock tick, which is told as a time of that day."""
    day, tick = divmod(step.day, per_day)
    minutes = tick * 1440 // per_day
    time = f"{minutes // 60:02}:{minutes % 60:02} " if per_day != 1 else ""
    date = (trace.final.start + timedelta(days=day)).isoformat()
    return attrs.evolve(step, day=day, date=date, what=f"{time}{step.what}")
