"""When things are done: lists of weeks and days, intervals, delays, limits, windows."""

from collections import Counter

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL108, PL307
from protolang.model.action import Alongside, Every, Growing, OnDays, OnMonths, Origin, Until
from protolang.model.from_conditions import lower_condition
from protolang.model.lowering import Lowering
from protolang.model.parameters import MOST_TIMES, count_of
from protolang.model.symbols import Kind
from protolang.model.ticks import is_far, tick_of
from protolang.model.treatment import Need, NeedKind
from protolang.model.units import is_count, is_time, literal_text
from protolang.quantity import Duration, Window
from protolang.syntax.ast import (
    AlongsideClause,
    EveryClause,
    GrowingClause,
    Name,
    OffsetExpr,
    OnClause,
    QuantityExpr,
    UntilClause,
    WindowClause,
    WithinClause,
)
from protolang.syntax.form import MOST_OFFSETS

_TIMED = (Kind.DRUG, Kind.LAB, Kind.ATTRIBUTE)


def lower_list(clause: OnClause, low: Lowering) -> OnDays | OnMonths | None:
    """The days of `on weeks 1..8, 12` in clock ticks, or the months where a month is one of the calendar."""
    numbers: list[int] = []
    for offset in clause.offsets:
        part = _numbers(offset, clause.unit, low)
        if part is None:
            return None
        numbers.extend(part)
    ascending = tuple(sorted(set(numbers)))
    if list(ascending) != numbers:
        _report_disorder(clause, numbers, low)
    origin = Origin.DAY_ZERO if clause.origin is None else Origin(clause.origin)
    if clause.unit == "month" and low.literals.month is not None and low.literals.month.days is None:
        return OnMonths(ascending, clause.span, origin)
    ticks = []
    for number in ascending:
        tick = tick_of(clause.unit, number, clause.span, low)
        if tick is None:
            return None
        ticks.append(tick)
    if ticks and ticks[0] < 0:
        opening = "protocol" if clause.origin is None else clause.origin
        low.findings.report(
            PL307,
            f"{clause.unit} {ascending[0]} lies before the first day of the {opening}",
            Label(clause.span, f"the {opening} starts on day {low.conventions.first_day}"),
            severity=Severity.ERROR,
        )
        return None
    return OnDays(tuple(ticks), f"{clause.unit}s", clause.span, origin)


def lower_every(clause: EveryClause, low: Lowering) -> Every | None:
    """`every 28 days, 6 times`; the interval may stand in a parameter, a level or a table."""
    interval = _interval(clause.interval, low)
    times = None
    if clause.times is not None:
        times = low.literals.whole(clause.times, clause.span)
        if times is None:
            return None
        if times == 0:
            low.findings.report(
                PL307,
                "`0 times` is never",
                Label(clause.span, "at least once is expected here"),
                severity=Severity.ERROR,
            )
            return None
        if times > MOST_TIMES:
            low.findings.report(
                PL307,
                f"`{clause.times} times` is more than any patient can be given",
                Label(clause.span, f"more than {MOST_TIMES} times"),
                severity=Severity.ERROR,
            )
            return None
    return None if interval is None else Every(interval, times, clause.span)


def lower_growing(clause: GrowingClause, low: Lowering) -> Growing | None:
    """`every 6, 8, 10, 12 weeks`."""
    intervals = [low.literals.duration(interval, "an interval", least=1) for interval in clause.intervals]
    whole = tuple(interval for interval in intervals if interval is not None)
    return Growing(whole, clause.span) if len(whole) == len(intervals) else None


def lower_alongside(clause: AlongsideClause, low: Lowering) -> Alongside | None:
    """`with rituximab`, `30 minutes before rituximab`; less than one tick of the clock is at the same time."""
    subject = low.names.find(clause.subject, *_TIMED)
    offset: int | None = 0
    if clause.time is not None:
        offset = _offset(clause.time, low)
    if subject is None or offset is None:
        return None
    return Alongside(subject.id, -offset if clause.side == "before" else offset, clause.span)


def lower_interval(written: QuantityExpr | Name, what: str, low: Lowering, least: int = 1) -> Duration | str | None:
    """A duration, or the name of a parameter that is one."""
    match written:
        case QuantityExpr():
            return low.literals.duration(written, what, least)
        case Name():
            return _parameter(written, NeedKind.DURATION, low)


def lower_until(clause: UntilClause, otherwise: str | None, low: Lowering) -> Until | None:
    """`until condition, at most limit else go phase`; the phase is resolved by the caller, who knows the track."""
    condition = lower_condition(clause.condition, low)
    limit: int | Duration | str | None = None
    if clause.bound is not None:
        limit = _limit(clause.bound, low)
        if limit is None:
            return None
    return None if condition is None else Until(condition, limit, otherwise, clause.span)


def lower_window(clause: WindowClause, low: Lowering) -> Window | None:
    """`window -1..+3 days`; the first number is early and the second late, with or without their signs."""
    sides = []
    for text in (clause.before, clause.after):
        literal = QuantityExpr(text.lstrip("+-"), clause.unit, span=clause.span)
        ticks = low.literals.days(literal, "a window")
        if ticks is None:
            return None
        sides.append(ticks)
    return Window(*sides)


def lower_within(clause: WithinClause, low: Lowering) -> Window | None:
    """`within 1 hour`: the window closes so long after the due time."""
    ticks = low.literals.days(clause.time, "a time")
    return None if ticks is None else Window(0, ticks)


def _interval(written: QuantityExpr | Name, low: Lowering) -> Duration | str | None:
    match written:
        case QuantityExpr():
            return low.literals.duration(written, "an interval", least=1)
        case Name():
            symbol = low.names.find(written, Kind.PARAMETER, Kind.LEVEL, Kind.TABLE)
            if symbol is None:
                return None
            if symbol.kind is Kind.PARAMETER:
                low.parameters.need(symbol.id, Need(NeedKind.DURATION, None, written.span))
            return symbol.id


def _offset(time: QuantityExpr, low: Lowering) -> int | None:
    if is_time(time):
        quantity = low.literals.quantity(time)
        if quantity is None:
            return None
        # half an hour before a dose is on its day for a clock that ticks once a day: the words say the rest
        if quantity.base * low.conventions.resolution.per_day < 1:
            return 0
    return low.literals.days(time, "a time")


def _numbers(offset: OffsetExpr, unit: str, low: Lowering) -> range | None:
    first = low.literals.whole(offset.first, offset.span)
    last = first if offset.last is None else low.literals.whole(offset.last, offset.span)
    if first is None or last is None:
        return None
    if not 0 <= last - first < MOST_OFFSETS:
        return None  # the parser has said so: the list runs backwards (PL010) or is too long to write out (PL007)
    if is_far(unit, last):
        low.findings.report(
            PL307,
            f"{unit} {last} lies more than a hundred years ahead",
            Label(offset.span, "no course lasts so long"),
            severity=Severity.ERROR,
        )
        return None
    return range(first, last + 1)


def _report_disorder(clause: OnClause, numbers: list[int], low: Lowering) -> None:
    counted = Counter(numbers)
    twice = next((number for number in numbers if counted[number] > 1), None)
    if twice is not None:
        message, label = f"{clause.unit} {twice} stands twice in the list", "one dose is given on it, not two"
    else:
        message, label = f"the {clause.unit}s of the list are not in order", "read in ascending order"
    low.findings.report(PL307, message, Label(clause.span, label), help="write each once, in ascending order")


def report_no_cycle(clause: OnClause, low: Lowering) -> None:
    """`of cycle` where there is no cycle to count in."""
    low.findings.report(
        PL108,
        "nothing says of which cycle the days are counted",
        Label(clause.span, "`of cycle` stands outside `repeat`"),
        help="write it inside `repeat every … { }`, or `of phase` to count from the day the phase is entered",
    )


def _limit(bound: QuantityExpr | Name, low: Lowering) -> int | Duration | str | None:
    match bound:
        case QuantityExpr():
            if is_count(bound):
                return count_of(bound, low.literals)
            if is_time(bound):
                return low.literals.duration(bound, "a limit", least=1)
            low.findings.report(
                PL105,
                f"`{literal_text(bound)}` is neither a number of times nor a time",
                Label(bound.span, "a limit is expected here"),
                help="write it in `times`, `cycles` or `doses`, or in days, weeks or months",
            )
            return None
        case Name():
            return _parameter(bound, NeedKind.LIMIT, low)


def _parameter(name: Name, kind: NeedKind, low: Lowering) -> str | None:
    symbol = low.names.find(name, Kind.PARAMETER)
    if symbol is None:
        return None
    low.parameters.need(symbol.id, Need(kind, None, name.span))
    return symbol.id
