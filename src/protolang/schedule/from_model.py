"""Protocol -> Schedule: the days that the text fixes as columns, then one column per open-ended stretch."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import assert_never

import attrs

from protolang.model.action import (
    Action,
    ActionKind,
    Alongside,
    AtEach,
    Every,
    Growing,
    OnDays,
    OnMonths,
    Origin,
)
from protolang.model.course import AfterExit, Phase, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.expression import All, Ended, Expression
from protolang.model.protocol import Protocol
from protolang.model.treatment import Dose
from protolang.schedule.notes import duty_notes, row_notes, undecided_delays
from protolang.schedule.plan import Due, Stay, TrackPlan, decision_actions, decision_titles, is_terminal, plan
from protolang.schedule.timeline import (
    Activity,
    Cell,
    DecisionNote,
    Duty,
    LoopNote,
    Note,
    OnStopNote,
    Schedule,
    Visit,
)
from protolang.schedule.ways import exits_of

__all__ = ["lower"]

# An action with more days than this gets no column for each: the table would be unreadable, and a footnote says so.
_MOST_COLUMNS = 60

_GIVING = (ActionKind.GIVE, ActionKind.INFUSE)

_Row = tuple[ActionKind, str, Dose | None]


@attrs.define
class _Column:
    day: int | None
    title: str
    phases: tuple[str, ...]
    duties: list[Duty]
    notes: list[Note]
    month: int | None = None
    cycle: tuple[int, int] | None = None

    @property
    def is_fixed(self) -> bool:
        return self.day is not None or self.month is not None


@attrs.frozen
class _Listed:
    """An action with days that the text fixes, all of them in `days`; `conditional`: only some patients reach it."""

    phase: str
    conditional: bool
    due: Due
    days: tuple[int, ...]

    @property
    def crowded(self) -> bool:
        return len(self.days) > _MOST_COLUMNS

    def duty(self, day: int) -> Duty:
        """What is done on one of its days; of a taper, with the dose of that day."""
        doses = [step.dose for step in self.due.action.course for _ in range(step.times)]
        place = self.days.index(day)
        dose = doses[place] if place < len(doses) else None
        return Duty(self.phase, self.due.action, conditional=self.conditional, dose=dose)


def lower(protocol: Protocol) -> Schedule:
    """The schedule of activities of `protocol`."""
    plans = tuple(plan(protocol, track) for track in protocol.tracks)
    listed = _listed(plans)
    columns = [*_fixed_columns(protocol, plans, listed), *_open_columns(plans)]
    for column in columns:
        if not column.is_fixed:
            column.notes += undecided_delays(protocol, column.phases)
    notes = _Notes()
    crowded = tuple(item.due.action for item in listed if item.crowded)
    activities = [_activity(protocol, row, columns, crowded, notes) for row in _rows(protocol, columns)]
    # Those of the fixed visits last: an output that prints them in full, beside the visit, can leave them off its list.
    for column in sorted(columns, key=lambda column: column.is_fixed):
        notes.indices(column.notes)
    visits = tuple(_visit(protocol, column, notes) for column in columns)
    return Schedule(visits, tuple(activities), tuple(notes.given))


class _Notes:
    """Footnotes, each one once, numbered as they are first used."""

    def __init__(self) -> None:
        self.given: list[Note] = []

    def indices(self, notes: Iterable[Note]) -> tuple[int, ...]:
        found = []
        for note in notes:
            if note not in self.given:
                self.given.append(note)
            found.append(self.given.index(note))
        return tuple(sorted(set(found)))


# ---- columns ---------------------------------------------------------------------------------------------------


def _fixed_columns(protocol: Protocol, plans: Sequence[TrackPlan], listed: Sequence[_Listed]) -> list[_Column]:
    duties: dict[int, list[Duty]] = {}
    for item in listed:
        for day in (item.days[0], item.days[-1]) if item.crowded else item.days:
            duties.setdefault(day, []).append(item.duty(day))
    for item in listed:
        for day in sorted(set(item.days[1:-1]) & duties.keys()) if item.crowded else ():
            duties[day].append(item.duty(day))
    _number(duties, plans, listed)
    in_weeks = all(_week(protocol, day) is not None for day in duties)
    columns = []
    for day in sorted(duties):
        acting = [stay.phase.id for track in plans for stay in track.stays if _acts(stay, day)]
        cycle = _cycle(protocol, listed, day)
        label = _day_label(protocol, day, in_weeks, cycle)
        columns.append(_Column(day, label, tuple(acting), duties[day], [], cycle=cycle))
    columns += _month_columns(plans)
    per_day = protocol.conventions.resolution.per_day
    columns.sort(key=lambda column: _place(column, per_day))
    for track in plans:
        _note_what_follows(track, columns)
    return columns


def _place(column: _Column, per_day: int) -> Fraction:
    """Where a fixed column stands among the others: a month of the calendar at its mean length."""
    if column.day is not None:
        return Fraction(column.day)
    # 146 097 days are 4800 months: the calendar repeats after them.
    return Fraction((column.month or 0) * 146_097 * per_day, 4800)


def _month_columns(plans: Sequence[TrackPlan]) -> Iterator[_Column]:
    """A column for each month of the calendar in which something is due: its day depends on the date of day 0."""
    stays = [stay for track in plans for stay in track.stays]
    months = sorted({month for stay in stays for due in stay.dues for month in due.months})
    for month in months:
        here = [(stay, due) for stay in stays for due in stay.dues if month in due.months]
        phases = tuple(dict.fromkeys(stay.phase.id for stay, _ in here))
        duties = [Duty(stay.phase.id, due.action) for stay, due in here]
        yield _Column(None, f"Month {month}", phases, duties, [], month=month)


def _cycle(protocol: Protocol, listed: Sequence[_Listed], day: int) -> tuple[int, int] | None:
    """The author's number of the cycle in which a day lies, and of the day in it; None where there is not one cycle."""
    found = {item.due.cycle_of(day) for item in listed if day in item.days} - {None}
    if len(found) != 1:
        return None
    ((number, offset),) = (pair for pair in found if pair is not None)
    if offset < 0:
        # A day before a cycle belongs to none: no author numbers it.
        return None
    per_day = protocol.conventions.resolution.per_day
    return number + 1, offset // per_day + protocol.conventions.first_day


def _listed(plans: Sequence[TrackPlan]) -> tuple[_Listed, ...]:
    found = [(stay.phase.id, False, due) for track in plans for stay in track.stays for due in stay.dues if due.days]
    for phase in (phase for track in plans for phase in track.later):
        for action in phase.actions:
            match action.timing:
                case OnDays(days=days, counted_from=Origin.DAY_ZERO) if days:
                    found.append((phase.id, True, Due(action, days)))
                case OnDays() | OnMonths() | Every() | Growing() | Alongside() | AtEach() | None:
                    pass
    # How far the fixed part reaches; what has no end of its own is shown up to there.
    horizon = max((day for _, _, due in found if not due.open_ended for day in due.days), default=0)
    listed = (_Listed(phase, conditional, due, due.days_to(horizon)) for phase, conditional, due in found)
    return tuple(item for item in listed if item.days)


def _acts(stay: Stay, day: int) -> bool:
    return stay.entry <= day and (stay.last is None or day <= stay.last)


def _number(duties: dict[int, list[Duty]], plans: Sequence[TrackPlan], listed: Sequence[_Listed]) -> None:
    """Count the administrations of each drug, where every patient gets the same ones in the same order."""
    tracks = {stay.phase.id: number for number, track in enumerate(plans) for stay in track.stays}
    for subject in dict.fromkeys(item.due.action.subject for item in listed):
        given = [item for item in listed if item.due.action.subject == subject]
        several = len({tracks.get(item.phase) for item in given}) > 1
        if any(item.conditional for item in given) or (several and any(item.due.open_ended for item in given)):
            continue
        # Two tracks may give one drug on one day: those are two doses, counted in the order of the tracks.
        order = sorted((day, place) for place, item in enumerate(given) for day in item.days)
        numbers = {(day, given[place].phase, given[place].due.action): at for at, (day, place) in enumerate(order, 1)}
        for day, entries in duties.items():
            for place, duty in enumerate(entries):
                if duty.action.kind in _GIVING and (day, duty.phase, duty.action) in numbers:
                    entries[place] = attrs.evolve(duty, number=numbers[day, duty.phase, duty.action])


def _note_what_follows(track: TrackPlan, columns: Sequence[_Column]) -> None:
    """Mark the last visit before the course begins to depend on the patient, or begins again."""
    for stay, following in pairwise(track.stays):
        if following.last is None and exits_of(following.phase, track.track):
            column = _last_column(columns, stay.phase.id)
            if column is not None:
                column.notes.append(DecisionNote(following.phase.id))
    column = _last_column(columns, track.stays[-1].phase.id) if track.stays else None
    if track.loop is not None and column is not None:
        column.notes.append(LoopNote(track.stays[-1].phase.id, track.loop))


def _last_column(columns: Sequence[_Column], phase: str) -> _Column | None:
    return next((column for column in reversed(columns) if any(duty.phase == phase for duty in column.duties)), None)


def _open_columns(plans: Sequence[TrackPlan]) -> Iterator[_Column]:
    """First what goes on when the fixed visits are over, then each phase that is reached on no fixed day."""
    going_on = [
        (track, stay) for track in plans for stay in track.stays if stay.last is None and not _only_months(stay)
    ]
    if going_on:
        # Named after what is new then, else after what is given: samples that go on say nothing about the stretch.
        fresh = [stay for track, stay in going_on if len(track.stays) > 1]
        giving = [stay for _, stay in going_on if any(due.action.kind in _GIVING for due in stay.dues)]
        fresh = fresh or giving or [stay for _, stay in going_on]
        duties = [Duty(stay.phase.id, due.action) for _, stay in going_on for due in stay.dues if due.open_ended]
        phases = tuple(stay.phase.id for _, stay in going_on)
        yield _Column(None, "; ".join(_title(stay.phase) for stay in fresh), phases, duties, [])
    for track in plans:
        for stay in track.stays:
            # How far apart is not decided, so it is known from when to when, but on no day between.
            undated = [Duty(stay.phase.id, due.action) for due in stay.dues if _is_undated(due)]
            if stay.last is not None and undated:
                yield _Column(None, _title(stay.phase), (stay.phase.id,), undated, [])
    for track in plans:
        # Beside a track that begins with the stop, nothing else goes on.
        others = [(other.track, stay) for other, stay in going_on if other.track.id != track.track.id]
        others = [] if track.track.on_stop else others
        for phase in track.later:
            actions = (*phase.actions, *decision_actions(phase))
            if is_terminal(phase) or (actions and all(_has_days_of_its_own(action) for action in actions)):
                continue
            duties = [Duty(phase.id, action) for action in actions]
            beside = [
                Duty(stay.phase.id, due.action)
                for other, stay in others
                for due in stay.dues
                if due.open_ended and _outlasts(due.action, track.track.id, stay.phase, other)
            ]
            phases = tuple(dict.fromkeys([phase.id, *(duty.phase for duty in beside)]))
            notes: list[Note] = [OnStopNote(track.track.id)] if track.track.on_stop else []
            yield _Column(None, _title(phase), phases, [*duties, *beside], notes)


def _is_undated(due: Due) -> bool:
    return isinstance(due.action.timing, Every | Alongside) and due.open_ended and not due.days and not due.months


def _only_months(stay: Stay) -> bool:
    """Whether nothing of a stay is open but the date of day 0, on which its last day depends."""
    return any(due.months for due in stay.dues) and not any(due.open_ended for due in stay.dues)


def _has_days_of_its_own(action: Action) -> bool:
    match action.timing:
        case OnDays(counted_from=Origin.DAY_ZERO):
            return True
        case OnDays() | OnMonths() | Every() | Growing() | Alongside() | AtEach() | None:
            return False
    assert_never(action.timing)


def _outlasts(action: Action, track: str, phase: Phase, beside: Track) -> bool:
    """Whether the action of a phase beside goes on at least until `track` ends, whatever happens."""
    # What interrupts a drug often begins a phase of another track: that row must not say "every day" of the drug.
    if any(not _is_end_of(way, track) for way in exits_of(phase, beside)):
        return False
    return action.until is None or (_waits_for(action.until.condition, track) and action.until.limit is None)


def _is_end_of(way: WhenExit | AfterExit, track: str) -> bool:
    match way:
        case WhenExit(when=condition):
            return _waits_for(condition, track)
        case AfterExit():
            return False


def _waits_for(condition: Expression, track: str) -> bool:
    match condition:
        case Ended(track=name):
            return name == track
        case All(operands=operands):
            return any(_waits_for(operand, track) for operand in operands)
        case _:
            return False


def _title(phase: Phase) -> str:
    return phase.title or phase.id


def _week(protocol: Protocol, day: int) -> int | None:
    zero, length = protocol.conventions.week_zero, 7 * protocol.conventions.resolution.per_day
    if zero is None or day < zero or (day - zero) % length:
        return None
    return (day - zero) // length


def _day_label(protocol: Protocol, day: int, in_weeks: bool, cycle: tuple[int, int] | None) -> str:
    """One way of counting for the whole table: weeks if each visit begins one, else days and hours."""
    per_day = protocol.conventions.resolution.per_day
    minutes = day % per_day * (1440 // per_day)
    label = f"Week {_week(protocol, day)}" if in_weeks else f"Day {day // per_day + protocol.conventions.first_day}"
    if minutes:
        label = f"{label}, hour {minutes // 60}" + (f", minute {minutes % 60}" if minutes % 60 else "")
    return label if cycle is None else f"{label} (cycle {cycle[0]}, day {cycle[1]})"


def _visit(protocol: Protocol, column: _Column, notes: _Notes) -> Visit:
    week = None if column.day is None else _week(protocol, column.day)
    return Visit(column.title, column.day, week, column.phases, notes.indices(column.notes), column.month, column.cycle)


# ---- rows ------------------------------------------------------------------------------------------------------


def _rows(protocol: Protocol, columns: Sequence[_Column]) -> list[_Row]:
    """One row per drug and dose, then one per measurement, each kind in the order of the file."""
    declared = [item.id for item in (*protocol.drugs, *protocol.labs, *protocol.attributes)]
    found = list(dict.fromkeys(_row(duty) for column in columns for duty in column.duties))
    kinds = list(ActionKind)
    # An undeclared subject is an error elsewhere; here it comes last.
    return sorted(found, key=lambda row: (kinds.index(row[0]), [*declared, row[1]].index(row[1])))


def _row(duty: Duty) -> _Row:
    return duty.action.kind, duty.action.subject, duty.action.dose


def _activity(
    protocol: Protocol, row: _Row, columns: Sequence[_Column], crowded: Sequence[Action], notes: _Notes
) -> Activity:
    kind, subject, own_dose = row
    drug = next((drug for drug in protocol.drugs if drug.id == subject), None)
    named = decision_titles(protocol) | {
        item.id: item.title or item.id for item in (*protocol.drugs, *protocol.labs, *protocol.attributes)
    }
    duties = [duty for column in columns for duty in column.duties if _row(duty) == row]
    planned = [duty for column in columns if column.is_fixed for duty in column.duties]
    of_duty = [tuple(duty_notes(protocol, planned, crowded, duty)) for duty in duties]
    # What holds for every cell is said once, at the head of the row.
    shared = [note for note in of_duty[0] if all(note in others for others in of_duty)]
    of_row = notes.indices([*row_notes(protocol, kind, subject, own_dose), *shared])
    cells = []
    for column in columns:
        here = tuple(duty for duty in column.duties if _row(duty) == row)
        own = [note for duty in here for note in duty_notes(protocol, planned, crowded, duty) if note not in shared]
        cells.append(Cell(here, notes.indices(own)) if here else None)
    evidence = reduce(Evidence.joined, (duty.action.evidence for duty in duties))
    dose = own_dose or (drug.dose if drug else None)
    return Activity(
        kind, subject, named.get(subject, subject), dose, tuple(cells), of_row, evidence, duties[0].action.origin
    )
