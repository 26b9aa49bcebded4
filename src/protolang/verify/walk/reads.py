"""What the rules of a machine can read of a patient's past, and how far back: the ground of what may be forgotten.

Found by walking through every field of the machine, so that a construct that is new to the language is read too. Where
it is not known how far something is looked back at, it is kept for ever.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import attrs

from protolang.execution.event import Observation
from protolang.execution.state import PatientState
from protolang.machine.statechart import Machine, Region
from protolang.model.action import AtEach, Every, Growing, OnMonths
from protolang.model.expression import Compare, Consecutive, Fact, Is, Lasting, Monotone, Once
from protolang.model.rule import Adjust, Assign, Restore
from protolang.model.term import (
    Aggregate,
    Baseline,
    Constant,
    Count,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    TimeSince,
    Total,
)
from protolang.model.treatment import DerivedAttribute, Dose, Drug, Parameter
from protolang.quantity import CalendarMonths, Days, Duration, Quantity
from protolang.source import Value
from protolang.verify.places import events_denied


def values_in(value: object) -> Iterator[Value]:
    """A node of the model or the machine and all nodes in its fields, evidence and places in the file left out."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting += reversed(item)
        elif isinstance(item, Value):
            yield item
            waiting += [getattr(item, name) for name in reversed(_children(_kind(item)))]


def _kind(item: Value) -> Any:
    # mypy takes the class for one of its values, which it could not hash
    return item.__class__


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind))


@cache
def _children(kind: Any) -> tuple[str, ...]:
    return tuple(
        name for name in _fields(kind) if name not in ("origin", "evidence") and not name.endswith("_evidence")
    )


class Reads:
    """What rules and claims read: `extra` are conditions that the machine does not hold, such as those of a claim."""

    def __init__(self, machine: Machine, extra: tuple[Value, ...] = ()) -> None:
        self.machine = machine
        self.nodes: list[Value] = []
        self._seen: set[tuple[str, str]] = set()
        roots: list[Value] = [*machine.regions, *machine.stops, *machine.holds, *machine.vetoes, *machine.eligibility]
        for root in (*roots, *extra):
            self._gather(root)
        self.facts = frozenset(name for kind, name in self._seen if kind == "fact")
        self.levels = frozenset(name for kind, name in self._seen if kind == "level")
        self.drugs = frozenset(name for kind, name in self._seen if kind == "drug")
        self.tables = frozenset(name for kind, name in self._seen if kind == "table")
        self.once = frozenset(item.trigger for item in self.nodes if isinstance(item, Once))
        self.lasting = self._lasting()
        self.labs = self._labs()
        limited = [
            Total(item.id, limit.basis, None, limit.time)
            for item in self.nodes
            if isinstance(item, Drug)
            for limit in item.limits
        ]
        self.caps = self._caps()
        self.terms = tuple(dict.fromkeys((*(item for item in self.nodes if isinstance(item, _PAST)), *limited)))
        named = {name for item in self.nodes for name in _names(item)}
        self.events = tuple(item.id for item in machine.events if item.id in named)
        """Those that decide anything at all."""
        self.leading = self._leading(extra)
        """Those that can lead a course to its completion: one that can only stop it is no part of it."""
        self.open = tuple(item.id for item in machine.parameters if item.value is None and item.id in named)
        self.spaced: dict[str, int] = {}
        self.since_given: dict[tuple[str, str], int | None] = {}
        self.arriving: set[str] = set()
        for region in machine.regions:
            self._of_region(region)
        self.previous = any(
            isinstance(item, Restore) or (isinstance(item, LevelValue) and item.previous) for item in self.nodes
        )
        self.months = frozenset(in_months(machine.parameters, (*machine.regions, *(item for item in self.nodes))))
        """The calendar months that are counted, whose length depends on the date on which the patient begins."""

    def _gather(self, root: Value) -> None:
        for item in values_in(root):
            self.nodes.append(item)
            match item:
                case Fact(name) | Once(name) | Lasting(name):
                    self._once("fact", name, self.machine.facts)
                case Reading(name):
                    self._derived(name)
                case Dose(table=str(name)):
                    self._once("table", name, self.machine.tables)
                case LevelValue(name) | Adjust(name) | Assign(name) | Restore(name):
                    self._level(name)
                case Every(interval=str(name)):
                    self._once("table", name, self.machine.tables)
                    self._level(name)
                case _:
                    pass
            for name in _drugs_of(item):
                self._once("drug", name, self.machine.drugs)
            if isinstance(item, Dose | Drug):
                for basis in _bases(item):
                    self._derived(basis)

    def _once(self, kind: str, name: str, known: Iterable[Any]) -> None:
        if (kind, name) in self._seen:
            return
        found = next((item for item in known if item.id == name), None)
        if found is not None:
            self._seen.add((kind, name))
            self._gather(found)

    def _derived(self, name: str) -> None:
        item = next((item for item in self.machine.attributes if item.id == name), None)
        if isinstance(item, DerivedAttribute):
            self._once("attribute", name, (item,))
        else:
            self._seen.add(("size", name))

    def _level(self, name: str) -> None:
        self._once("level", name, self.machine.levels)
        start = next((item.start for item in self.machine.levels if item.id == name), None)
        if isinstance(start, str):
            self._once("table", start, self.machine.tables)

    def _lasting(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for item in self.nodes:
            if isinstance(item, Lasting):
                found[item.trigger] = max(found.get(item.trigger, 0), self.ticks(item.time))
        return found

    def row_lengths(self, trigger: str) -> Iterator[int]:
        """How long the rows are that rules ask of a trigger, in clock ticks."""
        for item in self.nodes:
            if isinstance(item, Lasting) and item.trigger == trigger:
                yield self.ticks(item.time)

    def _labs(self) -> frozenset[str]:
        """Labs and recorded attributes of which the present value is read."""
        found = {name for kind, name in self._seen if kind == "size"}
        for item in self.nodes:
            match item:
                case Reading(name) | Is(name):
                    found.add(name)
                case Consecutive(lab) | Monotone(lab):
                    found.add(lab)
                case _:
                    pass
        computed = {item.id for item in self.machine.attributes if isinstance(item, DerivedAttribute)}
        recorded = {item.id for item in (*self.machine.labs, *self.machine.attributes)} - computed
        return frozenset(found & recorded)

    def _leading(self, extra: tuple[Value, ...]) -> tuple[str, ...]:
        if not self.machine.stops:
            return self.events
        without = Reads(attrs.evolve(self.machine, stops=()), extra)
        denied = frozenset[str]().union(*(events_denied(self.machine, rule.guard) for rule in self.machine.stops))
        return tuple(item for item in self.events if item in without.events or item in denied)

    def _caps(self) -> dict[Value, int]:
        """The value from which on a count, or an age in clock ticks, tells nothing more: above all that it is compared
        with. Those that are compared with anything but a number, or stand in a sum, always tell."""
        found: dict[Value, int] = {}
        compared: dict[Value, int] = {}
        for item in self.nodes:
            if not isinstance(item, Compare):
                continue
            for one, other in ((item.left, item.right), (item.right, item.left)):
                known = constant(self.machine, other)
                if isinstance(one, Count | TimeSince) and known is not None:
                    whole = known if isinstance(one, Count) else known * self.machine.resolution.per_day
                    found[one] = max(found.get(one, 0), int(whole) + 1)
                    compared[one] = compared.get(one, 0) + 1
        return {one: most for one, most in found.items() if sum(item == one for item in self.nodes) == compared[one]}

    def _of_region(self, region: Region) -> None:
        for state in region.states:
            for duty in state.obligations:
                if duty.spacing is not None:
                    ticks = self.ticks(duty.spacing)
                    self.spaced[duty.subject] = max(self.spaced.get(duty.subject, 0), ticks)
                match duty.timing:
                    case Every(interval):
                        known = self.duration(interval)
                        self._given(region.name, duty.subject, None if known is None else self.ticks(known))
                    case Growing():
                        self._given(region.name, duty.subject, None)
                    case AtEach(subject):
                        self.arriving.add(subject)
                    case _:
                        pass

    def _given(self, region: str, subject: str, ticks: int | None) -> None:
        before = self.since_given.get((region, subject), 0)
        self.since_given[region, subject] = None if ticks is None or before is None else max(before, ticks)

    def ticks(self, duration: Duration) -> int:
        """A duration in clock ticks; a calendar month at its longest."""
        per_day = self.machine.resolution.per_day
        match duration:
            case Days(count=count, per_day=of_a_day):
                return count * per_day // of_a_day
            case CalendarMonths():
                return duration.longest() * per_day

    def duration(self, written: Duration | str | int | None) -> Duration | None:
        """A duration as written, or that of a decided parameter; None for a level, a table and what is open."""
        if isinstance(written, Days | CalendarMonths):
            return written
        if not isinstance(written, str):
            return None
        found = next((item.value for item in self.machine.parameters if item.id == written), None)
        return found if isinstance(found, Days | CalendarMonths) else None


_PAST = Count | Total | TimeSince | Baseline | Aggregate | Consecutive | Monotone


def constant(machine: Machine, operand: Operand) -> Any:
    """The number of a constant or a decided parameter, in base units; None for all else."""
    match operand:
        case Constant(quantity):
            return quantity.base
        case ParameterValue(name):
            value = next(item.value for item in machine.parameters if item.id == name)
            match value:
                case Quantity():
                    return value.base
                case int():
                    return value
                case Days():
                    return value.days
                case _:
                    return None
        case _:
            return None


def _names(item: Value) -> Iterator[str]:
    for name in _fields(_kind(item)):
        value = getattr(item, name)
        if isinstance(value, str):
            yield value


def _drugs_of(item: Value) -> tuple[str, ...]:
    subject = getattr(item, "subject", None) or getattr(item, "drug", None)
    return (subject,) if isinstance(subject, str) else ()


def _bases(item: Dose | Drug) -> Iterator[str]:
    match item:
        case Dose(basis=str(basis)):
            yield basis
        case Drug(limits=limits):
            yield from (limit.basis for limit in limits if limit.basis is not None)
        case _:
            pass


def in_months(declared: Sequence[Parameter], value: object) -> Iterator[int]:
    """How many calendar months each of the times in a node lasts; a name is that of a declared parameter."""
    parameters = {item.id: item.value for item in declared}
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        match item:
            case tuple():
                stack += item
            case str():
                stack += [parameters[item]] if isinstance(parameters.get(item), CalendarMonths) else []
            case CalendarMonths(count):
                yield count
            case OnMonths(months):
                yield from months
            case Value():
                stack += [getattr(item, name) for name in _fields(_kind(item)) if name != "origin"]
            case _:
                pass


def results_of(patient: PatientState, name: str) -> Iterator[Observation]:
    """The results of a lab that have a value, the newest first."""
    found = patient.observations.get(name)
    return iter(()) if found is None else (item for item in found.newest_first() if item.value is not None)
