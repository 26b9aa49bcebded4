"""Protocols with one word or number changed, and random patients whom both are to treat alike if they say the same."""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import attrs

from protolang.compare.destinations import destinations
from protolang.compare.difference import Side
from protolang.compare.distinguish import _same
from protolang.compare.meaning import alike_but_for_names
from protolang.compare.statements import statement_changes
from protolang.driver import analyse
from protolang.execution.event import Administration, Decision, Inputs, Observation, Ruling
from protolang.execution.landing import land
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.term import Constant
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Interval, Quantity
from protolang.source.project import Project
from protolang.variants.effective_text import effective_lines

from .language import draft_of, lowered
from .laws import parts

ROOT = Path(__file__).parents[2]
_TOKEN = re.compile(r'"[^"\n]*"|#[^\n]*|[0-9]+(?:\.[0-9]+)?|[A-Za-z_][A-Za-z0-9_]*|<=|>=|\.\.|[^\s\w]')
# Words that may stand for one another.
_WORDS = (
    ("skip", "stop", "review", "alert"),
    ("postpone", "make_up"),
    ("stops", "runs"),
    ("before", "after"),
    ("measure now", "block", "ignore"),
    ("after last given", "on grid", "from cycle start"),
    ("<", "<=", ">", ">=", "="),
    ("and", "or"),
    ("days", "weeks", "months", "hours", "minutes", "times"),
    ("day", "week", "month"),
    ("mg", "g", "ug"),
    ("kg", "m2"),
    ("up", "down"),
    ("raise", "lower", "restore", "give", "go"),
    ("first", "last"),
    ("highest", "lowest"),
    ("rising", "falling"),
    ("original", "current"),
    ("cycle", "phase"),
    ("resume", "hold"),
    ("alert", "notify", "refer"),
    ("include", "exclude"),
    ("give", "measure", "infuse"),
    ("back", "end"),
    ("cap", "floor"),
    ("since", "during"),
    ("enrolment", "calendar"),
)
# Words that may be left out, with what follows them up to the named end.
_LEFT_OUT = (
    r"\bfirst (?=when)",
    r"\bonce ",
    r"\bnot ",
    r" and [^\n@:{}]+?(?= (?:go|@|assumed)|\n|:)",
    r" or [^\n@:{}]+?(?= (?:go|@|assumed)|\n|:)",
    r" as new",
    r" on stop",
    r", at most [0-9]+ \w+(?: else go \w+)?",
    r", [0-9]+ times",
    r" lasting [0-9]+ \w+",
    r" following \w+",
    r" window [-+0-9. ]+\w+",
    r" spaced at least [0-9]+ \w+",
    r" per cycle",
    r" between .* and .*",
    r" since [a-z ]+",
)


def sources() -> Iterator[tuple[str, str]]:
    """Each protocol that may be changed: its name and its text."""
    for path in sorted(Path(ROOT, "protocols").rglob("*.proto")):
        if path.parent.name == "library":
            continue
        text = path.read_text(encoding="utf-8")
        if "import" in text:
            text = expanded(path)
        yield path.stem, text
    for path in sorted(Path(ROOT, "tests/conformance").glob("*.case")):
        yield path.stem, path.read_text(encoding="utf-8").split("--- source\n")[1].split("\n---")[0] + "\n"


def expanded(path: Path) -> str:
    """The text of a variant as one file."""
    analysis = analyse(str(path), path.read_bytes(), budget=0, project=Project(str(path)))
    return "".join(f"{line.text}\n" for line in effective_lines(analysis.effective))


@cache
def side_of(text: str) -> Side | None:
    """A text as one side of a comparison; None where it has mistakes."""
    protocol, _ = lowered(text)
    return None if protocol is None else Side(protocol, machine_of(protocol))


def mutated(text: str, rng: random.Random) -> str:
    """The text with one thing changed."""
    kind = rng.random()
    if kind < 0.12:
        return _without_line(text, rng)
    if kind < 0.3:
        found = [match for pattern in _LEFT_OUT for match in re.finditer(pattern, text)]
        if found:
            match = rng.choice(found)
            return text[: match.start()] + text[match.end() :]
    if kind < 0.36:
        return _swapped(text, rng)
    tokens = [match for match in _TOKEN.finditer(text) if match[0][0] not in '#"']
    names = sorted({match[0] for match in tokens if re.fullmatch(r"[a-z]\w*", match[0])})
    for _ in range(60):
        match = rng.choice(tokens)
        new = _other(match[0], names, rng)
        if new is not None and new != match[0]:
            return text[: match.start()] + new + text[match.end() :]
    return text


def _other(word: str, names: Sequence[str], rng: random.Random) -> str | None:
    if word[0].isdigit():
        if "." in word:
            return word + rng.choice("159")
        number = int(word)
        return str(rng.choice((number + 1, max(0, number - 1), number * 2, number * 10, number + 7)))
    groups = [group for group in _WORDS for item in group if item.split()[0] == word and " " not in item]
    if groups:
        return rng.choice(rng.choice(groups))
    return rng.choice(names) if word in names and rng.random() < 0.4 else None


def _without_line(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return "".join(lines)


def _swapped(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = rng.randrange(len(lines) - 1)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return "".join(lines)


# ---- patients --------------------------------------------------------------------------------------------------


class Anyone:
    """A random patient, told alike on two sides. Results lie on, and just beside, what either side compares with."""

    def __init__(self, one: Machine, two: Machine, rng: random.Random) -> None:
        self.one, self.two, self.rng = one, two, rng
        recorded = {
            item.id: item
            for machine in (two, one)
            for item in (*machine.labs, *machine.attributes)
            if not isinstance(item, DerivedAttribute)
        }
        self.recorded = list(recorded.values())
        self.edges = [*edges(one), *edges(two)]
        self.events = sorted({item.id for machine in (one, two) for item in machine.events})
        self.sampling, self.diligence = rng.choice((0.1, 0.4, 0.8)), rng.choice((0.6, 0.9, 1.0))
        self.happening = rng.choice((0.01, 0.05))
        self.asked_only = rng.random() < 0.5

    def differs(self, days: int) -> str | None:
        """What the two sides do differently for the first time."""
        ours, theirs = begin(self.one, EXAMPLE_START), begin(self.two, EXAMPLE_START)
        for _ in range(days):
            today = self.day(ours)
            ours, first = step(self.one, ours, today)
            theirs, second = step(self.two, theirs, today)
            left, right = done(first), done(second)
            if left != right:
                return f"day {ours.day}: {sorted(map(str, (left - right)))} | {sorted(map(str, (right - left)))}"
            if ours.ended and theirs.ended:
                return None
        return None

    def day(self, state):
        """What is reported on the day after a state of the first side."""
        rng, day = self.rng, state.day + 1
        results = []
        for item in self.recorded:
            rare = item in self.one.attributes and not item.choices
            if (day == 0 and rng.random() < 0.9) or rng.random() < (0.02 if rare else self.sampling):
                late = rng.choice((1, 2, 5)) if day > 5 and rng.random() < 0.1 else 0
                results.append(Observation(item.id, self.value(item), day - late, day))
        events = tuple(name for name in self.events if rng.random() < self.happening)
        rulings = tuple(
            Decision(chart.name, rng.choice((Ruling.RESUME, Ruling.RESUME, Ruling.SKIP, Ruling.STOP)))
            for region, chart in zip(state.regions, self.one.regions, strict=True)
            if region.held is not None and rng.random() < 0.25
        )
        known = Inputs(tuple(results), (), events, rulings)
        offered = offers(self.one, state, known)
        more = [item.subject for item in offered if item.kind is ActionKind.MEASURE and rng.random() < 0.8]
        for item in self.recorded:
            if item.id in more and item.id not in {one.name for one in known.observations}:
                known = attrs.evolve(
                    known, observations=(*known.observations, Observation(item.id, self.value(item), day, day))
                )
        doses = tuple(
            Administration(item.subject)
            for item in offers(self.one, state, known)
            if item.kind is not ActionKind.MEASURE and rng.random() < self.diligence
        )
        return attrs.evolve(known, administrations=doses)

    def value(self, item) -> Interval | None:
        """On an edge, just beside it, or anywhere in the range."""
        rng = self.rng
        if item.choices:
            return Interval.point(Fraction(rng.randrange(len(item.choices))))
        near = [edge.base / item.unit.factor for edge in self.edges if edge.unit.dimension == item.unit.dimension]
        low, high = item.low or Fraction(0), item.high if item.high is not None else Fraction(200)
        near = [edge for edge in near if low <= edge <= high]
        if near and rng.random() < 0.8:
            edge = rng.choice(near)
            value = edge + rng.choice((-1, 0, 1)) * (high - low) / 1000
            return Interval.point(min(max(value, low), high))
        return Interval.point(low + (high - low) * Fraction(rng.randint(0, 40), 40))


@cache
def edges(machine: Machine) -> tuple[Quantity, ...]:
    """The values that a machine compares with."""
    constants = [part.quantity for part in parts(machine) if isinstance(part, Constant)]
    return (*constants, *(item.value for item in machine.parameters if isinstance(item.value, Quantity)))


_SHOWN = {
    kind: kind.name
    for kind in (
        EntryKind.GIVEN,
        EntryKind.MEASURED,
        EntryKind.MEASURE_NOW,
        EntryKind.STOPPED,
        EntryKind.ENDED,
        EntryKind.ENTERED,
        EntryKind.HELD,
        EntryKind.RESUMED,
        EntryKind.TOLD,
        EntryKind.NO_DOSE,
        EntryKind.MISSED,
        EntryKind.UNSCHEDULED,
        EntryKind.VETOED,
        EntryKind.REFUSED,
    )
}


def done(entries: Sequence[LogEntry]) -> Counter[tuple[object, ...]]:
    """What is done and told on a day."""
    found: Counter[tuple[object, ...]] = Counter()
    for item in entries:
        if item.kind in _SHOWN:
            amount = tuple(pair for pair in item.values if pair[0] == "amount")
            subject = item.subject if item.kind not in (EntryKind.STOPPED, EntryKind.HELD) else ""
            found[_SHOWN[item.kind], item.region, subject, amount] += 1
    return found


def anyone_differs(one: Machine, two: Machine, seed: str, *, patients: int, days: int) -> str | None:
    """What both sides do differently for one of some random patients."""
    for number in range(patients):
        found = Anyone(one, two, random.Random(f"{seed} {number}")).differs(days)
        if found is not None:
            return f"patient {number}, {found}"
    return None


# ---- what is looked at -----------------------------------------------------------------------------------------


@attrs.frozen
class Changed:
    """A protocol and the same with one thing changed, both without mistakes."""

    name: str
    seed: str
    one: Side
    two: Side
    texts: tuple[str, str]

    def __str__(self) -> str:
        lines = difflib.unified_diff(*(text.splitlines() for text in self.texts), lineterm="", n=0)
        told = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        return f"{self.name} ({self.seed}): " + " | ".join(told)


@cache
def originals() -> tuple[tuple[str, str], ...]:
    """What is changed: our protocols without their scenarios, the sources of the conformance cases, generated ones."""
    found = [(name, re.split(r"\n *(?:scenario|background)\b", text)[0]) for name, text in sources()]
    whole = [(name, text if text.count("{") == text.count("}") else f"{text}\n}}\n") for name, text in found]
    return (*whole, *((f"generated {seed}", draft_of(seed).text()) for seed in range(150)))


def changed(seed: str, count: int) -> Iterator[Changed]:
    """Some protocols with one thing changed: always the same for a seed."""
    rng = random.Random(seed)
    while count:
        name, text = rng.choice(originals())
        one = side_of(text)
        if one is None:
            continue
        new = mutated(text, rng)
        two = side_of(new) if new != text else None
        if two is not None:
            count -= 1
            yield Changed(name, f"{seed}, {count} to come", one, two, (text, new))


def faults(it: Changed, *, patients: int = 4, days: int = 40) -> list[str]:
    """What a comparison says of a pair that random patients contradict."""
    found = []
    same = _same(it.one, it.two, ()) is not None
    renamed = alike_but_for_names(it.one.machine, it.two.machine)
    changes = statement_changes(it.one.protocol, it.two.protocol)
    back = statement_changes(it.two.protocol, it.one.protocol)
    if bool(changes) != bool(back):
        found.append("one direction has changes and the other has none")
    # where two tracks do one thing, the first of them in the file does it: there the order of lines is a difference
    ordered = sorted(it.texts[0].splitlines()) == sorted(it.texts[1].splitlines())
    if not same and not changes and not ordered:
        found.append("not proved to be the same, and no statement differs")
    if not renamed and (same or not (changes or ordered)):
        differs = anyone_differs(it.one.machine, it.two.machine, it.seed, patients=patients, days=days)
        if differs is not None:
            found.append(f"{'said to be the same' if same else 'no statement differs'}, and {differs}")
    return [f"{it}: {item}" for item in found]


# ---- going on under a copy -------------------------------------------------------------------------------------

# Of a dose that is forbidden a new protocol tells once more.
_TOLD_AGAIN = ("VETOED", "NO_DOSE")


def moved_patient_differs(text: str, seed: str, days: int = 20) -> str | None:
    """What is different for a random patient who goes on under the same protocol, in another text, after some days."""
    rng = random.Random(seed)
    old, new = side_of(text), side_of(f"{text}# the same\n")
    if old is None or new is None:
        return None
    found = destinations(old.machine, new.machine, {}, {})
    landings = {(item.track, item.phase): item.landing for item in found if item.landing is not None}
    who, patient = Anyone(old.machine, old.machine, rng), begin(old.machine, EXAMPLE_START)
    for _ in range(rng.choice((1, 2, 3, 5, 8, 13))):
        patient, _ = step(old.machine, patient, who.day(patient))
    moved = land(old.machine, patient, new.machine, landings)
    for _ in range(days):
        today = who.day(patient)
        patient, first = step(old.machine, patient, today)
        moved, second = step(new.machine, moved, today)
        left, right = (
            Counter({key: count for key, count in done(log).items() if key[0] not in _TOLD_AGAIN})
            for log in (first, second)
        )
        if left != right:
            return f"day {patient.day}: {sorted(map(str, left - right))} | {sorted(map(str, right - left))}"
    return None


def moved_faults(seed: str, count: int) -> list[str]:
    """What is different for patients of some protocols who go on under a copy."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        name, text = rng.choice(originals())
        differs = moved_patient_differs(text, f"{seed} {name} {number}")
        if differs is not None:
            found.append(f"{name}, {number}: {differs}")
    return found
