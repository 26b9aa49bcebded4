"""One region, one day, over small tuples: the same rules as the reference interpreter, with clocks cut short.

A local state is relative to the day it stands at the end of:
`(status, state, age, now, dues, lasts)`: `age` days in the state (-1: entered tomorrow), `now` the study day until
all lists of study days ahead are over, `dues` one `(days until due, list position, given, over)` per obligation,
`lasts` the days since each subject was last given in this region. Every component is dropped or saturated where
nothing can read it again, so equal futures are equal tuples.

A clinician's review ends a path: from there on the protocol says nothing.
"""

from itertools import product
from typing import NamedTuple, TypeVar, assert_never

from protolang.machine.statechart import Machine, TransitionEvent
from protolang.model.treatment import Consequence
from protolang.verify.cells import NotExactError
from protolang.verify.guards import Environment, Guards
from protolang.verify.places import CALENDAR, UNTRACKED, Duty, Edge, Place, look_ahead
from protolang.verify.truth import HOLDS, UNKNOWN

RUNNING, DONE, STOPPED, REVIEW = 0, 1, 2, 3

Due = tuple[int | None, int, int, bool]
Local = tuple[int, int, int, int, tuple[Due, ...], tuple[int | None, ...]]
FAR = 10**9
MANY = 6


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
        look_ahead(machine, guards, self.places)
        self._horizons = dict.fromkeys(self.subjects, 0)
        for duty in (duty for place in self.places for duty in place.duties if duty.interval):
            self._horizons[duty.subject] = max(self._horizons[duty.subject], *(duty.interval or ()))

    # ---- the life of a local state ----

    def begin(self) -> Local:
        """Before day 0: entered tomorrow, which is day 0."""
        # nothing was given before, so there is one way to enter
        return self._enter(self.initial, 1, now=-1, lasts=(None,) * len(self.subjects))[0]

    def _enter(self, number: int, ahead: int, *, now: int, lasts: tuple[int | None, ...]) -> tuple[Local, ...]:
        """The state entered `ahead` days from now (0 or 1), for every length that a month can have.

        `now` is the study day, or UNTRACKED.
        """
        place = self.places[number]
        if place.stops:
            return ((STOPPED if ahead == 0 else RUNNING, number, -ahead, UNTRACKED, (), ()),)
        firsts = (self._first(duty, ahead, now, lasts[self.subjects.index(duty.subject)]) for duty in place.duties)
        return tuple(self._trim(number, -ahead, now, dues, lasts) for dues in product(*firsts))

    def _first(self, duty: Duty, ahead: int, now: int, last: int | None) -> list[Due]:
        if duty.days is not None and duty.from_entry:
            return [(duty.days[0] + ahead, 0, 0, False)]
        if duty.days is not None:
            at = 0
            if duty.consequence in (Consequence.SKIP, Consequence.ALERT):
                while at < len(duty.days) and duty.days[at] - now + duty.last < ahead:
                    at += 1
            return [(None, at, 0, True) if at == len(duty.days) else (duty.days[at] - now, at, 0, False)]
        if duty.undecided is not None:
            return [(None, 0, 0, False)]
        if last is None or duty.interval is None:
            return [(ahead, 0, 0, False)]
        return [(rest, 0, 0, False) for rest in sorted({max(ahead, length - last) for length in duty.interval})]

    def _trim(self, number: int, age: int, now: int, dues: tuple[Due, ...], lasts: tuple[int | None, ...]) -> Local:
        place = self.places[number]
        kept = tuple(
            None if last is None or subject not in place.subjects_ahead else min(last, self._horizons[subject])
            for subject, last in zip(self.subjects, lasts, strict=True)
        )
        return (RUNNING, number, min(age, place.age_limit), min(now, place.last_day), dues, kept)

    def shift(self, local: Local, days: int) -> Local:
        """The same local state, `days` days later, nothing having happened."""
        status, number, age, now, dues, lasts = local
        if status != RUNNING:
            return local
        return (
            status,
            number,
            min(age + days, self.places[number].age_limit),
            now if now == UNTRACKED else min(now + days, self.places[number].last_day),
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
            if rest is None or duty.limit_undecided is not None:
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
        status, number, age, _, dues, _ = local
        if status != RUNNING or age < 0:
            return (Opened(local, False, 0, (), None),)
        place = self.places[number]
        if place.stops:
            return (Opened((STOPPED, number, 0, UNTRACKED, (), ()), True, 0, (), None),)
        reached: list[int] = []
        perhaps: list[tuple[int, str]] = []
        for position, (duty, due) in enumerate(zip(place.duties, dues, strict=True)):
            if duty.limit_leaves or due[3]:
                continue
            ready, taint = duty.time_is_up(age)
            if ready and taint is None:
                reached.append(position)
            elif ready and taint is not None:
                perhaps.append((position, taint))
        if len(perhaps) > MANY:
            raise NotExactError(f"`{place.state.name}` has more than {MANY} limits that are open")
        found: dict[Opened, None] = {}
        for chosen in product((False, True), repeat=len(perhaps)):
            assumed = [item for item, yes in zip(perhaps, chosen, strict=True) if yes]
            limited = (*reached, *(position for position, _ in assumed))
            found |= dict.fromkeys(self._open(local, env, limited, assumed[0][1] if assumed else None))
        return tuple(found)

    def _open(self, local: Local, env: Environment, limited: tuple[int, ...], taint: str | None) -> list[Opened]:
        """The day's moves when the time of the obligations in `limited` is up."""
        _, number, age, now, dues, lasts = local
        place = self.places[number]
        blocked, changed = 0, False
        measure: list[int] = []
        after: list[Due] = []
        for position, (duty, due) in enumerate(zip(place.duties, dues, strict=True)):
            _, at, given, over = due
            if over or duty.until is None:
                after.append(due)
                continue
            truth = duty.until(env)
            if truth == HOLDS or position in limited:
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
        doses = self.doses(local)
        sure: list[Edge] = []
        maybe: list[tuple[Edge, str]] = []
        doubts: list[tuple[tuple[int, ...], str]] = []
        for edge in place.edges:
            ready, assumed = self._ready(edge, place, age, after, finished=finished)
            if not ready:
                continue
            truth = HOLDS if edge.guard is None else edge.guard(env)
            if truth == UNKNOWN and edge.item.guard is not None:
                unknown = self.guards.unknowns(edge.item.guard, env)
                if assumed is not None:
                    if unknown.blocks:
                        doubts.append((unknown.measure, assumed))
                    continue
                measure += unknown.measure
                if unknown.blocks:
                    blocked |= doses
            elif truth == HOLDS and assumed is None:
                sure.append(edge)
            elif truth == HOLDS and assumed is not None:
                maybe.append((edge, assumed))
        here = (RUNNING, number, age, now, tuple(after), lasts)
        wanted = tuple(dict.fromkeys(measure))
        found = self._moved(sure, here, env, blocked, wanted, taint)
        for edge, assumed in maybe:
            found += self._moved([*sure, edge], here, env, blocked, wanted, taint or assumed)
        for more, assumed in doubts:
            both = tuple(dict.fromkeys((*wanted, *more)))
            found += self._moved(sure, here, env, blocked | doses, both, taint or assumed)
        return found

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
                return age >= min(edge.delay), None if age >= max(edge.delay) else CALENDAR
            case TransitionEvent.LIMIT:
                position = edge.item.obligation or 0
                return (False, None) if dues[position][3] else place.duties[position].time_is_up(age)
            case TransitionEvent.CYCLE_LIMIT:
                raise NotExactError("the explorer does not follow cycles yet")
            case _:
                assert_never(edge.event)

    def _moved(
        self,
        ready: list[Edge],
        here: Local,
        env: Environment,
        blocked: int,
        measure: tuple[int, ...],
        taint: str | None,
    ) -> list[Opened]:
        if not ready:
            return [Opened(here, False, blocked, measure, taint)]
        best = min(edge.order for edge in ready)
        targets = {edge.target for edge in ready if edge.order == best}
        if len(targets) > 1:  # the interpreter refuses to choose; PL201 reports it
            return [Opened(here, False, blocked, measure, taint)]
        return [self._entered(local, env, measure, taint) for local in self._go(targets.pop(), here, 0)]

    def _entered(self, local: Local, env: Environment, measure: tuple[int, ...], taint: str | None) -> Opened:
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

    def _go(self, target: int | None, here: Local, ahead: int) -> tuple[Local, ...]:
        if target is None:
            return ((DONE, 0, 0, UNTRACKED, (), ()),)
        return self._enter(target, ahead, now=here[3], lasts=here[5])

    def doses(self, local: Local) -> int:
        """A bit for each obligation of the current state that gives a drug."""
        if local[0] != RUNNING:
            return 0
        return sum(1 << at for at, duty in enumerate(self.places[local[1]].duties) if duty.gives)

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

    def _complete(self, place: Place, here: Local, met: int, first: int = 0) -> list[Closed]:
        status, number, age, now, dues, lasts = here
        for position in range(first, len(place.duties)):
            duty, (_, at, given, over) = place.duties[position], dues[position]
            if over:
                continue
            leaving = [
                edge for edge in place.edges if edge.event is TransitionEvent.LIMIT and edge.item.obligation == position
            ]
            limited = _put(dues, position, (None, at, given, True))
            if duty.count_limit is not None and given >= duty.count_limit:
                if leaving:
                    return [Closed(local, None) for local in self._go(leaving[0].target, here, 1)]
                dues = limited
            elif duty.limit_undecided is not None and met >> position & 1:
                onward = self._complete(place, (status, number, age, now, dues, lasts), met, position + 1)
                if leaving:
                    over_now = [Closed(local, None) for local in self._go(leaving[0].target, here, 1)]
                else:
                    over_now = self._complete(place, (status, number, age, now, limited, lasts), met, position + 1)
                return [*onward, *(Closed(item.local, duty.limit_undecided) for item in over_now)]
        return [Closed(local, None) for local in self._finish(place, (status, number, age, now, dues, lasts))]

    def _finish(self, place: Place, here: Local) -> tuple[Local, ...]:
        _, number, age, now, dues, lasts = here
        if all(over for _, _, _, over in dues):
            for edge in place.edges:
                if edge.event is TransitionEvent.COMPLETION:
                    return self._go(edge.target, here, 1)
        return (self._trim(number, age, now, dues, lasts),)


Item = TypeVar("Item")


def _put(items: tuple[Item, ...], position: int, value: Item) -> tuple[Item, ...]:
    return (*items[:position], value, *items[position + 1 :])
