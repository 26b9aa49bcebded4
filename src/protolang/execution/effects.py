"""Effects: all of a day are applied together, and a veto has the last word (R8, R11, R22)."""

from fractions import Fraction
from typing import assert_never

from protolang.execution.day import Day, Request
from protolang.execution.holding import hold, resume
from protolang.execution.moves import Move, take, vetoed
from protolang.execution.state import Extra, LevelState, Status
from protolang.execution.stopping import stop_everything
from protolang.execution.tables import look_up, table
from protolang.execution.trace import EntryKind
from protolang.model.evidence import Evidence
from protolang.model.rule import (
    Adjust,
    Assign,
    GiveNow,
    Go,
    HoldTrack,
    MeasureNow,
    Reference,
    Restore,
    ResumeTrack,
    StopAll,
    Tell,
    VetoVerb,
)
from protolang.model.table import Level
from protolang.quantity import Quantity, Root, parse_unit

_PERCENT = parse_unit("%")


def apply_effects(sheet: Day) -> None:
    """Applies what was asked for so far: levels first, which all see the values before; then stops, holds, moves."""
    requests, sheet.requests = sheet.requests, []
    _apply_levels(sheet, requests)
    # R8: a hold before a resume, whichever rule asks for it
    holding = {item.effect.track for item in requests if isinstance(item.effect, HoldTrack)}
    for request in sorted(requests, key=_order):
        if not (isinstance(request.effect, ResumeTrack) and request.effect.track in holding):
            _apply(sheet, request)


def _order(request: Request) -> int:
    # R8: stop before hold before exit
    match request.effect:
        case StopAll():
            return 0
        case HoldTrack():
            return 1
        case Go():
            return 3
        case ResumeTrack():
            return 4
        case _:
            return 2


def _apply(sheet: Day, request: Request) -> None:
    effect, index, evidence = request.effect, request.index, request.evidence
    name = sheet.name(index)
    match effect:
        case Adjust() | Restore() | Assign():
            pass  # applied together, before
        case StopAll():
            stop_everything(sheet, name, "decision", origin=effect.origin, evidence=evidence)
        case HoldTrack(track, time):
            for at, region in enumerate(sheet.machine.regions):
                if region.name == track:
                    hold(
                        sheet,
                        at,
                        sheet.regions[at].state,
                        morning=True,
                        origin=effect.origin,
                        evidence=evidence,
                        time=time,
                    )
        case ResumeTrack(track):
            for at, region in enumerate(sheet.machine.regions):
                if region.name == track and sheet.regions[at].status is Status.HELD:
                    resume(sheet, at, skip=False, origin=effect.origin)
        case Go(target, as_new):
            running = sheet.regions[index].status is Status.RUNNING
            if running and not vetoed(sheet, VetoVerb.GO, target or "", index):
                step = Move(target, target is None, as_new, evidence, effect.origin)
                take(sheet, index, step, sheet.day)
        case GiveNow():
            _order_dose(sheet, effect, index, evidence)
        case MeasureNow(lab):
            sheet.measure_now.add(lab)
            sheet.ordered[lab] = sheet.day
            sheet.log(EntryKind.MEASURE_NOW, name, lab, evidence=evidence, origin=effect.origin)
        case Tell(kind, text):
            said = (("text", text),)
            sheet.log(EntryKind.TOLD, name, kind.value, values=said, evidence=evidence, origin=effect.origin)
        case _:
            assert_never(effect)


def _order_dose(sheet: Day, effect: GiveNow, index: int, evidence: Evidence) -> None:
    """Orders a single dose, unless a veto forbids it or its amount is not known (R8, R22)."""
    name, refused = sheet.name(index), sheet.dose_amount(effect.drug, effect.dose).refused
    if vetoed(sheet, VetoVerb.GIVE, effect.drug, index):
        return
    if refused is not None:
        why = (("because", refused),)
        sheet.log(EntryKind.NO_DOSE, name, effect.drug, values=why, evidence=evidence, origin=effect.origin)
        return
    # what the end of a day asks for can be given tomorrow at the earliest
    day = sheet.day + 1 if sheet.closing else sheet.day
    state = sheet.regions[index].state
    sheet.extras.append(Extra(effect.drug, effect.dose, name, state, day, evidence, effect.origin))


# ---- levels ----------------------------------------------------------------------------------------------------


def start_levels(sheet: Day) -> None:
    """Gives each level its first value, as soon as that is known."""
    for level in sheet.machine.levels:
        if level.id in sheet.levels and sheet.levels[level.id].value is not None:
            continue
        start = level.start
        if isinstance(start, str):
            case = look_up(sheet.snapshot, table(sheet.machine, start))
            start = None if case is None else case.cell.value
        if isinstance(start, Quantity):
            sheet.levels[level.id] = LevelState(start, None, start)
            values = ((level.id, str(start)),)
            sheet.log(EntryKind.LEVEL, None, level.id, values=values, evidence=level.evidence, origin=level.origin)
        else:
            sheet.levels[level.id] = LevelState(None)


def _apply_levels(sheet: Day, requests: list[Request]) -> None:
    wanted: dict[str, list[tuple[Request, LevelState]]] = {}
    for request in requests:
        changed = _changed(sheet, request)
        if changed is not None:
            wanted.setdefault(changed[0], []).append((request, changed[1]))
    for name, changes in wanted.items():
        if len(changes) > 1:
            # R11: two writers of one level, so none of them, even where they agree: two steps are not one
            for request, _ in changes:
                sheet.log(EntryKind.CONFLICT, sheet.name(request.index), name, origin=request.effect.origin)
            continue
        request, state = changes[0]
        before = sheet.levels[name].value
        sheet.levels[name] = state
        values = ((name, f"{before} to {state.value}"),)
        sheet.log(
            EntryKind.LEVEL,
            sheet.name(request.index),
            name,
            values=values,
            evidence=request.evidence,
            origin=request.effect.origin,
        )


def _changed(sheet: Day, request: Request) -> tuple[str, LevelState] | None:
    """The level an effect writes, with what it would be; None for other effects, and where a veto forbids it."""
    match request.effect:
        case Adjust(name, up):
            if vetoed(sheet, VetoVerb.RAISE if up else VetoVerb.LOWER, name, request.index):
                return None
            new = _adjusted(sheet, request.effect)
        case Assign(name, value):
            new = value
        case Restore(name):
            new = sheet.levels[name].previous
        case _:
            return None
    now = sheet.levels[name]
    if new is None or now.value is None:
        sheet.log(EntryKind.CONFLICT, sheet.name(request.index), name, origin=request.effect.origin)
        return None
    return name, LevelState(new, now.value if new != now.value else now.previous, now.start)


def _adjusted(sheet: Day, effect: Adjust) -> Quantity | None:
    level = next(item for item in sheet.machine.levels if item.id == effect.level)
    state = sheet.levels[effect.level]
    if state.value is None or state.start is None:
        return None
    if effect.amount is None:
        return _stepped(level, state.value, up=effect.up)
    change = effect.amount
    if effect.amount.unit.dimension == _PERCENT.dimension and level.unit.dimension != _PERCENT.dimension:
        whole = state.start if effect.reference is Reference.ORIGINAL else state.value
        change = Quantity(whole.magnitude * effect.amount.magnitude / 100, whole.unit)
    sign = 1 if effect.up else -1
    value = state.value.to(level.unit).magnitude + sign * change.to(level.unit).magnitude
    return Quantity(_bounded(level, value), level.unit)


def _stepped(level: Level, value: Quantity, *, up: bool) -> Quantity:
    """One step along the level's own list; at its end it stays."""
    steps = list(level.steps)
    bases = [item.base for item in steps]
    at = bases.index(value.base) if value.base in bases else None
    if at is None:
        return value
    return steps[min(max(at + (1 if up else -1), 0), len(steps) - 1)]


def _bounded(level: Level, value: Fraction) -> Fraction:
    if level.rounded_to is not None:
        value = Root(value).rounded(level.rounded_to.to(level.unit).magnitude, level.direction)
    if level.low is not None:
        value = max(value, level.low)
    return value if level.high is None else min(value, level.high)
