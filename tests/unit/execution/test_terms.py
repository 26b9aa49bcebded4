"""Terms against values worked out by hand: several results of a lab, counts, totals, times, arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from protolang.execution.evaluate import Snapshot
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.retrospect import evening, morning
from protolang.execution.terms import value_of
from protolang.execution.trace import Trace
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    Extreme,
    Formula,
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
from protolang.quantity import Days, Interval, Quantity, Root, parse_interval, parse_unit
from protolang.source import SourceFile, Span

from .courses import course, machine

MEAN, LOWEST, HIGHEST = AggregateFunction.MEAN, AggregateFunction.LOWEST, AggregateFunction.HIGHEST
GROWTH, IN_RANGE = AggregateFunction.GROWTH, AggregateFunction.TIME_IN_RANGE
HERE = Span(SourceFile("terms.proto", " "), 0, 1)
PLAN = (
    "start p  phase p { give a every 2 days, 9 times window -0..+1 days  when harm go q } phase q { give b on days 99 }"
)
MORE = """level part { start 4 mg  steps 4, 8 mg }  drug c { dose part }
      patient weight { unit kg range 2..300 kg fresh for 90 days }
      patient height { unit cm range 40..230 cm fresh for 90 days }
      patient bsa = mosteller(height, weight)
      param pause = 3 days  param open unstated "how long" """


def percent(text: str) -> Quantity:
    return Quantity(Fraction(text), parse_unit("%"))


def of_x(*samples: tuple[int, str], doses: Mapping[int, str] | None = None, harm: int = -1, last: int = 0) -> Trace:
    """Samples of `x` as (day, value), reported on their day; doses by day, as the letters of the drugs."""
    given = doses or {}
    last = max([last, harm, *given, *(day for day, _ in samples)])
    days = {
        day: Inputs(
            tuple(Observation("x", parse_interval(value), day, day) for at, value in samples if at == day),
            tuple(Administration(drug) for drug in given.get(day, "")),
            ("harm",) if day == harm else (),
        )
        for day in range(last + 1)
    }
    return course(machine(PLAN, more=MORE), days, last)


def seen(trace: Trace, day: int | None = None) -> Snapshot:
    return morning(trace, trace.final.day if day is None else day)


def base(snapshot: Snapshot, term: Operand) -> Fraction | None:
    """The value of a term in base units; None when it has none. Fails where it is no single value."""
    found = value_of(snapshot, term)
    if found is None:
        return None
    assert isinstance(found, Root)
    return found.rational


def in_percent(snapshot: Snapshot, term: Operand) -> Fraction | None:
    found = base(snapshot, term)
    return None if found is None else found / parse_unit("%").factor


def of_last(function: AggregateFunction, count: int) -> Aggregate:
    return Aggregate(function, "x", last=count)


def over(function: AggregateFunction, days: int) -> Aggregate:
    return Aggregate(function, "x", over=Days(days))


# ---- several results -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (over(MEAN, 1), "8"),
        (over(MEAN, 2), "8"),
        (over(MEAN, 3), "7"),
        (over(MEAN, 4), "7"),
        (over(MEAN, 5), "6"),
        (over(LOWEST, 3), "6"),
        (over(LOWEST, 5), "4"),
        (over(HIGHEST, 5), "8"),
        (of_last(MEAN, 2), "7"),
        (of_last(HIGHEST, 3), "8"),
        (Aggregate(MEAN, "x", since=SinceDay(6)), "7"),
        (Aggregate(MEAN, "x", since=SinceDay(5)), "7"),
        (Aggregate(LOWEST, "x", since=SinceDay(4)), "4"),
    ],
)
def test_a_window_ends_today_and_begins_with_its_first_day(term: Aggregate, expected: str) -> None:
    # samples on days 4, 6 and 8; today is day 8, so `over 3 days` are days 6, 7 and 8
    assert in_percent(seen(of_x((4, "4"), (6, "6"), (8, "8"))), term) == Fraction(expected)


def test_what_has_too_few_results_has_no_value() -> None:
    snapshot = seen(of_x((4, "4"), last=8))
    assert value_of(snapshot, over(MEAN, 4)) is None
    assert value_of(snapshot, of_last(MEAN, 2)) is None
    assert value_of(snapshot, over(GROWTH, 9)) is None
    assert value_of(snapshot, Aggregate(MEAN, "x", since=SinceAct("a", first=True))) is None
    assert in_percent(snapshot, over(MEAN, 5)) == 4


def test_a_censored_result_leaves_what_is_made_of_it_without_a_value() -> None:
    snapshot = seen(of_x((1, "4"), (2, "<3")))
    assert value_of(snapshot, over(MEAN, 2)) is None
    assert value_of(snapshot, of_last(HIGHEST, 2)) is None


@pytest.mark.parametrize(("days", "expected"), [(3, "2"), (5, "1"), (9, "1")])
def test_growth_is_the_last_minus_the_first_by_the_days_between(days: int, expected: str) -> None:
    # over 3 days: (8 - 4) / 2; over 5 and more: (8 - 4) / 4, whatever lies between
    snapshot = seen(of_x((4, "4"), (6, "4"), (8, "8")))
    assert in_percent(snapshot, over(GROWTH, days)) == Fraction(expected)


def test_growth_may_be_negative() -> None:
    assert in_percent(seen(of_x((0, "9"), (3, "3"))), of_last(GROWTH, 2)) == -2


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        # 10 to 30 in 4 days: from 20 on it is in range, the last 2 of 4
        ([(0, "10"), (4, "30")], Fraction(50)),
        # and on to 50 in 4: in range up to 40, 2 more of 8 in all
        ([(0, "10"), (4, "30"), (8, "50")], Fraction(50)),
        # straight through the range, 0 to 60 in 6 days: from 20 to 40 are 2 of 6
        ([(0, "0"), (6, "60")], Fraction(100, 3)),
        # downwards the same
        ([(0, "60"), (6, "0")], Fraction(100, 3)),
        # on its edges it is inside
        ([(0, "20"), (5, "20"), (9, "40")], Fraction(100)),
        # beside it all the time
        ([(0, "41"), (5, "41")], Fraction(0)),
        # 3 days inside, then 1 day from 40 up to 50
        ([(0, "30"), (3, "40"), (4, "50")], Fraction(75)),
    ],
)
def test_time_in_range_by_rosendaal(samples: list[tuple[int, str]], expected: Fraction) -> None:
    term = Aggregate(IN_RANGE, "x", over=Days(99), low=percent("20"), high=percent("40"))
    found = value_of(seen(of_x(*samples)), term)
    assert isinstance(found, Root)
    assert found.compared(Root(percent(str(expected)).base)) == 0


def test_time_in_range_needs_two_days() -> None:
    term = Aggregate(IN_RANGE, "x", over=Days(99), low=percent("20"), high=percent("40"))
    assert value_of(seen(of_x((0, "30"))), term) is None


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (SinceDay(1), "4"),
        (SinceDay(3), "4"),
        (SinceDay(4), "5"),
        (SinceDay(0), "4"),
        (SinceAct("a", first=True), "4"),
        (SinceAct("a", first=False), "5"),
        (SinceAct("harm", first=True), "5"),
    ],
)
def test_the_baseline_is_the_last_result_before_else_the_first_after(since: Since, expected: str) -> None:
    trace = of_x((1, "4"), (4, "5"), (7, "6"), doses={2: "a", 4: "a"}, harm=6)
    assert in_percent(seen(trace), Baseline("x", since)) == Fraction(expected)


def test_without_its_beginning_there_is_no_baseline() -> None:
    assert value_of(seen(of_x((1, "4"))), Baseline("x", SinceAct("a", first=True))) is None
    assert value_of(seen(of_x(last=2)), Baseline("x", SinceDay(0))) is None


# ---- counts, totals, times -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Count(CountKind.GIVEN, "a"), 3),
        (Count(CountKind.GIVEN, "a", over=Days(4)), 1),
        (Count(CountKind.GIVEN, "a", over=Days(5)), 2),
        (Count(CountKind.GIVEN, "a", since=SinceDay(2)), 2),
        (Count(CountKind.GIVEN, "a", during="p"), 3),
        (Count(CountKind.GIVEN, "a", during="q"), 0),
        (Count(CountKind.GIVEN, "b"), 1),
        (Count(CountKind.GIVEN, "a", since=SinceAct("b", first=True)), 1),
        (Count(CountKind.GIVEN, "a", since=SinceEntry("t0")), 3),
        (Count(CountKind.RESULTS, "x"), 2),
        (Count(CountKind.RESULTS, "x", over=Days(3)), 1),
        (Count(CountKind.EVENTS, "harm"), 0),
        (Count(CountKind.MISSED, "a"), 0),
    ],
)
def test_counts_at_the_end_of_day_6(term: Count, expected: int) -> None:
    # a on days 0, 2 and 5, b on day 4 though nothing asked for it, x on days 1 and 4
    trace = of_x((1, "4"), (4, "5"), doses={0: "a", 2: "a", 4: "b", 5: "a"}, last=6)
    assert base(seen(trace), term) == expected


def test_a_dose_of_today_is_counted_from_tomorrow_and_an_event_of_today_today() -> None:
    trace = of_x(doses={0: "a", 2: "a"}, harm=2)
    assert base(seen(trace), Count(CountKind.GIVEN, "a")) == 1
    assert base(evening(trace, 2), Count(CountKind.GIVEN, "a")) == 1 + 1
    assert base(seen(trace), Count(CountKind.EVENTS, "harm")) == 1
    assert base(evening(trace, 2), Count(CountKind.EVENTS, "harm")) == 1


def test_missed_doses_are_counted_on_the_days_they_were_missed() -> None:
    trace = of_x(doses={0: "a"}, last=8)  # due on days 2, 4, 6, missed a day later each
    assert base(seen(trace), Count(CountKind.MISSED, "a")) == 3
    assert base(seen(trace), Count(CountKind.MISSED, "a", over=Days(4))) == 2
    assert base(seen(trace), Count(CountKind.MISSED, "a", since=SinceDay(7))) == 1


def test_a_total_is_of_what_was_given_and_of_nothing_unknown() -> None:
    known = course(
        machine(PLAN, more=MORE),
        {0: Inputs(administrations=(Administration("a"),)), 2: Inputs(administrations=(_of(3),))},
        3,
    )
    assert base(seen(known), Total("a")) == Quantity(Fraction(4), parse_unit("mg")).base
    assert base(seen(known), Total("a", over=Days(2))) == Quantity(Fraction(3), parse_unit("mg")).base
    assert base(seen(known), Total("b")) == 0
    unknown = of_x(doses={0: "ab"}, last=1)
    assert value_of(seen(unknown), Total("b")) is None


def _of(amount: int) -> Administration:
    return Administration("a", Quantity(Fraction(amount), parse_unit("mg")))


def test_the_time_since_the_last() -> None:
    trace = of_x((1, "4"), (3, "5"), doses={2: "a"}, harm=4, last=6)
    assert [base(seen(trace), TimeSince(item)) for item in ("x", "a", "harm", "b")] == [3, 4, 2, None]


# ---- single values ---------------------------------------------------------------------------------------------


def test_levels_and_parameters() -> None:
    snapshot = seen(of_x(last=1))
    assert base(snapshot, LevelValue("part")) == Quantity(Fraction(4), parse_unit("mg")).base
    assert value_of(snapshot, LevelValue("part", previous=True)) is None
    assert base(snapshot, ParameterValue("pause")) == 3
    assert value_of(snapshot, ParameterValue("open")) is None


def test_results_of_one_sample_are_the_span_between_them() -> None:
    both = value_of(seen(of_x((1, "4"), (1, "6"))), Reading("x"))
    assert both == Interval(percent("4").base, percent("6").base, low_closed=True, high_closed=True)
    assert base(seen(of_x((1, "4"), (1, "4"))), Reading("x")) == percent("4").base


FOUR, SIX, NONE = Constant(percent("4")), Constant(percent("6")), ParameterValue("open")


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (ArithmeticOperator.PLUS, percent("10").base),
        (ArithmeticOperator.MINUS, percent("2").base),
        (ArithmeticOperator.TIMES, percent("6").base * percent("4").base),
        (ArithmeticOperator.DIVIDED, Fraction(3, 2)),
    ],
)
def test_arithmetic_is_exact_and_unknown_where_a_part_is(operator: ArithmeticOperator, expected: Fraction) -> None:
    snapshot = seen(of_x())
    assert base(snapshot, Arithmetic(operator, SIX, FOUR, HERE)) == expected
    assert value_of(snapshot, Arithmetic(operator, SIX, NONE, HERE)) is None
    assert value_of(snapshot, Arithmetic(operator, NONE, SIX, HERE)) is None


def test_nothing_is_divided_by_zero() -> None:
    zero = Constant(percent("0"))
    assert value_of(seen(of_x()), Arithmetic(ArithmeticOperator.DIVIDED, SIX, zero, HERE)) is None


def test_a_censored_value_can_be_scaled_and_not_added() -> None:
    snapshot = seen(of_x((0, "<5")))
    half = Constant(percent("0.5"))
    scaled = value_of(snapshot, Arithmetic(ArithmeticOperator.TIMES, Reading("x"), half, HERE))
    assert scaled == Interval(None, percent("2.5").base, low_closed=False, high_closed=False)
    assert value_of(snapshot, Arithmetic(ArithmeticOperator.PLUS, Reading("x"), FOUR, HERE)) is None


@pytest.mark.parametrize(("highest", "expected"), [(True, "6"), (False, "4")])
def test_the_worse_of_two_is_unknown_while_one_is(highest: bool, expected: str) -> None:
    snapshot = seen(of_x())
    assert in_percent(snapshot, Extreme(highest, (FOUR, SIX), HERE)) == Fraction(expected)
    assert value_of(snapshot, Extreme(highest, (FOUR, NONE), HERE)) is None


def test_a_formula_keeps_its_root_and_needs_all_its_parts() -> None:
    sizes = Inputs(
        tuple(Observation(name, parse_interval(v), 0, 0) for name, v in (("weight", "80"), ("height", "180")))
    )
    trace = course(machine(PLAN, more=MORE), {0: sizes}, 0)
    assert base(seen(trace), Reading("bsa")) == 2  # the root of 180 × 80 / 3600
    mosteller = FormulaValue(Formula.MOSTELLER, (Reading("height"), Reading("weight")), HERE)
    assert base(seen(trace), mosteller) == 2
    assert value_of(seen(of_x()), mosteller) is None
