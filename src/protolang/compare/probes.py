"""A few patients that are tried first: those of the files' own scenarios, some who never change, some who do."""

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from protolang.compare.answers import Answers
from protolang.compare.difference import Side
from protolang.compare.meaning import sizes_matter
from protolang.compare.searching import Choose, Found, Pair, Search
from protolang.execution.simulated import current_series
from protolang.model.scenario import Scenario
from protolang.model.treatment import Attribute

_USUAL = {
    "kg": Fraction(70),
    "cm": Fraction(170),
    "years": Fraction(40),
}
"""An adult, where no file has an example of its own."""
MOST_SIZES = 12
MOST_STORIES = 40
SEED = 20
_DEPTHS = (70, 400, 10**9)
"""Days to which the patients are followed, one time after another."""


def first_patients(one: Side, two: Side, answers: Mapping[str, Answers]) -> list[dict[str, Fraction]]:
    """The sizes of patients to follow: an ordinary one first, then those whom a threshold or a bound may single out."""
    declared = {item.id: item for side in (two, one) for item in side.machine.attributes if isinstance(item, Attribute)}
    said: dict[str, Fraction] = {}
    for side in (two, one):
        for scenario in reversed(side.protocol.scenarios):
            said |= {name: value.low for name, value in scenario.attributes if value.low is not None}
    ordinary = {name: said.get(name, _usual(item)) for name, item in declared.items()}
    found = [ordinary]
    extremes = sizes_matter(one.machine, two.machine)
    for name, item in declared.items():
        values = set(answers[name].values) if answers[name].exact or extremes else set[Fraction]()
        if extremes:
            values |= {end for end in (item.low, item.high) if end is not None and not item.choices}
        found += [ordinary | {name: value} for value in sorted(values) if len(values) > 1]
    if extremes:
        for ends in ("low", "high"):
            found.append({name: _end(item, ends, ordinary[name]) for name, item in declared.items()})
    unique = {tuple(sorted(sizes.items())): sizes for sizes in found}
    return list(unique.values())[:MOST_SIZES]


def _usual(item: Attribute) -> Fraction:
    if item.choices:
        return Fraction(0)
    low, high = item.low, item.high
    value = _USUAL.get(str(item.unit))
    if value is None:
        value = (low + high) / 2 if low is not None and high is not None else Fraction(1)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _end(item: Attribute, ends: str, otherwise: Fraction) -> Fraction:
    value: Fraction | None = None if item.choices else getattr(item, ends)
    return otherwise if value is None else value


class _Patient(NamedTuple):
    """One patient to try: what each measurement brings, and the events by day."""

    root: Pair
    choose: Choose
    events: Mapping[int, tuple[str, ...]]


def try_patients(search: Search, one: Side, two: Side, roots: Sequence[Pair], *, last: int, limit: int) -> Found | None:
    """The earliest difference among them, or none; stops when `limit` days of patients are spent."""
    best: Found | None = None
    first = search.spent
    for number, depth in enumerate(_DEPTHS, 1):
        # the deeper ones have what the shallower ones leave
        share = first + (limit - first) * number // len(_DEPTHS)
        for patient in _patients(search, one, two, roots):
            until = min(last, depth) if best is None else best.day - 1
            if search.spent >= share:
                break
            found = search.follow(patient.root, patient.choose, patient.events, last=until, limit=share)
            best = found or best
        if best is not None:
            break
    return best


def _patients(search: Search, one: Side, two: Side, roots: Sequence[Pair]) -> Iterator[_Patient]:
    kinds = _kinds(search.answers)
    for at in range(kinds):
        yield _Patient(roots[0], _constant(search.answers, at), {})
    told = set[str]()
    for side in (one, two):
        for scenario in side.protocol.scenarios:
            if scenario.title not in told:
                told.add(scenario.title)
                yield _of_scenario(search, roots[0], scenario)
    for root in roots[1:]:
        yield _Patient(root, _constant(search.answers, 0), {})
    for event in search.events:
        for at in range(kinds):
            yield _Patient(roots[0], _constant(search.answers, at), {1: (event,)})
    dice = random.Random(SEED)  # noqa: S311 (stories, not secrets)
    for _ in range(MOST_STORIES):
        yield _changing(search, roots[dice.randrange(len(roots))], dice)


def _kinds(answers: Mapping[str, Answers]) -> int:
    return max((len(item.values) for item in answers.values()), default=1)


def _constant(answers: Mapping[str, Answers], at: int) -> Choose:
    return lambda day, name: (answers[name].values[min(at, len(answers[name].values) - 1)],)


def _of_scenario(search: Search, root: Pair, scenario: Scenario) -> _Patient:
    def choose(day: int, name: str) -> tuple[Fraction | None]:
        series = current_series(scenario, name, day)
        return (None if series is None or series.value is None else series.value.low,)

    events: dict[int, tuple[str, ...]] = {}
    for item in scenario.occurrences:
        events[item.day] = (*events.get(item.day, ()), item.event)
    sizes = dict(root.sizes) | {name: value.low for name, value in scenario.attributes if value.low is not None}
    return _Patient(search.root(sizes), choose, events)


def _changing(search: Search, root: Pair, dice: random.Random) -> _Patient:
    """A patient whose results stay as they are for some time and then change."""
    current: dict[str, Fraction | None] = {}
    rate = dice.choice((Fraction(1, 20), Fraction(1, 5), Fraction(1, 2)))

    def choose(day: int, name: str) -> tuple[Fraction | None]:
        if name not in current or dice.random() < rate:
            values: list[Fraction | None] = list(search.answers[name].values)
            current[name] = dice.choice(values) if dice.random() < Fraction(19, 20) else None
        return (current[name],)

    events: dict[int, tuple[str, ...]] = {}
    for event in search.events:
        if dice.random() < Fraction(3, 10):
            events[dice.randrange(0, 400)] = (event,)
    return _Patient(root, choose, events)
