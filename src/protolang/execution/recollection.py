"""What a machine makes of a past that another one has lived through (R29): results, doses, levels, remembered facts."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from protolang.execution.evaluate import Snapshot, Truth, labs_of
from protolang.execution.event import Observation
from protolang.execution.history import History
from protolang.execution.state import LevelState, PatientState, RegionState, Status
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Ended, Expression, Fact, InPhase, Lasting, Once
from protolang.model.parts import all_parts, all_terms
from protolang.model.table import Level
from protolang.model.term import LevelValue, Operand, ParameterValue
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.quantity import Interval, Quantity


def results(old: Machine, patient: PatientState, new: Machine) -> dict[str, History[Observation]]:
    """The results that `new` can read, in its units and choices; what it does not measure is left out."""
    before = {item.id: item for item in _recorded(old)}
    found = {}
    for item in _recorded(new):
        former, history = before.get(item.id), patient.observations.get(item.id)
        if former is None or history is None:
            continue
        if (former.unit, former.choices) == (item.unit, item.choices):
            found[item.id] = history
            continue
        read = tuple(again for one in history if (again := _in_terms_of(one, former, item)) is not None)
        if read:
            found[item.id] = History(read)
    return found


def _recorded(machine: Machine) -> Iterator[Lab | Attribute]:
    for item in (*machine.labs, *machine.attributes):
        if not isinstance(item, DerivedAttribute):
            yield item


def readable(former: Lab | Attribute, item: Lab | Attribute) -> bool:
    """Whether a result of `former` is a result of `item`: both are numbers of one dimension, or both are words."""
    if former.choices or item.choices:
        return bool(former.choices and item.choices)
    return former.unit.dimension == item.unit.dimension


def _in_terms_of(one: Observation, former: Lab | Attribute, item: Lab | Attribute) -> Observation | None:
    if not readable(former, item):
        return None
    if one.value is None:
        return one
    if not item.choices:
        return attrs.evolve(one, value=one.value.scaled(former.unit.factor / item.unit.factor))
    word = former.choices[int(one.value.low or 0)].id
    at = next((number for number, choice in enumerate(item.choices) if choice.id == word), None)
    return None if at is None else attrs.evolve(one, value=Interval.point(Fraction(at)))


# ---- levels ----------------------------------------------------------------------------------------------------


def levels(patient: PatientState, new: Machine) -> dict[str, LevelState]:
    """The levels that still are what they may be; another one starts anew, as `new` says."""
    found = {}
    for item in new.levels:
        state = patient.levels.get(item.id)
        if state is not None and state.value is not None and fits(item, state.value):
            start = item.start if isinstance(item.start, Quantity) else state.start
            previous = state.previous if state.previous is not None and fits(item, state.previous) else None
            found[item.id] = LevelState(state.value, previous, start)
    return found


def fits(level: Level, value: Quantity) -> bool:
    """Whether a level can have this value: one of its steps, or within its range."""
    if value.unit.dimension != level.unit.dimension:
        return False
    if level.steps:
        return value.base in [item.base for item in level.steps]
    at = value.to(level.unit).magnitude
    return (level.low is None or at >= level.low) and (level.high is None or at <= level.high)


# ---- what was once true ----------------------------------------------------------------------------------------


@attrs.frozen
class Remembered:
    """The facts that have held so far, and since when those that hold have held."""

    once: frozenset[str]
    holding: Mapping[str, int]


def remembered(old: Machine, patient: PatientState, new: Machine, seen: PatientState) -> Remembered:
    """What `new` remembers: as it was where a fact means the same, else judged again over each day of the past.

    `seen` is the patient with the results and doses that `new` can read. A fact about phases that means something else
    now cannot be judged of the past, and begins with the next day. Cost: days times changed facts.
    """
    changed = [name for name in (item.id for item in new.facts) if not same_fact(old, new, name)]
    kept = {item.id for item in new.facts} - set(changed)
    once, holding = set(patient.once & kept), {name: day for name, day in patient.holding.items() if name in kept}
    judged = [item for item in new.facts if item.id in changed and not _of_phases(new, item.when)]
    if judged:
        for day in range(patient.day + 1):
            snapshot = _on(new, seen, day, once, holding)
            for item in judged:
                if snapshot.truth(item.when) is Truth.HOLDS:
                    once.add(item.id)
                    holding.setdefault(item.id, day)
                else:
                    holding.pop(item.id, None)
    return Remembered(frozenset(once), dict(sorted(holding.items())))


def _on(machine: Machine, seen: PatientState, day: int, once: set[str], holding: Mapping[str, int]) -> Snapshot:
    past = attrs.evolve(
        seen,
        day=day - 1,
        regions=tuple(RegionState(Status.WAITING, region.initial, 0, ()) for region in machine.regions),
        observations={
            name: History(item for item in history if item.reported <= day)
            for name, history in seen.observations.items()
        },
        given=History(item for item in seen.given if item.day < day),
        missed=History(item for item in seen.missed if item[0] < day),
        events=History(item for item in seen.events if item[0] < day),
        once=frozenset(once),
        holding=dict(holding),
    )
    return Snapshot(machine, past, day, tuple(name for when, name in seen.events if when == day))


def same_fact(old: Machine, new: Machine, name: str) -> bool:
    """Whether a fact means the same in both: its condition, and all that this reads."""
    return _meaning(old, name, frozenset()) == _meaning(new, name, frozenset())


def _meaning(machine: Machine, name: str, above: frozenset[str]) -> object:
    fact = next((item for item in machine.facts if item.id == name), None)
    if fact is None or name in above:
        return None
    read = [item for item in _recorded(machine) if item.id in labs_of(machine, fact.when)]
    computed = [item for item in machine.attributes if isinstance(item, DerivedAttribute)]
    inner = [_meaning(machine, _named(part), above | {name}) for part in all_parts(fact.when) if _named(part)]
    values = [
        (term.name, next((item.value for item in machine.parameters if item.id == term.name), None))
        for term in _terms(fact.when)
        if isinstance(term, ParameterValue)
    ]
    steps = [item for item in machine.levels if any(_is_level(term, item) for term in _terms(fact.when))]
    known = [(item.id, item.unit, item.choices, item.max_age) for item in read]
    return fact.when, inner, values, steps, known, [(item.id, item.value) for item in computed]


def _named(part: Expression) -> str:
    match part:
        case Fact(name) | Once(name) | Lasting(name):
            return name
        case _:
            return ""


def _terms(expression: Expression) -> Iterator[Operand]:
    for part in all_parts(expression):
        match part:
            case Compare(left, _, right):
                yield from all_terms(left)
                yield from all_terms(right)
            case _:
                pass


def _is_level(term: Operand, level: Level) -> bool:
    return isinstance(term, LevelValue) and term.name == level.id


def _of_phases(machine: Machine, expression: Expression) -> bool:
    for part in all_parts(expression):
        match part:
            case InPhase() | Ended():
                return True
            case Fact(name) | Once(name) | Lasting(name):
                inner = next((item.when for item in machine.facts if item.id == name), None)
                if inner is not None and _of_phases(machine, inner):
                    return True
            case _:
                pass
    return False
