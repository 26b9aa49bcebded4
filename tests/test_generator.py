"""How much of the language and of its meaning the generated protocols and patients reach: the generator is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from protolang.driver import analyse
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import LibraryDecl, ProtocolDecl, VariantDecl
from protolang.syntax.parser import parse
from protolang.variants.expand import expand
from protolang.variants.imports import load

from .properties.coverage import reach
from .properties.language import draft_of, lowered, made
from .properties.projects import BASE, GeneratedProject, generated_project

ROOT = Path(__file__).parents[1]


def test_every_rule_of_the_grammar_is_used() -> None:
    found = reach(range(150), 0)
    assert found.unused() == []
    assert found.unused_words() == []
    # most of what is drawn is a protocol: what is refused was not looked at
    assert found.protocols > 0.85 * (found.protocols + found.refused)


def test_every_rule_of_the_semantics_is_shown() -> None:
    found = reach(range(70), 5)
    assert found.unseen() == []


def test_a_refused_text_is_refused_for_a_reason_of_the_author() -> None:
    reasons = {reason.split()[0] for seed in range(40) for reason in lowered(draft_of(seed).text())[1]}
    # windows that reach into each other, and effects that contradict each other
    assert reasons <= {"PL102", "PL109", "PL301", "PL307"}


PROJECTS = [generated_project(seed) for seed in range(120)]


def test_every_file_of_a_project_is_read() -> None:
    kinds = {"library": LibraryDecl, "variants": VariantDecl, "base.proto": ProtocolDecl}
    for project in PROJECTS:
        for path, text in project.files.items():
            outcome = parse(SourceFile(path, text))
            assert [item.message for item in outcome.diagnostics] == [], (project.seed, path)
            assert outcome.value is not None
            assert type(outcome.value.tree) is kinds[path.partition("/")[0]]
    assert {len(project.files) for project in PROJECTS} == {2, 3, 4, 5}


def test_the_protocol_of_a_project_is_that_of_its_seed() -> None:
    alone = 0
    for project in PROJECTS[:40]:
        text = project.files[BASE]
        if "import" not in text:
            alone += 1
            assert text == draft_of(project.seed).text()
    assert 5 < alone < 35


def expanded(project: GeneratedProject, folder: Path) -> tuple[list[str], int]:
    """What is wrong with the deltas of a project, and how many could be applied."""
    main = project.write(folder)
    source = SourceFile(str(main), main.read_text(encoding="utf-8"))
    parsed = parse(source).value
    assert parsed is not None
    assert parsed.tree is not None
    loaded = load(source, parsed.tree, Project(str(main), str(folder)))
    assert loaded.value is not None
    outcome = expand(loaded.value)
    assert outcome.value is not None
    found = [f"{item.code.number} {item.message}" for item in (*loaded.diagnostics, *outcome.diagnostics)]
    return found, len(outcome.value.changes)


def test_most_variants_can_be_expanded(tmp_path: Path) -> None:
    told: list[list[str]] = []
    applied = 0
    for project in PROJECTS:
        found, count = expanded(project, tmp_path / str(project.seed))
        told.append(found)
        applied += count
    wrong = [one for one in told if one]
    assert len(wrong) < 0.2 * len(PROJECTS)
    # no reason given; a target that is not there or not alone; something added that is there
    assert {item.split()[0] for one in wrong for item in one} <= {"PL102", "PL801", "PL906"}
    assert applied > 2 * len(PROJECTS)


def test_most_variants_are_protocols(tmp_path: Path) -> None:
    run = 0
    projects = [project for project in PROJECTS[:30] if made(project.seed) is not None]
    for project in projects:
        main = project.write(tmp_path / str(project.seed))
        files = Project(str(main), str(tmp_path / str(project.seed)))
        run += analyse(str(main), main.read_bytes(), budget=0, project=files).machine is not None
    assert run > 0.7 * len(projects)


def test_a_seed_is_one_protocol_and_one_patient_on_every_machine() -> None:
    code = """
import hashlib
from tests.properties.inputs import course
from tests.properties.language import made
from tests.properties.projects import generated_project
for seed in range(4):
    print(hashlib.sha256(repr(generated_project(seed)).encode()).hexdigest())
    it = made(seed)
    if it is not None:
        log = "".join(entry.line() for entry in course(it.machine, seed, 1).log)
        print(hashlib.sha256((it.text + log).encode()).hexdigest())
"""
    told = set()
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert next(iter(told)).count("\n") >= 7
