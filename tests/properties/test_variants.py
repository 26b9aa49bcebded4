"""Variants and imports over generated projects: some here, 3000 in `./run check --long`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from protolang.variants import effective_text, expand

from .expansion import LAWS, digest, faults

PROJECTS = 140
AT_ONCE = 20
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("first", range(0, PROJECTS, AT_ONCE))
def test_generated_projects(first: int) -> None:
    laws = [*LAWS]
    found = {seed: faults(seed, ("places", laws[seed % len(laws)])) for seed in range(first, first + AT_ONCE)}
    assert {seed: one for seed, one in found.items() if one} == {}


def test_what_is_told_does_not_depend_on_the_run() -> None:
    command = [sys.executable, "-c", "from tests.properties.expansion import digest; print(digest(range(12)))"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert other.stdout.strip() == digest(range(12))


def _fails(law: str, seeds: range) -> bool:
    return any(faults(seed, [law]) for seed in seeds)


def test_a_name_that_is_not_renamed_everywhere_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effective_text, "new_names", lambda node: [])
    assert _fails("rename", range(8))


def test_a_variant_that_keeps_less_than_its_base_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand, "_idle", lambda tree: frozenset())
    assert _fails("no delta", range(20))


def test_a_text_that_leaves_something_out_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effective_text, "_new_title", lambda node: [])
    assert _fails("one file", range(1088, 1100))
