"""A variant with a word gone, doubled, exchanged or replaced is answered with findings that have a place."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from protolang.diagnostics import Severity
from protolang.driver import analyse
from protolang.source.project import Project

from .properties.projects import BASE, GeneratedProject, generated_project

TOKEN = re.compile(r'"[^"\n]*"|#[^\n]*|\w+|\s+|\.\.|.')
OTHERS = (
    "n_pct", "n_pill", "n_t0", "n_t0_a", "n_first", "n_wait", "n_weight", "end", "stop", "drug", "phase", "track",
    "lab", "remove", "add", "replace", "set", "then", "because", "over", "weakens", "with", "to", "{", "}",
    ".", "@n_src",
)  # fmt: skip


def broken(text: str, rng: random.Random) -> str:
    """A text with one or two of its words changed."""
    words = TOKEN.findall(text)
    solid = [place for place, word in enumerate(words) if word.strip()]
    for _ in range(rng.randint(1, 2)):
        place = rng.choice(solid)
        match rng.choice(("delete", "repeat", "swap", "replace")):
            case "delete":
                words[place] = ""
            case "repeat":
                words[place] = f"{words[place]} {words[place]}"
            case "swap":
                other = rng.choice(solid)
                words[place], words[other] = words[other], words[place]
            case _:
                words[place] = rng.choice(OTHERS)
    return "".join(words)


def answered(project: GeneratedProject, path: str, folder: Path, rng: random.Random) -> bool:
    """Whether something is said against the project when one of its files is broken; it must be said of a place."""
    main = project.write(folder)
    (folder / path).write_text(broken(project.files[path], rng), encoding="utf-8")
    analysis = analyse(str(main), main.read_bytes(), budget=0, project=Project(str(main), str(folder)))
    for item in analysis.diagnostics:
        assert item.message
        assert "\n" not in item.message
        for label in item.labels:
            assert 0 <= label.span.start <= label.span.end <= len(label.span.source.text)
    return any(item.severity is Severity.ERROR for item in analysis.diagnostics)


@pytest.mark.parametrize("part", range(4))
def test_a_broken_file_of_a_project_is_answered(part: int, tmp_path: Path) -> None:
    told = 0
    for seed in range(25 * part, 25 * part + 25):
        rng = random.Random(seed)
        project = generated_project(seed)
        path = project.main if rng.random() < 0.6 else rng.choice(sorted(project.files))
        told += answered(project, path, tmp_path / str(seed), rng)
    assert told > 12


def test_without_the_break_most_have_nothing_wrong(tmp_path: Path) -> None:
    clean = 0
    for seed in range(20):
        project = generated_project(seed)
        main = project.write(tmp_path / str(seed))
        files = Project(str(main), str(tmp_path / str(seed)))
        clean += analyse(str(main), main.read_bytes(), budget=0, project=files).effective is not None
        assert BASE in project.files
    assert clean == 20
