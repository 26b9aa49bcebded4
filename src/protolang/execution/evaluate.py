"""Guards in Kleene's three-valued logic (R5): a missing, pending or stale value is UNKNOWN, never false."""

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import islice, pairwise
from typing import assert_never

import attrs

from protolang.execution.event import Observation
from protolang.execution.seen import Seen
from protolang.execution.state import Status
from protolang.execution.terms import Value, value_of
from protolang.machine.statechart import Machine
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Monotone,
    Not,
    Occurred,
    Once,
    Operator,
    Several,
)
from protolang.model.parts import parts_of, readings_of
from protolang.model.treatment import DerivedAttribute, MissingPolicy, Trigger
from protolang.quantity import Duration, Interval, Root


class Truth(Enum):
    """The three outcomes of a guard."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


_DECIDED = {True: Truth.HOLDS, False: Truth.FAILS, None: Truth.UNKNOWN}


def conjunction(truths: Iterable[Truth]) -> Truth:
    """FAILS wins over UNKNOWN, UNKNOWN over HOLDS."""
    result = Truth.HOLDS
    for truth in truths:
        if truth is Truth.FAILS:
            return Truth.FAILS
        if truth is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def negation(truth: Truth) -> Truth:
    """Unknown stays unknown."""
    return {Truth.HOLDS: Truth.FAILS, Truth.FAILS: Truth.HOLDS, Truth.UNKNOWN: Truth.UNKNOWN}[truth]


def compare(left: Root, operator: Operator, right: Root) -> bool:
    """`left operator right`, exactly as written."""
    sign = left.compared(right)
    match operator:
        case Operator.BELOW:
            return sign < 0
        case Operator.AT_MOST:
            return sign <= 0
        case Operator.EQUAL:
            return sign == 0
        case Operator.AT_LEAST:
            return sign >= 0
        case Operator.ABOVE:
            return sign > 0
        case _:
            assert_never(operator)


def _compare_values(left: Value | None, operator: Operator, right: Value | None) -> Truth:
    if left is None or right is None:
        return Truth.UNKNOWN
    if isinstance(left, Root) and isinstance(right, Root):
        return _DECIDED[compare(left, operator, right)]
    # R5: a censored value decides only where all it may be lies on one side
    one, two = _interval(left), _interval(right)
    return Truth.UNKNOWN if one is None or two is None else _DECIDED[one.compare(operator.value, two)]


def _interval(value: Value) -> Interval | None:
    match value:
        case Interval():
            return value
        case Root():
            exact = value.rational
            return None if exact is None else Interval.point(exact)
        case _:
            assert_never(value)


@attrs.frozen
class Snapshot(Seen):
    """What all guards of one day see (R7), and what they are."""

    # ---- guards ----

    def truth(self, expression: Expression) -> Truth:
        """The truth of a guard on this day."""
        match expression:
            case Compare(left, operator, right):
                return _compare_values(value_of(self, left), operator, value_of(self, right))
            case Is(name, _, index):
                return self._is(name, index)
            case All(operands):
                return conjunction(self.truth(item) for item in operands)
            case Any(operands):
                return negation(conjunction(negation(self.truth(item)) for item in operands))
            case Several(count, operands):
                truths = [self.truth(item) for item in operands]
                holding = truths.count(Truth.HOLDS)
                if holding >= count:
                    return Truth.HOLDS
                return Truth.UNKNOWN if holding + truths.count(Truth.UNKNOWN) >= count else Truth.FAILS
            case Not(operand):
                return negation(self.truth(operand))
            case Fact(trigger):
                return self.truth(self.fact(trigger).when)
            case Once(trigger):
                return Truth.HOLDS if trigger in self.patient.once else self.truth(self.fact(trigger).when)
            case Lasting(trigger, time):
                return self._lasting(trigger, time)
            case Consecutive():
                return self._consecutive(expression)
            case Monotone(lab, rising, count):
                return self._monotone(lab, count, rising=rising)
            case Occurred(event):
                return _DECIDED[event in self.events]
            case Ended(track):
                # R25: an ended track is a pseudo-phase
                return _DECIDED[self.region(track).status in (Status.DONE, Status.STOPPED)]
            case InPhase(phase):
                return _DECIDED[
                    any(
                        region.state == phase and region.entry <= self.day and region.status in _AT_WORK
                        for region in self.patient.regions
                    )
                ]
            case GivenToday(drug):
                return _DECIDED[any((item.day, item.subject) == (self.day, drug) for item in self.patient.given)]
            case _:
                assert_never(expression)

    def _is(self, name: str, index: int) -> Truth:
        values = {item.low for item in self.values(name)}
        if not values or (len(values) > 1 and index in values):
            return Truth.UNKNOWN
        return _DECIDED[values == {index}]

    def _lasting(self, trigger: str, time: Duration) -> Truth:
        today = self.truth(self.fact(trigger).when)
        if today is not Truth.HOLDS:
            return today
        since = self.patient.holding.get(trigger)
        return _DECIDED[since is not None and self.day - since >= self.ticks(time)]

    def _consecutive(self, asked: Consecutive) -> Truth:
        if not self.values(asked.lab):
            return Truth.UNKNOWN
        run: list[Observation] = []
        doubtful = False
        for item in self.newest_results(asked.lab):
            truth = attrs.evolve(self, pinned={**self.pinned, asked.lab: (item,)}).truth(asked.condition)
            if truth is Truth.FAILS:
                break
            doubtful = doubtful or truth is Truth.UNKNOWN
            run.append(item)
            if len(run) >= asked.count and self._apart(asked, run[0].sampled - item.sampled):
                return Truth.UNKNOWN if doubtful else Truth.HOLDS
        return Truth.FAILS

    def _apart(self, asked: Consecutive, ticks: int) -> bool:
        least = 0 if asked.least is None else self.ticks(asked.least)
        return least <= ticks and (asked.most is None or ticks <= self.ticks(asked.most))

    def _monotone(self, lab: str, count: int, *, rising: bool) -> Truth:
        results = tuple(islice(self.newest_results(lab), count))[::-1]
        if len(results) < count or not self.values(lab):
            return Truth.UNKNOWN
        values = [self.in_base(item) for item in results]
        pairs = pairwise(values if rising else values[::-1])
        return conjunction(_DECIDED[later.compare(">", earlier)] for earlier, later in pairs)

    # ---- what is not known ----

    def policy(self, expression: Expression) -> MissingPolicy:
        """What follows from `expression` being unknown today (R6): the strictest policy of what makes it so."""
        return strictest(frozenset(said for _, said in self._unknown(expression)))

    def unknown_protected(self, expression: Expression) -> tuple[Trigger | Expression, ...]:
        """The triggers and bare conditions that make `expression` unknown today and ask for a measurement (R6)."""
        return tuple(item for item, said in self._unknown(expression) if said is MissingPolicy.PROTECT)

    def _unknown(self, expression: Expression) -> Iterator[tuple[Trigger | Expression, MissingPolicy]]:
        match expression:
            case Fact(trigger) | Once(trigger) | Lasting(trigger):
                fact = self.fact(trigger)
                if self.truth(expression) is not Truth.UNKNOWN:
                    return
                if fact.fact:
                    # a fact only names a condition, so what is unknown in it speaks for itself
                    yield from self._unknown(fact.when)
                else:
                    # where the author did not say, nothing is done on an unknown result
                    yield fact, fact.missing or MissingPolicy.PERMIT
            case All() | Any() | Not() | Several():
                for part in parts_of(expression):
                    yield from self._unknown(part)
            case Compare() | Is() | Consecutive() | Monotone() | Occurred() | Ended() | GivenToday() | InPhase():
                # a comparison without a name follows the policy of the protocol, else what depends on it is not done
                if self.truth(expression) is Truth.UNKNOWN:
                    yield expression, self.machine.missing or MissingPolicy.PERMIT
            case _:
                assert_never(expression)


_AT_WORK = (Status.RUNNING, Status.HELD)


def strictest(policies: frozenset[MissingPolicy]) -> MissingPolicy:
    """The policy that wins where several facts are unknown (R6)."""
    for policy in (MissingPolicy.PROTECT, MissingPolicy.PERMIT):
        if policy in policies:
            return policy
    return MissingPolicy.ELECTIVE


def labs_of(machine: Machine, expression: Expression) -> tuple[str, ...]:
    """The labs and recorded attributes an expression reads, through the facts it names, without repeats."""
    return tuple(dict.fromkeys(_labs(machine, expression)))


def _labs(machine: Machine, expression: Expression) -> Iterator[str]:
    match expression:
        case Compare(left, _, right):
            for side in (left, right):
                for name in readings_of(side):
                    yield from recorded(machine, name)
        case Is(name) | Consecutive(name) | Monotone(name):
            yield name
        case Fact(trigger) | Once(trigger) | Lasting(trigger):
            yield from _labs(machine, next(fact for fact in machine.facts if fact.id == trigger).when)
        case All() | Any() | Not() | Several() | Occurred() | Ended() | GivenToday() | InPhase():
            pass
        case _:
            assert_never(expression)
    for part in parts_of(expression):
        yield from _labs(machine, part)


def recorded(machine: Machine, name: str) -> tuple[str, ...]:
    """What must be measured or recorded for `name` to have a value."""
    for item in machine.attributes:
        if item.id == name and isinstance(item, DerivedAttribute):
            return tuple(found for read in readings_of(item.value) for found in recorded(machine, read))
    return (name,)
