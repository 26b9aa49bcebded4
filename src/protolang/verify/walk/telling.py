"""The days of a patient that matter for a requirement, told in the words of the protocol."""

from datetime import timedelta

from protolang.diagnostics import WitnessStep
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.statechart import Machine
from protolang.model.claim import conditions_of
from protolang.model.expression import GivenToday, InPhase
from protolang.model.protocol import Requirement
from protolang.verify.recorded import recorded
from protolang.verify.walk.reads import values_in


def told(
    trace: Trace, requirement: Requirement, labs: tuple[str, ...], scope: tuple[int, int] | None
) -> tuple[WitnessStep, ...]:
    """Doses of the drugs that the requirement names, moves and misses in their tracks, results of `labs`, events."""
    machine, steps, counts = trace.machine, list[WitnessStep](), dict[str, int]()
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    subjects, concerned = _named(machine, requirement)
    shown: dict[str, str] = {}
    for entry in trace.entries:
        title = titles.get(entry.subject, entry.subject)
        what, values = None, entry.values
        match entry.kind:
            case EntryKind.GIVEN | EntryKind.MEASURED if entry.subject in subjects:
                counts[entry.subject] = counts.get(entry.subject, 0) + 1
                # the dose is of this one patient, whose size says nothing about the claim
                what, values = f"{title} {counts[entry.subject]}", ()
            case EntryKind.MISSED if entry.region in concerned:
                what = f"{title} missed"
            case EntryKind.ENTERED if entry.region in concerned:
                what = f"begins: {title}"
            case EntryKind.STOPPED:
                what, values = "everything stops", ()
            case EntryKind.HELD if entry.region in concerned:
                what, values = "held", ()
            case EntryKind.OBSERVED if entry.subject in labs:
                value = dict(entry.values).get(entry.subject, "")
                what = None if shown.get(entry.subject) == value else f"{title}: {value}"
                shown[entry.subject] = value
            case EntryKind.HAPPENED:
                what = title
            case _:
                pass
        if what is not None:
            steps.append(_step(trace, entry.day, what, values))
    if scope is not None:
        opened, closed = scope
        steps.append(_step(trace, opened, "the time looked at begins", ()))
        steps.append(_step(trace, closed, "the time looked at ends", ()))
        steps.sort(key=lambda step: step.day)
    return recorded(steps, trace)


def _named(machine: Machine, requirement: Requirement) -> tuple[frozenset[str], frozenset[str]]:
    """The drugs and labs that a requirement names, and the tracks that give them or that it names."""
    claim = requirement.claim
    subjects = {str(getattr(claim, "subject", ""))}
    named = {str(getattr(claim, "subject", ""))}
    for condition in conditions_of(claim):
        for item in values_in(condition):
            match item:
                case GivenToday(drug):
                    subjects.add(drug)
                case InPhase(phase):
                    named.add(phase)
                case _:
                    pass
    concerned = {
        region.name
        for region in machine.regions
        if region.name in named
        or any(state.name in named for state in region.states)
        or any(item.subject in subjects for state in region.states for item in state.obligations)
    }
    return frozenset(subjects), frozenset(concerned or {region.name for region in machine.regions})


def _step(trace: Trace, day: int, what: str, values: tuple[tuple[str, str], ...]) -> WitnessStep:
    when = trace.final.start + timedelta(days=day)
    return WitnessStep(day, when.isoformat(), what, values)
