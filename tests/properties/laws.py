"""The laws of `step` (T1 to T7, T11), each as a function of one protocol and one patient: None, or what is wrong."""

from __future__ import annotations

import gc
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

import attrs

from protolang.execution.event import Inputs
from protolang.execution.history import History
from protolang.execution.run import EXAMPLE_START, run
from protolang.execution.state import PatientState
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Monotone
from protolang.model.rule import Decision
from protolang.model.table import Table
from protolang.model.term import Aggregate, Baseline, Constant, ParameterValue, Reading
from protolang.model.treatment import DerivedAttribute, Dose
from protolang.quantity import Interval, Quantity

from .inputs import Course
from .language import Made
from .variants import permuted, renamed, rescaled, with_a_stranger

Law = Callable[[Made, Course, random.Random], str | None]
NOT_HERE = "does not apply"
Log = tuple[tuple[LogEntry, ...], ...]


def folded(machine: Machine, inputs: tuple[Inputs, ...], state: PatientState) -> tuple[list[PatientState], Log]:
    """The states after each day, and the log of each day."""
    states, logged = [], []
    for today in inputs:
        state, entries = step(machine, state, today)
        states.append(state)
        logged.append(entries)
    return states, tuple(logged)


def difference(one: Log, two: Log, form: Callable[[LogEntry], object] = LogEntry.line, first: int = 0) -> str | None:
    """The first entry that differs."""
    # places are no part of an entry that is compared, and of a line they are
    if form is not LogEntry.line and one == two:
        return None
    for day, (left, right) in enumerate(zip_longest(one, two, fillvalue=())):
        for a, b in zip_longest(map(form, left), map(form, right)):
            if a != b:
                return f"day {day + first}: {a!r}, then {b!r}"
    return None


def total_and_deterministic(made: Made, course: Course, rng: random.Random) -> str | None:
    """T1. A day lived twice is the same day, and the state it began with is untouched.

    That nothing is raised is seen while the course is drawn. A patient of another text is refused.
    """
    for day in sorted(rng.sample(range(len(course.inputs)), 3)):
        state, entries = step(made.machine, course.states[day], course.inputs[day])
        if (found := difference((course.entries[day],), (entries,), first=day)) is not None:
            return found
        if state != course.states[day + 1]:
            return f"day {day}: the same log, and another state"
    today = course.inputs[0]
    refused, entries = step(made.machine, attrs.evolve(course.states[-1], source="another"), today)
    facts = len(today.observations) + len(today.administrations) + len(today.events) + len(today.decisions)
    # the refusal, and each fact of the day as rejected: none is lost
    if [entry.kind for entry in entries] != [EntryKind.REFUSED, *[EntryKind.REJECTED] * facts]:
        return "a patient of another text was not refused, or a fact of the day was lost"
    if refused.given != course.states[-1].given:
        return "a dose was counted for a patient of another text"
    return None


def causal(made: Made, course: Course, rng: random.Random) -> str | None:
    """T2. With amendments, which look back and must not look ahead."""
    cut = rng.randrange(1, len(course.inputs))
    future = [*course.inputs[cut:]]
    rng.shuffle(future)
    other = run(made.machine, (*course.inputs[:cut], *(future if rng.random() < 0.3 else ())))
    before = [tuple(entry for entry in log if entry.day < cut) for log in (course.log, other.entries)]
    if before[0] != before[1]:
        return difference((before[0],), (before[1],)) or "an entry differs"
    return None if other.states[cut - 1] == course.states[cut] else f"another state after day {cut - 1}"


# ---- T3 --------------------------------------------------------------------------------------------------------


def parts(node: object) -> Iterator[object]:
    """A node of a machine and all that is in it; what a table or decision is cut by stands in its cases again."""
    if isinstance(node, tuple):
        for item in node:
            yield from parts(item)
    elif isinstance(node, Table):
        yield from parts(node.cases)
    elif isinstance(node, Decision):
        yield from parts((node.rows,))
    elif attrs.has(type(node)):
        yield node
        for field in attrs.fields(type(node)):
            if field.name not in ("origin", "span", "source", "evidence"):
                yield from parts(getattr(node, field.name))


@lru_cache(maxsize=2)
def cells_of(made: Made) -> dict[str, list[Fraction]]:
    """The same for a protocol with many patients."""
    return cells(made.machine)


def cells(machine: Machine) -> dict[str, list[Fraction]]:
    """The edges of each lab that is only compared with constants, in its own unit."""
    units = {item.id: item.unit.factor for item in machine.labs if not item.choices}
    edges: dict[str, list[Fraction]] = {name: [] for name in units}
    values = {item.id: item.value for item in machine.parameters}
    compared, read = Counter[str](), Counter[str]()
    for part in parts(attrs.evolve(machine, attributes=())):
        match part:
            case Compare():
                for one, other in ((part.left, part.right), (part.right, part.left)):
                    value = other.quantity if isinstance(other, Constant) else None
                    if isinstance(other, ParameterValue):
                        value = values.get(other.name)
                    if isinstance(one, Reading) and one.name in units and isinstance(value, Quantity):
                        compared[one.name] += 1
                        edges[one.name].append(value.base / units[one.name])
            case Reading():
                read.update(computed_from(machine, part.name))
            case Dose():
                read.update(computed_from(machine, part.basis or ""))
            case Aggregate() | Baseline():
                read[part.name] += 1
            case Monotone():
                read[part.lab] += 1
    for item in machine.labs:
        if item.id in edges:
            edges[item.id] += [edge for edge in (item.low, item.high) if edge is not None]
    return {name: sorted(set(found)) for name, found in edges.items() if read[name] == compared[name]}


def computed_from(machine: Machine, name: str) -> list[str]:
    """What a reading of `name` reads."""
    for item in machine.attributes:
        if isinstance(item, DerivedAttribute) and item.id == name:
            inner = (part.name for part in parts(item.value) if isinstance(part, Reading))
            return [deeper for one in inner for deeper in computed_from(machine, one)]
    return [name]


def moved(value: Fraction, edges: list[Fraction]) -> Fraction:
    """Another value of the same cell; values keep their order, and different ones stay different."""
    if value in edges:
        return value
    below, above = [edge for edge in edges if edge < value], [edge for edge in edges if edge > value]
    if below:
        return (value + below[-1]) / 2
    return (value + above[0]) / 2 if above else value + 1


def blind_within_a_cell(made: Made, course: Course, rng: random.Random) -> str | None:
    """T3."""
    edges = cells_of(made)
    if not edges:
        return NOT_HERE

    def other(name: str, value: Interval | None) -> Interval | None:
        if value is None or name not in edges:
            return value
        ends = [None if end is None else moved(end, edges[name]) for end in (value.low, value.high)]
        return attrs.evolve(value, low=ends[0], high=ends[1])

    inputs = tuple(
        attrs.evolve(
            today,
            observations=tuple(attrs.evolve(item, value=other(item.name, item.value)) for item in today.observations),
        )
        for today in course.inputs
    )
    _, logged = folded(made.machine, inputs, begin(made.machine, EXAMPLE_START))
    return difference(course.entries, logged, lambda entry: without(entry, edges))


def without(entry: LogEntry, names: Mapping[str, object]) -> object:
    """An entry without the values of some labs."""
    kept = tuple(pair for pair in entry.values if pair[0] not in names)
    return (entry.day, entry.kind, entry.region, entry.subject, kept, entry.ages, entry.observed)


# ---- T4, T5 ----------------------------------------------------------------------------------------------------


def blind_to_the_date(made: Made, course: Course, rng: random.Random) -> str | None:
    """T4, where nothing is counted in calendar months."""
    if made.draft.calendar:
        return NOT_HERE
    later = EXAMPLE_START + timedelta(days=rng.randint(1, 800))
    states, logged = folded(made.machine, course.inputs, begin(made.machine, later))
    if (found := difference(course.entries, logged)) is not None:
        return found
    same = attrs.evolve(states[-1], start=EXAMPLE_START) == course.states[-1]
    return None if same else "the same log, and another state"


def blind_to_the_irrelevant(made: Made, course: Course, rng: random.Random) -> str | None:
    """T5, in one of its forms."""
    return form_of(made, rng.randrange(2))(made, course, rng)


def form_of(made: Made, number: int) -> Law:
    """Two forms for each protocol: before the first patient of a form, its variant of the protocol must be made."""
    forms: tuple[Law, ...] = (a_stranger, other_names, another_order, other_units)
    return forms[(made.seed + (0, 1 + made.seed // 4 % 3)[number]) % 4]


def a_stranger(made: Made, course: Course, rng: random.Random) -> str | None:
    """A lab and an event that nothing reads."""
    variant = with_a_stranger(made)
    inputs = tuple(variant.reported(today, day, rng) for day, today in enumerate(course.inputs))
    _, logged = folded(variant.machine, inputs, begin(variant.machine, EXAMPLE_START))
    kept = tuple(tuple(entry for entry in today if not entry.subject.startswith("n_stranger")) for today in logged)
    return difference(course.entries, kept)


def other_names(made: Made, course: Course, rng: random.Random) -> str | None:
    """Everything is called otherwise."""
    variant = renamed(made)
    inputs = tuple(variant.reported(today, day, rng) for day, today in enumerate(course.inputs))
    _, logged = folded(variant.machine, inputs, begin(variant.machine, EXAMPLE_START))

    def by_day(log: Log, form: Callable[[str], str]) -> Iterator[Counter[str]]:
        return (Counter(form(entry.line()) for entry in today) for today in log)

    pairs = zip(by_day(course.entries, str), by_day(logged, variant.said), strict=True)
    return _first_day(pairs)


def another_order(made: Made, course: Course, rng: random.Random) -> str | None:
    """What is declared stands in another order; tracks too, where none can notice another."""
    variant = permuted(made)
    _, logged = folded(variant.machine, course.inputs, begin(variant.machine, EXAMPLE_START))

    def form(entry: LogEntry) -> object:
        if entry.kind is EntryKind.STOPPED or entry.kind is EntryKind.MEASURE_NOW:
            # two tracks may ask for the same on one day: it is done once, in the name of the first
            return (entry.day, entry.kind, "" if entry.kind is EntryKind.STOPPED else entry.subject)
        return (entry.day, entry.kind, entry.region, entry.subject, tuple(sorted(entry.values)))

    pairs = (
        (Counter(map(form, one)), Counter(map(form, two))) for one, two in zip(course.entries, logged, strict=True)
    )
    return _first_day(pairs)


def _first_day(pairs: Iterator[tuple[Counter[object], Counter[object]]]) -> str | None:
    for day, (one, two) in enumerate(pairs):
        if one != two:
            return f"day {day}: {list((one - two).elements())}, then {list((two - one).elements())}"
    return None


def other_units(made: Made, course: Course, rng: random.Random) -> str | None:
    """Labs are reported in other units."""
    variant = rescaled(made)
    inputs = tuple(variant.reported(today, day, rng) for day, today in enumerate(course.inputs))
    _, logged = folded(variant.machine, inputs, begin(variant.machine, EXAMPLE_START))
    return difference(course.entries, logged, lambda entry: without(entry, variant.factors))


# ---- T6, T7, T11 -----------------------------------------------------------------------------------------------


def one_move_a_day(made: Made, course: Course, rng: random.Random) -> str | None:
    """T6: at most one move of a track on one day, and a log whose length depends on the machine and the reports."""
    most = size(made.machine)
    for before, today, entries in zip(course.states, course.inputs, course.entries, strict=False):
        entered = Counter(entry.region for entry in entries if entry.kind is EntryKind.ENTERED)
        for region, chart in zip(before.regions, made.machine.regions, strict=True):
            arriving = region.entry > before.day  # by a completion of the day before, whose move it was
            if entered[chart.name] > 1 + arriving:
                return f"day {before.day + 1}: {chart.name} entered {entered[chart.name]} phases"
        told = sum(map(len, (today.observations, today.administrations, today.events, today.decisions)))
        if len(entries) > 2 * most + 3 * told:
            return f"day {before.day + 1}: {len(entries)} entries from {told} reports and {most} rules"
    return None


def size(machine: Machine) -> int:
    """How many things of a machine can show themselves on one day."""
    rules = (machine.facts, machine.stops, machine.eligibility, machine.holds, machine.alerts, machine.levels)
    found = sum(map(len, rules)) + len(machine.labs) + len(machine.attributes) + 5
    for region in machine.regions:
        for state in region.states:
            found += len(state.transitions) + 2 * len(state.cycles) + len(state.on_entry) + len(state.on_exit) + 2
            found += sum(2 + sum(len(row.effects) for row in (duty.decision.rows if duty.decision else ()))
                         for duty in state.obligations)  # fmt: skip
    return found


def replayed(made: Made, course: Course, rng: random.Random) -> str | None:
    """T7: byte for byte, from the beginning and from a state that was written down and read again."""
    cut = rng.randrange(len(course.inputs))
    # the source that places point into is no part of a state
    state = pickle.loads(pickle.dumps(course.states[cut]))
    states, logged = folded(made.machine, course.inputs[cut:], state)
    if (found := difference(course.entries[cut:], logged, first=cut)) is not None:
        return f"read again before day {cut}: {found}"
    if states and states[-1] != course.states[-1]:
        return f"read again before day {cut}: another state"
    entries = tuple(entry for today in course.entries for entry in today)
    again = tuple(entry for today in (*course.entries[:cut], *logged) for entry in today)
    one, two = Trace(made.machine, entries, ()).hashes(), Trace(made.machine, again, ()).hashes()
    return None if one == two else "other hashes"


def rebuilt(state: PatientState, rng: random.Random) -> PatientState:
    """An equal state that shares nothing, with its mappings in another order."""

    def flat(history: History) -> History:
        return History(tuple(history))

    def shuffled(mapping: Mapping[str, object]) -> dict[str, object]:
        items = list(mapping.items())
        rng.shuffle(items)
        return dict(items)

    return attrs.evolve(
        state,
        observations={name: flat(found) for name, found in shuffled(state.observations).items()},
        given=flat(state.given),
        missed=flat(state.missed),
        events=flat(state.events),
        holding=shuffled(state.holding),
        levels=shuffled(state.levels),
        once=frozenset(sorted(state.once, reverse=True)),
        measure_now=frozenset(sorted(state.measure_now, reverse=True)),
    )


def without_optimisations(made: Made, course: Course, rng: random.Random) -> str | None:
    """T11: the past shared or copied, caches warm or cold, looked at before or not."""
    state = begin(made.machine, EXAMPLE_START)
    if rng.random() < 0.02:
        forget_everything()
    for day, today in enumerate(course.inputs):
        if (day + len(course.inputs)) % 4 == 0:
            offers(made.machine, state, today)
        state, entries = step(made.machine, rebuilt(state, rng), today)
        if (found := difference((course.entries[day],), (entries,), first=day)) is not None:
            return found
    return None if state == course.states[-1] else "the same log, and another state"


def forget_everything() -> None:
    """Empties every cache of the program."""
    for item in gc.get_objects():
        if hasattr(type(item), "cache_clear") and str(getattr(item, "__module__", "")).startswith("protolang"):
            item.cache_clear()


LAWS: dict[str, Law] = {
    "T1": total_and_deterministic,
    "T2": causal,
    "T3": blind_within_a_cell,
    "T4": blind_to_the_date,
    "T5": blind_to_the_irrelevant,
    "T6": one_move_a_day,
    "T7": replayed,
    "T11": without_optimisations,
}
