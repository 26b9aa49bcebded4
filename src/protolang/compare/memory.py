"""Which parts of a patient's past a machine can still read; two patients who agree in them have one future."""

from collections.abc import Iterable, Iterator
from typing import Any

from protolang.compare.parts import nodes
from protolang.execution.simulated import ticks
from protolang.execution.state import Due, PatientState, RegionState, Status
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind, Transition, TransitionEvent
from protolang.model.action import ActionKind, AtEach, Every, Growing, OnDays, Origin
from protolang.model.expression import All, Compare, Consecutive, Fact, Is, Lasting, Monotone, Not, Occurred, Once
from protolang.model.expression import Any as Either
from protolang.model.rule import Go
from protolang.model.term import (
    Aggregate,
    Baseline,
    Constant,
    Count,
    CountKind,
    ParameterValue,
    Reading,
    SinceAct,
    TimeSince,
    Total,
)
from protolang.model.treatment import Anchor, Attribute, Dose, Trigger
from protolang.quantity import CalendarMonths, Days, Dimension, Quantity, Unit


class _Reads:
    """What a part of a machine reads: current results, events, and triggers that must have held once.

    `spaced` are the subjects whose intervals go on from one state to another.
    """

    def __init__(self) -> None:
        self.spaced: set[str] = set()
        self.now: set[str] = set()
        self.once: set[str] = set()
        self.events: set[str] = set()

    def add(self, other: "_Reads") -> None:
        self.now |= other.now
        self.once |= other.once
        self.events |= other.events
        self.spaced |= other.spaced


class Memory:
    """What one machine can read of the past."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._parameters = {item.id for item in machine.parameters}
        self.lasting: set[str] = set()
        self.back = False
        self.missed = False
        self.everything: set[str] = set()  # subjects of which the whole past counts
        self.amounts = {drug.id for drug in machine.drugs if drug.limits}
        self.latest: set[str] = set()  # subjects of which the last time counts
        for node in nodes(machine):
            self._note(node)
        self.everything |= self.amounts
        self.ages = {item.id: ticks(machine, item.max_age) for item in machine.labs if item.max_age is not None}
        self._facts = {item.id: item for item in machine.facts}
        self._computed = {item.id: item.value for item in machine.attributes if not isinstance(item, Attribute)}
        rules = (machine.stops, machine.holds, machine.alerts, machine.vetoes, machine.eligibility)
        self._always = self._reads(item for kind in (*rules, machine.tables, machine.drugs) for item in kind)
        self._ahead = {
            (region.name, name): found for region in machine.regions for name, found in self._of_region(region).items()
        }
        self._own = {
            (region.name, state.name): self._reads((state,)).now
            for region in machine.regions
            for state in region.states
        }
        self._bound = {
            (region.name, state.name) for region in machine.regions for state in region.states if _is_bound(state)
        }
        # what has to hold once together with something else can come to hold on any later day
        self._mixed = self._reads(
            item for item in machine.facts if len(_inputs(item)) > 1 or any(isinstance(n, Lasting) for n in nodes(item))
        ).now
        self._known: dict[tuple[tuple[str, str], ...], _Reads] = {}

    def _note(self, node: Any) -> None:
        match node:
            case Lasting(trigger):
                self.lasting.add(trigger)
            case Transition(back=True) | Go(target=None):
                self.back = True
            case Count(CountKind.MISSED):
                self.missed = True
            case Total(drug):
                self.everything.add(drug)
                self.amounts.add(drug)
            case Count(_, subject) | SinceAct(subject):
                self.everything.add(subject)
            case Baseline(name) | Aggregate(_, name) | Consecutive(name) | Monotone(name):
                self.everything.add(name)
            case TimeSince(subject):
                self.latest.add(subject)
            case Obligation(following=str() as name):
                self.latest.add(name)
            case Obligation(timing=AtEach(name)):
                self.latest.add(name)
            case _:
                pass
        match node:
            case Obligation(spacing=Days() | CalendarMonths(), subject=name):
                self.latest.add(name)
            case Obligation(timing=Every(str() as interval), subject=name) if interval not in self._parameters:
                # a level or a table may say another interval on another day
                self.latest.add(name)
            case _:
                pass

    # ---- what can still be read ----

    def _reads(self, items: Iterable[Any]) -> _Reads:
        found, waiting, seen = _Reads(), list(items), set[str]()
        while waiting:
            for node in nodes(waiting.pop()):
                more: list[Any] = []
                match node:
                    case Reading(name):
                        found.now.add(name)
                        more = [self._computed.get(name)] if name not in seen else []
                    case Dose(basis=str() as name):
                        found.now.add(name)
                        more = [self._computed.get(name)] if name not in seen else []
                    case Is(name):
                        found.now.add(name)
                    case Once(name):
                        found.once.add(name)
                        more = [self._facts.get(name)] if name not in seen else []
                    case Fact(name) | Lasting(name):
                        more = [self._facts.get(name)] if name not in seen else []
                    case Occurred(name) | AtEach(name):
                        found.events.add(name)
                    case _:
                        continue
                seen.add(name)
                waiting += [item for item in more if item is not None]
        return found

    def _of_region(self, region: Region) -> dict[str, _Reads]:
        """By state, what it and all that can follow it read; with ways back, all that the track reads."""
        own = {state.name: self._reads((state,)) for state in region.states}
        onward = {state.name: set(_targets(state, region)) for state in region.states}
        found = {}
        for name in own:
            reached, waiting = {name}, [name]
            while waiting:
                for target in onward[waiting.pop()] - reached:
                    reached.add(target)
                    waiting.append(target)
            found[name] = _Reads()
            for item in own if self.back else reached:
                found[name].add(own[item])
            later = {target for item in reached for target in onward[item]}
            for item in own if self.back else later:
                found[name].spaced |= _spaced(region.state(item))
        return found

    def readable(self, patient: PatientState) -> _Reads:
        """What the machine can read of this patient from now on."""
        standing = tuple(
            (chart.name, region.state)
            for chart, region in zip(self.machine.regions, patient.regions, strict=True)
            if region.status in (Status.RUNNING, Status.HELD, Status.WAITING)
        )
        found = self._known.get(standing)
        if found is None:
            found = self._known[standing] = _Reads()
            found.add(self._always)
            for place in standing:
                found.add(self._ahead[place])
            # what any track reads can bring another into a state: only its own states are left behind
            found.events |= self.everything | self.latest
        return found

    # ---- what makes patients alike ----

    def key(self, patient: PatientState) -> object:
        """Equal for two patients, on one day, of whom the machine will say the same whatever is reported."""
        reads = self.readable(patient)
        return (
            tuple(self._region(item, chart) for item, chart in zip(patient.regions, self.machine.regions, strict=True)),
            self._given(patient, reads),
            tuple(self._results(name, patient, reads) for name in sorted(patient.observations)),
            tuple((day, event) for day, event in patient.events if event in self.everything or event in self.latest),
            tuple(patient.missed) if self.missed else (),
            frozenset(patient.once & reads.once),
            tuple(sorted((name, day) for name, day in patient.holding.items() if name in self.lasting)),
            patient.alerting,
            patient.measure_now,
            tuple(sorted(patient.ordered.items())),
            tuple(sorted((name, repr(level)) for name, level in patient.levels.items())),
            patient.extras,
            patient.eligible,
        )

    def _region(self, region: RegionState, chart: Region) -> object:
        if region.status not in (Status.RUNNING, Status.HELD):
            return region.status, region.entry if region.status is Status.WAITING else 0
        duties = chart.state(region.state).obligations
        return (
            region.status,
            region.state,
            region.entry,
            region.entered,
            tuple(_due(due, duties[due.obligation]) for due in region.dues),
            region.since,
            region.shift,
            region.cycles,
            region.held,
            region.trail if self.back else (),
            region.groups,
            region.midday,
        )

    def _given(self, patient: PatientState, reads: _Reads) -> object:
        last: dict[tuple[str, str], int] = {}
        whole = []
        for item in patient.given:
            if item.subject in reads.spaced or item.subject in self.latest:
                last[item.subject, item.region] = item.day
            if item.subject in self.everything:
                amount = (item.amount, item.rates) if item.subject in self.amounts else ()
                whole.append((item.subject, item.day, item.state, amount))
        return tuple(sorted(last.items())), tuple(whole)

    def _results(self, name: str, patient: PatientState, reads: _Reads) -> object:
        history = patient.observations[name]
        if name in self.everything:
            return name, tuple((item.sampled, item.value) for item in history if item.value is not None)
        newest = next((item for item in history.newest_first() if item.value is not None), None)
        if newest is None or (name not in reads.now and name not in self.latest):
            return name
        age = self.ages.get(name)
        if name in self.latest:
            return name, newest.value, newest.sampled
        if age is None:
            return name, newest.value
        # R4: a result that is too old is none; nor is one that will be before anything reads it
        last = newest.sampled + age
        return name if last < self._next_read(name, patient) else (name, newest.value, newest.sampled)

    def _next_read(self, name: str, patient: PatientState) -> int:
        """The first later day on which the current result of a lab can be read; what held once is kept elsewhere."""
        tomorrow = patient.day + 1
        if name in self._always.now or name in self._mixed:
            return tomorrow
        first = 10**9
        for region, chart in zip(patient.regions, self.machine.regions, strict=True):
            place = chart.name, region.state
            if region.status not in (Status.RUNNING, Status.HELD) or name not in self._ahead[place].now:
                continue
            if place not in self._bound or name in self._own[place] or region.status is Status.HELD:
                return tomorrow
            first = min(first, max(tomorrow, _last_listed(region, chart.state(region.state))))
        return first


def _due(due: Due, duty: Obligation) -> object:
    """What can still matter of an obligation: not how often it was met where nobody counts."""
    if due.over:
        return due.obligation
    limit = None if duty.until is None else duty.until.limit
    counted = bool(duty.course) or duty.kind is ActionKind.INFUSE or isinstance(limit, int | str)
    match duty.timing:
        case Every(_, times):
            counted = counted or times is not None
            gridded = duty.anchor is not Anchor.LAST_GIVEN
        case _:
            gridded = True
    amount = due.amount if duty.kind is ActionKind.INFUSE else None
    met = due.given if counted else 0
    return due.obligation, due.day, met, (due.first, due.cursor) if gridded else (), due.blocked, amount


def _inputs(item: Trigger) -> set[object]:
    """What a trigger reads; anything but one lab counts twice."""
    found: set[object] = set()
    for node in nodes(item.when):
        match node:
            case Reading(name) | Is(name):
                found.add(name)
            case (
                Compare() | Constant() | ParameterValue() | Quantity() | Unit() | All() | Either() | Not() | Dimension()
            ):
                pass
            case _:
                found |= {"", item.id}
    return found


def _is_bound(state: State) -> bool:
    """Whether a patient stays in it until its listed days are over, whatever happens short of a stop."""
    lists = all(isinstance(item.timing, OnDays) and item.until is None for item in state.obligations)
    leaving = all(item.event is TransitionEvent.COMPLETION for item in state.transitions)
    return bool(state.obligations) and lists and leaving and not state.cycles and state.kind is StateKind.ACTIVE


def _last_listed(region: RegionState, state: State) -> int:
    """The last listed day of the present state."""
    found = [0]
    for item in state.obligations:
        match item.timing:
            case OnDays(days=days, counted_from=Origin.DAY_ZERO):
                found.append(region.shift + days[-1])
            case OnDays(days=days, counted_from=Origin.PHASE):
                found.append(region.entry + days[-1])
            case _:
                pass
    return max(found)


def _spaced(state: State) -> set[str]:
    return {item.subject for item in state.obligations if isinstance(item.timing, Every | Growing)}


def _targets(state: Any, region: Region) -> Iterator[str]:
    """Where a state can lead; a decision can lead anywhere."""
    names = {item.name for item in region.states}
    for node in nodes(state):
        match node:
            case Transition(target=str() as target) | Go(target=str() as target):
                yield target
            case _:
                limits = [getattr(node, field, None) for field in ("target", "otherwise")]
                yield from (item for item in limits if isinstance(item, str) and item in names)
