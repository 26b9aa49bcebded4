"""Where a patient stands and what comes next, for a person. In: a Standing. Out: sections of lines."""

from collections.abc import Iterable, Iterator

from protolang.cli.console import paint
from protolang.cli.patient_dose import amount, arithmetic
from protolang.cli.patient_missing import gaps
from protolang.cli.patient_standing import Place, Standing, Task
from protolang.cli.patient_trace import heading
from protolang.cli.patient_words import Words, plain
from protolang.diagnostics.terminal import wrap_cells
from protolang.execution.state import Held, Status
from protolang.execution.trace import EntryKind
from protolang.model.action import ActionKind
from protolang.model.treatment import Consequence
from protolang.prose import condition_text, decision_text

_AFTER_HOLD = {
    Consequence.STOP: "everything stops",
    Consequence.SKIP: "it goes on without what was missed",
    Consequence.REVIEW: "a clinician must decide",
    Consequence.ALERT: "a clinician is told",
}
_VERBS = {
    ActionKind.GIVE: "Give",
    ActionKind.MEASURE: "Measure",
    ActionKind.INFUSE: "Infuse",
    ActionKind.DECIDE: "Decide",
}

Line = tuple[int, str]
"""How far a line is set in, and its text."""


def next_as_text(at: Standing, *, coloured: bool, width: int) -> str:
    """Everything a person at the bedside asks for: where, what today, what late, what missing, what next."""
    said = Words(at.course)
    lines = [*heading(at.course), f"On {said.when(at.tick)}"]
    for title, section in sections(at, said):
        lines += ["", paint(title, "1", coloured=coloured)]
        for indent, text in section:
            for number, line in enumerate(wrap_cells(text, width - indent - 4)):
                lines.append(" " * (indent + (2 if number else 0)) + line)
    return "".join(f"{line}\n" for line in lines)


def sections(at: Standing, said: Words) -> Iterator[tuple[str, list[Line]]]:
    """The sections that have something to say."""
    for title, lines in (
        ("Where the patient stands", _standing(at, said)),
        ("On hold", _held(at, said)),
        ("Alerts today", _alerts(at, said)),
        ("To do today", _today(at, said)),
        ("Not to be given now", _waiting(at, said)),
        ("Results that are missing or too old", _missing(at, said)),
        ("Done today", _done(at, said)),
        ("Next", _coming(at, said)),
        ("Left open by the protocol", _open(at)),
    ):
        section = list(lines)
        if section:
            yield title, section


def _standing(at: Standing, said: Words) -> Iterator[Line]:
    for place in at.places:
        yield 2, f"{said.title(place.region.name)}: {position(place, at, said)}"


def position(place: Place, at: Standing, said: Words) -> str:
    """The phase of a track and since when."""
    phase = said.phase(place.state.name)
    since = said.when(place.at.since) if place.at.since is not None else ""
    match place.at.status:
        case Status.RUNNING:
            return f"{phase} since {said.when(place.entered)}"
        case Status.HELD:
            return f"{phase}, on hold since {since}"
        case Status.DONE:
            return f"ended on {since}, after {phase}"
        case Status.STOPPED:
            return f"stopped on {since}, in {phase}"
        case _:
            return "not begun: it begins only when the protocol is stopped"


def _held(at: Standing, said: Words) -> Iterator[Line]:
    for place in at.places:
        held = place.at.held
        if place.at.status is not Status.HELD or held is None:
            continue
        track = place.region.name
        logged = (item for item in at.trace.entries if item.kind is EntryKind.HELD and item.region == track)
        reason = next((item for item in logged if item.day == held.since), None)
        why = "" if reason is None else f": {said.what(reason)}"
        yield 2, f"{said.title(track)}, since {said.when(held.since)}{why}"
        if reason is not None:
            yield 4, f"[{said.place(reason.origin, reason.evidence)}]"
        yield from _end_of_hold(place, held, at, said)
        date = at.course.calendar.moment(at.tick).date
        yield 4, f"a clinician's decision is recorded as an event: {date},decision,{track},resume (or skip, or stop)"


def _end_of_hold(place: Place, held: Held, at: Standing, said: Words) -> Iterator[Line]:
    machine, protocol = at.course.machine, at.course.protocol
    policy = machine.hold
    limit = None if policy is None else policy.limit
    consequence = None if policy is None else policy.consequence
    if held.rule is not None:
        rule = machine.holds[held.rule]
        until = f"when {condition_text(rule.until, protocol)}" if rule.until is not None else "when that is over"
        yield 4, plain(f"it goes on {until}; it was held because {condition_text(rule.when, protocol)}")
        if rule.limit is not None:
            limit, consequence = at.snapshot.ticks(rule.limit), rule.consequence
            if rule.target is not None:
                yield 4, f"after {said.when(held.since + limit)} at the latest: {said.phase(rule.target)}"
                return
    elif held.until is not None:
        yield 4, f"it goes on on {said.when(held.until)}"
        return
    else:
        yield 4, "it waits for a clinician's decision"
    if limit is not None and consequence is not None:
        end = held.since + limit
        if at.tick > end:
            yield 4, f"it has lasted longer than it may, which was until {said.when(end)}"
        else:
            yield 4, f"it may last until {said.when(end)}; then {_AFTER_HOLD[consequence]}"


def _alerts(at: Standing, said: Words) -> Iterator[Line]:
    shown = {place.region.name for place in at.places if place.at.status is Status.HELD and place.at.since == at.tick}
    end_of_day = {entry.region for entry in at.last_of_today()}
    for entry in at.entries:
        if entry.kind.alerts and not (entry.kind is EntryKind.HELD and entry.region in shown | end_of_day):
            yield 2, said.what(entry)
            place = said.place(entry.origin, entry.evidence)
            if place:
                yield 4, f"[{place}]"


def _today(at: Standing, said: Words) -> Iterator[Line]:
    for task in at.tasks:
        yield from _task(task, at, said)
    if not at.tasks and all(place.at.status in (Status.DONE, Status.STOPPED) for place in at.places):
        yield 2, "Nothing: the course has ended"
    elif not at.tasks:
        yield 2, "Nothing is due"


def _task(task: Task, at: Standing, said: Words) -> Iterator[Line]:
    yield 2, headline(task, at, said)
    late, today = at.tick - task.due, at.tick == task.last
    if task.obligation is None:
        dose = task.kind is ActionKind.GIVE
        yield 4, "ordered by a decision, for today" if dose else "due at once: a rule cannot be decided without it"
        return
    when = f"due {said.when(task.due)}"
    if late > 0:
        when += f", {said.time(late)} late"
    elif late < 0:
        when += f", may be done from {said.when(task.opens)} on"
    if task.last > task.due or late > 0:
        when += "; today is the last day for it" if today else f"; may be done until {said.when(task.last)}"
    yield 4, when
    if task.kind in (ActionKind.GIVE, ActionKind.INFUSE):
        for line in arithmetic(task, at, said):
            yield 4, line
    yield from _source(task, said)


def _deed(task: Task, said: Words) -> str:
    if task.kind is ActionKind.DECIDE:
        return f"the protocol decides ({said.inside(task.subject)})"
    return f"{_VERBS[task.kind].lower()} {said.inside(task.subject)}"


def headline(task: Task, at: Standing, said: Words) -> str:
    """`LATE  Give Rituximab: 691.75 mg, not rounded`."""
    late = "LATE: " if at.tick > task.due else ""
    text = f"{late}{_VERBS[task.kind]} {said.inside(task.subject)}"
    if task.kind in (ActionKind.GIVE, ActionKind.INFUSE):
        text += f": {amount(task, at)}"
    return text


def _source(task: Task, said: Words) -> Iterator[Line]:
    if task.obligation is not None:
        where = f"{said.phase(task.place.state.name)}, " if task.place is not None else ""
        yield 4, f"[{where}{said.place(task.obligation.origin, task.obligation.evidence)}]"


def _waiting(at: Standing, said: Words) -> Iterator[Line]:
    for task in at.waiting:
        yield 2, f"{said.title(task.subject)}, due {said.when(task.due)}"
        for reason in reasons(task, at, said):
            yield 4, reason
        yield from _source(task, said)


def reasons(task: Task, at: Standing, said: Words) -> Iterable[str]:
    """Why something that is due may not be given."""
    found = [
        f"waits for {said.inside(gap.name)}, which is {gap.state(at, said)}"
        for gap in gaps(at)
        if any(use.place is None or use.place is task.place or use.place.region is _region(task) for use in gap.uses)
    ]
    blocking = (EntryKind.BLOCKED, EntryKind.CONFLICT)
    found += [
        f"{said.what(entry)} [{said.place(entry.origin, entry.evidence)}]"
        for entry in at.entries
        if entry.kind in blocking or entry.kind.name in ("VETOED", "NO_DOSE")
        if entry.subject.split()[-1] == task.subject
        or (task.place is not None and entry.region == task.place.region.name)
    ]
    return found or ["a rule of the protocol keeps it back today"]


def _region(task: Task) -> object:
    return task.place.region if task.place is not None else None


def _missing(at: Standing, said: Words) -> Iterator[Line]:
    for gap in gaps(at):
        yield 2, f"{said.title(gap.name)}: {gap.state(at, said)}"
        for use in gap.uses:
            yield 4, f"needed for {use.text(at, said)}; {use.consequence}"
            yield 6, f"[{said.place(use.origin, use.evidence)}]"


def _done(at: Standing, said: Words) -> Iterator[Line]:
    for entry in at.entries:
        if entry.kind in (EntryKind.GIVEN, EntryKind.OBSERVED, EntryKind.HAPPENED):
            yield 2, said.what(entry)


def _coming(at: Standing, said: Words) -> Iterator[Line]:
    doing = {(task.subject, task.due) for task in at.tasks}
    for task in at.coming:
        if (task.subject, task.due) in doing:
            continue
        window = f"; from {said.when(task.opens)} on" if task.opens < task.due else ""
        window += f"; at the latest {said.when(task.last)}" if task.last > task.due else ""
        yield 2, f"{said.when(task.due)}: {_deed(task, said)}{window}"
        yield from _source(task, said)


def _open(at: Standing) -> Iterator[Line]:
    for item in at.course.protocol.decisions:
        yield 2, f"{plain(decision_text(item))} [{plain(item.origin.place)}]"
