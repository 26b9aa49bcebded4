"""The hooks for pre-commit do what they say when they are started as that tool starts them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
CLEAN = ROOT / "tests" / "golden" / "cli" / "clean.proto"
BROKEN = ROOT / "tests" / "golden" / "cli" / "broken.proto"


def run(hook: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """The entry with the files behind it, started from the scripts of the environment, without a shell."""
    program, *arguments = HOOKS[hook]["entry"].split()
    script = Path(sys.executable).parent / program
    return subprocess.run([script, *arguments, *files], capture_output=True, text=True, check=False)


def test_there_are_two_hooks() -> None:
    assert set(HOOKS) == {"protolang-check", "protolang-format"}
    assert {hook["language"] for hook in HOOKS.values()} == {"python"}


@pytest.mark.parametrize("hook", HOOKS)
def test_an_entry_is_a_script_that_installing_brings(hook: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert HOOKS[hook]["entry"].split()[0] in project["scripts"]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_looks_at_protocols_only(hook: str) -> None:
    pattern = re.compile(HOOKS[hook]["files"])
    assert pattern.search("protocols/variants/ra.proto")
    assert not any(map(pattern.search, ("ahmed.proto.expected", "docs/ahmed.md", "aproto")))


def test_check_stops_a_commit_for_an_error(tmp_path: Path) -> None:
    assert run("protolang-check", CLEAN).returncode == 0
    several = run("protolang-check", CLEAN, BROKEN)
    assert several.returncode == 1
    assert "error[" in several.stdout


def test_format_lays_out_and_stops_only_for_what_it_cannot_read(tmp_path: Path) -> None:
    copies = [Path(shutil.copy(CLEAN, tmp_path / name)) for name in ("a.proto", "b.proto")]
    text = copies[0].read_text(encoding="utf-8")
    copies[0].write_text(text.replace("  ", "      "), encoding="utf-8")
    assert run("protolang-format", *copies).returncode == 0
    assert copies[0].read_text(encoding="utf-8") == copies[1].read_text(encoding="utf-8")
    copies[1].write_text("protocol {", encoding="utf-8")
    assert run("protolang-format", *copies).returncode == 1


def test_a_file_name_is_no_option(tmp_path: Path) -> None:
    path = tmp_path / "a b;$(touch x).proto"
    shutil.copy(CLEAN, path)
    assert run("protolang-check", path).returncode == 0
    assert sorted(tmp_path.iterdir()) == [path]
