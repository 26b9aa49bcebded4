"""What is left to do of a phase that goes on under another version of the protocol (R29): no dose twice, none early."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.obligation import duration_of
from protolang.execution.planning import first_due, later, listed
from protolang.execution.state import Due, RegionState
from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.treatment import Anchor
from protolang.quantity import Days, Duration


def counterpart(old: State, new: State, obligation: Obligation) -> Obligation | None:
    """What an obligation of `new` was in `old`: the same thing done to the same subject, the first as the first."""
    alike = [item for item in new.obligations if _key(item) == _key(obligation)]
    former = [item for item in old.obligations if _key(item) == _key(obligation)]
    at = alike.index(obligation)
    return former[at] if at < len(former) else None


def _key(item: Obligation) -> tuple[ActionKind, str]:
    return item.kind, item.subject


def carried(sheet: Day, old: Machine, former: Obligation, due: Due, obligation: Obligation, visit: RegionState) -> Due:
    """The obligation with what was done of it: counts go on, intervals count from the last dose, the past is past."""
    same = attrs.evolve(due, obligation=obligation.index, blocked=False)
    match obligation.timing:
        case Every(times=int() as times) if due.given >= times:
            # R16: as often as it is to be given, or more often
            return attrs.evolve(same, over=True)
        case _:
            pass
    if _timed_alike(sheet, old, former, obligation):
        match obligation.timing:
            case Every(times=int()) if due.over and _was_complete(former, due):
                pass  # there are more to give than there were
            case _:
                return same
    if due.over and not _was_complete(former, due):
        return same  # its `until` holds, or its limit was reached
    return _planned_anew(sheet, due, obligation, visit)


def begun(sheet: Day, obligation: Obligation, visit: RegionState, region: str) -> Due:
    """What the phase did not ask for before: from tomorrow on, and nothing of what would have been done by now."""
    due = first_due(sheet, obligation, visit, region)
    match obligation.timing:
        case None:
            return attrs.evolve(due, over=visit.entry <= sheet.day)
        case OnDays() | OnMonths():
            return _from_list(sheet, Due(obligation.index, None, due.first), obligation, visit, sheet.day + 1)
        case Every() | Growing():
            day = None if due.day is None else max(due.day, sheet.day + 1)
            return attrs.evolve(due, day=day, first=due.first if due.cursor else day)
        case Alongside() | AtEach():
            return due
        case _:
            assert_never(obligation.timing)


def _timed_alike(sheet: Day, old: Machine, former: Obligation, obligation: Obligation) -> bool:
    same = (former.timing, former.anchor, former.cycle) == (obligation.timing, obligation.anchor, obligation.cycle)
    match former.timing, obligation.timing:
        case Every(before, _), Every(now, _):
            # a level or a table says the interval of each next dose anyway
            said = before == now and isinstance(now, str) and now not in {item.id for item in sheet.machine.parameters}
            anchored = (former.anchor, former.cycle) == (obligation.anchor, obligation.cycle)
            return anchored and (said or duration_of(old, before) == duration_of(sheet.machine, now))
        case _:
            return same


def _was_complete(former: Obligation, due: Due) -> bool:
    """Whether all of a list was done, or all times were given: what is left is for another list to say."""
    match former.timing:
        case Every(times=times):
            return times is not None and due.given >= times
        case OnDays(days=listed_days):
            return due.cursor >= len(listed_days)
        case OnMonths(months=months):
            return due.cursor >= len(months)
        case Growing(intervals):
            return due.cursor > len(intervals)
        case None:
            return due.given > 0
        case Alongside() | AtEach():
            return False
        case _:
            assert_never(former.timing)


def _planned_anew(sheet: Day, due: Due, obligation: Obligation, visit: RegionState) -> Due:
    tomorrow = sheet.day + 1
    # what was open goes on being due, what comes later must not come again
    waiting = tomorrow if due.over or due.day is None else min(due.day, tomorrow)
    fresh = Due(obligation.index, None, due.first, given=due.given, amount=due.amount)
    last = _last(sheet, obligation)
    match obligation.timing:
        case None:
            return attrs.evolve(fresh, day=tomorrow, first=tomorrow, over=due.given > 0)
        case OnDays() | OnMonths():
            return _from_list(sheet, fresh, obligation, visit, waiting)
        case Every(interval, _):
            duration = sheet.interval(interval)
            if duration is None:
                return fresh
            if last is None:
                return attrs.evolve(fresh, day=tomorrow if due.day is None else max(due.day, tomorrow))
            if obligation.anchor is Anchor.LAST_GIVEN or due.first is None:
                return attrs.evolve(fresh, day=max(tomorrow, later(sheet, last, duration)), first=due.first or last)
            return _on_grid(sheet, fresh, duration, due.first, last)
        case Growing(intervals):
            if due.given > len(intervals):
                return attrs.evolve(fresh, over=True)
            if last is None or due.given == 0:
                return attrs.evolve(fresh, day=tomorrow, first=tomorrow)
            day = max(tomorrow, later(sheet, last, intervals[due.given - 1]))
            return attrs.evolve(fresh, day=day, cursor=due.given)
        case Alongside() | AtEach():
            return fresh
        case _:
            assert_never(obligation.timing)


def _last(sheet: Day, obligation: Obligation) -> int | None:
    days = [item.day for item in sheet.given if item.subject == obligation.subject]
    return max(days, default=None)


def _from_list(sheet: Day, due: Due, obligation: Obligation, visit: RegionState, since: int) -> Due:
    days = listed(sheet, obligation, visit)
    at = next((number for number, day in enumerate(days) if day >= since), None)
    if at is None:
        return attrs.evolve(due, cursor=len(days), over=bool(days))
    return attrs.evolve(due, day=days[at], first=days[0], cursor=at)


def _on_grid(sheet: Day, due: Due, duration: Duration, first: int, last: int) -> Due:
    """The next day of the grid that is still to come, and after the last dose."""
    cursor, day = 0, first
    while day <= max(last, sheet.day):
        cursor += 1
        match duration:
            case Days():
                day = first + cursor * sheet.snapshot.ticks(duration)
            case _:
                day = later(sheet, first, type(duration)(cursor * duration.count))
    return attrs.evolve(due, day=day, cursor=cursor)
