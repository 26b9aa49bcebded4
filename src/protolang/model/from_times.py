"""When things are done: lists of weeks and days, intervals, delays, limits, windows."""

from collections import Counter

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.action import Every, OnDays, Until
from protolang.model.from_conditions import lower_condition
from protolang.model.lowering import Lowering
from protolang.model.parameters import MOST_TIMES, count_of
from protolang.model.symbols import Kind
from protolang.model.treatment import Need, NeedKind
from protolang.model.units import LONGEST_DAYS, is_count, is_time, literal_text
from protolang.quantity import Duration, Window
from protolang.syntax.ast import (
    EveryClause,
    Name,
    OffsetExpr,
    OnClause,
    QuantityExpr,
    UntilClause,
    WindowClause,
)
from protolang.syntax.form import MOST_OFFSETS


def lower_list(clause: OnClause, low: Lowering) -> OnDays | None:
    """The study days of `on weeks 1..8, 12`."""
    numbers: list[int] = []
    for offset in clause.offsets:
        part = _numbers(offset, clause.unit, low)
        if part is None:
            return None
        numbers.extend(part)
    ascending = sorted(set(numbers))
    if ascending != numbers:
        _report_disorder(clause, numbers, low)
    days = []
    for number in ascending:
        day = low.study_day(clause.unit, number, clause.span)
        if day is None:
            return None
        days.append(day)
    if days and days[0] < 0:
        low.findings.report(
            PL307,
            f"{clause.unit[:-1]} {ascending[0]} lies before the first day of the protocol",
            Label(clause.span, f"the protocol starts on day {low.conventions.first_day}"),
            severity=Severity.ERROR,
        )
        return None
    return OnDays(tuple(days), clause.unit, clause.span)


def lower_every(clause: EveryClause, low: Lowering) -> Every | None:
    """`every 28 days, 6 times`."""
    interval = lower_interval(clause.interval, "an interval", low)
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


def lower_interval(written: QuantityExpr | Name, what: str, low: Lowering, least: int = 1) -> Duration | str | None:
    """A duration, or the name of a parameter that is one."""
    match written:
        case QuantityExpr():
            return low.literals.duration(written, what, least)
        case Name():
            return _named(written, NeedKind.DURATION, low)


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
        days = low.literals.days(literal, "a window")
        if days is None:
            return None
        sides.append(days)
    return Window(*sides)


def _numbers(offset: OffsetExpr, unit: str, low: Lowering) -> range | None:
    first = low.literals.whole(offset.first, offset.span)
    last = first if offset.last is None else low.literals.whole(offset.last, offset.span)
    if first is None or last is None:
        return None
    if not 0 <= last - first < MOST_OFFSETS:
        return None  # the parser has said so: the list runs backwards (PL010) or is too long to write out (PL007)
    if last * (7 if unit == "weeks" else 1) > LONGEST_DAYS:
        low.findings.report(
            PL307,
            f"{unit[:-1]} {last} lies more than a hundred years ahead",
            Label(offset.span, "no course lasts so long"),
            severity=Severity.ERROR,
        )
        return None
    return range(first, last + 1)


def _report_disorder(clause: OnClause, numbers: list[int], low: Lowering) -> None:
    counted = Counter(numbers)
    twice = next((number for number in numbers if counted[number] > 1), None)
    if twice is not None:
        message, label = f"{clause.unit[:-1]} {twice} stands twice in the list", "one dose is given on it, not two"
    else:
        message, label = f"the {clause.unit} of the list are not in order", "read in ascending order"
    low.findings.report(PL307, message, Label(clause.span, label), help="write each once, in ascending order")


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
            return _named(bound, NeedKind.LIMIT, low)


def _named(name: Name, kind: NeedKind, low: Lowering) -> str | None:
    symbol = low.names.find(name, Kind.PARAMETER)
    if symbol is None:
        return None
    low.parameters.need(symbol.id, Need(kind, None, name.span))
    return symbol.id
