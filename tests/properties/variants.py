"""Protocols that say the same in other words: with something that nobody reads, other names, another order, other
units; and what is reported in them."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from functools import lru_cache

import attrs

from protolang.execution.event import Administration, Decision, Inputs, Observation
from protolang.machine.statechart import Machine
from protolang.quantity import Interval

from .language import Made, build

NAME = re.compile(r"\bn_[a-z0-9_]+\b")
UNITS = {"n_crea": ("mg/dL", "g/L"), "n_aptt": ("s", "min"), "n_height": ("cm", "m")}
MOVABLE = ("lab ", "patient ", "event ", "param ", "level ", "drug ", "table ")


class BrokenVariantError(AssertionError):
    """A protocol that is refused when the same is said in other words."""


@attrs.frozen
class Variant:
    """The machine of the variant."""

    machine: Machine

    def reported(self, today: Inputs, day: int, rng: random.Random) -> Inputs:
        """The reports of a day in the terms of the variant."""
        return today


@attrs.frozen
class Stranger(Variant):
    """With a lab and an event that nothing reads."""

    def reported(self, today: Inputs, day: int, rng: random.Random) -> Inputs:
        if rng.random() < 0.5:
            return today
        value = Interval.point(Fraction(rng.randint(-5, 105)))
        found = Observation("n_stranger", value, day - rng.choice((0, 1)), day, id=rng.choice(("", "id1")))
        seen = list(today.observations)
        seen.insert(rng.randint(0, len(seen)), found)
        events = ("n_stranger_event", *today.events) if rng.random() < 0.3 else today.events
        return attrs.evolve(today, observations=tuple(seen), events=events)


@attrs.frozen
class Renamed(Variant):
    """Where everything is called otherwise."""

    names: dict[str, str]

    def reported(self, today: Inputs, day: int, rng: random.Random) -> Inputs:
        names = self.names
        return Inputs(
            tuple(attrs.evolve(item, name=names.get(item.name, item.name)) for item in today.observations),
            tuple(Administration(names.get(i.drug, i.drug), i.amount, i.id) for i in today.administrations),
            tuple(names.get(event, event) for event in today.events),
            tuple(Decision(names.get(item.region, item.region), item.ruling) for item in today.decisions),
        )

    def said(self, line: str) -> str:
        """A line of the log in the names of the original."""
        back = {new: old for old, new in self.names.items()}
        return re.sub(r"\bz_[a-z0-9_]+\b", lambda found: back[found[0]], line)


@attrs.frozen
class Rescaled(Variant):
    """Where some labs are declared in other units; `factors` turn a value into the new one."""

    factors: dict[str, Fraction]

    def reported(self, today: Inputs, day: int, rng: random.Random) -> Inputs:
        return attrs.evolve(
            today,
            observations=tuple(
                item
                if item.value is None or item.name not in self.factors
                else attrs.evolve(item, value=item.value.scaled(self.factors[item.name]))
                for item in today.observations
            ),
        )


def _machine(text: str) -> Machine:
    built = build(text)
    if built is None:
        raise BrokenVariantError(text)
    return built[1]


@lru_cache(maxsize=2)
def with_a_stranger(made: Made) -> Stranger:
    """On a line that is there, so that all lines keep their numbers."""
    more = 'lab n_stranger { unit % of "strangers" range 0..100 % fresh for 2 days } event n_stranger_event'
    text = re.sub(r"^(source n_src .*)$", lambda found: f"{found[1]} {more}", made.text, count=1, flags=re.MULTILINE)
    return Stranger(_machine(text))


@lru_cache(maxsize=2)
def renamed(made: Made) -> Renamed:
    """Under names in another alphabetical order."""
    rng = random.Random(f"names {made.seed}")
    found = sorted(set(NAME.findall(made.text)))
    numbers = rng.sample(range(10_000), len(found))
    names = {old: f"z_{'abcdefgh'[number % 8]}{number}" for old, number in zip(found, numbers, strict=True)}
    return Renamed(_machine(NAME.sub(lambda one: names[one[0]], made.text)), names)


@lru_cache(maxsize=2)
def permuted(made: Made) -> Variant:
    """What may stand anywhere stands elsewhere; tracks only where they share nothing."""
    rng = random.Random(f"order {made.seed}")
    blocks = list(made.draft.declarations)
    starts = (*MOVABLE, "track ") if made.draft.independent else MOVABLE
    places = [at for at, block in enumerate(blocks) if block[0].startswith(starts)]
    order = places[:]
    rng.shuffle(order)
    shuffled = blocks[:]
    for place, source in zip(places, order, strict=True):
        shuffled[place] = blocks[source]
    return Variant(_machine(attrs.evolve(made.draft, declarations=tuple(shuffled)).text()))


@lru_cache(maxsize=2)
def rescaled(made: Made) -> Rescaled:
    """In other units, the thresholds as they were."""
    text, factors = made.text, dict[str, Fraction]()
    for name, (old, new) in UNITS.items():
        pattern = re.compile(rf"^((?:lab|patient) {name}\b.*?\bunit ){re.escape(old)}\b", re.MULTILINE)
        text, count = pattern.subn(lambda found, new=new: found[1] + new, text)
        if count:
            factors[name] = Fraction(1)
    machine = _machine(text)
    before = {item.id: item.unit.factor for item in (*made.machine.labs, *made.machine.attributes)}
    after = {item.id: item.unit.factor for item in (*machine.labs, *machine.attributes)}
    return Rescaled(machine, {name: before[name] / after[name] for name in factors})
