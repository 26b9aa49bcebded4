"""One region, one day, over small tuples: the same rules as the reference interpreter, with clocks cut short.

A local state is relative to the day it stands at the end of:
`(status, state, age, now, dues, lasts)`: `age` days in the state (-1: entered tomorrow), `now` the study day while a
list of study days can still matter, `dues` one `(days until due, list position, given, over)` per obligation,
`lasts` the days since each subject was last given in this region. Every component is dropped or saturated where
nothing can read it again, so equal futures are equal tuples.

A clinician's review ends a path: from there on the protocol says nothing.
"""

from typing import NamedTuple, TypeVar

from protolang.machine.statechart import Machine, TransitionEvent
from protolang.model.expression import Expression
from protolang.model.treatment import Consequence
from protolang.verify.guards import HOLDS, UNKNOWN, Environment, Guards
from protolang.verify.places import Duty, Edge, Place, reads_events

RUNNING, DONE, STOPPED, REVIEW = 0, 1, 2, 3

Due = tuple[int | None, int, int, bool]
Local = tuple[int, int, int, int, tuple[Due, ...], tuple[int | None, ...]]
UNTRACKED = -2
FAR = 10**9


class Opened(NamedTuple):
    """A local state after the day's moves. `taint` names an open decision that this alternative assumed."""

    local: Local
    moved: bool
    blocked: int  # bit per obligation
    measure: tuple[int, ...]
    taint: str | None


class Closed(NamedTuple):
    """A local state at the end of the day."""

    local: Local
    taint: str | None


class RegionKernel:
    """One region of a machine, ready to be stepped."""

    def __init__(self, machine: Machine, position: int, guards: Guards) -> None:
        region = machine.regions[position]
        self.machine, self.position, self.guards = machine, position, guards
        self.name = region.name
        index = {state.name: number for number, state in enumerate(region.states)}
        self.places = tuple(Place(machine, state, guards, index) for state in region.states)
        self.subjects = tuple(sorted({duty.subject for place in self.places for duty in place.duties}))
        self.initial = index[region.initial]
        self._look_ahead()
        self._horizons = {
            subject: max(
                (
                    max(duty.interval)
                    for place in self.places
                    for duty in place.duties
                    if duty.subject == subject and duty.interval
                ),
                default=0,
            )
            for subject in self.subjects
        }

    def _look_ahead(self) -> None:
        onward = [{edge.target for edge in place.edges if edge.target is not None} for place in self.places]
        for number, place in enumerate(self.places):
            seen, waiting = set(onward[number]), list(onward[number])
            while waiting:
                for target in onward[waiting.pop()] - seen:
                    seen.add(target)
                    waiting.append(target)
            ahead = [self.places[item] for item in seen]
            place.lists_ahead = any(duty.days is not None for item in ahead for duty in item.duties)
            place.subjects_ahead = frozenset(duty.subject for item in ahead for duty in item.duties if duty.interval)
            place.reads = frozenset().union(*(self._reads(item) for item in (place, *ahead)))
            place.sees_events = self._sees_events(place)

    def expressions(self, place: Place) -> list[Expression]:
        """Every guard of a place."""
        found = [edge.item.guard for edge in place.edges if edge.item.guard is not None]
        return found + [duty.item.until.condition for duty in place.duties if duty.item.until is not None]

    def _reads(self, place: Place) -> frozenset[int]:
        return frozenset().union(*(self.guards.reads(item) for item in self.expressions(place)))

    def _sees_events(self, place: Place) -> bool:
        return any(reads_events(self.machine, item) for item in self.expressions(place))

    # ---- the life of a local state ----

    def begin(self) -> Local:
        """Before day 0: entered tomorrow, which is day 0."""
        return self._enter(self.initial, 1, now=-1, lasts=(None,) * len(self.subjects))

    def _enter(self, number: int, ahead: int, *, now: int, lasts: tuple[int | None, ...]) -> Local:
        """The state entered `ahead` days from now (0 or 1); `now` is the study day, or UNTRACKED."""
        place = self.places[number]
        if place.stops:
            return (STOPPED if ahead == 0 else RUNNING, number, -ahead, UNTRACKED, (), ())
        dues: list[Due] = []
        for duty in place.duties:
            if duty.days is not None:
                dues.append((duty.days[0] - now, 0, 0, False))
            elif duty.undecided is not None:
                dues.append((None, 0, 0, False))
            else:
                last = lasts[self.subjects.index(duty.subject)]
                rest = ahead
                if last is not None and duty.interval is not None:
                    rest = max(ahead, max(duty.interval) - last)
                dues.append((rest, 0, 0, False))
        return self._trim(number, -ahead, now, tuple(dues), lasts)

    def _trim(self, number: int, age: int, now: int, dues: tuple[Due, ...], lasts: tuple[int | None, ...]) -> Local:
        place = self.places[number]
        kept = tuple(
            None if last is None or subject not in place.subjects_ahead else min(last, self._horizons[subject])
            for subject, last in zip(self.subjects, lasts, strict=True)
        )
        return (RUNNING, number, min(age, place.age_limit), now if place.lists_ahead else UNTRACKED, dues, kept)

    def shift(self, local: Local, days: int) -> Local:
        """The same local state, `days` days later, nothing having happened."""
        status, number, age, now, dues, lasts = local
        if status != RUNNING:
            return local
        return (
            status,
            number,
            min(age + days, self.places[number].age_limit),
            now if now == UNTRACKED else now + days,
            tuple((None if rest is None or over else rest - days, at, given, over) for rest, at, given, over in dues),
            tuple(
                None if last is None else min(last + days, self._horizons[subject])
                for last, subject in zip(lasts, self.subjects, strict=True)
            )
            if lasts
            else (),
        )

    def idle(self, local: Local) -> int:
        """For how many days nothing of its own happens; 1 means tomorrow must be stepped."""
        status, number, age, _, dues, _ = local
        if status != RUNNING:
            return FAR
        place = self.places[number]
        if age < 0 or place.stops or place.sees_events:
            return 1
        best = FAR
        for duty, (rest, _, _, over) in zip(place.duties, dues, strict=True):
            if over:
                continue
            if rest is None:
                return 1
            best = min(best, max(1, rest - duty.before))
            if duty.time_limit:
                best = min(best, max(1, min(duty.time_limit) - age))
        for edge in place.edges:
            if edge.event is TransitionEvent.TIMEOUT:
                if edge.delay is None:
                    return 1
                if age < max(edge.delay):
                    best = min(best, max(1, min(edge.delay) - age))
        return best

    # ---- opening ----

    def open(self, local: Local, env: Environment) -> tuple[Opened, ...]:
        """The day's moves; `local` already stands at this day. Alternatives differ in what an open decision is."""
        status, number, age, now, dues, lasts = local
        if status != RUNNING or age < 0:
            return (Opened(local, False, 0, (), None),)
        place = self.places[number]
        if place.stops:
            return (Opened((STOPPED, number, 0, UNTRACKED, (), ()), True, 0, (), None),)
        blocked, changed = 0, False
        measure: list[int] = []
        after: list[Due] = []
        for position, (duty, due) in enumerate(zip(place.duties, dues, strict=True)):
            _, at, given, over = due
            if over or duty.until is None:
                after.append(due)
                continue
            truth = duty.until(env)
            if truth == HOLDS:
                changed = True
                after.append((None, at, given, True))
                continue
            after.append(due)
            if truth == UNKNOWN and duty.item.until is not None:
                unknown = self.guards.unknowns(duty.item.until.condition, env)
                measure += unknown.measure
                if unknown.blocks and duty.gives:
                    blocked |= 1 << position
        finished = changed and all(over for _, _, _, over in after)
        sure: list[Edge] = []
        maybe: list[tuple[Edge, str]] = []
        for edge in place.edges:
            ready, taint = self._ready(edge, place, age, after, finished=finished)
            if not ready:
                continue
            truth = HOLDS if edge.guard is None else edge.guard(env)
            if truth == UNKNOWN and edge.item.guard is not None:
                unknown = self.guards.unknowns(edge.item.guard, env)
                measure += unknown.measure
                if unknown.blocks:
                    blocked |= sum(1 << at for at, duty in enumerate(place.duties) if duty.gives)
            elif truth == HOLDS and taint is None:
                sure.append(edge)
            elif truth == HOLDS and taint is not None:
                maybe.append((edge, taint))
        here = (RUNNING, number, age, now, tuple(after), lasts)
        wanted = tuple(dict.fromkeys(measure))
        found = [self._moved(sure, here, env, blocked, wanted, None)]
        for edge, taint in maybe:
            found.append(self._moved([*sure, edge], here, env, blocked, wanted, taint))
        return tuple(found)

    def _ready(self, edge: Edge, place: Place, age: int, dues: list[Due], *, finished: bool) -> tuple[bool, str | None]:
        """Whether it can fire today, its guard aside, and the open decision this would assume."""
        match edge.event:
            case TransitionEvent.CONDITION:
                return True, None
            case TransitionEvent.COMPLETION:
                return finished, None
            case TransitionEvent.TIMEOUT:
                if edge.delay is None:
                    return True, edge.undecided
                # between the shortest and the longest month the firing day is open, but no decision is
                return age >= min(edge.delay), None if age >= max(edge.delay) else "calendar"
            case TransitionEvent.LIMIT:
                position = edge.item.obligation or 0
                duty = place.duties[position]
                if dues[position][3] or duty.time_limit is None:
                    return False, None
                return age >= min(duty.time_limit), None if age >= max(duty.time_limit) else "calendar"

    def _moved(
        self,
        ready: list[Edge],
        here: Local,
        env: Environment,
        blocked: int,
        measure: tuple[int, ...],
        taint: str | None,
    ) -> Opened:
        if not ready:
            return Opened(here, False, blocked, measure, taint)
        best = min(edge.order for edge in ready)
        targets = {edge.target for edge in ready if edge.order == best}
        if len(targets) > 1:  # the interpreter refuses to choose; PL201 reports it
            return Opened(here, False, blocked, measure, taint)
        local = self._go(targets.pop(), here, 0)
        if local[0] != RUNNING:
            return Opened(local, True, 0, measure, taint)
        blocked, wanted = 0, list(measure)
        for position, duty in enumerate(self.places[local[1]].duties):
            if duty.until is None or duty.item.until is None:
                continue
            truth = duty.until(env)
            if truth == UNKNOWN:
                unknown = self.guards.unknowns(duty.item.until.condition, env)
                wanted += unknown.measure
                if unknown.blocks and duty.gives:
                    blocked |= 1 << position
            elif truth == HOLDS:
                blocked |= 1 << position
        return Opened(local, True, blocked, tuple(dict.fromkeys(wanted)), taint)

    def _go(self, target: int | None, here: Local, ahead: int) -> Local:
        if target is None:
            return (DONE, 0, 0, UNTRACKED, (), ())
        return self._enter(target, ahead, now=here[3], lasts=here[5])

    def offers(self, opened: Opened) -> tuple[int, ...]:
        """Positions of the obligations that may be met today."""
        status, number, age, _, dues, _ = opened.local
        if status != RUNNING or age < 0:
            return ()
        found = []
        for position, (duty, (rest, _, _, over)) in enumerate(zip(self.places[number].duties, dues, strict=True)):
            if over or opened.blocked >> position & 1:
                continue
            if rest is None or -duty.last <= rest <= duty.before:
                found.append(position)
        return tuple(found)

    # ---- closing ----

    def close(self, opened: Opened, met: int) -> tuple[Closed, ...]:
        """The end of the day after the obligations in `met` (a bit each) were met."""
        status, number, age, now, dues, lasts = opened.local
        if status != RUNNING or age < 0:
            return (Closed(opened.local, None),)
        place = self.places[number]
        options: list[tuple[tuple[Due, ...], tuple[int | None, ...], str | None]] = [((), lasts, None)]
        for position, (duty, due) in enumerate(zip(place.duties, dues, strict=True)):
            rest, _, _, over = due
            if met >> position & 1:
                at = self.subjects.index(duty.subject)
                options = [
                    ((*done, new), _put(ages, at, 0), taint or duty.undecided)
                    for done, ages, taint in options
                    for new in self._following(duty, due, 0, met=True)
                ]
            elif not over and rest is not None and rest <= -duty.last:
                if duty.consequence is Consequence.REVIEW:
                    return (Closed((REVIEW, number, 0, UNTRACKED, (), ()), None),)
                if duty.consequence is Consequence.STOP:
                    return (Closed((STOPPED, number, 0, UNTRACKED, (), ()), None),)
                options = [
                    ((*done, new), ages, taint)
                    for done, ages, taint in options
                    for new in self._following(duty, due, rest, met=False)
                ]
            else:
                options = [((*done, due), ages, taint) for done, ages, taint in options]
        found: list[Closed] = []
        for done, ages, taint in options:
            here = (RUNNING, number, age, now, done, ages)
            found += [Closed(item.local, item.taint or taint) for item in self._complete(place, here, met)]
        return tuple(found)

    def _following(self, duty: Duty, due: Due, base: int, *, met: bool) -> list[Due]:
        rest, at, given, _ = due
        given += 1 if met and duty.counts else 0
        if duty.once:
            return [(None, 0, given, True)]
        if duty.days is not None:
            if at + 1 == len(duty.days):
                return [(None, at + 1, given, True)]
            return [((rest or 0) + duty.days[at + 1] - duty.days[at], at + 1, given, False)]
        if duty.times is not None and given >= duty.times:
            return [(None, 0, given, True)]
        if duty.interval is None:
            return [(None, 0, given, False)]
        start = (rest or 0) if duty.on_grid else base
        return [(start + length, 0, given, False) for length in duty.interval]

    def _complete(self, place: Place, here: Local, met: int) -> list[Closed]:
        status, number, age, now, dues, lasts = here
        for position, duty in enumerate(place.duties):
            _, at, given, over = dues[position]
            if over:
                continue
            leaving = [
                edge for edge in place.edges if edge.event is TransitionEvent.LIMIT and edge.item.obligation == position
            ]
            if duty.count_limit is not None and given >= duty.count_limit:
                if leaving:
                    return [Closed(self._go(leaving[0].target, here, 1), None)]
                dues = _put(dues, position, (None, at, given, True))
            elif duty.limit_undecided is not None and met >> position & 1:
                onward = self._finish(place, (status, number, age, now, dues, lasts))
                over_dues = _put(dues, position, (None, at, given, True))
                limited = (
                    self._go(leaving[0].target, here, 1)
                    if leaving
                    else self._finish(place, (status, number, age, now, over_dues, lasts))
                )
                return [Closed(onward, None), Closed(limited, duty.limit_undecided)]
        return [Closed(self._finish(place, (status, number, age, now, dues, lasts)), None)]

    def _finish(self, place: Place, here: Local) -> Local:
        _, number, age, now, dues, lasts = here
        if all(over for _, _, _, over in dues):
            for edge in place.edges:
                if edge.event is TransitionEvent.COMPLETION:
                    return self._go(edge.target, here, 1)
        return self._trim(number, age, now, dues, lasts)


Item = TypeVar("Item")


def _put(items: tuple[Item, ...], position: int, value: Item) -> tuple[Item, ...]:
    return (*items[:position], value, *items[position + 1 :])
