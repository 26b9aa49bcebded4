"""Whole protocols as text, in the full language, from a seed: the generator is measured (`coverage`), not trusted."""

from __future__ import annotations

import random

import attrs

from protolang.diagnostics import Severity
from protolang.diagnostics.codes import PL112
from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.parser import parse

from .statements import Statements
from .story import Story
from .vocabulary import ALL_DRUGS, NUMBER_LABS, UNITS


@attrs.frozen
class Draft:
    """A generated text in its parts. `independent` says that no track shares a drug, lab or level with another."""

    name: str
    header: tuple[str, ...]
    declarations: tuple[tuple[str, ...], ...]
    independent: bool
    calendar: bool

    def text(self) -> str:
        """The protocol."""
        lines = [line for block in self.declarations for line in block]
        return "\n".join((f"protocol {self.name} {{", *self.header, *lines, "}")) + "\n"


_MANY = 5
"""Of so many drugs and more, two are kept apart."""


class Writer(Statements):
    """One random protocol."""

    def draft(self) -> Draft:
        """All of it."""
        rng = self.rng
        self.per_day = rng.choice((1, 1, 1, 1, 1, 1, 24, 24, 1440))
        self.calendar = self.per_day == 1 and self.chance(0.2)
        self.first = rng.choice((0, 0, 0, 1))
        self.labs = sorted(rng.sample(list(NUMBER_LABS), self.number(2, 4)))
        self.words = ["n_culture"] if self.chance(0.6) else []
        self.drugs = sorted({"n_pill", *rng.sample(ALL_DRUGS, self.number(2, 5))})
        self.infused = ["n_drip"] if self.chance(0.4) else []
        self.events = ["n_harm", "n_relapse"][: self.number(1, 2)]
        self.levels = sorted({"n_basal", "n_rung", *(name for name in ("n_gap", "n_rate") if self.chance(0.5))})
        self.arms = ["n_plain", "n_tailored"] if self.chance(0.2) else []
        self.tables = ["n_tabdose", "n_often", "n_factor", "n_start"]
        self.parameters = {
            "n_wait": "= 3 days",
            "n_edge": '= 10 % range 5..20 % but 12 % assumed "x"',
            "n_most": "= 3 times range 1..9 times",
        }
        if self.chance(0.2):
            self.parameters[self.pick(("n_wait", "n_wait", "n_most"))] = 'unstated "nobody says it"'
        self.tracks = [f"n_t{number}" for number in range(rng.choice((1, 1, 2, 2, 3)))]
        independent = len(self.tracks) > 1 and self.chance(0.4)
        independent = independent and min(len(self.drugs), len(self.labs)) >= len(self.tracks)
        header = self.header()
        declared = [('source n_src "A source" doi 10.1000/1 pmc PMC1 pmid 123',), self.policy()]
        declared += [(line,) for line in self.recorded()]
        declared += self.facts_and_triggers()
        declared += self.course(independent=independent)
        declared += self.course_rules() if not independent else []
        declared += self.claims()
        declared += [tuple(item) for item in Story(self).scenarios()] if self.chance(0.35) else []
        title = ' "Title"' if self.chance(0.5) else ""
        return Draft(f"n_generated{title}", tuple(header), tuple(declared), independent, self.calendar)

    # ---- header and declarations ----

    def header(self) -> list[str]:
        """The conventions."""
        lines = ["version 1.0.0"] if self.chance(0.7) else []
        lines += [f"status {self.pick(('draft', 'review'))}"] if self.chance(0.5) else []
        lines += [f"subject {self.pick(('patient', 'cohort'))}{self.mark()}"] if self.chance(0.2) else []
        lines += ['purpose "To be run"' + self.mark()] if self.chance(0.3) else []
        lines += ['population "Nobody"' + self.mark()] if self.chance(0.3) else []
        # Codes are drawn from nothing, so that all else is drawn as it was without them.
        lines += ["snomed 92814006"] if self.first else []
        if self.per_day > 1:
            lines.append(f"resolution 1 {'hour' if self.per_day == 24 else 'minute'}{self.mark()}")
        lines.append(f"month = {'calendar' if self.calendar else '28 days'}{self.mark()}")
        lines.append(f"day {self.first} = {self.pick(('enrolment', 'enrolment', 'first n_pill'))}{self.mark()}")
        lines.append(f"week {self.first} = day {self.first}{self.mark()}")
        return lines

    def policy(self) -> tuple[str, ...]:
        """What holds for all doses."""
        clock = self.pick(("stops", "runs"))
        rounding = self.pick(("to 1 mg", "to 1 mg", 'unstated "nobody says it"'))
        lines = [
            "policy {",
            f"  missed {self.missed()}{self.mark()}",
            f"  next_due {self.anchor()}{self.mark()}",
            f"  hold clock {clock}, at most {self.duration(2, 6)} then {self.outcome()}{self.mark()}",
            f"  rounding {rounding}",
        ]
        if self.chance(0.6):
            lines.append(f"  missing {self.pick(('measure now', 'block', 'ignore'))}{self.mark()}")
        lines.append(f"  fresh for {self.duration(2, 9)}{self.mark()}")
        return (*lines, "}")

    def recorded(self) -> list[str]:
        """Labs, attributes, events, arms, drugs, levels, tables, parameters."""
        lines = []
        for lab in self.labs:
            unit = f"unit {UNITS[lab]}{self.mark(0.1)}"
            fresh = f"fresh for {self.duration(1, 9)}{self.mark(0.1)}" if self.chance(0.8) else ""
            known = f" loinc 1-8 usual {NUMBER_LABS[lab][1]}" if lab == self.labs[0] else ""
            lines.append(f"lab {lab}{self.title()} {{ {unit} range {NUMBER_LABS[lab][1]} {fresh}{known} }}")
        lines += [
            f"lab {name} {{ one of n_negative (snomed 92814006), n_positive fresh for {self.duration(1, 9)} }}"
            for name in self.words
        ]
        lines.append("patient n_weight { unit kg range 2..300 kg rounded to 0.1 kg fresh for 30 days }")
        lines.append("patient n_height { unit cm range 40..230 cm fresh for 365 days }")
        lines.append(f"patient n_bsa = {self.pick(('mosteller', 'dubois'))}(n_height, n_weight){self.mark()}")
        lines.append("patient n_years { unit years range 0..120 years fresh for 365 days }")
        lines.append("patient n_gender { one of female, male fresh for 365 days }")
        lines.append("patient n_grade { unit ratio range 0..5 fresh for 365 days }")
        if "n_crea" in self.labs:
            lines.append("patient n_clear = cockcroft_gault(n_years, n_weight, n_crea, n_gender)")
        clearance = "n_clear" if "n_crea" in self.labs else "60 mL/min"
        lines.append(f"patient n_carbodose = calvert(5 mg.min/mL, {clearance})")
        lines += [f"event {name}{self.title()} snomed 367336001" for name in self.events]
        if self.arms:
            lines += [
                "arms n_regimen {",
                f"  arm n_plain share 1{self.mark()}",
                f"  arm n_tailored{self.title()} share 1",
                f"  allocate by randomisation{self.pick(('', ' stratified by n_gender'))}{self.mark()}",
                "}",
            ]
            lines = [*lines[:-5], "\n".join(lines[-5:])]
        lines += [f"param {name} {value}" for name, value in self.parameters.items()]
        lines += [self.level(name) for name in self.levels] + self.drug_lines() + self.table_lines()
        return lines

    def level(self, name: str) -> str:
        """A level."""
        if name == "n_rung":
            return f"level n_rung{self.title()} {{ start 20 mg steps 10, 20, 30, 45 mg{self.mark()} }}"
        if name == "n_gap":
            return "level n_gap { start 3 days range 1..6 days }"
        if name == "n_rate":
            return "level n_rate { start 2 units/kg/h range 0..10 units/kg/h }"
        start = self.pick(("20 mg", "by n_start"))
        rounded = self.pick(("", " rounded to 5 mg", " rounded down to 1 mg"))
        return f"level n_basal {{ start {start}{self.mark()} range 0..60 mg{rounded} }}"

    def drug_lines(self) -> list[str]:
        """The drugs that are used."""
        doses = {
            "n_fixed": "10 mg",
            "n_pill": "20 mg",
            "n_bywt": "1.5 mg/kg of n_weight",
            "n_percycle": "2 mg/kg of n_weight per cycle",
            "n_bybsa": "75 mg/m2 of n_bsa",
            "n_factored": "75 mg/m2 of n_bsa by n_factor",
            "n_lvl": "n_basal",
            "n_rung_drug": "n_rung",
            "n_tabbed": "by n_tabdose",
            "n_carbo": "n_carbodose",
        }
        lines = [self.drug(name, doses[name]) for name in self.drugs]
        if self.infused:
            rate = "n_rate of n_weight" if "n_rate" in self.levels else "2 units/kg/h of n_weight"
            lines.append(f"drug n_drip {{ dose {rate} rounded to 1 units/h }}")
        return lines

    def drug(self, name: str, dose: str) -> str:
        """One drug."""
        more = [f"route oral{self.mark(0.1)}"] if self.chance(0.3) else []
        if self.chance(0.2):
            more.append(self.pick(("over 2 days", "over 90 minutes", 'over unstated "nobody says it"')))
        if name != "n_fixed" and self.chance(0.4):
            more.append(
                f"rounded {self.pick(('', 'up ', 'down '))}to {self.pick(('1', '5', '2.5'))} mg{self.mark(0.1)}"
            )
        if self.chance(0.2):
            more.append(f"cap {self.pick(('100', '150'))} mg{self.mark(0.1)}")
        if self.chance(0.15):
            more.append(f"floor 10 mg{self.mark(0.1)}")
        if self.chance(0.25):
            stretch = self.pick(("total", self.duration(3, 9)))
            most = self.pick(("100 mg", "60 mg"))
            more.append(f"limit {most} in {stretch} then {self.outcome()}{self.mark(0.1)}")
        elif name == "n_bybsa" and self.chance(0.4):
            more.append("limit 200 mg/m2 of n_bsa in total then review")
        if self.chance(0.1):
            more.append(
                self.pick(("rate 50 mg/h", 'rate "first" 50 mg/h raised by 50 mg/h every 30 minutes up to 400 mg/h'))
            )
        if self.chance(0.1):
            more.append("split 20 % over 30 minutes, 80 % over 60 minutes" + self.mark(0.1))
        if name == "n_pill":
            more.append("rxnorm 3002 atc L01AA01 usual 1..1000 mg")
        return f"drug {name}{self.title()} {{ dose {dose}{self.mark(0.1)} {' '.join(more)} }}"

    def table_lines(self) -> list[str]:
        """The tables."""
        lab = self.pick(self.labs)
        unit, _, (low, middle, high), _ = NUMBER_LABS[lab]
        rows = (f"below {low}{unit}", f"from {low} to below {high}{unit}", f"at least {high}{unit}")
        if self.chance(0.5):
            cells = ("10 mg | 20 mg", "15 mg | none", "20 mg | 30 mg")
            body = "".join(f" {row} : {cell}{self.mark(0.1)}" for row, cell in zip(rows, cells, strict=True))
            dose = (
                f"table n_tabdose of {lab} by n_weight {{ columns below 60 kg | at least 60 kg{body} }}{self.mark(0.1)}"
            )
        elif self.chance(0.5) and self.words:
            dose = f"table n_tabdose of {self.words[0]} {{ is n_positive : 10 mg is n_negative : none }}"
        else:
            high_row = f"when {lab} > {middle}{unit} : 10 mg{self.mark(0.1)}"
            dose = f"table n_tabdose {{ {high_row} otherwise : 20 mg{self.mark(0.1)} }}"
        every = (" every 2 days", " every 3 days") if self.chance(0.3) else ("", "")
        cells = ("2 days", "4 days") if not every[0] else (f"10 mg{every[0]}", f"20 mg{every[1]}")
        return [
            dose,
            f'table n_often "How often" of {lab} {{ < {low}{unit} : {cells[0]} >= {low}{unit} : {cells[1]} }}',
            f"table n_factor of {lab} {{ below {middle}{unit} : 100 % at least {middle}{unit} : 75 % }}",
            "table n_start of n_weight { below 60 kg : 10 mg at least 60 kg : 20 mg }",
        ]

    def facts_and_triggers(self) -> list[tuple[str, ...]]:
        """Named conditions; each may use those before it."""
        lines = []
        for number in range(self.number(1, 4)):
            condition = self.condition(1 if self.chance(0.5) else 0)
            policy = f" if missing {self.pick(('measure now', 'block', 'ignore'))}" if self.chance(0.7) else ""
            lines.append((f"trigger n_g{number}{self.title()} when {condition}{policy}{self.mark()}",))
            self.triggers.append(f"n_g{number}")
        for number in range(self.number(0, 2)):
            lines.append((f"fact n_f{number}{self.title()} when {self.condition()}{self.mark()}",))
            self.facts.append(f"n_f{number}")
        return lines

    # ---- the course ----

    def course(self, *, independent: bool) -> list[tuple[str, ...]]:
        """The tracks, and the rules of the whole protocol."""
        letters = {name: "abc"[: self.number(1, 3)] for name in self.tracks}
        everything = self.drugs, self.labs, self.levels, self.infused
        blocks = []
        if not independent:
            self.seen_tracks = self.tracks
            self.phases = [f"{name}_{letter}" for name in self.tracks for letter in letters[name]]
        for at, name in enumerate(self.tracks):
            if independent:
                # each track has its own share, so that none can notice another
                self.drugs, self.levels = everything[0][at::3], everything[2][at::3]
                self.labs, self.shared = everything[1][at::3], at == 0
                self.infused = everything[3] if at == 0 else []
                self.seen_tracks, self.phases = [name], [f"{name}_{letter}" for letter in letters[name]]
            blocks.append(tuple(self.track(name, letters[name])))
        self.drugs, self.labs, self.levels, self.infused = everything
        self.shared = True
        self.seen_tracks = self.tracks
        self.phases = [f"{name}_{letter}" for name in self.tracks for letter in letters[name]]
        return blocks

    def course_rules(self) -> list[tuple[str, ...]]:
        """Rules that stand beside the tracks."""
        lines = []
        if self.chance(0.1):
            lines.append(f"stop when {self.condition()}{self.mark()}")
        if self.chance(0.2):
            until = f" until {self.condition(1)}" if self.chance(0.5) else ""
            most = f", at most {self.duration(1, 5)} then {self.outcome()}" if self.chance(0.5) else ""
            lines.append(f"hold {self.pick(self.tracks)} when {self.condition()}{until}{most}{self.mark()}")
        if self.chance(0.25):
            lines.append(self.alert())
        if self.chance(0.2):
            lines.append(self.veto([]))
        if self.chance(0.15):
            lines.append(f"contraindicated {self.pick(self.drugs)} when {self.condition()}{self.mark()}")
        if len(self.drugs) > _MANY:
            # without a throw of the dice, so that every seed writes what it wrote before
            lines.append(f'separate {self.drugs[0]} and {self.drugs[1]} by at least 3 days  assumed "x"')
        if self.chance(0.12):
            lines.append(f"include{self.title()} {self.eligible()}{self.mark()}")
        if self.chance(0.12):
            lines.append(f"exclude{self.title()} not ({self.eligible()}){self.mark()}")
        return [(line,) for line in lines]

    def eligible(self) -> str:
        """A condition that most patients meet on their first day."""
        lab = self.pick(self.labs)
        unit, _, (low, _, high), _ = NUMBER_LABS[lab]
        return self.pick(
            ("n_years >= 18 years", "n_weight in 40 kg..120 kg", f"{lab} < {high}{unit}", f"{lab} > {low}{unit}")
        )

    def claims(self) -> list[tuple[str, ...]]:
        """What the author requires."""
        lines = []
        self.in_phase = False
        for number in range((0, 0, 1, 1, 2)[self.number(0, 4)]):
            name = self.pick(("", f"n_r{number}: "))
            claim = self.measured() if self.chance(0.4) else self.of_days()
            if self.triggers and self.chance(0.3) and "duration" not in claim:
                claim += f" between {self.pick(self.triggers)} and end of {self.pick(self.tracks)}"
            lines.append(f"require {name}{claim}{self.mark()}")
        if self.chance(0.15):
            lines.append(f"never exit {self.pick(self.tracks)} on {self.pick(self.events)}{self.mark()}")
        return [(line,) for line in lines]

    def measured(self) -> str:
        """A measure of a whole course, and its limit."""
        claims = (
            "count({}) <= 9",
            "count({}) in 1..9",
            "span({}) < 40 days",
            "gap({}) <= 9 days",
            "gap({}) < 8 days",
            "spacing({}) >= 1 day",
            "total({}) <= 5 g",
            "duration < 700 days",
            "duration of [] at most 300 days",
            "duration of [] above 0 days",
            "duration of [] from 1 day to below 400 days",
            "duration of [] in 0 days .. 30 calendar months",
        )
        claim = self.pick(claims)
        drug = "n_pill" if "total" in claim else self.pick(self.drugs)
        return claim.replace("{}", drug).replace("[]", self.pick([*self.tracks, *self.phases]))

    def of_days(self) -> str:
        """A claim about days, about an order, about any stretch of time."""
        drug, other = self.pick(self.drugs), self.pick([*self.drugs, *self.labs])
        rate = self.pick(("at most 9", "at most 1", "at least 1", "exactly 1"))
        claims = (
            lambda: f"{self.pick(('always', 'never', 'eventually'))} {self.condition(1)}",
            lambda: f"{self.pick(('always', 'never', 'eventually'))} given({drug})",
            lambda: f"{self.condition(1)} leads to {self.condition(1)} within {self.duration(0, 9)}",
            lambda: f"{rate} {other} in any {self.duration(1, 9)}",
            lambda: f"{other} in every {self.duration(1, 9)}",
            lambda: f"{drug} only after {self.condition(1)}",
            lambda: f"{drug} only after {self.condition(1)} within {self.duration(0, 9)}",
            lambda: f"{drug} never while {self.condition(1)}",
        )
        return claims[self.rng.randrange(len(claims))]()


@attrs.frozen(eq=False)
class Made:
    """A protocol that the lowering accepts."""

    seed: int
    draft: Draft
    text: str
    protocol: Protocol
    machine: Machine


def draft_of(seed: int) -> Draft:
    """The protocol of a seed, in parts."""
    return Writer(random.Random(f"protocol {seed}")).draft()


def lowered(text: str, path: str = "generated.proto") -> tuple[Protocol | None, list[str]]:
    """The protocol of a text, or what is wrong with it."""
    source = SourceFile(path, text)
    parsed = parse(source)
    if parsed.value is None or parsed.value.tree is None:
        return None, ["nothing could be read"]
    model = lower(parsed.value.tree, source, parsed.value.skipped_names)
    # an open decision is no mistake: such a protocol runs, and waits
    found = (item for item in (*parsed.diagnostics, *model.diagnostics) if item.code is not PL112)
    wrong = [
        f"{item.code.number} {item.message} @ {item.primary.span.start_position.line}"
        for item in found
        if item.severity is Severity.ERROR
    ]
    return (None, wrong) if wrong else (model.value, [])


def build(text: str) -> tuple[Protocol, Machine] | None:
    """The protocol and the machine of a text; None when it is refused."""
    protocol, _ = lowered(text)
    return None if protocol is None else (protocol, machine_of(protocol))


def made(seed: int) -> Made | None:
    """The protocol of a seed; None when the lowering refuses it."""
    draft = draft_of(seed)
    text = draft.text()
    built = build(text)
    return None if built is None else Made(seed, draft, text, *built)
