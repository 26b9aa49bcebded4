"""The schedule of activities: activities by visits, as CSV for people who work in tables and as HTML for pages.

`schedule.csv` is the table as clinical trials print it; `schedule-cells.csv` has one line for each of its cells,
with the phase, the line of the source and the evidence that the cell comes from.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from protolang.model.action import ActionKind, Alongside
from protolang.model.evidence import OpenDecision
from protolang.model.protocol import Protocol
from protolang.prose import (
    NBSP,
    anchor_text,
    cycle_delay_text,
    cycle_text,
    descent_text,
    dose_text,
    drug_text,
    evidence_text,
    freshness_text,
    gift_text,
    missed_text,
    moment_text,
    occasion_noun,
    phase_title,
    schedule_text,
    timing_text,
    title_of,
    track_text,
    window_text,
    words,
)
from protolang.prose.naming import all_phases, in_sentence
from protolang.render.escape import escape_csv, escape_html
from protolang.render.renderer import Artifact, Edition
from protolang.schedule.timeline import (
    Activity,
    AnchorNote,
    BetweenNote,
    Cell,
    ConditionalNote,
    DecisionNote,
    DelayNote,
    Duty,
    EarlyExitNote,
    FreshnessNote,
    LoopNote,
    MissedNote,
    Note,
    OnStopNote,
    OpenNote,
    PeriodicNote,
    SpacingNote,
    Visit,
    WindowNote,
)

__all__ = [
    "activity_text",
    "cell_text",
    "decision_title",
    "fragment",
    "freshness_text",
    "note_mark",
    "note_text",
    "ordinal",
    "render",
]

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def render(edition: Edition) -> tuple[Artifact, ...]:
    """The table, and its cells one by one."""
    return (
        Artifact("schedule.csv", _csv_bytes(_table_rows(edition))),
        Artifact("schedule-cells.csv", _csv_bytes(_cell_rows(edition))),
    )


# ---- words -----------------------------------------------------------------------------------------------------


def ordinal(number: int) -> str:
    """`1st`, `12th`: beside a drug a bare number could be read as a dose."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def note_mark(index: int) -> str:
    """The mark of a footnote, `a` to `z`, then `aa`: a letter is never taken for a number."""
    mark = _LETTERS[index % 26]
    return mark if index < 26 else note_mark(index // 26 - 1) + mark


def activity_text(activity: Activity, protocol: Protocol) -> str:
    """The detail of a row: how much of the drug is given and by what route, or how long a result is valid."""
    match activity.kind:
        case ActionKind.GIVE | ActionKind.INFUSE:
            duties = [duty for cell in activity.cells if cell is not None for duty in cell.duties]
            texts = (gift_text(duty.action, protocol) for duty in duties)
            return "; or ".join(dict.fromkeys(text for text in texts if text))
        case ActionKind.MEASURE:
            for item in (*protocol.labs, *protocol.attributes):
                if item.id == activity.subject:
                    return freshness_text(getattr(item, "max_age", None) or protocol.policy.max_age, protocol)
            return ""
        case ActionKind.DECIDE:
            return "see the decision points"
    assert_never(activity.kind)


def cell_text(cell: Cell, visit: Visit, protocol: Protocol) -> str:
    """What is due at a visit: `10th dose`, `measure`; in a stretch, how often and until when.

    A patient is in one phase of a track: what two of its phases ask for is one `or` the other, never both.
    """
    tracks = {phase.id: track.id for track in protocol.tracks for phase in track.phases}
    asked: dict[str, dict[str, list[str]]] = {}
    for duty in cell.duties:
        in_track = asked.setdefault(tracks.get(duty.phase, duty.phase), {})
        in_track.setdefault(duty.phase, []).append(_duty_text(duty, visit, protocol))
    either = (dict.fromkeys("; also ".join(texts) for texts in phases.values()) for phases in asked.values())
    return "; also ".join("; or ".join(texts) for texts in either)


def _duty_text(duty: Duty, visit: Visit, protocol: Protocol) -> str:
    if not visit.is_fixed:
        return f"{schedule_text(duty.action, protocol)}{_cycles_text(duty, protocol)}"
    # A visit has one study day; what is done before or after it says by how much.
    beside = f", {timing_text(duty.action.timing, protocol)}" if isinstance(duty.action.timing, Alongside) else ""
    match duty.action.kind:
        case ActionKind.MEASURE:
            return f"measure{beside}"
        case ActionKind.DECIDE:
            return "decide"
        case ActionKind.GIVE | ActionKind.INFUSE:
            noun = occasion_noun(duty.action, protocol)
            text = noun if duty.number is None else f"{ordinal(duty.number)} {noun}"
            dose = f": {dose_text(duty.dose, protocol)}" if duty.dose is not None else ""
            return f"{text}{dose}{beside}"
    assert_never(duty.action.kind)


def _cycles_text(duty: Duty, protocol: Protocol) -> str:
    """When the cycles start that the days of an action count in; nothing for days that do not."""
    place = duty.action.cycle
    phase = next((phase for phase in all_phases(protocol) if phase.id == duty.phase), None)
    if place is None or phase is None or place >= len(phase.cycles):
        return ""
    text = cycle_text(phase.cycles[place], protocol).removesuffix(".")
    return f" ({text[0].lower()}{text[1:]})"


def decision_title(decision: OpenDecision, protocol: Protocol) -> str:
    """What an open decision is about, in the words of the protocol where its name is a place in the file."""
    match decision.name.split(" "):
        case ["over", "of", drug]:
            return f"days for one dose of {drug_text(drug, protocol)}"
        case ["stop", "in", phase] | ["then", "of", phase]:
            return f"what follows after {phase_title(phase, protocol)}"
        case ["row", row, "of", "decision", number, "of", phase]:
            return f"row {row} of decision {number} in {phase_title(phase, protocol)}"
        case ["decision", number, "of", phase]:
            return f"decision {number} in {phase_title(phase, protocol)}"
        case [*about, "of", name]:
            return f"{words(' '.join(about))} of {in_sentence(title_of(name, protocol))}"
        case _:
            return words(decision.name)


def note_text(note: Note, protocol: Protocol) -> str:
    """A footnote as a sentence."""
    match note:
        case MissedNote(kind=ActionKind.GIVE | ActionKind.INFUSE, missed=missed):
            return missed_text(missed, per_day=protocol.conventions.resolution.per_day)
        case MissedNote(missed=missed):
            return missed_text(missed, "measurement", protocol.conventions.resolution.per_day)
        case AnchorNote(anchor=anchor):
            return anchor_text(anchor)
        case WindowNote(window=window):
            return f"May be done {window_text(window, protocol)}."
        case FreshnessNote(subject=subject, max_age=max_age):
            return f"A result of {title_of(subject, protocol)}: {freshness_text(max_age, protocol)}."
        case OpenNote(decision=decision):
            return f"Open decision: {decision_title(decision, protocol)}: {decision.question}."
        case DecisionNote(phase=phase):
            return f"Decided after this visit: {phase_title(phase, protocol)}."
        case EarlyExitNote(phase=phase):
            return f"{phase_title(phase, protocol)} may end early: see the decision points."
        case ConditionalNote(phase=phase):
            return f"Only for a {protocol.subject} who is in {phase_title(phase, protocol)}."
        case PeriodicNote(action=action):
            return f"Due {schedule_text(action, protocol)}."
        case BetweenNote(action=action):
            return f"Due also between the visits shown: {schedule_text(action, protocol)}."
        case LoopNote(target=target):
            return f"After this visit the course goes back to {phase_title(target, protocol)}."
        case DelayNote(delay=delay):
            return f"{cycle_delay_text(delay, protocol)} The days after it move with it."
        case OnStopNote(track=track):
            return f"Begins on the day after the protocol was stopped, and only then: {track_text(track, protocol)}."
        case SpacingNote(action=action):
            return f"Due {schedule_text(action, protocol)}."
    assert_never(note)


# ---- CSV -------------------------------------------------------------------------------------------------------


def _csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([escape_csv(value) for value in row] for row in rows)
    # A spreadsheet takes UTF-8 for something else unless a byte order mark says so.
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _head_rows(edition: Edition, title: str) -> Iterator[Sequence[str]]:
    protocol = edition.protocol
    yield ("Protocol", protocol.title or protocol.id)
    yield ("Name", protocol.id)
    yield ("Version", protocol.version)
    yield ("Status", protocol.status)
    yield ("Source SHA-256", protocol.sha256)
    yield ("Machine SHA-256", edition.machine_sha256)
    yield ("Made with", f"protolang {edition.tool_version}")
    if edition.is_draft:
        yield ("DRAFT", f"Not ready for use: {'; '.join(edition.draft_reasons)}")
    descent = descent_text(protocol)
    if descent is not None:
        yield ("Variant", descent)
    for one in edition.weakened:
        yield ("WEAKENED", one)
    yield ()
    yield (title,)


def _table_rows(edition: Edition) -> Iterator[Sequence[str]]:
    protocol, schedule = edition.protocol, edition.schedule
    yield from _head_rows(edition, "Schedule of activities")
    visits = [f"{visit.label}{_marks(visit.notes)}" for visit in schedule.visits]
    days = [_day_text(visit, protocol) for visit in schedule.visits]
    yield ("Activity", "Detail", *visits, "Evidence", "Source line")
    yield ("", "", *days, "", "")
    for activity in schedule.activities:
        cells = (
            "" if cell is None else f"{cell_text(cell, visit, protocol)}{_marks(cell.notes)}"
            for cell, visit in zip(activity.cells, schedule.visits, strict=True)
        )
        yield (
            f"{activity.title}{_marks(activity.notes)}",
            activity_text(activity, protocol),
            *cells,
            evidence_text(activity.evidence, protocol),
            str(activity.origin),
        )
    yield ()
    for index, note in enumerate(schedule.notes):
        yield (f"({note_mark(index)})", note_text(note, protocol))


def _day_text(visit: Visit, protocol: Protocol) -> str:
    if visit.day is not None:
        return moment_text(visit.day, protocol).replace(NBSP, " ")
    return f"depends on the {protocol.subject}" if visit.month is None else f"calendar month {visit.month}"


def _cell_rows(edition: Edition) -> Iterator[Sequence[str]]:
    protocol, schedule = edition.protocol, edition.schedule
    yield from _head_rows(edition, "Schedule of activities, cell by cell")
    yield ("Visit", "Study day", "Activity", "Name", "Due", "Phase", "Notes", "Evidence", "Source line")
    for index, visit in enumerate(schedule.visits):
        for activity in schedule.activities:
            cell = activity.cells[index]
            for duty in cell.duties if cell else ():
                notes = (*visit.notes, *activity.notes, *(cell.notes if cell else ()))
                yield (
                    visit.label,
                    "" if visit.day is None else _day_text(visit, protocol).removeprefix("day "),
                    activity.title,
                    activity.subject,
                    _duty_text(duty, visit, protocol),
                    duty.phase,
                    " ".join(note_text(schedule.notes[note], protocol) for note in dict.fromkeys(notes)),
                    evidence_text(duty.action.evidence, protocol),
                    str(duty.action.origin),
                )


def _marks(notes: Sequence[int]) -> str:
    return f" ({', '.join(note_mark(note) for note in notes)})" if notes else ""


# ---- HTML ------------------------------------------------------------------------------------------------------


def fragment(edition: Edition) -> str:
    """The table with its footnotes as an HTML `figure`, for a page that brings its own style sheet."""
    protocol, schedule = edition.protocol, edition.schedule
    heads = "".join(
        f'<th scope="col">{escape_html(visit.label)}{_superscript(visit.notes)}'
        + (f"<br><small>{escape_html(_day_text(visit, protocol))}</small></th>" if visit.is_fixed else "</th>")
        for visit in schedule.visits
    )
    rows = "\n".join(_fragment_row(activity, schedule.visits, protocol) for activity in schedule.activities)
    notes = "\n".join(
        f"<p><sup>{note_mark(index)}</sup> {escape_html(note_text(note, protocol))}</p>"
        for index, note in enumerate(schedule.notes)
    )
    draft = "<strong>DRAFT</strong> " if edition.is_draft else ""
    notes += "".join(f"\n<p><strong>WEAKENED</strong> {escape_html(one)}</p>" for one in edition.weakened)
    return (
        '<figure class="protolang-schedule">\n'
        f"<figcaption>{draft}Schedule of activities, version {escape_html(protocol.version)}</figcaption>\n"
        f'<table>\n<thead><tr><th scope="col">Activity</th>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n'
        f'<div class="protolang-notes">\n{notes}\n</div>\n</figure>\n'
    )


def _fragment_row(activity: Activity, visits: Sequence[Visit], protocol: Protocol) -> str:
    cells = "".join(
        "<td>–</td>"
        if cell is None
        else f"<td>{escape_html(cell_text(cell, visit, protocol))}{_superscript(cell.notes)}</td>"
        for cell, visit in zip(activity.cells, visits, strict=True)
    )
    return (
        f'<tr><th scope="row">{escape_html(activity.title)}{_superscript(activity.notes)}'
        f"<br><small>{escape_html(activity_text(activity, protocol))}</small></th>{cells}</tr>"
    )


def _superscript(notes: Sequence[int]) -> str:
    return f" <sup>{' '.join(note_mark(note) for note in notes)}</sup>" if notes else ""
