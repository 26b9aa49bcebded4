"""Looks for a patient whom two machines treat differently: both are walked side by side, told the same.

Until the first difference both sides ask for the same and do the same, so one patient serves both. All patients are
followed day by day, breadth first; two of whom both machines will say the same from here on are followed as one, and
days on which nothing can happen are passed over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import attrs

from protolang.compare.answers import Answers
from protolang.compare.difference import DifferenceKind
from protolang.compare.walking import Answer, Opened, Seen, Walker
from protolang.execution.run import EXAMPLE_START
from protolang.execution.state import PatientState, Status
from protolang.execution.step import begin

MOST_ANSWERS = 64
"""Combinations of results of one day that are tried; beyond them one result at a time is varied."""


class Told(NamedTuple):
    """What is said of the patient on one day: results, events, and (drug, due day, missed for good) not given."""

    day: int
    answers: tuple[Answer, ...]
    events: tuple[str, ...]
    withheld: tuple[tuple[str, int, bool], ...]


class Pair(NamedTuple):
    """One patient on both sides at the end of a day. `story` is all that was told, newest first, as linked pairs."""

    one: PatientState
    two: PatientState
    sizes: tuple[tuple[str, Fraction], ...]
    story: "Story | None"
    cost: int


class Story(NamedTuple):
    """A day and the days before it."""

    told: Told
    before: "Story | None"


class Day(NamedTuple):
    """One way the next day can go; `kinds` says in what the sides differ on it."""

    pair: Pair
    kinds: tuple[DifferenceKind, ...]
    quiet: bool


class Found(NamedTuple):
    """A patient whom the sides treat differently for the first time on `day`."""

    pair: Pair
    day: int
    kinds: tuple[DifferenceKind, ...]

    @property
    def late(self) -> bool:
        """Whether a dose is late or missed."""
        return any(told.withheld for told in days_of(self.pair.story))

    @property
    def odd(self) -> bool:
        """Whether a dose is late or missed, or a result that is asked for does not come."""
        missing = any(value is None for told in days_of(self.pair.story) for _, value in told.answers)
        return missing or self.late


class Swept(NamedTuple):
    """What following every patient brought. Without `found`, none differs to the end of day `until`.

    `complete`: all were followed to the end of their courses.
    """

    found: Found | None
    until: int
    complete: bool

    def shows(self, day: int) -> bool:
        """Whether none of the patients differs before `day`."""
        return self.found is not None or self.complete or self.until >= day - 1


class Manner(NamedTuple):
    """Which patients are followed: those of whom a result can be missing, those who can miss a dose."""

    missing: bool = False
    withhold: bool = False


Choose = Callable[[int, str], Iterable[Fraction | None]]
"""The values to try for a lab on a day."""


class Search:
    """The search on one pair of machines. `spent` counts days of patients, on both sides together."""

    def __init__(self, one: Walker, two: Walker, answers: Mapping[str, Answers]) -> None:
        self.one, self.two, self.answers = one, two, answers
        self.events = tuple(sorted(one.events | two.events))
        tracks = [{region.name for region in walker.machine.regions} for walker in (one, two)]
        self._tracks = tracks[0] & tracks[1]
        phases = [
            {(region.name, state.name) for region in walker.machine.regions for state in region.states}
            for walker in (one, two)
        ]
        self._phases = phases[0] & phases[1]
        self.states = 0
        self.narrowed = False

    @property
    def spent(self) -> int:
        """Days of patients so far."""
        return self.one.steps + self.two.steps

    def root(self, sizes: Mapping[str, Fraction]) -> Pair:
        """A patient of these sizes before day 0."""
        start = EXAMPLE_START
        named = tuple(sorted(sizes.items()))
        return Pair(begin(self.one.machine, start), begin(self.two.machine, start), named, None, 0)

    # ---- one day ----

    def next_days(self, pair: Pair, events: tuple[str, ...], choose: Choose, *, withhold: bool) -> Iterator[Day]:
        """Every way the next day can go when `events` happen on it."""
        sizes = dict(pair.sizes)
        for one, two, answers in self._opened(pair, sizes, events, choose, (), ()):
            yield from self._closed(pair, events, one, two, answers, frozenset())
            if not withhold:
                continue
            due = {(item.subject, item.due) for item in one[0].doses} & {(i.subject, i.due) for i in two[0].doses}
            for drug in sorted({subject for subject, _ in due}):
                # a day that was opened cannot be closed twice
                first = self.one.open(pair.one, sizes, events, one[1]), one[1]
                second = self.two.open(pair.two, sizes, events, two[1]), two[1]
                yield from self._closed(pair, events, first, second, answers, frozenset({drug}))

    def _opened(
        self,
        pair: Pair,
        sizes: dict[str, Fraction],
        events: tuple[str, ...],
        choose: Choose,
        ours: tuple[Answer, ...],
        theirs: tuple[Answer, ...],
    ) -> Iterator[tuple["_Side", "_Side", tuple[Answer, ...]]]:
        one = self.one.open(pair.one, sizes, events, ours)
        two = self.two.open(pair.two, sizes, events, theirs)
        wanted = sorted(one.asked | two.asked)
        if not wanted:
            yield (one, ours), (two, theirs), tuple(dict.fromkeys((*ours, *theirs)))
            return
        day = pair.one.day + 1
        options: list[list[Fraction | None]] = [
            [sizes[name]] if name in sizes else list(choose(day, name)) for name in wanted
        ]
        for chosen in self._combined(options):
            named = tuple(zip(wanted, chosen, strict=True))
            mine = tuple(item for item in named if item[0] in one.asked)
            yours = tuple(item for item in named if item[0] in two.asked)
            yield from self._opened(pair, sizes, events, choose, (*ours, *mine), (*theirs, *yours))

    def _combined(self, options: list[list[Fraction | None]]) -> Iterator[tuple[Fraction | None, ...]]:
        count = 1
        for values in options:
            count *= len(values)
        if count <= MOST_ANSWERS:
            yield from product(*options)
            return
        self.narrowed = True
        base = [values[0] for values in options]
        yield tuple(base)
        for at, values in enumerate(options):
            for value in values[1:]:
                yield (*base[:at], value, *base[at + 1 :])

    def _closed(
        self,
        pair: Pair,
        events: tuple[str, ...],
        one: "_Side",
        two: "_Side",
        answers: tuple[Answer, ...],
        withheld: frozenset[str],
    ) -> Iterator[Day]:
        due = {item.subject: item.due for item in one[0].doses if item.subject in withheld}
        left = self.one.close(one[0], withheld, frozenset(name for name, _ in one[1]))
        right = self.two.close(two[0], withheld, frozenset(name for name, _ in two[1]))
        missed = left.missed & right.missed
        told = Told(
            left.patient.day, answers, events, tuple((drug, day, drug in missed) for drug, day in sorted(due.items()))
        )
        silent = not (answers or events or withheld)
        story = pair.story if silent else Story(told, pair.story)
        cost = pair.cost + 4 * len(withheld) + 3 * len(events) + self._oddity(pair, answers)
        after = Pair(left.patient, right.patient, pair.sizes, story, cost)
        quiet = left.quiet and right.quiet and silent
        yield Day(after, self.differing(left.seen, right.seen), quiet)

    def _oddity(self, pair: Pair, answers: tuple[Answer, ...]) -> int:
        """How much a day adds to a patient's story: results that change, results that are missing."""
        changed = sum(value != last_value(pair.story, name) for name, value in answers)
        return changed + 2 * sum(value is None for _, value in answers)

    # ---- what counts as a difference ----

    def differing(self, one: Seen, two: Seen) -> tuple[DifferenceKind, ...]:
        """In what two sides differ on a day."""
        found = []
        if (one.stopped, one.ended) != (two.stopped, two.ended):
            found.append(DifferenceKind.STOP)
        if one.given != two.given:
            found.append(DifferenceKind.GIVEN)
        if one.measured != two.measured:
            found.append(DifferenceKind.MEASURED)
        mine, yours = self._compared(one), self._compared(two)
        common = sorted(set(mine) & set(yours))
        held = Status.HELD.value
        if any((mine[name][1] == held) != (yours[name][1] == held) for name in common):
            found.append(DifferenceKind.HELD)
        if one.alerts != two.alerts:
            found.append(DifferenceKind.ALERT)
        if any(self._apart(name, mine[name][0], yours[name][0]) for name in common):
            found.append(DifferenceKind.PLACE)
        return tuple(found)

    def _compared(self, seen: Seen) -> dict[str, tuple[str | None, str]]:
        return {track: (phase, status) for track, phase, status in seen.places if track in self._tracks}

    def _apart(self, track: str, one: str | None, two: str | None) -> bool:
        # a phase that only one side names may be the other's under another name
        known = all(phase is None or (track, phase) in self._phases for phase in (one, two))
        return one != two and known

    # ---- one patient ----

    def follow(
        self, pair: Pair, choose: Choose, events: Mapping[int, tuple[str, ...]], *, last: int, limit: int
    ) -> Found | None:
        """The first difference up to day `last` of the one patient that `choose` and `events` describe."""
        happening = sorted(events)
        while pair.one.day < last and self.spent < limit:
            day = next(self.next_days(pair, events.get(pair.one.day + 1, ()), choose, withhold=False))
            if day.kinds:
                return Found(day.pair, day.pair.one.day, day.kinds)
            pair = day.pair
            if pair.one.ended and pair.two.ended:
                return None
            if day.quiet:
                upcoming = min((one for one in happening if one > pair.one.day), default=last + 1)
                pair = self._later(pair, min(upcoming, last + 1))
        return None

    def _later(self, pair: Pair, until: int) -> Pair:
        """The same, on the last day before something can happen, and before `until`."""
        today = pair.one.day
        first = min(
            self.one.horizon.after(pair.one),
            self.two.horizon.after(pair.two),
            self.one.next_record(today),
            self.two.next_record(today),
            until,
        )
        if first <= today + 1:
            return pair
        return pair._replace(one=_on_day(pair.one, first - 1), two=_on_day(pair.two, first - 1))

    # ---- every patient ----

    def ways(self, pair: Pair, manner: Manner) -> Iterator[Day]:
        """Every way the next day can go; where it is quiet, on to the day before something can happen."""
        choose, withhold = self._any(pair, missing=manner.missing), manner.withhold
        plain = list(self.next_days(pair, (), choose, withhold=withhold))
        moved = []
        for event in self.events:
            if not self.one.heeds(pair.one, event) and not self.two.heeds(pair.two, event):
                continue
            moved += list(self.next_days(pair, (event,), choose, withhold=withhold))
        if len(plain) == 1 and plain[0].quiet and not plain[0].kinds:
            after = plain[0].pair
            same = self.one.key(after.one), self.two.key(after.two)
            # R7: what an event does on one idle day it does on each of them, only later
            if all(self._is_inert(day, same) for day in moved):
                yield plain[0]._replace(pair=self._later(after, 10**9))
                return
        yield from plain
        yield from moved

    def _is_inert(self, day: Day, same: tuple[object, object]) -> bool:
        if day.kinds:
            return False
        one, two = day.pair.one, day.pair.two
        return (one.ended and two.ended) or (self.one.key(one), self.two.key(two)) == same

    def _any(self, pair: Pair, *, missing: bool) -> Choose:
        def choose(day: int, name: str) -> list[Fraction | None]:
            values: list[Fraction | None] = [*self.answers[name].values]
            last = last_value(pair.story, name)
            # what was found before comes first: of equal stories the plainest is kept
            return sorted(values + [None] * missing, key=lambda value: (value != last, value is None, value or 0))

        return choose


_Side = tuple[Opened, tuple[Answer, ...]]


class Sweep:
    """Every patient, day by day; it can be taken up where it was left."""

    def __init__(self, search: Search, roots: Iterable[Pair], manner: Manner) -> None:
        self.search, self.manner = search, manner
        self._waiting: dict[int, dict[object, Pair]] = {}
        self._sizes: list[tuple[tuple[str, Fraction], ...]] = []
        for root in roots:
            self._add(root)
            self._sizes.append(root.sizes)

    def to(self, last: int, limit: int) -> Swept:
        """Follows every patient to the end of day `last`, or until `limit` days of patients are spent in all."""
        while self._waiting:
            today = min(self._waiting)
            if today >= last or self.search.spent >= limit:
                return Swept(None, min(today, last), complete=False)
            found: list[Found] = []
            left = self._waiting.pop(today)
            for key, pair in sorted(left.items(), key=lambda item: item[1].cost):
                if self.search.spent >= limit:
                    break
                del left[key]
                for day in self.search.ways(pair, self.manner):
                    if day.kinds:
                        found.append(Found(day.pair, today + 1, day.kinds))
                    elif not (day.pair.one.ended and day.pair.two.ended):
                        self._add(day.pair)
            if left:
                self._waiting[today] = left
            if found:
                # of several patients of one day the plainest is shown, the first size before others
                best = min(found, key=lambda one: (one.pair.cost, self._sizes.index(one.pair.sizes)))
                return Swept(best, today, complete=False)
        return Swept(None, last, complete=True)

    def _add(self, pair: Pair) -> None:
        key = pair.sizes, self.search.one.key(pair.one), self.search.two.key(pair.two)
        there = self._waiting.setdefault(pair.one.day, {})
        known = there.get(key)
        if known is None:
            self.search.states += 1
        if known is None or pair.cost < known.cost:
            there[key] = pair


def last_value(story: Story | None, name: str) -> Fraction | None:
    """The last result of a lab in a story; None when there was none."""
    while story is not None:
        for answered, value in story.told.answers:
            if answered == name:
                return value
        story = story.before
    return None


def days_of(story: Story | None) -> tuple[Told, ...]:
    """A story, oldest day first."""
    found = []
    while story is not None:
        found.append(story.told)
        story = story.before
    return tuple(reversed(found))


def _on_day(patient: PatientState, day: int) -> PatientState:
    return attrs.evolve(patient, day=day)
