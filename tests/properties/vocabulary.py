"""The names a generated protocol may use, and the dice it is drawn with. Every name starts with `n_`, so that a text
can be renamed by looking for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

NUMBER_LABS = {
    # name: (unit, range, thresholds, step by which a literal is moved)
    "n_pct": (" %", "0..100 %", ("5", "10", "15"), "1"),
    "n_crea": (" mg/dL", "0..20 mg/dL", ("1", "1.5", "2"), "0.5"),
    "n_aptt": (" s", "10..300 s", ("35", "45", "70"), "5"),
    "n_inr": ("", "0..20", ("2", "2.5", "3"), "0.5"),
}
UNITS = {"n_pct": '% of "cells"', "n_crea": "mg/dL", "n_aptt": "s", "n_inr": "ratio"}
ALL_DRUGS = (
    "n_fixed", "n_bywt", "n_bybsa", "n_lvl", "n_rung_drug", "n_tabbed", "n_carbo", "n_pill", "n_factored", "n_percycle",
)  # fmt: skip


@dataclass
class Dice:
    """Draws from a seed, and knows what is declared so far."""

    rng: random.Random
    per_day: int = 1
    labs: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    drugs: list[str] = field(default_factory=list)
    infused: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    tracks: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    arms: list[str] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)
    seen_tracks: list[str] = field(default_factory=list)
    in_phase: bool = False
    shared: bool = True  # whether the track may measure what is not its own
    calendar: bool = False
    first: int = 0

    def chance(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self.rng.random() < probability

    def pick(self, items: Sequence[str]) -> str:
        """One of `items`."""
        return items[self.rng.randrange(len(items))]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)

    def mark(self, probability: float = 0.2) -> str:
        """Where a statement comes from, or nothing."""
        if not self.chance(probability):
            return ""
        return self.pick((' @n_src "page 1"', " @n_src", ' assumed "so it is"', ' unstated "nobody says it"'))

    def title(self) -> str:
        """A title, or nothing."""
        return self.pick(("", "", ' "A title"'))

    def duration(self, low: int = 1, high: int = 6) -> str:
        """A time in days, weeks, or the clock of the protocol."""
        number = self.number(low, high)
        if self.per_day > 1 and self.chance(0.5):
            return f"{number} hours" if self.per_day == 24 else f"{60 * number} minutes"
        if self.chance(0.07) and low <= 7:
            return "1 week"
        return f"{number} day{'s' if number != 1 else ''}"

    def grace(self, most: int = 1) -> str:
        """A short time, in the unit of the clock."""
        return f"{self.number(0, most)} {({1: 'days', 24: 'hours', 1440: 'minutes'})[self.per_day]}"

    def window(self) -> str:
        """A window around a due day."""
        unit = {1: "days", 24: "hours", 1440: "minutes"}[self.per_day]
        return f" window -{self.number(0, 1)}..+{self.number(0, 1)} {unit}"

    def interval(self, low: int = 1, high: int = 4) -> str:
        """As `duration`, or a number of calendar months."""
        if self.calendar and self.chance(0.12):
            return f"{self.number(1, 2)} calendar months"
        return self.duration(low, high)

    def moment(self, *, low: int = 0, high: int = 15) -> str:
        """A day of the course."""
        kind = self.rng.random()
        if kind < 0.1:
            return f"week {self.number(0, 2) + (1 if self.first else 0)}"
        if kind < 0.15 and not self.calendar:
            return f"month {1 if self.first else 0}"
        if self.per_day > 1 and kind < 0.4:
            return f"hour {self.number(0, 40)}"
        if self.per_day == 1440 and kind < 0.55:
            return f"minute {self.number(0, 50)}"
        day = f"day {self.number(low, high) + self.first}"
        return f"{day} hour {self.number(0, 23)}" if self.per_day > 1 and self.chance(0.3) else day

    def value(self, lab: str) -> str:
        """A value of a lab on one of its thresholds, without the unit."""
        return self.pick(NUMBER_LABS[lab][2])

    def quantity(self, lab: str) -> str:
        """A value of a lab with its unit."""
        return self.value(lab) + NUMBER_LABS[lab][0]

    def band(self, lab: str) -> str:
        """A band between two thresholds of a lab."""
        unit, _, (low, _, high), _ = NUMBER_LABS[lab]
        words = self.pick(("from {} to {}", "from {} to below {}", "above {} to {}", "above {} to below {}"))
        return words.format(low + (unit if self.chance(0.2) else ""), high + unit)

    def operator(self) -> str:
        """A comparison as it may be written."""
        return self.pick(("<", "<=", ">", ">=", "=", "below", "above", "at least", "at most", "<", ">="))
