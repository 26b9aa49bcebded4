"""Random conditions and values, as text."""

from __future__ import annotations

from .vocabulary import NUMBER_LABS, Dice


class Conditions(Dice):
    """Draws conditions over what is declared."""

    in_scenario = False

    def condition(self, depth: int = 0) -> str:
        """A condition that may stand after `when`."""
        kind = self.rng.random()
        if depth < 2 and kind < 0.2:
            word = self.pick(("and", "or"))
            parts = [self.operand(depth + 1) for _ in range(self.number(2, 3))]
            return f" {word} ".join(parts)
        return self.negated(depth)

    def operand(self, depth: int) -> str:
        """A part of `and` or `or`."""
        return f"({self.condition(depth)})" if self.chance(0.25) else self.negated(depth)

    def negated(self, depth: int) -> str:
        """An atom, or its opposite."""
        kind = self.rng.random()
        text = self.several(depth) if kind < 0.06 and depth < 2 else self.atom(depth)
        return f"not {text}" if self.chance(0.12) else text

    def several(self, depth: int) -> str:
        """So many of these."""
        parts = [self.condition(depth + 1) for _ in range(self.number(2, 3))]
        return f"at least {self.number(1, 2)} of ({', '.join(parts)})"

    def atom(self, depth: int) -> str:
        """One fact, event, comparison."""
        choices = [self.comparison, self.comparison, self.comparison]
        choices += [self.named] * 3 if self.facts or self.triggers else []
        choices += [lambda: self.pick(self.events)] if self.events else []
        choices += [lambda: f"end of {self.pick(self.seen_tracks)}"] if self.seen_tracks else []
        choices += [lambda: self.pick(self.phases)] if self.phases and self.chance(0.5) else []
        choices += [self.word] if self.words or self.arms else []
        choices += [self.consecutive, self.trend]
        return choices[self.rng.randrange(len(choices))]()

    def named(self) -> str:
        """A trigger or fact, as it may be asked for."""
        name = self.pick([*self.facts, *self.triggers])
        kind = self.rng.random()
        if kind < 0.15:
            return f"once {name}"
        if kind < 0.3:
            return f"{name} lasting {self.duration(1, 4)}"
        return name

    def word(self) -> str:
        """A choice."""
        negation = self.pick(("", "", "not "))
        if self.arms and (not self.words or self.chance(0.5)):
            return f"n_regimen is {negation}{self.pick(self.arms)}"
        name = self.pick(self.words)
        words = ("n_female", "n_male") if name == "n_gender" else ("n_negative", "n_positive")
        return f"{name} is {negation}{self.pick(words)}"

    def consecutive(self) -> str:
        """Results one after the other."""
        lab = self.pick(self.labs)
        kind = self.rng.random()
        apart = ""
        if kind < 0.2:
            apart = f" apart {self.number(0, 1)} days .. {self.number(2, 5)} days"
        elif kind < 0.4:
            apart = f" apart at least {self.duration(1, 2)}"
        elif kind < 0.6:
            apart = f" apart at most {self.duration(2, 5)}"
        inner = f"{lab} {self.operator()} {self.quantity(lab)}" if self.chance(0.7) else f"{lab} {self.band(lab)}"
        return f"{self.number(2, 3)} consecutive ({inner}){apart}"

    def trend(self) -> str:
        """Whether results rise or fall."""
        return f"{self.pick(('rising', 'falling'))}({self.pick(self.labs)} last {self.number(2, 3)})"

    # ---- comparisons ----

    def comparison(self) -> str:
        """A value beside another."""
        lab = self.pick(self.labs)
        kind = self.rng.random()
        if kind < 0.35:
            return f"{lab} {self.operator()} {self.quantity(lab)}"
        if kind < 0.45:
            return f"{lab} {self.band(lab)}"
        if kind < 0.52:
            unit, _, (low, _, high), _ = NUMBER_LABS[lab]
            return f"{lab} in {low}{unit}..{high}{unit}"
        if kind < 0.56 and "n_edge" in self.parameters and "n_pct" in self.labs:
            return f"n_pct {self.operator()} n_edge"
        if kind < 0.7:
            return f"{self.of_results(lab)} {self.operator()} {self.quantity(lab)}"
        if kind < 0.78:
            return f"{self.arithmetic(lab)} {self.operator()} {self.quantity(lab)}"
        return self.other()

    def of_results(self, lab: str) -> str:
        """A value of several results."""
        kind = self.rng.random()
        if kind < 0.4:
            return f"{self.pick(('mean', 'min', 'max'))}({lab} {self.stretch()})"
        if kind < 0.8:
            return f"{self.pick(('baseline', 'fall', 'rise'))}({lab} {self.since()})"
        return f"{self.pick(('min', 'max'))}({lab}, {self.quantity(lab)})"

    def stretch(self) -> str:
        """Which results: of a time, so many, or since something."""
        kind = self.rng.random()
        if kind < 0.4:
            return f"over {self.duration(2, 6)}"
        return f"last {self.number(2, 3)}" if kind < 0.7 else self.since()

    def since(self) -> str:
        """Since something."""
        kind = self.rng.random()
        if kind < 0.25 and self.in_phase:
            return "since entry"
        if kind < 0.6:
            return f"since {self.pick(('first', 'last'))} {self.pick([*self.drugs, *self.events])}"
        return f"since {self.moment(high=3)}"

    def arithmetic(self, lab: str) -> str:
        """A computed value with the unit of a lab."""
        step = NUMBER_LABS[lab][3] + NUMBER_LABS[lab][0]
        forms = (
            f"{lab} + {step}", f"{lab} - {step}", f"2 * {lab}", f"{lab} / 2", f"50 % of {lab}",
            f"({lab} + {step}) * 2", f"max({lab}, {step}) + {step}",
        )  # fmt: skip
        return self.pick(forms)

    def other(self) -> str:
        """Counts, times, totals, levels, sizes."""
        drug, operator = self.pick(self.drugs), self.pick(("<", "<=", ">", ">=", "=", "at least"))
        number = self.number(1, 4)
        options = [
            f"count({drug}{self.counted()}) {operator} {number}",
            f"count({drug}{self.counted()}) in 1..{number + 1}",
            f"missed({drug}{self.pick(('', f' over {self.duration(2, 9)}'))}) {operator} {number}",
            f"count({self.pick(self.labs)} over {self.duration(2, 9)}) {operator} {number}",
            f"time_since({self.pick([*self.drugs, *self.events, *self.labs])}) {operator} {self.duration(1, 6)}",
        ]
        options += [f"count({self.pick(self.events)} over {self.duration(2, 9)}) {operator} {number}"]
        for name in ("n_fixed", "n_pill"):
            options += [f"total({name}{self.counted()}) {operator} {10 * number} mg"] if name in self.drugs else []
        if "n_basal" in self.levels:
            options += [f"n_basal {operator} {10 * number} mg", f"previous(n_basal) {operator} {10 * number} mg"]
        if "n_crea" in self.labs:
            options += [f"growth(n_crea {self.stretch()}) {operator} 0.1 mg/dL/day", "n_clear < 60 mL/min"]
        options += ["n_grade >= 2"]
        lab = self.pick(self.labs)
        unit, _, (low, _, high), _ = NUMBER_LABS[lab]
        options += [f"time_in_range({lab} in {low}{unit}..{high}{unit} {self.stretch()}) {operator} 50 %"]
        options += [f"n_weight {operator} 70 kg", f"n_years {operator} {self.pick(('18 years', '65 years'))}"]
        return self.pick(options)

    def counted(self) -> str:
        """Which doses are counted."""
        kind = self.rng.random()
        if kind < 0.2 and self.phases:
            return f" during {self.pick(self.phases)}"
        if kind < 0.5:
            return f" over {self.duration(2, 9)}"
        return f" {self.since()}" if kind < 0.6 else ""
