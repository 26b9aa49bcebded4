"""Monitors of claims that are kept or broken: on each day, in an order, in any stretch of time, by the sum of doses."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, Protocol, assert_never

from protolang.execution.evaluate import Truth
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import Claim
from protolang.model.term import Total
from protolang.quantity import Quantity, Root
from protolang.verify.walk.monitors import AFTER, BEFORE, BROKEN_CLAIM, Evening, Seen, State, Stretch


class Day(NamedTuple):
    """A day as a rule of a claim sees it: whether it is looked at, and whether it is the last that is."""

    evening: Evening
    looked_at: bool
    last: bool


class Rule(Protocol):
    """What one kind of claim remembers: `begin` at first, `after` each day, or BROKEN_CLAIM."""

    begin: State = None

    def after(self, state: State, day: Day) -> State:
        """The state after a day."""
        ...

    def rests(self, state: State, evening: Evening) -> bool:
        """Whether days like this one change nothing but how long ago things were."""
        ...


class Watching:
    """A rule on its stretch. Of every course it ends one that breaks it, else it says so where the course completes."""

    def __init__(self, rule: Rule, stretch: Stretch, *, every_course: bool) -> None:
        self.rule, self.stretch, self.every_course = rule, stretch, every_course
        self.start: State = (stretch.start, rule.begin)

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """One state; `observed` is 1 where a course that is over has broken the claim."""
        where, inner = _parts(state)
        at, looked_at = self.stretch.after(where, evening)
        if inner != BROKEN_CLAIM:
            last = looked_at and (evening.ended or at == AFTER)
            inner = self.rule.after(inner, Day(evening, looked_at, last))
        if inner == BROKEN_CLAIM and self.every_course:
            yield Seen(BROKEN_CLAIM)
        else:
            yield Seen((at, inner), observed=int(inner == BROKEN_CLAIM and evening.ended))

    def rests(self, state: State, evening: Evening) -> bool:
        """Where the stretch stays and the rule does."""
        where, inner = _parts(state)
        return self.stretch.rests(where, evening) and (inner == BROKEN_CLAIM or self.rule.rests(inner, evening))


def _parts(state: State) -> tuple[int, State]:
    if isinstance(state, tuple) and isinstance(state[0], int):
        return state[0], state[1]
    return BEFORE, None


class Holding(Rule):
    """`always`, `never` and `eventually`; what is remembered is whether it has held."""

    begin: State = False

    def __init__(self, claim: Holds) -> None:
        self.claim = claim

    def after(self, state: State, day: Day) -> State:
        """Broken on a day on which it fails, holds, or has not held to the last."""
        truth = day.evening.truth(self.claim.condition)
        match self.claim.quantifier:
            case Quantifier.ALWAYS:
                return BROKEN_CLAIM if day.looked_at and truth is Truth.FAILS else state
            case Quantifier.NEVER:
                return BROKEN_CLAIM if day.looked_at and truth is Truth.HOLDS else state
            case Quantifier.EVENTUALLY:
                held = bool(state) or (day.looked_at and truth is Truth.HOLDS)
                return BROKEN_CLAIM if day.last and not held else held
            case _:
                assert_never(self.claim.quantifier)

    def rests(self, state: State, evening: Evening) -> bool:
        """A day that looks so breaks nothing and brings nothing."""
        truth = evening.truth(self.claim.condition)
        match self.claim.quantifier:
            case Quantifier.ALWAYS:
                return truth is not Truth.FAILS
            case Quantifier.NEVER:
                return truth is not Truth.HOLDS
            case Quantifier.EVENTUALLY:
                return bool(state) or truth is not Truth.HOLDS
            case _:
                assert_never(self.claim.quantifier)


class Answering(Rule):
    """`leads to`: the days since the oldest trigger that was not answered, None without one."""

    def __init__(self, claim: LeadsTo, within: int) -> None:
        self.claim, self.within = claim, within

    def after(self, state: State, day: Day) -> State:
        """Broken when the time is over, or the course is."""
        waited = state + day.evening.days if isinstance(state, int) else None
        if waited is not None and waited > self.within:
            return BROKEN_CLAIM
        if waited is None and day.looked_at and day.evening.holds(self.claim.trigger):
            waited = 0
        if waited is not None and day.evening.holds(self.claim.response):
            waited = None
        return BROKEN_CLAIM if waited is not None and day.evening.ended else waited

    def rests(self, state: State, evening: Evening) -> bool:
        """While nothing is asked, or nothing answers."""
        if state is None:
            return not evening.holds(self.claim.trigger) or evening.holds(self.claim.response)
        return not evening.holds(self.claim.response)


class Preparing(Rule):
    """`only after`: the days since the condition last held, at most one more than matters; None if it never did."""

    def __init__(self, claim: OnlyAfter, within: int | None) -> None:
        self.claim, self.within = claim, within

    def after(self, state: State, day: Day) -> State:
        """Broken by a dose before which it did not hold, or too long ago."""
        if day.evening.holds(self.claim.condition):
            return 0
        # what held on the evening before held on all days that were passed over
        age = None if not isinstance(state, int) else 1 if state == 0 else state + day.evening.days
        late = age is None or (self.within is not None and age > self.within)
        if late and day.looked_at and day.evening.doses(self.claim.subject):
            return BROKEN_CLAIM
        return None if age is None else min(age, 1 if self.within is None else self.within + 1)

    def rests(self, state: State, evening: Evening) -> bool:
        """While it goes on holding, or not."""
        return evening.holds(self.claim.condition) == (state == 0)


class Excluding(Rule):
    """`never while`: nothing is remembered."""

    def __init__(self, claim: NeverWhile) -> None:
        self.claim = claim

    def after(self, state: State, day: Day) -> State:
        """Broken by a dose on a day on which the condition holds."""
        given = day.looked_at and day.evening.doses(self.claim.subject)
        return BROKEN_CLAIM if given and day.evening.holds(self.claim.condition) else None

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose breaks nothing."""
        return True


class Crowding(Rule):
    """`at most n in any`: how long ago each administration of the last `window` days was, the newest first."""

    begin: State = ()

    def __init__(self, subject: str, high: int, window: int) -> None:
        self.subject, self.high, self.window = subject, high, window

    def after(self, state: State, day: Day) -> State:
        """Broken by one more than there may be."""
        ages = _older(state, day.evening.days, self.window)
        if day.looked_at:
            ages = (0,) * day.evening.doses(self.subject) + ages
        return BROKEN_CLAIM if len(ages) > self.high else ages

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose only makes the others older."""
        return True


class Thinning(Rule):
    """`at least n in any`, `in every window`: the ages of the last administrations, the days looked at so far (at most
    a window), and whether a window had too few that counts once it is followed by a dose."""

    begin: State = (None, (), False)

    def __init__(self, subject: str, low: int, window: int, *, limited: bool) -> None:
        self.subject, self.low, self.window, self.limited = subject, low, window, limited

    def after(self, state: State, day: Day) -> State:
        """Broken by a window with too few that lies within the days looked at."""
        begun, ages, thin = _thinning(state)
        doses = day.evening.doses(self.subject) if day.looked_at else 0
        if not day.looked_at and begun is None:
            return state
        days = day.evening.days
        if begun is not None:
            # the window that ended on the day before, which had the fewest of all that were passed over
            before = begun + days - 1
            if days > 1 and before + 1 >= self.window and len(_older(ages, days - 1, self.window)) < self.low:
                thin = True
            begun = min(begun + days, self.window)
        elif self.limited or doses:
            begun = 0
        ages = (0,) * doses + _older(ages, days, self.window)
        if begun is not None and begun + 1 >= self.window and len(ages) < self.low:
            thin = True
        if thin and day.looked_at and (self.limited or doses):
            return BROKEN_CLAIM
        return begun, ages[: self.low], thin

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose is weighed with the next."""
        return True


class Spacing(Rule):
    """SPACING: the days since the last administration (at most one more than matters), and whether two were near."""

    begin: State = (None, None)

    def __init__(self, claim: Claim, low: int | None, high: int | None) -> None:
        self.claim, self.low, self.high = claim, low, high
        self.most = max(low or 0, high or 0) + 1

    def after(self, state: State, day: Day) -> State:
        """Broken by two that are too near; or, at the end, where all were too far."""
        clock, near = state if isinstance(state, tuple) else (None, None)
        now = None if clock is None else min(clock + day.evening.days, self.most)
        doses = day.evening.doses(self.claim.subject, self.claim.during) if day.looked_at else 0
        for _ in range(doses):
            if now is not None:
                if self.low is not None and now < self.low:
                    return BROKEN_CLAIM
                near = bool(near) or (self.high is not None and now <= self.high)
            now = 0
        if day.last and self.high is not None and near is False:
            return BROKEN_CLAIM
        return now, near

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose only makes the last one older."""
        return True


class Summing(Rule):
    """TOTAL: the sum so far in base units; `unknown` once an amount is not known exactly."""

    begin: State = Fraction(0)

    def __init__(self, claim: Claim) -> None:
        self.claim, self.unknown = claim, False
        self.term = Total(claim.subject, claim.basis, claim.during)

    def after(self, state: State, day: Day) -> State:
        """Broken when it is too much; or, at the end, too little."""
        if not isinstance(state, Fraction):
            return state
        total = state
        for item in day.evening.given if day.looked_at else ():
            if item.subject != self.claim.subject or self.claim.during not in (None, item.state):
                continue
            amount: Root | None = item.amount
            if self.claim.basis is not None:
                rate = dict(item.rates).get(self.claim.basis)
                amount = None if rate is None else Root(rate.base)
            exact = None if amount is None else amount.rational
            if exact is None:
                self.unknown = True
                return "unknown"
            total += exact
        low, high = self.claim.low, self.claim.high
        if high is not None and isinstance(high.value, Quantity):
            if total > high.value.base or (total == high.value.base and not high.inclusive):
                return BROKEN_CLAIM
        elif low is not None and isinstance(low.value, Quantity):
            enough = total > low.value.base or (total == low.value.base and low.inclusive)
            # more than enough is enough
            total = min(total, low.value.base + 1) if enough else total
            return BROKEN_CLAIM if day.last and not enough else total
        return total

    def rests(self, state: State, evening: Evening) -> bool:
        """A day without a dose adds nothing."""
        return True


def _older(state: State, days: int, window: int) -> tuple[int, ...]:
    ages = state if isinstance(state, tuple) else ()
    return tuple(age + days for age in ages if age + days < window)


def _thinning(state: State) -> tuple[int | None, tuple[int, ...], bool]:
    match state:
        case (begun, tuple(ages), bool(thin)) if begun is None or isinstance(begun, int):
            return begun, ages, thin
        case _:
            return None, (), False


def of_window(claim: EveryWindow | Rate, window: int, *, limited: bool) -> Rule:
    """The rule of a claim about any stretch of time; of a rate that part which its limits leave."""
    match claim:
        case EveryWindow(subject=subject):
            return Thinning(subject, 1, window, limited=limited)
        case Rate(subject=subject, low=low, high=high):
            if high is not None:
                return Crowding(subject, high, window)
            return Thinning(subject, low or 0, window, limited=limited)
        case _:
            assert_never(claim)
