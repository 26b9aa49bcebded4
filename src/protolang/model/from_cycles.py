"""`repeat`: a cycle with days of its own, or several statements that share one interval and one end."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL301
from protolang.model.action import Action, Every, Growing, OnDays
from protolang.model.from_actions import Shared, checked_interval, lower_action, lower_end
from protolang.model.from_conditions import lower_condition
from protolang.model.from_decisions import lower_decision
from protolang.model.from_rules import lower_consequence
from protolang.model.from_times import lower_every, lower_growing
from protolang.model.lowering import Lowering, only
from protolang.model.place import Place
from protolang.model.rule import Cycle, Decision, Delay
from protolang.model.windows import ticks_of
from protolang.quantity import CalendarMonths, Days, Duration
from protolang.syntax.ast import (
    DecideClause,
    DelayClause,
    EveryClause,
    GiveClause,
    GrowingClause,
    InfuseClause,
    MeasureClause,
    OnClause,
    RepeatClause,
)


@attrs.frozen(eq=False, repr=False)
class Repeated:
    """What a `repeat` becomes: `cycle` is None where its statements only share an interval."""

    actions: tuple[Action, ...]
    decisions: tuple[Decision, ...]
    cycle: Cycle | None


def is_cycle(clause: RepeatClause) -> bool:
    """Whether its days count from the start of each cycle: it delays, decides, or says `of cycle`."""
    return clause.delay is not None or any(_counts_in_cycle(inner) for inner in clause.body)


def _counts_in_cycle(clause: GiveClause | MeasureClause | InfuseClause | DecideClause) -> bool:
    match clause:
        case DecideClause():
            return True
        case GiveClause() | MeasureClause() | InfuseClause():
            return any(one.origin == "cycle" for one in only(OnClause, clause.clauses))
        case _:
            assert_never(clause)


def lower_repeat(clause: RepeatClause, cycle: int, decided: int, place: Place, low: Lowering) -> Repeated:
    """The statements of a `repeat`; `cycle` and `decided` are how many cycles and decisions stand before it."""
    timing = _lower_timing(clause, low)
    until = None if clause.until is None else lower_end(clause.until, place, low)
    evidence = low.names.evidence(clause.marks, f"repeat in {place.id}")
    index = cycle if is_cycle(clause) else None
    shared = Shared(timing, until, evidence, clause.every.span, index)
    actions: list[Action] = []
    decisions: list[Decision] = []
    for inner in clause.body:
        match inner:
            case GiveClause() | MeasureClause() | InfuseClause():
                actions += [one for one in (lower_action(inner, place, low, shared),) if one is not None]
            case DecideClause():
                number = decided + len(decisions) + 1
                decisions += [one for one in (lower_decision(inner, number, place, low, shared),) if one is not None]
            case _:
                assert_never(inner)
    if index is None or timing is None:
        return Repeated(tuple(actions), tuple(decisions), None)
    _report_beyond(timing, [*actions, *decisions], low)
    delay = None if clause.delay is None else _lower_delay(clause.delay, place, low)
    found = Cycle(
        timing,
        None if until is None else until.condition,
        None if until is None else until.limit,
        None if until is None else until.otherwise,
        delay,
        evidence,
        clause.span,
    )
    return Repeated(tuple(actions), tuple(decisions), found)


def _lower_timing(clause: RepeatClause, low: Lowering) -> Every | Growing | None:
    match clause.every:
        case EveryClause():
            return checked_interval(lower_every(clause.every, low), clause.every, low)
        case GrowingClause():
            return lower_growing(clause.every, low)
        case _:
            assert_never(clause.every)


def _lower_delay(clause: DelayClause, place: Place, low: Lowering) -> Delay | None:
    until = lower_condition(clause.condition, low)
    limit = low.literals.duration(clause.limit, "a time", least=1)
    consequence = lower_consequence(clause.consequence, place, low)
    if until is None or limit is None or consequence is None:
        return None
    return Delay(until, limit, *consequence, clause.span)


def _report_beyond(timing: Every | Growing, inside: list[Action | Decision], low: Lowering) -> None:
    """A day of a cycle that lies in the next one would be done in both, or in neither."""
    per_day = low.conventions.resolution.per_day
    intervals: tuple[Duration, ...]
    match timing:
        case Every(interval=Days() | CalendarMonths() as interval, times=times) if times != 1:
            intervals = (interval,)
        case Every():
            return  # there is no next cycle, or how long one lasts is not known here
        case Growing(intervals=intervals):
            pass
        case _:
            assert_never(timing)
    shortest = min(ticks_of(interval, per_day)[0] for interval in intervals)
    for item in inside:
        match item.timing:
            case OnDays(days=days, origin=origin) if days and days[-1] >= shortest:
                last, ticks = divmod(days[-1], per_day)
                day = f"day {last + low.conventions.first_day}" + (f" hour {ticks}" if ticks and per_day == 24 else "")
                low.findings.report(
                    PL301,
                    f"{day} of a cycle lies in the next cycle",
                    Label(origin, "after the cycle has ended"),
                    Label(timing.origin, "the next cycle starts so soon"),
                    help="count within one cycle, or make the cycle longer",
                )
            case _:
                pass
