"""What a term is worth on a day: exact, or nothing at all (R3 to R5). All values are in base units, times in days."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from protolang.execution.seen import Seen
from protolang.model.formulas import SIGNATURES, Measure, formula_value
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    DoseGiven,
    Extreme,
    FormulaValue,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    Since,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.quantity import CalendarMonths, Days, Duration, Interval, Quantity, Root

Value = Root | Interval
"""One exact value, or a censored one."""


def value_of(snapshot: Seen, term: Operand) -> Value | None:
    """The value of a term; None when it is missing, stale, contradictory or undecided."""
    match term:
        case Reading(name):
            computed = snapshot.computed(name)
            return _hull(snapshot.values(name)) if computed is None else value_of(snapshot, computed.value)
        case Constant(quantity):
            return Root(quantity.base)
        case ParameterValue(name):
            value = next(item.value for item in snapshot.machine.parameters if item.id == name)
            match value:
                case Quantity():
                    return Root(value.base)
                case int():
                    return Root(Fraction(value))
                case Days():
                    return Root(value.days)
                case CalendarMonths() | None:
                    return None
        case LevelValue(name, previous):
            level = snapshot.patient.levels.get(name)
            known = None if level is None else (level.previous if previous else level.value)
            return None if known is None else Root(known.base)
        case Baseline(name, since):
            return _baseline(snapshot, name, since)
        case Aggregate():
            return _aggregate(snapshot, term)
        case Count():
            return Root(Fraction(_count(snapshot, term)))
        case Total():
            return _total(snapshot, term)
        case TimeSince(subject):
            days = _days_of(snapshot, subject)
            return Root(snapshot.in_days(snapshot.day - max(days))) if days else None
        case DoseGiven(drug):
            amounts = [
                item.amount for item in snapshot.patient.given if (item.day, item.subject) == (snapshot.day, drug)
            ]
            return _sum(amounts) if amounts else None
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, value_of(snapshot, left), value_of(snapshot, right))
        case Extreme(highest, operands):
            return _extreme([value_of(snapshot, item) for item in operands], highest=highest)
        case FormulaValue():
            return _formula(snapshot, term)
        case _:
            assert_never(term)


def _hull(values: tuple[Interval, ...]) -> Value | None:
    # R3: where tied results differ, only what holds for all of them holds
    if not values:
        return None
    if len(values) == 1:
        only = values[0]
        return Root(only.low) if only.is_point and only.low is not None else only
    lows = [item.low for item in values if item.low is not None]
    highs = [item.high for item in values if item.high is not None]
    low = min(lows) if len(lows) == len(values) else None
    high = max(highs) if len(highs) == len(values) else None
    return Interval(low, high, low is not None, high is not None)


def since_day(snapshot: Seen, since: Since) -> int | None:
    """The day from which `since` counts; None when what it names has not happened."""
    match since:
        case SinceAct(subject, first):
            days = _days_of(snapshot, subject)
            return (min(days) if first else max(days)) if days else None
        case SinceEntry(track):
            return snapshot.region(track).entered
        case SinceDay(day):
            return day
        case _:
            assert_never(since)


def _days_of(snapshot: Seen, subject: str) -> list[int]:
    """The days on which a drug was given, an event happened, or a lab was sampled."""
    if any(subject == drug.id for drug in snapshot.machine.drugs):
        return [item.day for item in snapshot.patient.given if item.subject == subject]
    if any(subject == event.id for event in snapshot.machine.events):
        past = [day for day, event in snapshot.patient.events if event == subject]
        return [*past, snapshot.day] if subject in snapshot.events else past
    return [item.sampled for item in snapshot.results(subject)]


def _window(snapshot: Seen, over: Duration | None, since: Since | None) -> int | None:
    """The first day that counts; None when it cannot be told."""
    if since is not None:
        return since_day(snapshot, since)
    # the last `over`, today included
    return 0 if over is None else snapshot.day - snapshot.ticks(over) + 1


def _count(snapshot: Seen, term: Count) -> int:
    opened = _window(snapshot, term.over, term.since)
    if opened is None:
        return 0
    match term.kind:
        case CountKind.GIVEN:
            return sum(
                item.subject == term.subject and item.day >= opened and term.during in (None, item.state)
                for item in snapshot.patient.given
            )
        case CountKind.MISSED:
            return sum(subject == term.subject and day >= opened for day, subject in snapshot.patient.missed)
        case CountKind.EVENTS:
            if isinstance(term.since, SinceEntry):
                # R11: the event that led into a phase came before it
                opened += snapshot.region(term.since.track).midday
            past = sum(event == term.subject and day >= opened for day, event in snapshot.patient.events)
            return past + snapshot.events.count(term.subject)
        case CountKind.RESULTS:
            return len(snapshot.results(term.subject, opened))
        case _:
            assert_never(term.kind)


def _total(snapshot: Seen, term: Total) -> Value | None:
    opened = _window(snapshot, term.over, term.since)
    if opened is None:
        return Root(Fraction(0))
    given = [
        item
        for item in snapshot.patient.given
        if item.subject == term.drug and item.day >= opened and term.during in (None, item.state)
    ]
    if term.basis is None:
        return _sum(item.amount for item in given)
    rates = [dict(item.rates).get(term.basis) for item in given]
    return _sum(None if rate is None else Root(rate.base) for rate in rates)


def _sum(amounts: Iterable[Root | None]) -> Value | None:
    total: Root | None = Root(Fraction(0))
    for amount in amounts:
        # doses by one body surface add up; of two sizes whose roots differ the sum has no exact form here
        total = None if total is None or amount is None else total.plus(amount)
    return total


def _baseline(snapshot: Seen, name: str, since: Since) -> Value | None:
    day = since_day(snapshot, since)
    results = snapshot.results(name)
    if day is None or not results:
        return None
    before = [item for item in results if item.sampled <= day]
    chosen = before[-1] if before else results[0]
    tied = [item for item in results if (item.sampled, item.reported) == (chosen.sampled, chosen.reported)]
    return _hull(tuple(dict.fromkeys(snapshot.in_base(item) for item in tied)))


def _aggregate(snapshot: Seen, term: Aggregate) -> Value | None:
    opened = _window(snapshot, term.over, term.since)
    if opened is None:
        return None
    results = snapshot.results(term.name, opened)
    if term.last is not None:
        if len(results) < term.last:
            return None
        results = results[-term.last :]
    points = [(item.sampled, snapshot.in_base(item)) for item in results]
    exact = [(day, value.low) for day, value in points if value.is_point and value.low is not None]
    if not exact or len(exact) < len(points):
        return None
    values = [value for _, value in exact]
    match term.function:
        case AggregateFunction.MEAN:
            return Root(sum(values, Fraction(0)) / len(values))
        case AggregateFunction.LOWEST:
            return Root(min(values))
        case AggregateFunction.HIGHEST:
            return Root(max(values))
        case AggregateFunction.GROWTH:
            (first, low), (last, high) = exact[0], exact[-1]
            return None if first == last else Root((high - low) / snapshot.in_days(last - first))
        case AggregateFunction.TIME_IN_RANGE:
            return _time_in_range(exact, term)
        case _:
            assert_never(term.function)


def _time_in_range(points: list[tuple[int, Fraction]], term: Aggregate) -> Value | None:
    """Percent of the time that the line through the results lies in the range (Rosendaal 1993)."""
    if term.low is None or term.high is None or points[0][0] == points[-1][0]:
        return None
    low, high = term.low.base, term.high.base
    inside = Fraction(0)
    for (start, one), (end, two) in pairwise(points):
        if one == two:
            inside += (end - start) * (low <= one <= high)
            continue
        # the parts of the line, from 0 to 1, at which it crosses the two edges
        cuts = sorted(min(max((edge - one) / (two - one), Fraction(0)), Fraction(1)) for edge in (low, high))
        inside += (end - start) * (cuts[1] - cuts[0])
    return Root(100 * inside / (points[-1][0] - points[0][0]))


def _arithmetic(operator: ArithmeticOperator, left: Value | None, right: Value | None) -> Value | None:
    match operator, left, right:
        case _, None, _:
            return None
        case _, _, None:
            return None
        case ArithmeticOperator.TIMES, Root() as root, Root() as factor:
            return _scaled(root, factor.rational) or _scaled(factor, root.rational)
        case ArithmeticOperator.DIVIDED, Root() as root, Root() as divisor:
            by = divisor.rational
            return None if not by else root.times(1 / by)
        case ArithmeticOperator.PLUS, Root() as one, Root() as two:
            return _added(one, two, 1)
        case ArithmeticOperator.MINUS, Root() as one, Root() as two:
            return _added(one, two, -1)
        case ArithmeticOperator.TIMES, Interval() as censored, Root() as factor:
            exact = factor.rational
            return censored.scaled(exact) if exact is not None and exact > 0 else None
        case ArithmeticOperator.TIMES, Root(), Interval():
            return _arithmetic(operator, right, left)
        case ArithmeticOperator.DIVIDED, Interval() as censored, Root() as divisor:
            exact = divisor.rational
            return censored.scaled(1 / exact) if exact is not None and exact > 0 else None
    # a sum or a quotient of a censored value: what it is cannot be told exactly
    return None


def _scaled(root: Root, factor: Fraction | None) -> Root | None:
    return None if factor is None else root.times(factor)


def _added(one: Root, two: Root, sign: int) -> Root | None:
    return one.plus(two.times(Fraction(sign)))


def _extreme(values: list[Value | None], *, highest: bool) -> Value | None:
    roots = [item for item in values if isinstance(item, Root)]
    if not roots or len(roots) < len(values):
        return None
    best = roots[0]
    for root in roots[1:]:
        if root.compared(best) == (1 if highest else -1):
            best = root
    return best


def _formula(snapshot: Seen, term: FormulaValue) -> Value | None:
    given: list[Quantity | str] = []
    for wanted, argument in zip(SIGNATURES[term.formula].arguments, term.arguments, strict=True):
        value = value_of(snapshot, argument)
        exact = value.rational if isinstance(value, Root) else None
        if exact is None:
            return None
        if isinstance(argument, Reading) and (choices := snapshot.choices(argument.name)):
            given.append(choices[int(exact)])
        elif isinstance(wanted, Measure):
            given.append(Quantity(exact / wanted.unit.factor, wanted.unit))
    found = formula_value(term.formula, given)
    return None if found is None else found[0].times(found[1].factor)
