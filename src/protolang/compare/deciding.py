"""Rows of decisions that stop the protocol, hold a track or tell a clinician: on the occasions of their decision.

A row is covered by one that does the same on the same occasions or more often, or by a rule that does it on any day.
"""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.compare.acting import alerts, distinct, holds, stops
from protolang.compare.closed import Side
from protolang.compare.example import plain
from protolang.compare.implication import Use
from protolang.compare.lengths import at_most
from protolang.compare.safety import SafetyKind, Weakening
from protolang.compare.scopes import Comparer, Rule
from protolang.model.action import Every, Timing
from protolang.model.expression import All, Any, Expression, Not
from protolang.model.rule import Decision, Effect, HoldTrack, Row, StopAll, Tell
from protolang.prose import Wording, condition_text, effect_text
from protolang.quantity import CalendarMonths, Days, Duration


class Deciding(NamedTuple):
    """A row that does something, as a rule whose `about` is what it does, and when its decision is taken. A hold of a
    track is for `time`, None: until something resumes it."""

    rule: Rule
    kind: SafetyKind
    timing: Timing | None
    time: Duration | None = None


def weaker_rows(compare: Comparer) -> Iterator[Weakening]:
    """Patients for whom a decision of the base stops, holds or tells, and no decision or rule of the variant does."""
    variant = compare.places.variant
    ours, theirs = _rows(compare.pair.base), _rows(compare.pair.variant)
    ends = stops(variant)
    for row in ours:
        same = [item.rule for item in theirs if item.rule.about == row.rule.about and _as_often(row, item)]
        besides = {
            SafetyKind.STOP: ends,
            SafetyKind.HOLD: (
                *(item for item in holds(variant) if f"hold {compare.pair.variant.name(item.about)}" == row.rule.about),
                *ends,
            ),
            SafetyKind.ALERT: tuple(item for item in alerts(variant) if item.about == row.rule.about),
        }[row.kind]
        does = {SafetyKind.STOP: "stops", SafetyKind.HOLD: "holds", SafetyKind.ALERT: "tells a clinician"}[row.kind]
        words = (f"{does} at a decision", "does not")
        others = [item.rule for item in ours]
        found = compare.weaker(row.kind, row.rule, same, others, words, Use.KNOWN, besides=besides)
        if found is not None:
            yield found


def _as_often(row: Deciding, item: Deciding) -> bool:
    if item.time is not None and (row.time is None or at_most(row.time, item.time) is not True):
        return False
    match row.timing, item.timing:
        case Every(Days() | CalendarMonths() as ours, times), Every(Days() | CalendarMonths() as theirs, number):
            lasts = number is None or (times is not None and number >= times)
            return lasts and at_most(theirs, ours) is True
        case before, after:
            return before == after


def _rows(side: Side) -> tuple[Deciding, ...]:
    found: dict[tuple[Rule, SafetyKind], Deciding] = {}
    for track in side.protocol.tracks:
        for phase in track.phases:
            for decision in phase.decisions:
                for row in decision.rows:
                    when = _condition(decision, row)
                    for effect in row.effects:
                        does = _does(side, effect)
                        if does is None:
                            continue
                        kind, about = does
                        words = condition_text(when, side.protocol, Wording.DEFINED) if when.operands else "always"
                        text = plain(f"At a decision, {effect_text(effect, side.protocol)}: when {words}.")
                        rule = Rule(when, about, track.id, frozenset({phase.id}), text, row.origin)
                        found[rule, kind] = Deciding(rule, kind, side.timing(decision.timing), _time(effect))
    merged = {(rule.origin, rule.about): rule for rule in distinct(item.rule for item in found.values())}
    once = {(item.rule.origin, item.rule.about): item for item in found.values()}
    return tuple(item._replace(rule=merged[key]) for key, item in once.items())


def _does(side: Side, effect: Effect) -> tuple[SafetyKind, str] | None:
    match effect:
        case StopAll():
            return SafetyKind.STOP, "stop"
        case HoldTrack(track):
            return SafetyKind.HOLD, f"hold {side.name(track)}"
        case Tell(kind):
            return SafetyKind.ALERT, kind.value
        case _:
            return None


def _time(effect: Effect) -> Duration | None:
    return effect.time if isinstance(effect, HoldTrack) else None


def _condition(decision: Decision, row: Row) -> All:
    """When a row holds: those that are looked at before it do not, and of `otherwise` none of the others."""
    before = [item.when for item in decision.rows if item.when is not None and item.rank < row.rank]
    if row.when is None:
        before = [item.when for item in decision.rows if item.when is not None]
    parts: list[Expression] = [] if row.when is None else [row.when]
    if before:
        parts.append(Not(Any(tuple(before), row.origin), row.origin))
    return All(tuple(parts), row.origin)
