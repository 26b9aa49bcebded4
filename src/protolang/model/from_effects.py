"""What a row of a decision does: going on, changing levels, holding, giving and measuring at once, telling."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL105, PL109, PL409
from protolang.model.dimensions import Side, comparable
from protolang.model.from_doses import lower_dose
from protolang.model.lowering import Lowering
from protolang.model.place import Place, find_target
from protolang.model.rule import (
    Adjust,
    Assign,
    Effect,
    GiveNow,
    Go,
    HoldTrack,
    MeasureNow,
    Reference,
    Restore,
    ResumeTrack,
    StopAll,
    Tell,
    TellKind,
)
from protolang.model.symbols import Kind
from protolang.model.table import Level
from protolang.model.units import literal_text
from protolang.quantity import Quantity, parse_unit
from protolang.source import Span
from protolang.syntax import ast
from protolang.syntax.ast import (
    AdjustEffect,
    AssignEffect,
    GiveEffect,
    GoEffect,
    HoldEffect,
    MeasureEffect,
    Name,
    NothingEffect,
    QuantityExpr,
    RestoreEffect,
    ResumeEffect,
    StopEffect,
    TellEffect,
)

_PERCENT = parse_unit("%").dimension


def lower_effects(written: tuple[ast.Effect, ...], about: str, place: Place, low: Lowering) -> tuple[Effect, ...]:
    """The effects of one row, which are applied together; `about` names the row."""
    _report_twice(written, about, low)
    lowered = [_lower_effect(effect, about, place, low) for effect in written]
    return tuple(effect for effect in lowered if effect is not None)


def lower_tell(verb: str, text: str, span: Span) -> Tell:
    """`alert "…"`, `notify "…"` or `refer "…"`."""
    return Tell(TellKind(verb), text, span)


def _lower_effect(effect: ast.Effect, about: str, place: Place, low: Lowering) -> Effect | None:
    span = effect.span
    match effect:
        case GoEffect(target=going, as_new=as_new):
            if going is None:
                return Go(None, as_new, span)
            target = find_target(going, place, low)
            return None if target is None else Go(target, as_new, span)
        case StopEffect():
            return StopAll(span)
        case AdjustEffect():
            return _adjust(effect, place, low)
        case RestoreEffect(level=name):
            symbol = low.names.find(name, Kind.LEVEL)
            return None if symbol is None else Restore(symbol.id, span)
        case AssignEffect(level=name, value=written):
            symbol = low.names.find(name, Kind.LEVEL)
            value = low.literals.quantity(written)
            level = None if symbol is None else place.rules.levels.get(symbol.id)
            if level is None or value is None or not _fits(name, level, written, value, low):
                return None
            return Assign(level.id, value, span)
        case HoldEffect(track=name, time=time):
            symbol = low.names.find(name, Kind.TRACK)
            length = None if time is None else low.literals.duration(time, "a time", least=1)
            failed = symbol is None or (length is None) != (time is None)
            return None if failed or symbol is None else HoldTrack(symbol.id, length, span)
        case ResumeEffect(track=name):
            symbol = low.names.find(name, Kind.TRACK)
            return None if symbol is None else ResumeTrack(symbol.id, span)
        case GiveEffect(agent=name, dose=clause):
            symbol = low.names.find(name, Kind.DRUG)
            dose = None if clause is None else lower_dose(clause, low, f"dose of give {name.text} in {about}")
            failed = symbol is None or (dose is None) != (clause is None)
            return None if failed or symbol is None else GiveNow(symbol.id, dose, span)
        case MeasureEffect(lab=name):
            symbol = low.names.find(name, Kind.LAB, Kind.ATTRIBUTE)
            return None if symbol is None else MeasureNow(symbol.id, span)
        case TellEffect(verb=verb, text=text):
            return lower_tell(verb, text, span)
        case NothingEffect():
            return None
        case _:
            assert_never(effect)


def _adjust(effect: AdjustEffect, place: Place, low: Lowering) -> Adjust | None:
    symbol = low.names.find(effect.level, Kind.LEVEL)
    up = effect.verb == "raise"
    if effect.amount is None:
        level = None if symbol is None else place.rules.levels.get(symbol.id)
        if level is None:
            return None
        if not level.steps:
            low.findings.report(
                PL109,
                f"nothing says by how much `{level.id}` is {effect.verb.removesuffix('e')}ed",
                Label(effect.span, "an amount is missing"),
                Label(level.origin, "a level without `steps`"),
                help=f"write `{effect.verb} {level.id} by …`, or give the level its `steps`",
            )
            return None
        return Adjust(level.id, up, None, None, effect.span)
    amount = low.literals.quantity(effect.amount)
    level = None if symbol is None else place.rules.levels.get(symbol.id)
    if level is None or amount is None:
        return None
    reference = None if effect.reference is None else Reference(effect.reference)
    if not _change_fits(effect, effect.amount, level, amount, reference, low):
        return None
    return Adjust(level.id, up, amount, reference, effect.span)


def _change_fits(
    effect: AdjustEffect,
    written: QuantityExpr,
    level: Level,
    amount: Quantity,
    reference: Reference | None,
    low: Lowering,
) -> bool:
    if level.steps:
        low.findings.report(
            PL105,
            f"`{level.id}` moves along its steps, not by an amount",
            Label(written.span, "an amount"),
            Label(level.origin, "a level with `steps`"),
            help=f"write `{effect.verb} {level.id}` for one step",
        )
        return False
    is_part = amount.unit.dimension == _PERCENT
    if reference is not None and not is_part:
        low.findings.report(
            PL105,
            f"`{literal_text(written)}` is no part of anything",
            Label(written.span, "a percentage is expected here"),
            help=f"write `by {literal_text(written)}` alone, or a percentage",
        )
        return False
    if reference is None and is_part and level.unit.dimension != _PERCENT:
        low.findings.report(
            PL409,
            f"`{literal_text(written)}` of what: the value `{level.id}` has, or the one it started with?",
            Label(written.span, "a percentage of what?"),
            help=f"write `by {literal_text(written)} of current` or `of original`",
        )
        return False
    return reference is not None or _fits(effect.level, level, written, amount, low)


def _fits(name: Name, level: Level, written: QuantityExpr, value: Quantity, low: Lowering) -> bool:
    wanted = Side(level.id, level.unit, None, name.span, level.origin)
    given = Side(literal_text(written), value.unit, None, written.span)
    return comparable(wanted, given, low.findings)


@attrs.frozen
class _Change:
    """Something that a row may change once."""

    what: str
    span: Span


def _report_twice(written: tuple[ast.Effect, ...], about: str, low: Lowering) -> None:
    seen: dict[str, _Change] = {}
    for effect in written:
        change = _changed(effect)
        if change is None:
            continue
        first = seen.setdefault(change.what, change)
        if first is not change:
            low.findings.report(
                PL102,
                f"{change.what} twice in one row",
                Label(change.span, "again here"),
                Label(first.span, "first here"),
                help="the effects of a row are applied together: keep one of them",
            )
    for effect in written:
        if isinstance(effect, NothingEffect) and len(written) > 1:
            low.findings.report(
                PL102,
                "a row that says `nothing` does something",
                Label(effect.span, "nothing"),
                help="take it out, or the other effects",
            )


def _changed(effect: ast.Effect) -> _Change | None:
    match effect:
        case AdjustEffect(level=name) | RestoreEffect(level=name) | AssignEffect(level=name):
            return _Change(f"level `{name.text}` is changed", effect.span)
        case HoldEffect(track=name) | ResumeEffect(track=name):
            return _Change(f"track `{name.text}` is held or resumed", effect.span)
        case GiveEffect(agent=name):
            return _Change(f"`{name.text}` is given", effect.span)
        case GoEffect() | StopEffect():
            return _Change("the phase is left", effect.span)
        case MeasureEffect() | TellEffect() | NothingEffect():
            return None
        case _:
            assert_never(effect)
