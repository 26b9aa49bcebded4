"""The patient who breaks a claim about days, told day by day."""

from collections.abc import Iterator
from datetime import timedelta

from protolang.diagnostics import WitnessStep
from protolang.execution.judging import Judgement
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.verify.recorded import recorded
from protolang.verify.shown import Shown


def told(trace: Trace, judgement: Judgement, labs: tuple[str, ...], tracks: frozenset[str]) -> tuple[WitnessStep, ...]:
    """Doses, moves, misses and stops in `tracks`, events, and the results of `labs`; then the breach."""
    steps = [_step(trace, entry.day, what, entry) for entry, what in _events(trace, frozenset(labs), tracks)]
    if judgement.stretch is not None and judgement.stretch != (0, trace.final.day):
        first, last = judgement.stretch
        steps.append(_step(trace, first, "the time looked at begins"))
        if last < trace.final.day:
            steps.append(_step(trace, last, "the time looked at ends"))
    if judgement.day is not None:
        steps = [step for step in steps if step.day <= judgement.day]
        steps.append(_step(trace, judgement.day, "the requirement is broken"))
    return recorded(sorted(steps, key=lambda step: step.day), trace)


def _events(trace: Trace, labs: frozenset[str], tracks: frozenset[str]) -> Iterator[tuple[LogEntry, str]]:
    machine = trace.machine
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    shown = Shown(machine)
    for entry in trace.entries:
        title, ours = titles.get(entry.subject, entry.subject), entry.region in tracks
        match entry.kind:
            case EntryKind.GIVEN if ours:
                yield entry, title
            case EntryKind.MISSED if ours:
                yield entry, f"{title} missed"
            case EntryKind.ENTERED if ours:
                yield entry, f"begins: {title}"
            case EntryKind.ENDED if ours:
                yield entry, f"ends: {title}"
            case EntryKind.HELD if ours:
                yield entry, f"held: {title}"
            case EntryKind.STOPPED:
                yield entry, "the protocol is stopped"
            case EntryKind.OBSERVED if entry.subject in labs:
                value = dict(entry.values).get(entry.subject, "")
                if shown.is_news(entry.subject, entry.day, value):
                    yield entry, f"{title}: {value}"
            case EntryKind.HAPPENED:
                yield entry, title
            case _:
                pass


def _step(trace: Trace, day: int, what: str, entry: LogEntry | None = None) -> WitnessStep:
    when = trace.final.start + timedelta(days=day)
    kept = () if entry is None or entry.kind is EntryKind.GIVEN else entry.values
    return WitnessStep(day, when.isoformat(), what, kept)
