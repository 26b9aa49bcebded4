"""The footnotes of a schedule: what is undecided, what follows a late dose, and for whom a visit is."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from protolang.model.action import Action, ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import AfterExit
from protolang.model.protocol import Protocol
from protolang.model.rule import Decision, Effect, Go, StopAll
from protolang.model.treatment import Attribute, DerivedAttribute, Dose
from protolang.schedule.timeline import (
    AnchorNote,
    BetweenNote,
    ConditionalNote,
    DelayNote,
    Duty,
    EarlyExitNote,
    FreshnessNote,
    MissedNote,
    Note,
    OpenNote,
    PeriodicNote,
    SpacingNote,
    WindowNote,
)
from protolang.schedule.ways import exits_of

__all__ = ["duty_notes", "goes_on", "row_notes", "undecided_delays"]


def row_notes(protocol: Protocol, kind: ActionKind, subject: str, own_dose: Dose | None) -> Iterator[Note]:
    """What holds for a whole row: how long a result is valid, and what is undecided about a dose."""
    match kind:
        case ActionKind.GIVE | ActionKind.INFUSE:
            yield from _open(protocol, f"over of {subject}")
            dose = own_dose or next((drug.dose for drug in protocol.drugs if drug.id == subject), None)
            if dose is not None and dose.basis is not None:
                yield from _open(protocol, "rounding")
        case ActionKind.MEASURE:
            default = protocol.policy.max_age
            yield from (FreshnessNote(lab.id, lab.max_age or default) for lab in protocol.labs if lab.id == subject)
            for attribute in protocol.attributes:
                match attribute:
                    case Attribute(id=str(name), max_age=max_age) if name == subject:
                        yield FreshnessNote(name, max_age or default)
                    case Attribute() | DerivedAttribute():
                        pass
        case ActionKind.DECIDE:
            pass


def duty_notes(protocol: Protocol, planned: Sequence[Duty], crowded: Sequence[Action], duty: Duty) -> Iterator[Note]:
    """What a reader must know of one thing to do: late doses, where the next counts from, who is meant.

    `planned` is what is done on fixed visits, `crowded` what has too many of them for a column each.
    """
    action = duty.action
    if action.kind is not ActionKind.DECIDE:
        yield MissedNote(action.kind, action.missed or protocol.policy.missed)
    if action.following is not None or action.spacing is not None:
        yield SpacingNote(action)
    if action.window.before or action.window.after:
        yield WindowNote(action.window)
    match action.timing:
        case Every() if action.kind is ActionKind.DECIDE:
            pass
        case Every(interval=interval):
            yield AnchorNote(action.anchor or protocol.policy.anchor)
            if isinstance(interval, str):
                yield from _open(protocol, interval)
        case Growing():
            yield AnchorNote(action.anchor or protocol.policy.anchor)
        case OnDays() | OnMonths() | Alongside() | AtEach() | None:
            pass
    if action.until is not None and isinstance(action.until.limit, str):
        yield from _open(protocol, action.until.limit)
    if duty.conditional:
        yield ConditionalNote(duty.phase)
    fixed = duty in planned
    if goes_on(action) and fixed:
        yield PeriodicNote(action)
    track, phase = next((track, phase) for track in protocol.tracks for phase in track.phases if phase.id == duty.phase)
    delay = phase.cycles[action.cycle].delay if action.cycle is not None else None
    if delay is not None:
        yield DelayNote(delay)
    leaves = any(_needs_condition(leave) for leave in exits_of(phase, track))
    if fixed and (leaves or any(_may_end_it(decision) for decision in phase.decisions)):
        yield EarlyExitNote(duty.phase)
    if action in crowded:
        yield BetweenNote(action)


def _needs_condition(leave: object) -> bool:
    match leave:
        case AfterExit(when=None):
            return False
        case _:
            return True


def _may_end_it(decision: Decision) -> bool:
    """Whether a decision that comes again and again may lead out of its phase, before its last day."""
    match decision.timing:
        case Every() | Growing() | AtEach() | Alongside():
            again = True
        case OnDays() | OnMonths() | None:
            again = decision.cycle is not None
        case _:
            assert_never(decision.timing)
    return again and any(_leads_out(effect) for row in decision.rows for effect in row.effects)


def _leads_out(effect: Effect) -> bool:
    match effect:
        case Go() | StopAll():
            return True
        case _:
            return False


def undecided_delays(protocol: Protocol, phases: Sequence[str]) -> Iterator[Note]:
    """The time-outs of some phases that nobody has decided."""
    for track in protocol.tracks:
        for phase in track.phases:
            if phase.id in phases:
                for leave in exits_of(phase, track):
                    match leave:
                        case AfterExit(delay=str(name)):
                            yield from _open(protocol, name)
                        case _:
                            pass


def _open(protocol: Protocol, name: str) -> Iterator[Note]:
    yield from (OpenNote(decision) for decision in protocol.decisions if decision.name == name)


def goes_on(action: Action) -> bool:
    """Whether an action is repeated until a condition ends it, or without an end."""
    match action.timing:
        case Every(times=times):
            return action.until is not None or times is None
        case OnDays() | OnMonths() | Growing() | None:
            return action.until is not None
        case Alongside() | AtEach():
            return False
    assert_never(action.timing)
