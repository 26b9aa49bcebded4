"""What the generator reaches: `python -m tests.properties.coverage`.

Each rule of the grammar that a protocol uses stands against each rule of the semantics that its patients show. A rule
of the grammar that no accepted protocol uses is an empty row; a rule that no patient shows is an empty column.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from protolang.execution.event import ObservationStatus
from protolang.execution.trace import EntryKind
from protolang.quantity import CalendarMonths
from protolang.syntax.automaton import Automaton
from protolang.syntax.tables import Rule, tables

from .inputs import Course, course
from .language import Made, made
from .laws import parts
from .projects import BASE, generated_project
from .reading import tree_of

Shows = Callable[[Made, Course], bool]
K = EntryKind


def grammar_rules() -> tuple[str, ...]:
    """The rules of the grammar, and the names of their alternatives."""
    return tuple(sorted({name for rule in tables().rules.all() for name in _names(rule)}))


def words() -> tuple[str, ...]:
    """The terminals: each keyword and each form of text."""
    rules = {rule.symbol for rule in tables().rules.all()}
    return tuple(sorted({symbol for row in tables().shifts for symbol in row if symbol not in rules}))


def _names(rule: Rule) -> set[str]:
    # lists that lark makes for repeated parts have no name of their own
    own = set() if rule.symbol.startswith("__") else {rule.symbol}
    named = rule.node.lstrip("?")
    return own | ({f"{rule.symbol} -> {named}"} if own and named and named != rule.symbol else set())


@contextmanager
def noted(used: Counter[str], seen: Counter[str]) -> Iterator[None]:
    """Notes which rules of the grammar are reduced, and which terminals are taken."""
    automaton: Any = Automaton
    reduce, leaf = automaton._reduce, automaton._leaf

    def reducing(self: Automaton, rule: Rule) -> None:
        used.update(_names(rule))
        reduce(self, rule)

    def taking(self: Automaton, token: Any) -> Any:
        seen[token.kind] += 1
        return leaf(self, token)

    automaton._reduce, automaton._leaf = reducing, taking
    try:
        yield
    finally:
        automaton._reduce, automaton._leaf = reduce, leaf


# ---- the rules of the semantics, as they show in a course ------------------------------------------------------


def _logs(*kinds: EntryKind) -> Shows:
    return lambda _made, found: any(entry.kind in kinds for entry in found.log)


def _accepted(found: Course) -> Iterator[Any]:
    return (item for today in found.inputs for item in today.observations)


def _stale(it: Made, found: Course) -> bool:
    """A result that counted is too old on the last day."""
    last = found.states[-1]
    for lab in it.machine.labs:
        for item in last.observations.get(lab.id, ()):
            if lab.max_age is not None and item.value is not None:
                return last.day - item.sampled > lab.max_age.count
    return False


def _out_of_order(_made: Made, found: Course) -> bool:
    newest: dict[str, int] = {}
    for item in _accepted(found):
        if item.sampled < newest.get(item.name, item.sampled):
            return True
        newest[item.name] = item.sampled
    return False


def _beside_the_due_day(_made: Made, found: Course) -> bool:
    """A dose that was given before or after its day."""
    for before, entries in zip(found.states, found.entries, strict=False):
        given = [(entry.region, entry.subject) for entry in entries if entry.kind is K.GIVEN]
        for region, chart in zip(before.regions, _made.machine.regions, strict=True):
            if not given or all(state.name != region.state for state in chart.states):
                continue
            for due in region.dues:
                subject = chart.state(region.state).obligations[due.obligation].subject
                if (chart.name, subject) in given and due.day is not None and due.day != before.day + 1:
                    return True
    return False


def _censored(_made: Made, found: Course) -> bool:
    return any(item.value is not None and not item.value.is_point for item in _accepted(found))


def _same_day(*pairs: EntryKind) -> Shows:
    def shows(_made: Made, found: Course) -> bool:
        return any(set(pairs) <= {entry.kind for entry in today} for today in found.entries)

    return shows


def _several_tracks(_made: Made, found: Course) -> bool:
    return any(len({entry.region for entry in today} - {None}) > 1 for today in found.entries)


def _scoped(it: Made, found: Course) -> bool:
    """A rule of a track or group was in force beside one of a phase."""
    return any(
        len({edge.scope for edge in state.transitions}) > 1 for region in it.machine.regions for state in region.states
    )


def _calendar(it: Made, _found: Course) -> bool:
    return any(isinstance(part, CalendarMonths) for part in parts(it.machine))


def _repeated(_made: Made, found: Course) -> bool:
    return any(due.given > 1 or due.over for state in found.states for region in state.regions for due in region.dues)


def _anchored(it: Made, found: Course) -> bool:
    """A dose is due once more."""
    return any(
        due.given and due.day is not None and not due.over
        for state in found.states
        for region in state.regions
        for due in region.dues
    )


SHOWN: dict[str, Shows] = {
    "R1 silent day": lambda _, found: any(today == type(today)() for today in found.inputs),
    "R2 ingest": _logs(K.OBSERVED),
    "R2 rejected": _logs(K.REJECTED),
    "R3 discordant": _logs(K.DISCORDANT),
    "R3 out of order": _out_of_order,
    "R3 preliminary": lambda _, found: any(i.status is ObservationStatus.PRELIMINARY for i in _accepted(found)),
    "R4 stale": _stale,
    "R5 censored": _censored,
    "R6 unknown": _logs(K.MEASURE_NOW, K.BLOCKED, K.UNDECIDED),
    "R7 one snapshot": _same_day(K.LEVEL, K.ENTERED),
    "R8 class and rank": _logs(K.SUPPRESSED, K.CONFLICT, K.DECIDED, K.VETOED),
    "R9 scope": _scoped,
    "R10 suppressed": _logs(K.SUPPRESSED),
    "R11 commit": _logs(K.ENTERED, K.CANCELLED),
    "R12 window": _beside_the_due_day,
    "R13 matching": _logs(K.GIVEN, K.MEASURED),
    "R13 unscheduled": _logs(K.UNSCHEDULED),
    "R14 miss": _logs(K.MISSED),
    "R15 next due": _anchored,
    "R16 repeat": _repeated,
    "R17 completion": _logs(K.COMPLETED),
    "R18 same-day order": _same_day(K.OBSERVED, K.GIVEN),
    "R19 limit": _logs(K.LIMIT),
    "R20 hold": _logs(K.HELD, K.DELAYED),
    "R21 resume": _logs(K.RESUMED),
    "R22 dose": _logs(K.LEVEL, K.NO_DOSE),
    "R23 stop": _logs(K.STOPPED),
    "R24 tracks": _several_tracks,
    "R25 ended": _logs(K.ENDED),
    "R26 months": _calendar,
    "R27 hours": lambda it, _: it.machine.resolution.per_day > 1,
    "R28 amended": _logs(K.AMENDED),
    "R29 refused": lambda _made, _found: True,  # T1 shows the last state to a machine of another text
    "R30 log": lambda _, found: any(entry.origin is not None and entry.evidence.citations for entry in found.log),
    **{f"log: {kind.name}": _logs(kind) for kind in EntryKind if kind is not EntryKind.REFUSED},
}


@attrs.define
class Reach:
    """What was reached: how many accepted protocols used a rule of the grammar, and what their patients showed."""

    protocols: int = 0
    refused: int = 0
    files: int = 0
    patients: int = 0
    words: Counter[str] = attrs.field(factory=Counter)
    grammar: Counter[str] = attrs.field(factory=Counter)
    semantics: Counter[str] = attrs.field(factory=Counter)
    both: Counter[tuple[str, str]] = attrs.field(factory=Counter)

    def unused(self) -> list[str]:
        """Rules of the grammar that no protocol used."""
        return [name for name in grammar_rules() if not self.grammar[name]]

    def unused_words(self) -> list[str]:
        """Terminals that no protocol used."""
        return [name for name in words() if not self.words[name]]

    def unseen(self) -> list[str]:
        """Rules of the semantics that no patient showed."""
        return [name for name in SHOWN if not self.semantics[name]]

    def table(self) -> list[str]:
        """Each rule of the grammar with the number of protocols, and of the rules of the semantics met beside it."""
        lines = [f"{'rule of the grammar':<34} protocols  shown beside it (of {len(SHOWN)})"]
        for name in grammar_rules():
            met = sum(bool(self.both[name, shown]) for shown in SHOWN)
            lines.append(f"{name:<34} {self.grammar[name]:>9}  {met}")
        lines += ["", f"{'rule of the semantics':<34} patients   grammar rules beside it (of {len(grammar_rules())})"]
        for shown in SHOWN:
            met = sum(bool(self.both[name, shown]) for name in grammar_rules())
            lines.append(f"{shown:<34} {self.semantics[shown]:>8}   {met}")
        return lines


def reach(seeds: range, patients: int) -> Reach:
    """What the protocols of these seeds and their patients reach, and what their variants and libraries say."""
    found = Reach()
    for seed in seeds:
        said, taken = Counter[str](), Counter[str]()
        with noted(said, taken):
            files = generated_project(seed).files
            if all(tree_of(text) is not None for path, text in files.items() if path != BASE):
                found.files += len(files)
                found.grammar.update(said.keys())
                found.words.update(taken.keys())
        used, taken = Counter[str](), Counter[str]()
        with noted(used, taken):
            it = made(seed)
        if it is None:
            found.refused += 1
            continue
        found.protocols += 1
        found.grammar.update(used.keys())
        found.words.update(taken.keys())
        shown_here: set[str] = set()
        for number in range(patients):
            patient = course(it.machine, it.seed, number)
            found.patients += 1
            shown = [name for name, shows in SHOWN.items() if shows(it, patient)]
            found.semantics.update(shown)
            shown_here.update(shown)
        found.both.update((name, shown) for name in sorted(used) for shown in sorted(shown_here))
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--protocols", type=int, default=400)
    parser.add_argument("--patients", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    said = parser.parse_args()
    found = reach(range(said.first, said.first + said.protocols), said.patients)
    apart = [f"{name} x {shown}" for name in grammar_rules() for shown in SHOWN if not found.both[name, shown]]
    cells = len(grammar_rules()) * len(SHOWN)
    lines = [
        *found.table(),
        "",
        f"{found.files} files of projects read",
        f"{found.protocols} protocols accepted, {found.refused} refused; {found.patients} patients",
        f"{cells - len(apart)} of {cells} cells (grammar x semantics) are reached",
        f"not reached: {'; '.join(apart[:20]) or 'none'}{', and more' if len(apart) > 20 else ''}",
        f"rules of the grammar that no protocol uses: {', '.join(found.unused()) or 'none'}",
        f"words that no protocol uses: {', '.join(found.unused_words()) or 'none'}",
        f"rules of the semantics that no patient shows: {', '.join(found.unseen()) or 'none'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(found.unused() or found.unused_words() or found.unseen()))


if __name__ == "__main__":
    sys.exit(main())
