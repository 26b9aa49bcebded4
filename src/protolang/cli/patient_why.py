"""Why something happened on a day, or did not. In: a Standing and a name. Out: answers, as text or as JSON in ASCII."""

import json
from collections.abc import Iterable, Iterator

import attrs

from protolang.cli.console import paint
from protolang.cli.options import WrongInput
from protolang.cli.patient_missing import gaps
from protolang.cli.patient_next import Line, headline, position, reasons
from protolang.cli.patient_next_json import day_as_json
from protolang.cli.patient_rules import edge_words, origin_words, outcome, rule_text
from protolang.cli.patient_standing import Place, Rule, Standing, Task
from protolang.cli.patient_trace import entry_as_json, heading, identity
from protolang.cli.patient_words import Words, plain
from protolang.diagnostics.suggest import suggest
from protolang.diagnostics.terminal import escape_terminal, wrap_cells
from protolang.execution.evaluate import labs_of
from protolang.execution.state import Status
from protolang.execution.trace import EntryKind, LogEntry
from protolang.model.protocol import Protocol

SCHEMA = "protolang.why/1"
_MOVES = (EntryKind.ENTERED, EntryKind.COMPLETED, EntryKind.ENDED, EntryKind.STOPPED)


def check_subject(subject: str, protocol: Protocol) -> None:
    """Raises `WrongInput` when nothing that can be asked about has this name."""
    known = [item.id for item in (*protocol.tracks, *protocol.drugs, *protocol.labs, *protocol.attributes)]
    known += [item.id for item in protocol.events]
    known += [phase.id for track in protocol.tracks for phase in track.phases]
    if subject not in known:
        near = suggest(subject, known)
        hint = f"did you mean `{near}`?" if near else f"the names are {', '.join(sorted(known))}"
        raise WrongInput(f"no track, phase, drug, lab or event is called `{escape_terminal(subject)}`; {hint}")


@attrs.frozen(eq=False, repr=False)
class Answer:
    """One thing that happened or did not: what, why, and the place of the rule."""

    what: str
    why: tuple[str, ...]
    place: str
    entry: LogEntry | None = None
    rule: Rule | None = None


def answers(at: Standing, subject: str | None, said: Words) -> Iterator[tuple[str, list[Answer]]]:
    """The answers for a name, in sections; for all tracks when there is none."""
    places = [place for place in at.places if subject in (None, place.region.name, *_phases(place))]
    drug = any(item.id == subject for item in at.course.machine.drugs)
    measured = any(item.id == subject for item in (*at.course.machine.labs, *at.course.machine.attributes))
    happened = [entry for entry in at.entries if _concerns(entry, subject, places)]
    yield "What happened on that day", [_of_entry(entry, at, said) for entry in happened]
    if drug or measured:
        yield "What is due", list(_of_tasks(at, subject or "", said))
    if measured:
        yield "Its value on that day", list(_of_value(at, subject or "", said))
    if subject is not None and places and all(place.region.name != subject for place in places):
        yield "The phase", list(_of_phase(at, subject, places, said))
    rules = [rule for rule in at.rules() if _reads(rule, subject, places, at, drug=drug, measured=measured)]
    yield (
        "The rules that were looked at",
        [
            Answer(
                _sentence(rule_text(rule, at, said)),
                (outcome(rule, at, said),),
                said.place(rule.origin, rule.evidence),
                None,
                rule,
            )
            for rule in rules
        ],
    )


def _phases(place: Place) -> tuple[str, ...]:
    return tuple(state.name for state in place.region.states)


def _concerns(entry: LogEntry, subject: str | None, places: Iterable[Place]) -> bool:
    if subject is None or entry.subject == subject:
        return True
    if entry.kind is EntryKind.STOPPED:
        return True
    return entry.region is not None and any(place.region.name == entry.region for place in places)


def _reads(rule: Rule, subject: str | None, places: list[Place], at: Standing, *, drug: bool, measured: bool) -> bool:
    if measured:
        return subject in labs_of(at.course.machine, rule.guard)
    if drug:
        giving = [place for place in at.places if any(item.subject == subject for item in place.state.obligations)]
        return rule.place is None or rule.place in giving
    return rule.place is None or rule.place in places


def _of_entry(entry: LogEntry, at: Standing, said: Words) -> Answer:
    why = []
    if entry.kind in (*_MOVES, EntryKind.DECIDED):
        why += origin_words(entry, at, said)
    read = [
        f"{title}: {value}" + ("" if age is None else f", {said.age_text(age)}")
        for title, value, age in said.decided_by(entry)
        if value
    ]
    if read:
        why.append(f"it read {'; '.join(read)}")
    if entry.kind is EntryKind.SUPPRESSED:
        first = [other for other in at.entries if other.region == entry.region and other.kind in _MOVES]
        why += [f"what came first: {said.what(other)} [{said.place(other.origin, other.evidence)}]" for other in first]
    reason = said.reason(entry.evidence)
    if reason:
        why.append(reason)
    line = plain(entry.origin.place) if entry.origin is not None else ""
    return Answer(said.what(entry), tuple(why), line, entry)


def _of_tasks(at: Standing, subject: str, said: Words) -> Iterator[Answer]:
    found = False
    for task in (item for item in at.tasks if item.subject == subject):
        found = True
        yield Answer(
            headline(task, at, said),
            (f"due {said.when(task.due)}, and nothing keeps it back",),
            _task_place(task, said),
        )
    for task in (item for item in at.waiting if item.subject == subject):
        found = True
        yield Answer(
            f"not today: {said.inside(subject)}, due {said.when(task.due)}",
            tuple(reasons(task, at, said)),
            _task_place(task, said),
        )
    for task in (item for item in at.coming if item.subject == subject):
        found = True
        yield Answer(f"not yet: {said.inside(subject)}", (f"next due {said.when(task.due)}",), _task_place(task, said))
    for place in at.places:
        if place.at.status is Status.HELD and any(item.subject == subject for item in place.state.obligations):
            found = True
            what = f"not today: {said.inside(subject)}"
            yield Answer(what, (f"{said.title(place.region.name)} is in {position(place, at, said)}",), "")
    if found:
        return
    where = [
        f"{said.phase(state.name)} of {said.title(place.region.name)}"
        for place in at.places
        for state in place.region.states
        if any(item.subject == subject for item in state.obligations)
    ]
    listed = f"it belongs to {'; '.join(where)}" if where else "no phase asks for it"
    yield Answer(f"not due: {said.inside(subject)}", (listed,), "")


def _task_place(task: Task, said: Words) -> str:
    return said.place(task.obligation.origin, task.obligation.evidence) if task.obligation is not None else ""


def _of_value(at: Standing, name: str, said: Words) -> Iterator[Answer]:
    if at.snapshot.computed(name) is not None:
        return
    declared, current = at.snapshot.declared(name), at.snapshot.current(name)
    place = said.place(declared.origin, declared.evidence)
    limit = declared.max_age
    for item in current:
        until = "" if limit is None else f"; it counts until {said.when(item.sampled + at.snapshot.ticks(limit))}"
        why = f"sampled {said.when(item.sampled)}, known since {said.when(item.reported)}{until}"
        yield Answer(said.value(name, str(item.value)), (why,), place)
    if not current:
        state = next((gap.state(at, said) for gap in gaps(at) if gap.name == name), None)
        results = at.snapshot.results(name)
        yield Answer(state or ("too old" if results else "missing: there has been no result"), (), place)


def _of_phase(at: Standing, phase: str, places: list[Place], said: Words) -> Iterator[Answer]:
    for place in places:
        now = f"{said.title(place.region.name)}: {position(place, at, said)}"
        past = [
            f"{said.when(entry.day)}: {said.what(entry)}"
            for entry in at.trace.entries
            if entry.subject == phase and entry.kind in (EntryKind.ENTERED, EntryKind.COMPLETED, EntryKind.ENDED)
        ]
        yield Answer(now, tuple(past or [f"{said.phase(phase)} has not begun up to this day"]), "")
        for state in place.region.states:
            for edge in state.transitions:
                if edge.target == phase:
                    text = f"From {said.phase(state.name)} it is reached {edge_words(edge, at)}"
                    yield Answer(text, (), said.place(edge.origin, edge.evidence))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


# ---- telling ---------------------------------------------------------------------------------------------------


def why_as_text(at: Standing, subject: str | None, *, coloured: bool, width: int) -> str:
    """The answers for a person."""
    said = Words(at.course)
    about = f": {said.title(subject)}" if subject is not None else ""
    lines = [*heading(at.course), f"On {said.when(at.tick)}{about}"]
    for title, found in answers(at, subject, said):
        shown = list(_lines(found))
        if title == "What happened on that day" and not shown:
            shown = [(2, "Nothing was logged")]
        if not shown:
            continue
        lines += ["", paint(title, "1", coloured=coloured)]
        for indent, text in shown:
            for number, line in enumerate(wrap_cells(text, width - indent - 4)):
                lines.append(" " * (indent + (2 if number else 0)) + line)
    return "".join(f"{line}\n" for line in lines)


def _lines(found: Iterable[Answer]) -> Iterator[Line]:
    for answer in found:
        yield 2, answer.what
        for reason in answer.why:
            yield 4, reason
        if answer.place:
            yield 4, f"[{answer.place}]"


def why_as_json(at: Standing, subject: str | None) -> str:
    """The answers for a program."""
    said = Words(at.course)
    whole = {
        "schema": SCHEMA,
        **identity(at.course),
        "on": day_as_json(at, at.tick),
        "subject": subject,
        "answers": [
            {
                "about": title,
                "what": answer.what,
                "why": list(answer.why),
                "place": answer.place,
                "entry": entry_as_json(answer.entry, said, at.course) if answer.entry is not None else None,
                "truth": at.snapshot.truth(answer.rule.guard).value if answer.rule is not None else None,
            }
            for title, found in answers(at, subject, said)
            for answer in found
        ],
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"
