"""What a scenario expects, held against the course that was run. In: a Trace. Out: what was found instead, or nothing.

A condition is looked at on its day. What lasts for one day only (a phase, a dose, an event) is looked for on that day,
or with `by` on any day up to it, so that `not given(x) by day 9` says that `x` was never given until then.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import attrs

from protolang.execution.evaluate import Snapshot, Truth, conjunction, negation
from protolang.execution.retrospect import evening
from protolang.execution.run import measure
from protolang.execution.standing import phase_on
from protolang.execution.state import Status
from protolang.execution.terms import value_of
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.model.expression import (
    All,
    Any,
    Bound,
    Claim,
    Compare,
    Consecutive,
    CourseEnded,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Measure,
    Monotone,
    Not,
    Occurred,
    Once,
    Several,
)
from protolang.model.parts import all_terms
from protolang.model.scenario import AlertExpected, Expectation
from protolang.model.term import Constant, DoseGiven, LevelValue, Operand, ParameterValue, Reading
from protolang.quantity import CalendarMonths, Days, Interval, Quantity, Root, Unit, decimal_text


@attrs.frozen
class Failure:
    """An expectation that was not met, and what was found instead; the entries of the log up to its day led there."""

    expectation: Expectation
    found: str


def check(trace: Trace, expectation: Expectation) -> Failure | None:
    """None when the expectation is met."""
    last = trace.final.day
    if expectation.day is None and not trace.final.ended:
        return Failure(expectation, f"the course had not ended by {moment(trace, last)}")
    found = _found_instead(trace, expectation)
    return None if found is None else Failure(expectation, found)


def _found_instead(trace: Trace, expectation: Expectation) -> str | None:
    claim = expectation.claim
    match claim:
        case Claim():
            value = measure(trace, claim, by=_day(trace, expectation))
            held = within(claim, value, trace.final.start, trace.machine.resolution.per_day)
            return None if held else f"it was {_measured(trace, claim, value)}"
        case CourseEnded():
            ended = ended_on(trace)
            if ended is not None and (expectation.day is None or ended <= expectation.day):
                return None
            return "it had not ended" if ended is None else f"it ended on {moment(trace, ended)}"
        case AlertExpected():
            return _alert(trace, claim, expectation)
        case _:
            truth = _Looked(trace, expectation).truth(claim)
            return None if truth is Truth.HOLDS else _told(trace, expectation, claim, truth)


def _day(trace: Trace, expectation: Expectation) -> int:
    # after the end of the course nothing changes any more
    last = trace.final.day
    return last if expectation.day is None else min(expectation.day, last)


def moment(trace: Trace, tick: int) -> str:
    """`day 12`; with a finer clock `day 1 hour 6`, days as the interpreter counts them, from 0."""
    resolution = trace.machine.resolution
    day, rest = divmod(tick, resolution.per_day)
    return f"day {day}" if not rest else f"day {day} {resolution.name} {rest}"


# ---- conditions ------------------------------------------------------------------------------------------------


@attrs.frozen
class _Looked:
    """How an expectation looks at a course: on one day, and for what passes on every day that it allows."""

    trace: Trace
    expectation: Expectation

    def truth(self, claim: Expression) -> Truth:
        match claim:
            case All(operands):
                return conjunction(self.truth(item) for item in operands)
            case Any(operands):
                return negation(conjunction(negation(self.truth(item)) for item in operands))
            case Not(operand):
                return negation(self.truth(operand))
            case Several(count, operands):
                truths = [self.truth(item) for item in operands]
                holding = truths.count(Truth.HOLDS)
                possible = holding + truths.count(Truth.UNKNOWN)
                return Truth.HOLDS if holding >= count else Truth.UNKNOWN if possible >= count else Truth.FAILS
            case InPhase(phase):
                days = self._days(passing=self.expectation.by)
                return _decided(phase in phase_on(self.trace, min(day, self.trace.final.day)) for day in days)
            case GivenToday() | Occurred():
                return self._on_some_day(claim)
            case Compare(left, _, right) if any(
                isinstance(term, DoseGiven) for side in (left, right) for term in all_terms(side)
            ):
                return self._on_some_day(claim)
            case Compare() | Fact() | Once() | Ended() | Is() | Lasting() | Consecutive() | Monotone():
                return evening(self.trace, _day(self.trace, self.expectation)).truth(claim)
            case _:
                assert_never(claim)

    def _on_some_day(self, claim: Expression) -> Truth:
        last = self.trace.final.day
        found = Truth.FAILS
        for day in self._days(passing=self.expectation.by or self.expectation.day is None):
            # a course that is over gives nothing any more
            truth = evening(self.trace, day).truth(claim) if day <= last else Truth.FAILS
            if truth is Truth.HOLDS:
                return truth
            # no dose on a day has no amount: that is no doubt about it
            found = Truth.UNKNOWN if truth is Truth.UNKNOWN and not _without_dose(self.trace, day, claim) else found
        return found

    def _days(self, *, passing: bool) -> range:
        day = self.expectation.day
        last = self.trace.final.day if day is None else day
        return range(min(last, self.trace.final.day) + 1) if passing else range(last, last + 1)


def _decided(found: Iterable[bool]) -> Truth:
    return Truth.HOLDS if any(found) else Truth.FAILS


def _without_dose(trace: Trace, day: int, claim: Expression) -> bool:
    match claim:
        case Compare(left, _, right):
            terms = (term for side in (left, right) for term in all_terms(side))
            drugs = {term.drug for term in terms if isinstance(term, DoseGiven)}
            given = {item.subject for item in trace.states[day].given if item.day == day}
            return not drugs <= given
        case _:
            return False


def ended_on(trace: Trace) -> int | None:
    """The day on which the last track ended or was stopped; None while one goes on."""
    if not trace.final.ended:
        return None
    return max(
        (region.since or 0 for region in trace.final.regions if region.status in (Status.DONE, Status.STOPPED)),
        default=0,
    )


# ---- alerts ----------------------------------------------------------------------------------------------------


def alert_name(entry: LogEntry) -> str:
    """What an alert is called in a scenario: the exact text that its author gave it, else `no row`, `unscheduled` …"""
    if entry.kind is EntryKind.TOLD:
        return dict(entry.values).get("text", entry.subject)
    return entry.kind.name.lower().replace("_", " ")


def _alert(trace: Trace, claim: AlertExpected, expectation: Expectation) -> str | None:
    day, whole = expectation.day, expectation.by or expectation.day is None
    alerts = [
        entry
        for entry in trace.entries
        if entry.kind.alerts and (entry.day == day if not whole else day is None or entry.day <= day)
    ]
    wanted = None if claim.text is None else " ".join(claim.text.split())
    matching = [entry for entry in alerts if wanted is None or " ".join(alert_name(entry).split()) == wanted]
    if claim.absent:
        if not matching:
            return None
        first = matching[0]
        return f"on {moment(trace, first.day)} there was one: {_named(first)}"
    if matching:
        return None
    if not alerts:
        return "there was no alert" + ("" if whole else " on that day")
    others = ", ".join(f"{_named(entry)} on {moment(trace, entry.day)}" for entry in alerts[-3:])
    return f"the alerts were {others}" if len(alerts) > 1 else f"the only alert was {others}"


def _named(entry: LogEntry) -> str:
    name = alert_name(entry)
    return f"`{name}`" if entry.kind is EntryKind.TOLD else f"`{name}` of `{entry.subject}`"


# ---- what was found instead ------------------------------------------------------------------------------------

_WORDS = {Truth.HOLDS: "true", Truth.FAILS: "false", Truth.UNKNOWN: "unknown"}


def _told(trace: Trace, expectation: Expectation, claim: Expression, truth: Truth) -> str:
    day = _day(trace, expectation)
    match claim:
        case InPhase():
            found = ", ".join(f"`{item}`" for item in phase_on(trace, day)) or "no phase, every track had ended"
            return f"on {moment(trace, day)} it was {found}"
        case GivenToday(drug):
            return _last_given(trace, drug, day)
        case Compare(DoseGiven(drug) as left, _, right):
            on = [item.day for item in trace.states[day].given if item.subject == drug]
            dosed = max(on, default=None)
            if dosed is None or (dosed != expectation.day and not expectation.by and expectation.day is not None):
                return _last_given(trace, drug, day)
            shown = _shown(evening(trace, dosed), left, right)
            return f"on {moment(trace, dosed)} it was {shown}"
        case Compare(left, _, right):
            shown = _shown(evening(trace, day), left, right)
            return f"on {moment(trace, day)} it was {shown}"
        case _:
            return f"on {moment(trace, day)} it was {_WORDS[truth]}"


def _last_given(trace: Trace, drug: str, day: int) -> str:
    given = [item.day for item in trace.states[day].given if item.subject == drug]
    if not given:
        return f"no `{drug}` had been given"
    return f"the last `{drug}` was given on {moment(trace, max(given))}"


def _shown(snapshot: Snapshot, left: Operand, right: Operand) -> str:
    """What stands on the left of a comparison, in the unit of what stands on the right."""
    value = value_of(snapshot, left)
    unit = _unit_of(snapshot, right) or _unit_of(snapshot, left)
    match value:
        case None:
            return "unknown"
        case Root():
            return _in_unit(value, unit)
        case Interval():
            return str(value if unit is None else value.scaled(1 / unit.factor)) + ("" if unit is None else f" {unit}")
        case _:
            assert_never(value)


def _in_unit(value: Root, unit: Unit | None) -> str:
    shown = value if unit is None else value.times(1 / unit.factor)
    exact = shown.rational
    text = shown.decimal_text(6) if exact is None else decimal_text(exact)
    return text if unit is None else f"{text} {unit}".rstrip()


def _unit_of(snapshot: Snapshot, term: Operand) -> Unit | None:
    machine = snapshot.machine
    match term:
        case Constant(quantity):
            return quantity.unit
        case ParameterValue(name):
            value = next(item.value for item in machine.parameters if item.id == name)
            return value.unit if isinstance(value, Quantity) else None
        case Reading(name):
            return next((item.unit for item in (*machine.labs, *machine.attributes) if item.id == name), None)
        case LevelValue(name):
            return next((item.unit for item in machine.levels if item.id == name), None)
        case _:
            return None


def _measured(trace: Trace, claim: Claim, value: int) -> str:
    if claim.measure is Measure.COUNT:
        return str(value)
    per_day = trace.machine.resolution.per_day
    return (f"{value} day" if value == 1 else f"{value} days") if per_day == 1 else str(Days(value, per_day))


def within(claim: Claim, value: int, anchor: date, per_day: int = 1) -> bool:
    """Whether `value` (administrations, or clock ticks from civil date `anchor`) satisfies the claim."""
    if claim.low is not None:
        limit = _limit(claim.low, anchor, per_day)
        if value < limit or (value == limit and not claim.low.inclusive):
            return False
    if claim.high is not None:
        limit = _limit(claim.high, anchor, per_day)
        if value > limit or (value == limit and not claim.high.inclusive):
            return False
    return True


def _limit(bound: Bound, anchor: date, per_day: int) -> int:
    match bound.value:
        case int(count):
            return count
        case Days(count=count, per_day=clock) if per_day > 1:
            return count * per_day // clock
        case Days() | CalendarMonths() as duration:
            return (duration.after(anchor) - anchor).days * per_day
        case Quantity():
            raise ValueError("a total is no number of days")
        case _:
            assert_never(bound.value)
