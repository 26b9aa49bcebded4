"""Random small protocols as text, and how much of the language they use: the generator is measured, not trusted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

from protolang.diagnostics import Severity
from protolang.diagnostics.codes import PL112
from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.parser import parse

DRUGS = ("alpha", "beta")
THRESHOLDS = {"cd": ("1 %", "15 %"), "hb": ("8 %", "8 %")}


@dataclass(frozen=True)
class Shape:
    """How large and how rich the protocols may be."""

    tracks: int = 2
    phases: int = 3
    labs: int = 2
    longest: int = 9  # days of an interval, a delay or a limit
    open_decisions: bool = True
    calendar: bool = True
    events: bool = True
    claims: bool = True


TINY = Shape(tracks=2, phases=2, labs=1, longest=3, open_decisions=False, calendar=False, claims=False)
PLAIN = Shape(open_decisions=False, calendar=False)


def build(text: str, path: str = "generated.proto") -> tuple[Protocol, Machine] | None:
    """The protocol of a text and its machine; None when the text is refused."""
    source = SourceFile(path, text)
    parsed = parse(source)
    if parsed.value is None or parsed.value.tree is None:
        return None
    lowered = lower(parsed.value.tree, source, parsed.value.skipped_names)
    # an open decision (PL112) may be reported as an error, and is still a protocol that can be explored
    found = (item for item in (*parsed.diagnostics, *lowered.diagnostics) if item.code is not PL112)
    if any(item.severity is Severity.ERROR for item in found):
        return None
    return lowered.value, machine_of(lowered.value)


@dataclass
class Generator:
    """One random protocol per seed."""

    rng: random.Random
    shape: Shape = field(default_factory=Shape)
    used: Counter[str] = field(default_factory=Counter)
    parameters: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The whole protocol."""
        rng, shape = self.rng, self.shape
        self.labs = ["cd", "hb"][: rng.randint(1, shape.labs)]
        self.tracks = [f"t{number}" for number in range(rng.randint(1, shape.tracks))]
        self.event = shape.events and rng.random() < 0.25
        self.facts: list[str] = []
        triggers = self._triggers()
        bodies = [self._track(number, name) for number, name in enumerate(self.tracks)]
        stops = self._stops()
        claims = self._claims() if shape.claims else []
        lines = [
            "protocol generated {",
            "  version 1.0.0  status draft",
            "  month = calendar  day 0 = first alpha  week 0 = day 0",
            f"  policy {{ missed {self._missed()}  next_due {self._anchor()}",
            f"           hold clock {rng.choice(('stops', 'runs'))}, at most {rng.randint(1, 5)} days then "
            f"{rng.choice(('review', 'skip', 'stop', 'alert'))}  rounding to 1 mg }}",
            *(f"  drug {drug} {{ dose 1 mg }}" for drug in DRUGS),
            *(f'  lab {lab} {{ unit % of "cells" range 0..100 %{self._fresh()} }}' for lab in self.labs),
            *(["  event harm"] if self.event else []),
            *triggers,
            *bodies,
            *stops,
            *(f"  param {name} {value}" for name, value in self.parameters.items()),
            *claims,
            "}",
        ]
        return "\n".join(lines) + "\n"

    def _note(self, *names: str) -> None:
        self.used.update(names)

    def _fresh(self) -> str:
        age = self.rng.choice((1, 2, self.shape.longest, 4 * self.shape.longest))
        self._note(f"fresh for {age}")
        return f" fresh for {age} days"

    def _triggers(self) -> list[str]:
        lines = []
        for lab in self.labs:
            low, high = THRESHOLDS[lab]
            for name, guard in ((f"{lab}_low", f"{lab} {self._less()} {low}"), (f"{lab}_high", self._high(lab, high))):
                lines.append(f"  trigger {name} when {guard}{self._policy()}")
                self.facts.append(name)
        if self.rng.random() < 0.3:
            self._note("fact of facts")
            one, two = self.rng.choice(self.facts), self.rng.choice(self.facts)
            word = self.rng.choice(("and", "or"))
            lines.append(f"  trigger both when {one} {word} not {two}{self._policy()}")
            self.facts.append("both")
        return lines

    def _less(self) -> str:
        word = self.rng.choice(("<", "<="))
        self._note(f"guard {word}")
        return word

    def _high(self, lab: str, high: str) -> str:
        rng = self.rng
        kind = rng.choice((">=", ">", "band"))
        self._note(f"guard {kind}")
        return f"{lab} from 10 % to below 15 %" if kind == "band" else f"{lab} {kind} {high}"

    def _policy(self) -> str:
        policy = self.rng.choice(("measure now", "measure now", "block", "ignore", None))
        self._note(f"if missing {policy}")
        return "" if policy is None else f" if missing {policy}"

    def _guard(self, *, depth: int = 0) -> str:
        rng = self.rng
        pick = rng.random()
        fact = rng.choice(self.facts)
        if pick < 0.4:
            return fact
        if pick < 0.6:
            self._note("once")
            return f"once {fact}"
        if pick < 0.7 and depth < 2:
            self._note("not")
            return f"not {self._guard(depth=2)}"
        if pick < 0.8 and depth < 1:
            word = rng.choice(("and", "or"))
            self._note(word)
            return f"({self._guard(depth=1)} {word} {self._guard(depth=1)})"
        if pick < 0.86 and self.event:
            self._note("event in a guard")
            return "harm"
        if pick < 0.93 and len(self.tracks) > 1:
            self._note("end of")
            return f"end of {rng.choice(self.tracks)}"
        self._note("bare comparison")
        return f"{rng.choice(self.labs)} {rng.choice(('<', '>='))} {rng.choice(('1 %', '15 %'))}"

    def _anchor(self) -> str:
        anchor = self.rng.choice(("after last given", "after last given", "on grid", "from cycle start"))
        self._note(f"next_due {anchor}")
        return anchor

    def _missed(self) -> str:
        rng = self.rng
        kind = rng.choice(("postpone", "postpone", "make_up", "skip", "skip", "stop"))
        if kind in ("skip", "stop"):
            self._note(f"missed {kind}")
            return kind
        consequence = rng.choice(("review", "skip", "skip", "stop", "alert"))
        self._note(f"missed {kind} then {consequence}")
        return f"{kind} at most {rng.randint(0, 3)} days then {consequence}"

    def _duration(self, role: str) -> str:
        rng, shape = self.rng, self.shape
        if shape.open_decisions and rng.random() < 0.12:
            self._note(f"open {role}")
            name = f"open_{role}_{len(self.parameters)}"
            self.parameters[name] = 'unstated "open"'
            return name
        if shape.calendar and rng.random() < 0.08:
            self._note(f"calendar {role}")
            return f"{rng.randint(1, 2)} calendar months"
        if rng.random() < 0.1:
            self._note(f"parameter {role}")
            name = f"decided_{role}_{len(self.parameters)}"
            self.parameters[name] = f"= {rng.randint(1, shape.longest)} days"
            return name
        return f"{rng.randint(1, shape.longest)} days"

    def _timing(self, phase: int, others: list[str]) -> str:
        rng, shape = self.rng, self.shape
        pick = rng.random()
        if pick < 0.1:
            self._note("once on entry")
            return ""
        if pick < 0.35:
            self._note("list of days")
            first = rng.randint(0, shape.longest * (phase + 1))
            days = sorted({first + rng.randint(0, shape.longest) for _ in range(rng.randint(1, 3))})
            return f" on days {', '.join(map(str, days))}"
        if pick < 0.7:
            self._note("every, times")
            return f" every {self._duration('interval')}, {rng.randint(1, 3)} times"
        limit = ""
        bound = rng.random()
        if bound < 0.75:
            if bound < 0.4:
                limit = f", at most {rng.randint(1, 3)} times"
                self._note("until, at most times")
            else:
                limit = f", at most {self._duration('limit')}"
                self._note("until, at most a time")
            if rng.random() < 0.6:
                self._note("until, else go")
                limit += f" else go {rng.choice(others)}"
        else:
            self._note("until without limit")
        return f" every {self._duration('interval')} until {self._guard()}{limit}"

    def _action(self, phase: int, others: list[str]) -> str:
        rng = self.rng
        if rng.random() < 0.7:
            self._note("give")
            line = f"      give {rng.choice(DRUGS)}"
        else:
            self._note("measure")
            line = f"      measure {rng.choice(self.labs)}"
        line += self._timing(phase, others)
        if rng.random() < 0.3:
            self._note("window")
            line += f" window -{rng.randint(0, 1)}..+{rng.randint(0, 2)} days"
        if rng.random() < 0.35:
            self._note("missed of its own")
            line += f" missed {self._missed()}"
        if rng.random() < 0.15:
            self._note("next_due of its own")
            line += f" next_due {self._anchor()}"
        return line

    def _track(self, number: int, name: str) -> str:
        rng = self.rng
        self._note(f"{len(self.tracks)} tracks")
        count = rng.randint(1, self.shape.phases)
        phases = [f"{name}_{letter}" for letter in "abc"[:count]]
        lines = [f"  track {name} {{", f"    start {phases[0]}"]
        for at, phase in enumerate(phases):
            others = [item for item in phases if item != phase] or [phase]
            lines.append(f"    phase {phase} {{")
            if at and rng.random() < 0.12:
                self._note("stop phase")
                lines += ["      stop", "    }"]
                continue
            for _ in range(rng.choice((0, 1, 1, 1, 2))):
                lines.append(self._action(at, others))
            if rng.random() < 0.35:
                self._note("when exit")
                lines.append(f"      when {self._guard()} go {rng.choice(others)}")
                if rng.random() < 0.3:
                    self._note("first when exit")
                    lines.append(f"      first when {self._guard()} go {rng.choice(others)}")
            if rng.random() < 0.25:
                guard = f" when {self._guard()}" if rng.random() < 0.5 else ""
                self._note("after when exit" if guard else "after exit")
                lines.append(f"      after {self._duration('delay')}{guard} go {rng.choice(others)}")
            if rng.random() < 0.12:
                self._note("stop rule of a phase")
                lines.append(f"      stop when {self._guard()}")
            ahead = phases[at + 1 : at + 2] or ["end"]
            if rng.random() < 0.95:
                lines.append(f"      then {rng.choice((*ahead, *ahead, 'end'))}")
            else:
                self._note("no then")
            lines.append("    }")
        return "\n".join([*lines, "  }"])

    def _stops(self) -> list[str]:
        if self.rng.random() < 0.25:
            self._note("stop rule")
            return [f"  stop when {self._guard()}"]
        return []

    def _claims(self) -> list[str]:
        return [f"  require r{number}: {self._claim()}" for number in range(self.rng.randint(1, 3))]

    def _claim(self) -> str:
        rng = self.rng
        measure = rng.choice(("count", "span", "gap"))
        subject = rng.choice((*DRUGS, *DRUGS, *self.labs))
        if subject in self.labs:
            self._note("claim on a lab")
        during = ""
        if rng.random() < 0.2:
            self._note("during")
            during = f" during {rng.choice(self.tracks)}_a"
        unit = "" if measure == "count" else rng.choice((" days", " days", " days", " calendar months"))
        top = 5 if measure == "count" else 3 * self.shape.longest
        first, second = sorted((rng.randint(0, top), rng.randint(0, top)))
        if unit == " calendar months":
            first, second = 0, 1
        words = rng.choice(("<=", "<", ">=", "=", "in"))
        self._note(f"claim {measure}", f"claim {words}")
        bound = f"in {first}{unit} .. {second}{unit}" if words == "in" else f"{words} {second}{unit}"
        text = f"{measure}({subject}{during}) {bound}"
        if measure == "gap" and rng.random() < 0.5:
            self._note("between")
            closes = rng.choice((rng.choice(self.facts), f"end of {rng.choice(self.tracks)}"))
            text += f" between {rng.choice(self.facts)} and {closes}"
        return text


def generate(seed: int, shape: Shape | None = None) -> tuple[str, Counter[str]]:
    """The text for a seed, and the constructs it uses."""
    generator = Generator(random.Random(seed), shape or Shape())
    text = generator.text()
    return text, generator.used


def generated(seed: int, shape: Shape | None = None) -> tuple[str, Protocol, Machine, Counter[str]] | None:
    """A protocol that the lowering accepts; None when this seed's text is refused."""
    text, used = generate(seed, shape)
    built = build(text)
    return None if built is None else (text, *built, used)
