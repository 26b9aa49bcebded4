"""Random statements of phases and tracks, as text: one line for each, so that a failing protocol can be cut down."""

from __future__ import annotations

from .conditions import Conditions
from .vocabulary import NUMBER_LABS


class Statements(Conditions):
    """Draws what stands in a track."""

    def missed(self) -> str:
        """What happens to a missed dose."""
        kind = self.pick(("postpone", "postpone", "make_up", "skip", "skip", "postpone", "skip", "stop"))
        if kind in ("skip", "stop"):
            return kind
        return f"{kind} at most {self.grace()} then {self.outcome()}"

    def outcome(self) -> str:
        """What follows when something has lasted too long."""
        return self.pick(("review", "review", "skip", "skip", "alert", "alert", "stop"))

    def anchor(self) -> str:
        """From where the next dose is counted."""
        return self.pick(("after last given", "after last given", "on grid", "from cycle start"))

    def consequence(self, others: list[str]) -> str:
        """An outcome, or a phase."""
        return f"go {self.pick(others)}" if others and self.chance(0.3) else self.outcome()

    # ---- actions ----

    def action(self, others: list[str], done: list[str], *, cycle: int = 0) -> str:
        """A line that gives, measures or infuses; `done` are the subjects that came before it in the phase."""
        kind = self.rng.random()
        if kind < 0.6:
            subject = self.pick(self.drugs)
            line = f"give {subject}"
        elif kind < 0.92 or not self.infused or cycle:
            subject = self.pick([*self.labs, *([*self.words, "n_weight"] if self.shared else ())])
            line = f"measure {subject}"
        else:
            return f"infuse {self.pick(self.infused)}{self.pick(('', f' on {self.listed()} missed skip'))}{self.mark()}"
        every = False
        if cycle:
            line += f" on {self.in_cycle(cycle)} of cycle" if self.chance(0.85) else ""
        else:
            timing, every = self.timing(others, done, subject)
            line += timing
        tight = ".." in line or "hours" in line
        if self.chance(0.15) and not every and not tight:
            line += self.window()
        if self.chance(0.1) and not cycle and " on " in line and line.startswith("give"):
            line += f" spaced at least {self.duration(1, 3)}"
        if self.chance(0.06) and not cycle and done and done[0] != subject:
            line += f" following {done[0]}"
        if tight and not every:
            line += " missed skip"
        elif self.chance(0.3):
            line += f" missed {self.missed()}"
        if self.chance(0.15):
            line += f" next_due {self.anchor()}"
        if line.startswith("give") and self.chance(0.15):
            line += f" dose {self.dose(subject)}"
        done.append(subject)
        return line + self.mark()

    def dose(self, drug: str) -> str:
        """A dose that may stand at a statement."""
        if drug == "n_pill" and "n_tabdose" in self.tables and self.chance(0.3):
            return "by n_tabdose"
        if drug == "n_lvl":
            return "n_basal"
        return self.pick(("5 mg", "12.5 mg", "1 mg/kg of n_weight"))

    def listed(self) -> str:
        """Days, weeks or hours in ascending order."""
        kind = self.rng.random()
        low = 1 if self.first else 0
        if self.per_day > 1 and kind < 0.25:
            hours = sorted({self.number(0, 30) for _ in range(3)})
            return f"{'hours' if len(hours) > 1 else 'hour'} {', '.join(map(str, hours))}"
        if kind < 0.35:
            return self.pick((f"week {low + 1}", f"weeks {low}, {low + 1}", f"weeks {low}..{low + 2}"))
        if kind < 0.4:
            return self.pick((f"month {low + 1}", f"months {low}, {low + 1}"))
        start = self.number(low, 4)
        return self.pick((f"day {start}", f"days {start}, {start + 3}", f"days {start}..{start + 2}, {start + 5}"))

    def in_cycle(self, length: int) -> str:
        """Days of a cycle of `length` days."""
        day = self.number(0, max(0, length - 2)) + self.first
        return f"days {self.first}, {day}" if day > self.first and self.chance(0.4) else f"day {day}"

    def limit(self, others: list[str]) -> str:
        """How an `until` ends at the latest."""
        kind = self.rng.random()
        if kind < 0.3:
            return ""
        text = f", at most {self.number(1, 4)} times" if kind < 0.55 else f", at most {self.interval(1, 6)}"
        if kind > 0.9 and "n_most" in self.parameters:
            text = ", at most n_most"
        return text + (f" else go {self.pick(others)}" if others and self.chance(0.5) else "")

    def timing(self, others: list[str], done: list[str], subject: str) -> tuple[str, bool]:
        """When something is done; and whether nothing but that may be said of its time."""
        kind = self.rng.random()
        if kind < 0.08:
            return "", False
        if kind < 0.3:
            origin = self.pick(("", "", "", " of phase"))
            return f" on {self.listed()}{origin}", False
        if kind < 0.5:
            return f" every {self.interval(2, 4)}, {self.number(1, 4)} times", False
        if kind < 0.7:
            return f" every {self.interval(2, 4)} until {self.condition(1)}{self.limit(others)}", False
        if kind < 0.76:
            return " every 2, 3, 5 days", False
        if kind < 0.82 and done and done[0] != subject:
            other = self.pick([item for item in done if item != subject])
            if self.chance(0.5):
                return f" with {other}", True
            return f" {self.duration(1, 2)} {self.pick(('before', 'after'))} {other}", True
        if kind < 0.87:
            return f" within {self.duration(1, 4)}", True
        if kind < 0.94:
            names = [name for name in ("n_often",) if name in self.tables]
            names += [name for name in ("n_gap",) if name in self.levels] + ["n_wait"]
            return f" every {self.pick(names)}, {self.number(1, 4)} times", False
        return f" every {self.duration(2, 4)}", False

    def taper(self) -> str:
        """Doses that become smaller."""
        if self.chance(0.4):
            return "taper n_pill every 2 days { 20 mg for 4 days  10 mg for 2 days @n_src }" + self.mark()
        return "taper n_pill { 20 mg for 2 days  0.5 mg/kg of n_weight for 1 day }" + self.mark()

    def repeat(self, others: list[str]) -> list[str]:
        """Cycles."""
        length = self.number(3, 7)
        kind = self.rng.random()
        times = f", {self.number(1, 4)} times" if kind < 0.6 else f" until {self.condition(1)}{self.limit(others)}"
        head = f"repeat every {length} days{times}"
        delayed = self.chance(0.4)
        if delayed:
            head += f" delay until {self.condition(1)}, at most {self.duration(1, 4)} then {self.consequence(others)}"
        lines = [head + " {"]
        done: list[str] = []
        drugs = self.drugs[:]
        cyclic = delayed or self.chance(0.7)
        for _ in range(self.number(1, 2)):
            line = self.action(others, done, cycle=length if cyclic else 1)
            lines.append("  " + line)
        self.drugs = drugs
        if cyclic and self.chance(0.3):
            lines += ["  " + line for line in self.decide(others, occasion=False)]
        return [*lines, "}" + self.mark()]

    # ---- decisions ----

    def decide(self, others: list[str], *, occasion: bool = True) -> list[str]:
        """Rows, by a value or by conditions."""
        lab = self.pick(self.labs)
        head = "decide"
        banded = self.chance(0.5)
        worded = not banded and self.words and self.chance(0.2)
        word = self.pick(self.words) if worded else ""
        if banded:
            subject = self.pick((lab, lab, f"mean({lab} over {self.duration(2, 6)})", self.arithmetic(lab)))
            head += f" by {subject}"
        elif worded:
            head += f" by {word}"
        missable = False
        when = ""
        if occasion:
            when, missable = self.occasion()
            head += when
        if missable and self.chance(0.3):
            head += "" if ".." in head else self.window()
        if missable and ".." in when:
            head += " missed skip"
        elif missable and self.chance(0.4):
            head += f" missed {self.missed()}"
        if self.chance(0.3):
            head += f" if missing {self.pick(('measure now', 'block', 'ignore'))}"
        lines = [head + " {"]
        if banded:
            lines += self.banded_rows(lab, others)
        elif worded:
            one, two = ("n_female", "n_male") if word == "n_gender" else ("n_negative", "n_positive")
            lines += [f"  is {one} : {self.effects(others)}", f"  is {two} : {self.effects(others)}"]
        else:
            lines += [
                f"  when {self.condition()} : {self.effects(others)}{self.mark()}" for _ in range(self.number(1, 2))
            ]
        if self.chance(0.4):
            lines.append(f"  first when {self.condition(1)} : {self.effects(others)}{self.mark()}")
        if self.chance(0.6):
            lines.append(f"  otherwise : {self.effects(others)}{self.mark()}")
        return [*lines, "}" + self.mark()]

    def occasion(self) -> tuple[str, bool]:
        """When it is decided; and whether that can be missed."""
        kind = self.rng.random()
        if kind < 0.15:
            return "", False
        if kind < 0.4:
            return f" at each {self.pick([*self.labs, *self.events])}", False
        if kind < 0.6:
            return f" on {self.listed()}", True
        return f" every {self.interval(2, 4)}, {self.number(1, 4)} times", True

    def banded_rows(self, lab: str, others: list[str]) -> list[str]:
        """Bands that meet, overlap at an edge, or leave a hole."""
        unit, _, (low, middle, high), _ = NUMBER_LABS[lab]
        kind = self.rng.random()
        if kind < 0.5:
            bands = [f"below {low}{unit}", f"from {low} to below {high}{unit}", f"at least {high}{unit}"]
        elif kind < 0.75:
            bands = [f"<= {low}{unit}", f"above {low} to {middle}{unit}", f"above {high}{unit}"]
        else:
            bands = [f"at most {low}{unit}", f"from {low} to {high}{unit}", f"> {middle}{unit}"]
        return [f"  {band} : {self.effects(others)}{self.mark()}" for band in bands]

    def effects(self, others: list[str]) -> str:
        """What is done."""
        first = self.effect(others)
        if first == "nothing" or self.chance(0.7):
            return first
        second = self.effect(others)
        return first if second == "nothing" or _touches(first) == _touches(second) else f"{first}, {second}"

    def effect(self, others: list[str]) -> str:
        """One effect."""
        kind = self.rng.random()
        if kind < 0.25 and self.levels:
            return self.on_level()
        if kind < 0.42 and others:
            return self.going(others)
        options = [
            "nothing", f"measure {self.pick(self.labs)}", f'{self.pick(("alert", "notify", "refer"))} "Text of it"',
            f"give {self.pick(self.drugs)}", "give n_pill dose 5 mg",
        ]  # fmt: skip
        if "n_pill" not in self.drugs:
            options.pop()
        if self.seen_tracks:
            track = self.pick(self.seen_tracks)
            options += [f"hold {track}{self.pick(('', f' for {self.duration(1, 4)}'))}", f"resume {track}"]
        if self.chance(0.04):
            options = ["stop"]
        return self.pick(options)

    def on_level(self) -> str:
        """A level goes up, down, back, or somewhere."""
        level = self.pick(self.levels)
        word = self.pick(("raise", "lower"))
        if level == "n_rung":
            return self.pick((f"{word} n_rung", f"{word} n_rung", "restore n_rung", "set n_rung = 20 mg"))
        if level == "n_gap":
            return self.pick((f"{word} n_gap by 1 day", "set n_gap = 3 days", "restore n_gap"))
        if level == "n_rate":
            return self.pick((f"{word} n_rate by 1 units/kg/h", "set n_rate = 2 units/kg/h"))
        return self.pick(
            (
                f"{word} {level} by 10 mg",
                f"{word} {level} by 25 % of original",
                f"{word} {level} by 50 % of current",
                f"restore {level}",
                f"set {level} = 20 mg",
            )
        )

    def going(self, others: list[str]) -> str:
        """Another phase, or the one before."""
        if self.chance(0.12):
            return "go back"
        return f"go {self.pick(others)}{' as new' if self.chance(0.15) else ''}"

    # ---- rules ----

    def anywhere(self, others: list[str]) -> list[str]:
        """Rules that may stand in a track or a phase."""
        kind = self.rng.random()
        if kind < 0.3 and others:
            return [f"when {self.condition()} {self.going(others)}{self.mark()}"]
        if kind < 0.4 and others:
            return [f"first when {self.condition()} {self.going(others)}{self.mark()}"]
        if kind < 0.43:
            return [f"stop when {self.condition()}{self.mark()}"]
        if kind < 0.65:
            until = f" until {self.condition(1)}" if self.chance(0.5) else ""
            most = f", at most {self.duration(1, 5)} then {self.consequence(others)}" if self.chance(0.6) else ""
            return [f"hold when {self.condition()}{until}{most}{self.mark()}"]
        if kind < 0.8:
            return [self.alert()]
        return [self.veto(others)]

    def alert(self) -> str:
        """Somebody is told."""
        return f'{self.pick(("alert", "notify", "refer"))} "A text" when {self.condition()}{self.mark()}'

    def veto(self, others: list[str]) -> str:
        """Something is not done."""
        what = [f"give {self.pick(self.drugs)}"] * 2
        what += [f"{self.pick(('raise', 'lower'))} {self.pick(self.levels)}"] if self.levels else []
        what += [f"go {self.pick(others)}"] if others else []
        return f"veto {self.pick(what)} when {self.condition()}{self.mark()}"

    # ---- phases ----

    def phase(self, name: str, others: list[str], ahead: list[str], *, last: bool) -> list[str]:
        """One phase without phases inside."""
        lines = [f"phase {name}{self.title()} {{"]
        if last and self.chance(0.1):
            return [*lines, f"  stop{self.mark()}", "}"]
        self.in_phase = True
        done: list[str] = []
        for _ in range(self.pick(("", "x", "x", "xx", "xx", "xxx")).count("x")):
            lines.append("  " + self.action(others, done))
        if self.chance(0.1) and "n_pill" in self.drugs:
            lines.append("  " + self.taper())
        if self.chance(0.22):
            lines += ["  " + line for line in self.repeat(others)]
        if self.chance(0.35):
            lines += ["  " + line for line in self.decide(others)]
        for _ in range(self.pick(("", "", "x", "xx")).count("x")):
            lines += ["  " + line for line in self.anywhere(others)]
        if self.chance(0.15) and others:
            # two ways out that may be open on one day
            lab = self.pick(self.labs)
            lines.append(f"  when {lab} >= {self.quantity(lab)} {self.going(others)}")
            lines.append(f"  first when {lab} {self.operator()} {self.quantity(lab)} {self.going(others)}{self.mark()}")
        if self.chance(0.25) and others:
            undecided = self.parameters["n_wait"].startswith("unstated")
            bound = "n_wait" if self.chance(0.8 if undecided else 0.2) else self.interval(1, 6)
            condition = f" when {self.condition(1)}" if self.chance(0.4) else ""
            lines.append(f"  after {bound}{condition} {self.going(others)}{self.mark()}")
        if self.chance(0.15):
            lines.append(f"  on entry : {self.effects([])}{self.mark()}")
        if self.chance(0.15):
            lines.append(f"  on exit : {self.effects([])}{self.mark()}")
        if self.chance(0.93):
            target = self.pick([*ahead, *ahead, "end", "back" if self.chance(0.2) and others else "end"])
            lines.append(f"  then {target}{self.mark()}")
        self.in_phase = False
        return [*lines, "}"]

    def track(self, name: str, letters: str) -> list[str]:
        """One track with its phases."""
        phases = [f"{name}_{letter}" for letter in letters]
        grouped = len(phases) > 1 and self.chance(0.2)
        stopping = name != "n_t0" and self.chance(0.12)
        lines = [f"track {name}{self.title()}{' on stop' if stopping else ''} {{"]
        lines += [f"  start {phases[0]}"] if len(phases) > 1 or self.chance(0.5) else []
        if self.chance(0.25):
            lines += ["  " + line for line in self.anywhere(phases)]
        body: list[str] = []
        for at, phase in enumerate(phases):
            others = [item for item in phases if item != phase]
            last = at > 0 and at == len(phases) - 1 and not grouped
            body += self.phase(phase, others, phases[at + 1 : at + 2] or ["end"], last=last)
        if not grouped:
            return [*lines, *("  " + line for line in body), "}"]
        lines[1] = f"  start {name}_group"
        inner = [f"  start {phases[0]}", *("  " + line for line in body)]
        if self.chance(0.5):
            inner += ["  " + line for line in self.anywhere(phases)]
        lines += ["  " + line for line in (f"phase {name}_group{self.title()} {{", *inner, "  then end", "}")]
        return [*lines, "}"]


def _touches(effect: str) -> str:
    """What an effect acts on: two of one row must not act on the same."""
    verb, *rest = effect.split()
    return verb if verb in ("go", "stop") or not rest else rest[0]
