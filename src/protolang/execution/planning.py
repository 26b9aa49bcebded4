"""What is due when, and what is due after it, on the working sheet of a day (R12, R15, R16, R26)."""

from datetime import timedelta
from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.obligation import decided_limit
from protolang.execution.state import Due, RegionState
from protolang.machine.statechart import Obligation
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin
from protolang.model.treatment import Anchor
from protolang.quantity import CalendarMonths, Days, Duration


def later(sheet: Day, tick: int, duration: Duration) -> int:
    """The tick `duration` after `tick`; calendar months count from its civil date (R26)."""
    match duration:
        case Days():
            return tick + sheet.snapshot.ticks(duration)
        case CalendarMonths():
            per_day = sheet.machine.resolution.per_day
            anchor = sheet.before.start + timedelta(days=tick // per_day)
            return tick + (duration.after(anchor) - anchor).days * per_day
        case _:
            assert_never(duration)


def time_is_up(sheet: Day, written: int | Duration | str | None, region: RegionState) -> bool:
    """Whether a limit that is a time since the entry of the state has been reached; a number never is here (R19)."""
    match decided_limit(sheet.machine, written):
        case Days() | CalendarMonths() as limit:
            return sheet.day >= later(sheet, region.entry, limit)
        case int() | None:
            return False


def listed(sheet: Day, obligation: Obligation, visit: RegionState) -> tuple[int, ...]:
    """The days of a list, absolute; none while the cycle they count from has not begun."""
    match obligation.timing:
        case OnDays(days=days, counted_from=origin):
            anchor = _anchor(obligation, visit, origin)
            return () if anchor is None else tuple(anchor + day for day in days)
        case OnMonths(months=months, counted_from=origin):
            anchor = _anchor(obligation, visit, origin)
            if anchor is None:
                return ()
            shift = visit.shift if origin is Origin.DAY_ZERO else 0
            # R26: each month from the original anchor, never chained
            return tuple(later(sheet, anchor - shift, CalendarMonths(month)) + shift for month in months)
        case _:
            return (visit.entry,)


def _anchor(obligation: Obligation, visit: RegionState, origin: Origin) -> int | None:
    match origin:
        case Origin.DAY_ZERO:
            return visit.shift
        case Origin.PHASE:
            return visit.entry
        case Origin.CYCLE:
            return None if obligation.cycle is None else visit.cycles[obligation.cycle].start
        case _:
            assert_never(origin)


def first_due(sheet: Day, obligation: Obligation, visit: RegionState, region: str) -> Due:
    """The obligation on the day its state, or its cycle, begins (R11)."""
    entry = visit.entry
    match obligation.timing:
        case None | OnDays() | OnMonths():
            days = listed(sheet, obligation, visit)
            day = days[0] if days else None
            return Due(obligation.index, day, day)
        case Every(interval) | Growing(intervals=(interval, *_)):
            duration = sheet.interval(interval)
            named = isinstance(interval, str) and any(item.id == interval for item in sheet.machine.parameters)
            if duration is None and named:
                return Due(obligation.index, None, None)
            earlier = [item.day for item in sheet.given if item.region == region and item.subject == obligation.subject]
            due = entry if duration is None or not earlier else max(entry, later(sheet, max(earlier), duration))
            if isinstance(obligation.timing, Growing) and earlier:
                # the last dose is the first of the row, from which the grid counts
                return Due(obligation.index, due, max(earlier), cursor=1)
            return Due(obligation.index, due, due)
        case Growing() | Alongside() | AtEach():
            return Due(obligation.index, None, entry)
        case _:
            assert_never(obligation.timing)


def following(sheet: Day, due: Due, obligation: Obligation, visit: RegionState, *, day: int, met: bool) -> Due:
    """The obligation after it was met on `day`, or missed (`met` False; `day` then is its due day)."""
    given = due.given + (1 if met else 0)
    cursor = due.cursor + 1
    done = attrs.evolve(due, given=given, cursor=cursor, over=True)
    waits = attrs.evolve(due, given=given, cursor=cursor, day=None)
    if obligation.kind is ActionKind.INFUSE and obligation.timing is None:
        # it runs on: what is due next is a change of its rate
        return waits
    match obligation.timing:
        case None:
            return done
        case OnDays() | OnMonths():
            days = listed(sheet, obligation, visit)
            return done if cursor >= len(days) else attrs.evolve(due, given=given, cursor=cursor, day=days[cursor])
        case Every(interval, times):
            # R16: only given doses count towards the number of times
            if times is not None and given >= times:
                return done
            duration = sheet.interval(interval)
            if duration is None or due.day is None or due.first is None:
                return waits
            if obligation.anchor is not Anchor.LAST_GIVEN and _changes(sheet, interval):
                # an interval that rules change has no grid from the first day on: the last planned day is its anchor
                return attrs.evolve(due, given=given, cursor=cursor, day=later(sheet, due.day, duration))
            upcoming = _next(sheet, due, obligation, duration, day, cursor)
            return attrs.evolve(due, given=given, cursor=cursor, day=upcoming)
        case Growing(intervals):
            if due.cursor >= len(intervals):
                return done
            upcoming = _grown(sheet, due, obligation, intervals, day)
            return attrs.evolve(due, given=given, cursor=cursor, day=upcoming)
        case Alongside() | AtEach():
            return waits
        case _:
            assert_never(obligation.timing)


def _changes(sheet: Day, interval: Duration | str) -> bool:
    return isinstance(interval, str) and all(item.id != interval for item in sheet.machine.parameters)


def _grown(sheet: Day, due: Due, obligation: Obligation, intervals: tuple[Duration, ...], day: int) -> int:
    """The day after the next of growing intervals."""
    match obligation.anchor:
        case Anchor.LAST_GIVEN:
            return later(sheet, day, intervals[due.cursor])
        case Anchor.GRID | Anchor.CYCLE_START:
            tick, months = due.first or 0, 0
            for interval in intervals[: due.cursor + 1]:
                match interval:
                    case Days():
                        tick += sheet.snapshot.ticks(interval)
                    case CalendarMonths(count):
                        months += count
                    case _:
                        assert_never(interval)
            return later(sheet, tick, CalendarMonths(months)) if months else tick
        case _:
            assert_never(obligation.anchor)


def _next(sheet: Day, due: Due, obligation: Obligation, duration: Duration, day: int, cursor: int) -> int:
    match obligation.anchor:
        case Anchor.LAST_GIVEN:
            return later(sheet, day, duration)
        case Anchor.GRID | Anchor.CYCLE_START:
            first = due.first or 0
            match duration:
                case Days():
                    return first + cursor * sheet.snapshot.ticks(duration)
                case CalendarMonths(count):
                    return later(sheet, first, CalendarMonths(cursor * count))
                case _:
                    assert_never(duration)
        case _:
            assert_never(obligation.anchor)
