"""The course at a glance: one line per visit, so that a finger runs down to the week and then across."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from protolang.model.protocol import Protocol
from protolang.model.rule import Decision, Go, StopAll
from protolang.prose import (
    NBSP,
    day_text,
    day_zero_text,
    dose_text,
    moment_text,
    month_text,
    phase_title,
    resolution_text,
    title_of,
    week_zero_text,
)
from protolang.render.handout.blocks import (
    Block,
    Cell,
    Facts,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    joined,
    plain,
    strong,
)
from protolang.render.handout.marks import marked, said
from protolang.render.renderer import Edition
from protolang.render.schedule_table import cell_text, decision_title, note_mark, note_text
from protolang.schedule.timeline import Activity, Note, OpenNote, Visit
from protolang.schedule.ways import exits_of

__all__ = ["course_section"]

# More columns than this cannot be read on A4: the table is then printed in parts.
_MOST_COLUMNS = 4


def course_section(edition: Edition) -> Section:
    """The schedule of activities, what the days mean, and its footnotes."""
    schedule, protocol = edition.schedule, edition.protocol
    parts = _parts(schedule.activities)
    tables: list[Block] = []
    for number, part in enumerate(parts, 1):
        if len(parts) > 1:
            # Said before each part: who looks up a week in one of them must not miss what stands in the others.
            titles = ", ".join(dict.fromkeys(activity.title for activity in part))
            tables.append(Heading(f"Part {number} of {len(parts)}: {titles}"))
        tables.append(_table(edition, part))
    lettered = set(_lettered(edition))
    notes = [
        (note_mark(index), (_note(note, protocol),)) for index, note in enumerate(schedule.notes) if index in lettered
    ]
    blocks: list[Block] = [_conventions(protocol), *tables]
    if not tables:
        blocks.append(Paragraph(plain("This protocol gives nothing and measures nothing.")))
    if notes:
        blocks.append(Facts(tuple(notes), small=True))
    return Section("course", "The course at a glance", (*blocks, *_phases(edition)))


def _parts(activities: Sequence[Activity]) -> Sequence[Sequence[Activity]]:
    """The columns of each part of the table, shared out evenly."""
    count = -(-len(activities) // _MOST_COLUMNS)
    ends = [len(activities) * part // count for part in range(count + 1)] if count else []
    return [activities[start:end] for start, end in pairwise(ends)]


def _conventions(protocol: Protocol) -> Paragraph:
    conventions = protocol.conventions
    lines = [marked(day_zero_text(conventions, protocol), conventions.day_zero_evidence, protocol)]
    for text, evidence in (
        (week_zero_text(conventions), conventions.week_zero_evidence),
        (month_text(conventions), conventions.month_evidence),
        (resolution_text(conventions), None),
    ):
        if text is not None:
            lines.append(marked(text, evidence, protocol) if evidence is not None else said(text))
    return Paragraph(joined(lines))


def _lettered(edition: Edition) -> Iterator[int]:
    """The notes that a letter in the table refers to; those of a fixed visit stand in full below its row."""
    schedule = edition.schedule
    for activity in schedule.activities:
        yield from activity.notes
        yield from (note for cell in activity.cells if cell is not None for note in cell.notes)
    yield from (note for index in schedule.open_ended for note in schedule.visits[index].notes)


def _note(note: Note, protocol: Protocol) -> Line:
    match note:
        case OpenNote(decision=decision):
            text = f"{decision_title(decision, protocol)}: {decision.question}."
            return Run("Open decision", Style.OPEN), Run(f"  {text}")
        case _:
            return said(note_text(note, protocol))


# ---- the table -------------------------------------------------------------------------------------------------


def _table(edition: Edition, activities: Sequence[Activity]) -> Table:
    protocol, schedule = edition.protocol, edition.schedule
    lead = _lead_titles(edition)
    head = [
        *(Cell((strong(title),)) for title in lead),
        *(Cell(_head_lines(activity, protocol)) for activity in activities),
    ]
    rows, whole = [], len(activities) == len(schedule.activities)
    for index in schedule.fixed:
        # In one part of several, a day on which nothing of it is due would only make the finger slip.
        if whole or any(activity.cells[index] is not None for activity in activities):
            rows.append(_fixed_row(edition, index, activities))
        # In full below the row: a letter beside the number of a week could be read as part of it.
        texts = [note_text(schedule.notes[note], protocol) for note in schedule.visits[index].notes]
        if schedule.open_ended and index == schedule.fixed[-1]:
            texts.insert(0, _after(edition))
        if texts:
            rows.append(_band(texts, len(head)))
    if schedule.open_ended and not schedule.fixed:
        rows.append(_band([_after(edition)], len(head)))
    rows += [_open_row(edition, index, activities, len(lead)) for index in schedule.open_ended]
    leads = {1: [17], 2: [9, 13 if "Cycle" in lead else 8]}.get(len(lead), [7, 7, 13])
    widths = (*leads, *([84 // len(activities)] * len(activities)))
    return Table("Schedule of activities", tuple(head), tuple(rows), widths, centred=True)


def _band(texts: Sequence[str], across: int) -> Row:
    return Row((Cell(tuple(said(text) for text in texts), across=across),), band=True)


def _after(edition: Edition) -> str:
    days = [visit.day for visit in edition.schedule.visits if visit.day is not None]
    after = f"After {day_text(days[-1], edition.protocol)}" if days else "From the start"
    return f"{after} the days depend on the {edition.protocol.subject}."


def _head_lines(activity: Activity, protocol: Protocol) -> tuple[Line, ...]:
    title = (*strong(activity.title), *_superscript(activity.notes))
    return (title, plain(dose_text(activity.dose, protocol))) if activity.dose else (title,)


def _lead_titles(edition: Edition) -> tuple[str, ...]:
    """How the visits are counted: first in weeks if each begins one, in days alone if none does."""
    visits = [edition.schedule.visits[index] for index in edition.schedule.fixed]
    cycles = ("Cycle",) if any(visit.cycle is not None for visit in visits) else ()
    if visits and all(visit.week is not None for visit in visits):
        return "Week", "Day", *cycles
    return ("Day", *(("Week",) if any(visit.week is not None for visit in visits) else ()), *cycles)


def _fixed_row(edition: Edition, index: int, activities: Sequence[Activity]) -> Row:
    visit = edition.schedule.visits[index]
    counts = {
        "Week": "–" if visit.week is None else str(visit.week),
        "Day": _day(visit, edition.protocol),
        "Cycle": "–" if visit.cycle is None else f"{visit.cycle[0]},{NBSP}day{NBSP}{visit.cycle[1]}",
    }
    first, *others = (counts[title] for title in _lead_titles(edition))
    lead = [Cell((strong(first),), due=True), *(Cell((plain(other),)) for other in others)]
    return Row((*lead, *_cells(edition, index, activities)))


def _day(visit: Visit, protocol: Protocol) -> str:
    """The number of the study day, with its hour where it has one; of a month of the calendar, its number."""
    if visit.day is None:
        return f"month{NBSP}{visit.month}"
    return moment_text(visit.day, protocol).removeprefix(f"day{NBSP}")


def _open_row(edition: Edition, index: int, activities: Sequence[Activity], across: int) -> Row:
    visit = edition.schedule.visits[index]
    title = (*strong(visit.label), *_superscript(visit.notes))
    return Row((Cell((title,), across=across), *_cells(edition, index, activities)))


def _cells(edition: Edition, index: int, activities: Sequence[Activity]) -> list[Cell]:
    visit = edition.schedule.visits[index]
    found = []
    for activity in activities:
        cell = activity.cells[index]
        if cell is None:
            found.append(Cell((plain("–"),)))
        else:
            line = (*said(cell_text(cell, visit, edition.protocol)), *_superscript(cell.notes))
            found.append(Cell((line,), due=visit.is_fixed))
    return found


def _superscript(notes: Sequence[int]) -> Line:
    return (Run(NBSP + NBSP.join(note_mark(note) for note in notes), Style.NOTE),) if notes else ()


# ---- which phase is acting at which visits ---------------------------------------------------------------------


def _phases(edition: Edition) -> Sequence[Block]:
    pairs: list[tuple[str, tuple[Line, ...]]] = []
    cells = (cell for activity in edition.schedule.activities for cell in activity.cells if cell is not None)
    conditional = {duty.phase for cell in cells for duty in cell.duties if duty.conditional}
    for track in edition.protocol.tracks:
        fixed, later, begin = [], [], None
        for phase in track.phases:
            acting = [visit for visit in edition.schedule.visits if phase.id in visit.phases]
            title = phase_title(phase.id, edition.protocol)
            if any(visit.is_fixed for visit in acting):
                leaves = bool(exits_of(phase, track)) or any(_decides_to_leave(one) for one in phase.decisions)
                fixed.append(f"{title} ({_reach(acting, leaves=leaves)})")
            elif phase.id == track.start:
                begin = f"begins with {title}"
            elif acting or phase.id in conditional:
                later.append(title)
        if begin is not None:
            fixed.insert(0, begin)
            later = [title for title in later if not begin.endswith(title)]
        if later:
            fixed.append(f"then, depending on the {edition.protocol.subject}: {', '.join(later)}")
        if fixed:
            pairs.append((title_of(track.id, edition.protocol), (plain(f"{', '.join(fixed)}."),)))
    return [Heading("Phases"), Facts(tuple(pairs))] if pairs else []


def _reach(acting: Sequence[Visit], *, leaves: bool) -> str:
    """When a phase is acting; of one that a patient `leaves` on no fixed day, only when it begins."""
    days = [visit.label.partition(" (")[0].lower() for visit in acting if visit.is_fixed]
    goes_on = any(not visit.is_fixed for visit in acting)
    if goes_on and leaves:
        return f"from {days[0]}, until it is left"
    reach = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"{reach} and after" if goes_on else reach


def _decides_to_leave(decision: Decision) -> bool:
    for row in decision.rows:
        for effect in row.effects:
            match effect:
                case Go() | StopAll():
                    return True
                case _:
                    pass
    return False
