"""When something is done: study days, lists of days, intervals, and what goes with something else."""

import re
from collections.abc import Sequence
from typing import assert_never

from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Origin, Timing
from protolang.model.protocol import Protocol
from protolang.prose.naming import find_drug, find_level, find_table, in_sentence, listed, phase_title, title_of
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text, ticks_text
from protolang.prose.parameter import parameter_text
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Window

_AUTHORS_OFFSET = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>min|h|minutes?|hours?)\s+(?P<side>before|after)"
)
_CLOCK_WORDS = {"min": "minute", "minutes": "minute", "h": "hour", "hours": "hour"}


def timing_text(timing: Timing | None, protocol: Protocol) -> str:
    """`weeks 1 to 8 (weekly, 8 times)`, `weeks 12, 16, 20, 24`, `every 28 days (1 month), 6 times`."""
    match timing:
        case OnDays():
            return _days_text(timing, protocol)
        case OnMonths(months=months):
            return f"{_listed_numbers(list(months), 'month', 'monthly')}{_MONTHS_FROM[timing.counted_from]}"
        case Every():
            times = f", {count_text(timing.times, 'time')}" if timing.times is not None else ""
            return f"every {interval_text(timing, protocol)}{times}"
        case Growing(intervals=intervals):
            waits = listed(duration_text(interval) for interval in intervals)
            after = f"the next one {waits} later" if len(intervals) == 1 else f"then {waits} after the one before"
            return f"first at once, {after} ({count_text(len(intervals) + 1, 'time')} in all)"
        case Alongside():
            return _alongside_text(timing, protocol)
        case AtEach(subject=subject):
            return f"at each {_arrival_text(subject, protocol)}"
        case None:
            return "once, on the day the phase begins"
    assert_never(timing)


def interval_text(every: Every, protocol: Protocol) -> str:
    """The interval alone: `week`, `28 days (1 month)`, `[undecided: closing interval]`."""
    match every.interval:
        case str(name):
            if find_table(name, protocol) is not None:
                return f"interval that the table {phase_title(name, protocol)} gives"
            level = find_level(name, protocol)
            if level is not None and isinstance(level.start, Quantity):
                return f"{quantity_text(level.start)} at first, then as the level {phase_title(name, protocol)} says"
            if level is not None:
                return f"interval that the level {phase_title(name, protocol)} has"
            return parameter_text(name, protocol)
        case Days(count=1, per_day=1):
            return "day"
        case Days(count=7, per_day=1):
            return "week"
        case Days() | CalendarMonths():
            return _as_written(every.interval, every.origin.text, protocol)
    assert_never(every.interval)


def planned_times(timing: Timing | None) -> int | None:
    """How many times a timing plans by itself; None when it goes on until something ends it."""
    match timing:
        case OnDays(days=days):
            return len(days)
        case OnMonths(months=months):
            return len(months)
        case Every(times=times):
            return times
        case Growing(intervals=intervals):
            return len(intervals) + 1
        case Alongside() | AtEach():
            return None
        case None:
            return 1
    assert_never(timing)


def window_text(window: Window, protocol: Protocol | None = None) -> str:
    """How far from its planned day a dose may be given: `up to 2 days early or 3 days late`.

    Without a protocol its clock ticks once a day.
    """
    per_day = 1 if protocol is None else protocol.conventions.resolution.per_day
    early = f"up to {ticks_text(window.before, per_day)} early" if window.before else ""
    late = f"up to {ticks_text(window.after, per_day)} late" if window.after else ""
    exact = "on the planned day only" if per_day == 1 else "at the planned time only"
    return " or ".join(part for part in (early, late) if part) or exact


def delay_text(delay: Duration | str, protocol: Protocol) -> str:
    """A time-out: `12 weeks`, or `[undecided: longest wait]`."""
    match delay:
        case str(name):
            return parameter_text(name, protocol)
        case Days() | CalendarMonths():
            return duration_text(delay)
    assert_never(delay)


# ---- study days ------------------------------------------------------------------------------------------------


def day_number(tick: int, protocol: Protocol) -> int:
    """The author's number of the study day in which a clock tick lies; the first day is 0, or 1 where he says so."""
    return tick // protocol.conventions.resolution.per_day + protocol.conventions.first_day


def moment_text(tick: int, protocol: Protocol) -> str:
    """A study day, with its hour where the clock has hours: `day 2`, `day 2, hour 6`, `day 2, hour 6, minute 30`."""
    per_day = protocol.conventions.resolution.per_day
    minutes = tick % per_day * (1440 // per_day)
    parts = [f"day{NBSP}{number_text(day_number(tick, protocol))}"]
    if minutes:
        parts.append(f"hour{NBSP}{minutes // 60}")
    if minutes % 60:
        parts.append(f"minute{NBSP}{minutes % 60}")
    return ", ".join(parts)


def week_of(tick: int, protocol: Protocol) -> int | None:
    """The number of the week that begins at this tick, where the weeks of the protocol reach it."""
    zero, length = protocol.conventions.week_zero, 7 * protocol.conventions.resolution.per_day
    if zero is None or tick < zero or (tick - zero) % length:
        return None
    return (tick - zero) // length


def day_text(day: int, protocol: Protocol) -> str:
    """A study day: `week 4 (day 28)` where the weeks of the protocol reach it, else `day 30`."""
    week = week_of(day, protocol)
    if week is not None:
        return f"week{NBSP}{number_text(week)} ({moment_text(day, protocol)})"
    return moment_text(day, protocol)


# ---- parts -----------------------------------------------------------------------------------------------------

_OF = {Origin.DAY_ZERO: "", Origin.PHASE: " of the phase", Origin.CYCLE: " of each cycle"}
_MONTHS_FROM = {
    Origin.DAY_ZERO: " (calendar months from the first day)",
    Origin.PHASE: " (calendar months from the start of the phase)",
    Origin.CYCLE: " (calendar months from the start of the cycle)",
}


def _days_text(timing: OnDays, protocol: Protocol) -> str:
    per_day, of = protocol.conventions.resolution.per_day, _OF[timing.counted_from]
    from_day_zero = timing.counted_from is Origin.DAY_ZERO
    weeks = [week_of(day, protocol) for day in timing.days]
    if timing.unit.startswith("week") and from_day_zero and None not in weeks:
        return _numbers_text([week for week in weeks if week is not None], "week", "weekly", of)
    if timing.unit.startswith("hour") and all(day * 24 % per_day == 0 for day in timing.days):
        return _numbers_text([day * 24 // per_day for day in timing.days], "hour", "hourly", of)
    if any(day % per_day for day in timing.days):
        return f"{'; '.join(moment_text(day, protocol) for day in timing.days)}{of}"
    return _numbers_text([day_number(day, protocol) for day in timing.days], "day", "daily", of)


def _numbers_text(numbers: Sequence[int], noun: str, rhythm: str, of: str) -> str:
    text = _listed_numbers(list(numbers), noun, rhythm)
    # Before what is said in parentheses: `days 1 to 5 of each cycle (daily, 5 times)`.
    before, bracket, after = text.partition(" (")
    return f"{before}{of}{bracket}{after}"


def _listed_numbers(numbers: list[int], noun: str, rhythm: str) -> str:
    if len(numbers) == 1:
        return f"{noun}{NBSP}{number_text(numbers[0])}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        first, last = number_text(numbers[0]), number_text(numbers[-1])
        return f"{noun}s{NBSP}{first}{NBSP}to{NBSP}{last} ({rhythm}, {count_text(len(numbers), 'time')})"
    return f"{noun}s{NBSP}{', '.join(number_text(number) for number in numbers)}"


def _alongside_text(timing: Alongside, protocol: Protocol) -> str:
    title = in_sentence(title_of(timing.subject, protocol))
    if timing.offset:
        side = "before" if timing.offset < 0 else "after"
        length = duration_text(Days(abs(timing.offset), protocol.conventions.resolution.per_day))
        return f"{length} {side} each {title}"
    # The clock of the model may be coarser than the author's words, and a nurse needs the words.
    written = _AUTHORS_OFFSET.search(timing.origin.text)
    if written is None:
        return f"with each {title}"
    noun = _CLOCK_WORDS.get(written["unit"], written["unit"])
    number = written["number"]
    shown = f"{number}{NBSP}{noun}" if number == "1" else f"{number}{NBSP}{noun}s"
    return f"{shown} {written['side']} each {title}"


def _arrival_text(subject: str, protocol: Protocol) -> str:
    title = in_sentence(title_of(subject, protocol))
    if find_drug(subject, protocol) is not None:
        return f"dose of {title}"
    return f"report of {title}" if any(event.id == subject for event in protocol.events) else f"result of {title}"


def _as_written(duration: Days | CalendarMonths, author: str, protocol: Protocol) -> str:
    """A duration in the author's own unit where the text shows it, with its length in days where that differs.

    The model keeps days only; `28 days`, `4 weeks` and `1 month` are the same to a machine, but a reader looks for
    the word of the source.
    """
    month = protocol.conventions.month
    match duration:
        case CalendarMonths():
            return duration_text(duration)
        case Days(count=count, per_day=per_day) if "hour" in author and count * 24 % per_day == 0:
            return count_text(count * 24 // per_day, "hour")
        case Days(count=count, per_day=per_day) if count % per_day:
            return duration_text(duration)
        case Days(count=count, per_day=per_day) if (
            "month" in author and month and month.days and count // per_day % month.days == 0
        ):
            days = count // per_day
            return f"{count_text(days, 'day')} ({count_text(days // month.days, 'month')})"
        case Days(count=count, per_day=per_day) if "day" in author and "week" not in author:
            return count_text(count // per_day, "day")
        case Days():
            return duration_text(duration)
