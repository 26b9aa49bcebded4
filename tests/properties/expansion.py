"""What must hold of variants and imports: `python -m tests.properties.expansion --projects 10000`.

The projects are those of `projects`, the same on every machine. `--project SEED` looks at one again.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import hashlib
import os
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing import get_context
from pathlib import Path, PurePosixPath

import attrs

from protolang.compare.difference import Same
from protolang.compare.distinguish import distinguish
from protolang.compare.sides import Side
from protolang.compare.statements import ChangeKind, Section, statement_changes
from protolang.diagnostics import Diagnostic
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.source_order import in_source_order
from protolang.driver import Analysis, analyse
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import ProtocolDecl, RequireDecl, ScenarioDecl, VariantDecl
from protolang.syntax.format.tree import read_tree
from protolang.syntax.parser import parse
from protolang.variants.change import Effective
from protolang.variants.effective_text import effective_lines
from protolang.variants.nodes import names_in
from protolang.variants.places import KINDS, all_phases, name_of
from protolang.variants.program import read_program

from .formatting import broken
from .projects import GeneratedProject, generated_project
from .reading import tree_of

CHUNK = 20
OWN = "own.proto"
NEXT = "next.proto"


@attrs.frozen
class Expanded:
    """A project's main file as far as its deltas are applied, and what was told of it on the way."""

    effective: Effective | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def text(self) -> str:
        """The whole protocol as text; empty where there is none."""
        lines = effective_lines(self.effective) if self.effective is not None else ()
        return "".join(f"{line.text}\n" for line in lines)

    @property
    def tree(self) -> ProtocolDecl | None:
        """The tree of the whole text, without scenarios, which are not handed on."""
        tree = tree_of(self.text)
        if not isinstance(tree, ProtocolDecl):
            return None
        kept = tuple(item for item in tree.declarations if not isinstance(item, ScenarioDecl))
        return attrs.evolve(tree, declarations=kept)


@contextlib.contextmanager
def written(project: GeneratedProject) -> Iterator[tuple[Path, Project]]:
    """The main file of a project in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        main = project.write(Path(folder))
        yield main, Project(str(main), folder)


def analysed(project: GeneratedProject) -> Analysis:
    """What is known of a project's main file."""
    with written(project) as (main, files):
        return analyse(main.name, main.read_bytes(), budget=1, project=files)


def expanded(project: GeneratedProject) -> Expanded:
    """A project's main file with its deltas applied, without looking at what that says."""
    source = SourceFile(PurePosixPath(project.main).name, project.files[project.main])
    parsed = parse(source)
    if parsed.value is None or parsed.value.tree is None:
        return Expanded(None, parsed.diagnostics)
    with written(project) as (_, files):
        program = read_program(source, parsed.value.tree, files)
    effective = program.value.effective if program.value is not None else None
    return Expanded(effective, (*parsed.diagnostics, *program.diagnostics))


def above(project: GeneratedProject, deltas: list[str], name: str = "n_own", path: str = OWN) -> GeneratedProject:
    """The project with one more variant, of what has been its main file."""
    base = re.search(r"^(?:protocol|variant) (\w+)", project.files[project.main], re.MULTILINE)
    assert base is not None
    lines = (f'import "{project.main}"', f"variant {name} of {base[1]} {{", *deltas, "}", "")
    return attrs.evolve(project, files={**project.files, path: "\n".join(lines)}, main=path)


def pieces(tree: ProtocolDecl | None) -> Counter[str] | None:
    """The words of a protocol but for its name, in whatever order its parts stand."""
    if tree is None:
        return None
    return Counter(word for item in (*tree.header, *tree.declarations) for word in item.span.text.split())


# ---- the laws --------------------------------------------------------------------------------------------------------


def as_one_file(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """What `expand --plain` prints means the same by itself."""
    if it.machine is None:
        return None
    text = Expanded(it.effective, ()).text
    whole = analyse("whole.proto", text.encode(), budget=1)
    if whole.protocol is None or it.protocol is None:
        return f"cannot be read: {[item.message for item in whole.diagnostics]}"
    return None if meaning(whole.protocol) == meaning(it.protocol) else "means something else"


def meaning(protocol: Protocol) -> Protocol:
    """What is said, in whatever order open decisions are met."""
    return attrs.evolve(protocol, decisions=tuple(sorted(protocol.decisions, key=lambda item: item.name)))


def in_any_order(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """The order of deltas decides nothing but the order of what they add."""
    text = project.files[project.main]
    tree = tree_of(text)
    if not isinstance(tree, VariantDecl):
        return None
    places = [(delta.span.start, delta.span.end) for delta in tree.deltas]
    order = places[:]
    chance.shuffle(order)
    shuffled, end = "", 0
    for (start, last), (other_start, other_last) in zip(places, order, strict=True):
        shuffled += text[end:start] + text[other_start:other_last]
        end = last
    shuffled += text[end:]
    one = expanded(project)
    two = expanded(attrs.evolve(project, files={**project.files, project.main: shuffled}))
    if pieces(one.tree) != pieces(two.tree):
        return f"another text from\n{shuffled}"
    return None if found_in(one) == found_in(two) else f"told: {found_in(one)}, {found_in(two)} from\n{shuffled}"


def found_in(it: Expanded) -> Counter[tuple[str, str]]:
    """What is found, wherever it stands; which of two deltas is told to be the second is a matter of their order."""
    return Counter((item.code.number, item.message) for item in it.diagnostics)


def renamed_back(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """What is renamed and then named as before is as before."""
    if it.effective is None:
        return None
    tree = it.effective.tree
    named = [item for item in tree.declarations if not isinstance(item, RequireDecl)]
    targets = [f"{KINDS[type(item)]} {name}" for item in named if (name := name_of(item))]
    targets += [f"phase {'.'.join(path)}" for path, _ in all_phases(tree.declarations)]
    # What another variant has changed, or stands in something it has, would have to be admitted.
    changed_names = {name for key in it.effective.touched for name in key}
    free = [target for target in targets if not changed_names & set(target.replace(".", " ").split())]
    some = chance.sample(free, min(3, len(free)))
    names = {target: target.replace(".", " ").split()[-1] for target in some}
    there = above(project, [f'rename {one} to n_new{n} because "x"' for n, one in enumerate(some)])
    back = [f'rename {one.split()[0]} n_new{n} to {names[one]} over n_own because "x"' for n, one in enumerate(some)]
    changed = expanded(there).tree
    left = {name.text for name in names_in([changed])} & set(names.values()) if changed is not None else set[str]()
    if left:
        return f"still named after `rename`: {left}"
    before, again = Expanded(it.effective, ()).tree, expanded(above(there, back, "n_next", NEXT)).tree
    if before is None or again is None:
        return None if before is again else f"{some} leaves nothing to read"
    return None if same(again, before) else f"{some} are not as before"


def same(one: ProtocolDecl, two: ProtocolDecl) -> bool:
    """Whether two protocols say the same under whatever names."""
    return (one.header, one.declarations) == (two.header, two.declarations)


def added_back(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """What is removed and then added as it was is as before, but for its place."""
    before = Expanded(it.effective, ()).tree
    if before is None:
        return None
    named = [item for item in before.declarations if name_of(item) is not None]
    items = [(f"{KINDS[type(item)]} {name_of(item)}", item.span.text) for item in named]
    items += [(f"phase {'.'.join(path)}", phase.span.text) for path, phase in all_phases(before.declarations)]
    target, text = chance.choice(items)
    there = above(project, [f'remove {target} because "x"'])
    after = expanded(there).tree
    ours, left = pieces(before), pieces(after)
    # What only this has used has gone with it, and does not come back by itself.
    if ours is None or left is None or ours - left != Counter(text.split()):
        return None
    name = target.replace(".", " ").split()[-1]
    added = f'add {target}{text.partition(name)[2]} over n_own because "x"'
    again = expanded(above(there, [added], "n_next", NEXT)).tree
    theirs = pieces(again)
    # The reason of the delta has become that of a text that has none.
    is_same = theirs is not None and not ours - theirs and set(theirs - ours) <= {"assumed", '"x"'}
    return None if is_same else f"{target} is not as before"


def without_deltas(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """A variant that changes nothing is its base, with the scenarios left out."""
    other = analysed(above(project, []))
    one, two = Expanded(it.effective, ()).tree, Expanded(other.effective, ()).tree
    if one is None or two is None:
        return None if one is two else "only one can be expanded"
    if not same(one, two):
        return "another text"
    if it.protocol is None or it.machine is None or other.protocol is None or other.machine is None:
        return None
    if weakened(other) - weakened(it):
        return f"weakens {weakened(other)}"
    changes = statement_changes(it.protocol, other.protocol)
    if any(change.kind is not ChangeKind.TITLE and change.section is not Section.SCENARIO for change in changes):
        return "says something else"
    alike = distinguish(Side(it.protocol, it.machine), Side(other.protocol, other.machine))
    return None if isinstance(alike, Same) else "treats a patient differently"


def weakened(analysis: Analysis) -> Counter[str]:
    """The safety rules that are weaker than those of the base; those of its ancestors are told of them together."""
    found = (item.message for item in analysis.diagnostics if item.code.number == "PL901")
    return Counter(message for message in found if "from which this variant comes" not in message)


def placed(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """Every place that is told lies in a file of the project, and the findings stand in their order."""
    if it.diagnostics != in_source_order(it.diagnostics):
        return "not in the order of the files"
    for span in (label.span for item in it.diagnostics for label in item.labels):
        if span.source.text not in project.files.values():
            return f"a place in another file: {span.source.path}"
        if not 0 <= span.start <= span.end <= len(span.source.text):
            return f"a place beyond its file: {span.start} to {span.end} in {span.source.path}"
    return None


def in_spite_of_mistakes(project: GeneratedProject, it: Analysis, chance: random.Random) -> str | None:
    """A broken project is read without raising, and told at places of its files."""
    name = chance.choice([*project.files, project.main, project.main])
    cut = broken if chance.random() < 0.3 else with_other_tokens
    files = {**project.files, name: cut(project.files[name], chance)}
    if chance.random() < 0.5:
        # A pinned hash would be the only thing to be told.
        files = {path: re.sub(r' sha256 "\w+"', "", text) for path, text in files.items()}
    mutant = attrs.evolve(project, files=files)
    broken_down = analysed(mutant)
    _ = Expanded(broken_down.effective, ()).text
    return placed(mutant, broken_down, chance)


def with_other_tokens(text: str, chance: random.Random) -> str:
    """The text with some of its tokens left out, written twice, or replaced with others."""
    tokens = read_tree(SourceFile("broken.proto", text)).tokens
    words = [text[token.start : token.end] for token in tokens]
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(words))
        words[at] = chance.choice(("", words[at] + " " + words[at], chance.choice(words), chance.choice(words)))
    return " ".join(words) + "\n"


LAWS: Mapping[str, Callable[[GeneratedProject, Analysis, random.Random], str | None]] = {
    "one file": as_one_file,
    "order": in_any_order,
    "rename": renamed_back,
    "remove": added_back,
    "no delta": without_deltas,
    "places": placed,
    "mistakes": in_spite_of_mistakes,
}


def faults(seed: int, laws: Iterable[str] = tuple(LAWS)) -> list[str]:
    """The laws that do not hold for the project of a seed."""
    found = []
    try:
        project = generated_project(seed)
        it = analysed(project)
    except Exception:
        return [f"raised\n{traceback.format_exc()}"]
    for name in laws:
        try:
            fault = LAWS[name](project, it, random.Random(f"{name} {seed}"))
        except Exception:
            fault = f"raised\n{traceback.format_exc()}"
        if fault is not None:
            found.append(f"{name}: {fault}")
    return found


def digest(seeds: Iterable[int]) -> str:
    """All that is told of some projects and their whole texts: the same in every run of Python."""
    told = hashlib.sha256()
    for seed in seeds:
        it = analysed(generated_project(seed))
        told.update(report_text(it.diagnostics, color=False, width=100).encode())
        told.update(Expanded(it.effective, ()).text.encode())
    return told.hexdigest()


# ---- the campaign ----------------------------------------------------------------------------------------------------


def chunk(first: int) -> list[str]:
    """What is wrong with some projects."""
    gc.disable()
    found = [f"project {seed}: {fault}" for seed in range(first, first + CHUNK) for fault in faults(seed)]
    gc.collect()
    return found


def campaign(projects: int, *, first: int, jobs: int, seconds: float) -> list[str]:
    """Until so many projects were looked at, or the time is over."""
    started, told, count, failures = time.monotonic(), 0.0, 0, list[str]()
    with get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap_unordered(chunk, range(first, first + projects, CHUNK)):
            count += CHUNK
            failures += found
            for failure in found[:2]:
                say(failure)
            elapsed = time.monotonic() - started
            if elapsed - told > 60:
                told = elapsed
                say(f"  {elapsed:6.0f} s  {count} projects, {len(failures)} failures")
            if elapsed > seconds or len(failures) > 50:
                pool.terminate()
                break
    say(f"{count} projects, {time.monotonic() - started:.0f} s: {len(failures)} failures")
    return failures


def say(text: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after this time")
    parser.add_argument("--project", type=int, help="look at one project again")
    said = parser.parse_args()
    if said.project is not None:
        found = faults(said.project)
        say("\n".join(found) or "holds")
        return int(bool(found))
    return int(bool(campaign(said.projects, first=said.first, jobs=said.jobs, seconds=said.seconds)))


if __name__ == "__main__":
    sys.exit(main())
