"""What a machine does, as plain nested tuples: two machines with equal forms treat every patient alike.

Left out is what no patient notices: places in the text, titles, sources, the names of triggers, tables and parameters,
what nothing uses. Brought into one order is what has none: declarations, phases, exits, operands. Where the
interpreter does go by the order of lines, that order stays.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

import attrs

from protolang.machine.statechart import Machine, Obligation, Region, State, Transition
from protolang.model.action import OnDays
from protolang.model.expression import All, Compare, Fact, Lasting, Once, Several
from protolang.model.expression import Any as Either
from protolang.model.rule import Eligibility, Tell
from protolang.model.table import Level
from protolang.model.term import Constant, LevelValue, ParameterValue
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Event, Lab
from protolang.quantity import CalendarMonths, Days, Quantity, Unit
from protolang.verify.cells import MIRROR

Form = Any
"""Nested tuples of texts, numbers and None."""

_SILENT = frozenset(
    {
        "evidence",
        "title",
        "origin",
        "rounding_evidence",
        "bounds_evidence",
        "over_evidence",
        "allocation",
        "set_outside",
        "needs",
    }
)
_MANNER = frozenset({"route", "over", "ramps", "splits", "per_cycle", "whole"})
"""How a drug is given and a lab is measured: no course of a patient shows it."""


def form_of(machine: Machine, *, manner: bool = True) -> Form:
    """The form of a machine; without `manner` it is what a course shows: what is done when, and how much of it."""
    return _Reader(machine, manner=manner).machine_form()


def alike_but_for_names(one: Machine, two: Machine) -> bool:
    """Whether the second is the first with other names for its tracks and phases, in the same order."""
    names: dict[str, str] = {}
    if len(one.regions) != len(two.regions):
        return False
    for mine, yours in zip(one.regions, two.regions, strict=True):
        if len(mine.states) != len(yours.states):
            return False
        names[yours.name] = mine.name
        for here, there in zip(mine.states, yours.states, strict=True):
            if len(here.groups) != len(there.groups):
                return False
            pairs = [(there.name, here.name), *zip(there.groups, here.groups, strict=True)]
            if any(names.setdefault(new, old) != old for new, old in pairs):
                return False
    if len(set(names.values())) < len(names) or all(new == old for new, old in names.items()):
        return False
    return bool(form_of(one) == _Reader(two, manner=True, names=names).machine_form())


def sizes_matter(one: Machine, two: Machine) -> bool:
    """Whether the sides say differently how much of a drug a patient of some size gets."""
    readers = _Reader(one, manner=False), _Reader(two, manner=False)
    mine, yours = ({item.id: reader.value(item) for item in reader.machine.drugs} for reader in readers)
    return any(mine[name] != yours[name] for name in set(mine) & set(yours))


def _sorted(forms: Iterable[Form]) -> Form:
    return tuple(sorted(forms, key=repr))


class _Reader:
    """Reads one machine; notes the declared things that are used on the way."""

    def __init__(self, machine: Machine, *, manner: bool, names: Mapping[str, str] | None = None) -> None:
        self.machine, self.names = machine, names or {}
        self.silent = _SILENT if manner else _SILENT | _MANNER
        self.parameters = {item.id: item.value for item in machine.parameters}
        self.facts = {item.id: item for item in machine.facts}
        self.tables = {item.id: item for item in machine.tables}
        self.declared: dict[str, Lab | Attribute | DerivedAttribute | Event | Drug | Level] = {
            item.id: item
            for items in (machine.labs, machine.attributes, machine.events, machine.drugs, machine.levels)
            for item in items
        }
        self.used: set[str] = set()

    # ---- the whole ----

    def machine_form(self) -> Form:
        """Regions and rules first, then what they have used."""
        machine = self.machine
        regions = [self._region(item) for item in machine.regions]
        rules = (
            tuple(regions) if self._share_subjects() else _sorted(regions),
            _sorted(self.value(item) for item in machine.stops),
            self.value(machine.hold),
            _sorted(self._criterion(item) for item in machine.eligibility),
            # of two holds of one track the first one counts
            tuple(self.value(item) for item in sorted(machine.holds, key=lambda item: item.track)),
            _sorted(self.value(item) for item in machine.alerts),
            _sorted(self.value(item) for item in machine.vetoes),
            machine.resolution.per_day,
            self.value(machine.missing),
            self.value(machine.rounding),
        )
        return rules, self._uses()

    def _share_subjects(self) -> bool:
        """Whether two tracks do the same thing: then one administration meets that of the first of them."""
        seen: set[str] = set()
        for region in self.machine.regions:
            own = {item.subject for state in region.states for item in state.obligations}
            if seen & own:
                return True
            seen |= own
        return False

    def _uses(self) -> Form:
        found: dict[str, Form] = {}
        while rest := sorted(self.used - set(found)):
            for name in rest:
                item = self.declared.get(name)
                found[name] = None if item is None else self.value(item)
        return tuple(sorted(found.items()))

    def _criterion(self, item: Eligibility) -> Form:
        return item.include, self.value(item.when)

    def _region(self, region: Region) -> Form:
        called = self._text(region.name), self._text(region.initial)
        return *called, region.on_stop, _sorted(self._state(item) for item in region.states)

    def _state(self, state: State) -> Form:
        subjects = [(item.subject, item.cycle) for item in state.obligations]
        mixed = len(set(subjects)) < len(subjects) or any(item.decision for item in state.obligations)
        duties = [self._obligation(item) for item in state.obligations]
        order = list(range(len(duties))) if mixed else sorted(range(len(duties)), key=lambda at: repr(duties[at]))
        place = {old: new for new, old in enumerate(order)}
        edges = [self._transition(item, place) for item in state.transitions]
        anew = len({item.as_new for item in state.transitions}) > 1
        return (
            self._text(state.name),
            self.value(state.kind),
            self.value(state.groups),
            tuple(duties[at] for at in order),
            tuple(edges) if anew else _sorted(set(edges)),
            tuple(self.value(item) for item in state.cycles),
            tuple(self.value(item) for item in state.on_entry),
            tuple(self.value(item) for item in state.on_exit),
        )

    def _obligation(self, item: Obligation) -> Form:
        self.used.add(item.subject)
        decides = item.decision is not None
        return self._fields(item, skip={"index", "subject"} if decides else {"index"})

    def _transition(self, item: Transition, place: dict[int, int]) -> Form:
        number = item.obligation
        # the number of a cycle is not that of an obligation, and cycles keep their order
        moved = place.get(number) if number is not None and item.event.name == "LIMIT" else number
        return self._fields(item, skip={"obligation"}), moved

    # ---- any value ----

    def value(self, item: object) -> Form:
        """The form of anything a machine holds."""
        match item:
            case None | bool() | int():
                return item
            case str():
                return self._text(item)
            case Enum():
                return item.name
            case Quantity():
                return "quantity", item.base, str(item.unit.dimension)
            case OnDays(days=days, counted_from=origin):
                # in which unit the author counts them makes no other day
                return "OnDays", days, origin.name
            case Days():
                return "days", item.days
            case CalendarMonths():
                return "months", item.count
            case ParameterValue(name):
                return self._parameter(name)
            case Constant(quantity):
                return self.value(quantity)
            case Fact(trigger) | Once(trigger):
                return type(item).__name__, self._fact(trigger)
            case Lasting(trigger, time):
                return "Lasting", self._fact(trigger), self.value(time)
            case All(operands) | Either(operands):
                return type(item).__name__, _sorted({self.value(one) for one in operands})
            case Several(count, operands):
                return "Several", count, _sorted(self.value(one) for one in operands)
            case Compare():
                return self._compare(item)
            case Tell(kind, text):
                return "Tell", kind.name, "said", text
            case Unit():
                return str(item)
            case tuple():
                return tuple(self.value(one) for one in item)
            case _:
                return self._fields(item)

    def _fields(self, item: object, skip: Iterable[str] = ()) -> Form:
        kind: Any = item.__class__
        if not attrs.has(kind):
            return str(item)
        left_out = self.silent.union(skip)
        named = [field.name for field in attrs.fields(kind) if field.name not in left_out]
        return kind.__name__, tuple((name, self.value(getattr(item, name))) for name in named)

    def _text(self, text: str) -> Form:
        """A name, or an author's words; the name of a table or a parameter is what it stands for."""
        if text in self.parameters:
            return self._parameter(text)
        if text in self.tables:
            return self._table(text)
        if text in self.declared:
            self.used.add(text)
        return self.names.get(text, text)

    def _parameter(self, name: str) -> Form:
        value = self.parameters.get(name)
        return ("open", name) if value is None else self.value(value)

    def _fact(self, name: str) -> Form:
        fact = self.facts[name]
        return self.value(fact.when), self.value(fact.missing), fact.fact

    def _table(self, name: str) -> Form:
        table = self.tables[name]
        cases = _sorted((self.value(case.when), self.value(case.cell)) for case in table.cases)
        return "table", cases, str(table.unit)

    def _compare(self, item: Compare) -> Form:
        fixed = isinstance(item.left, Constant | ParameterValue)
        if fixed and not isinstance(item.right, Constant | ParameterValue | LevelValue):
            return "Compare", self.value(item.right), MIRROR[item.operator].name, self.value(item.left)
        return "Compare", self.value(item.left), item.operator.name, self.value(item.right)
