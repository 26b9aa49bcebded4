"""The how-to pages on variants and libraries: their files are clean, and what they show is what the commands print.

A `console` block is a session in the project's folder. Each `$ ` line is run, and what stands below it must be printed;
a line `…` there stands for any number of lines. A command with nothing below it must end with 0. `--update-golden`
writes what is printed now, except where a `…` stands.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_transcripts import run

from protolang.cli.scenarios import run_all
from protolang.diagnostics import Severity
from protolang.driver import Analysis, analyse
from protolang.source.project import Project

sys.path.insert(0, str(Path(__file__).parents[1] / "docs" / "_ext"))
import variant_table

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
HOW_TO = DOCS / "how-to"
PAGES = ("write-a-variant", "review-a-variant", "share-a-library", "check-every-change", "treat-by-two-protocols")
FILES = sorted(path.relative_to(HOW_TO).as_posix() for path in (HOW_TO / "iron").rglob("*.proto"))

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_EXIT = re.compile(r"\[exit ([0-9]+)\]\n\Z")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the pages work on: commands may write there, and a way out of it leads to nothing of ours."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "protocols", folder / "protocols")
    shutil.copytree(HOW_TO / "iron", folder / "docs" / "how-to" / "iron")
    (folder / "docs" / "tutorials").mkdir()
    for path in (ROOT / "docs" / "tutorials").glob("*.proto"):
        shutil.copy(path, folder / "docs" / "tutorials")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "build").mkdir()
    return folder


def _shell(command: str, folder: Path) -> tuple[int, str]:
    """The command as a reader types it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ended.returncode, ended.stdout.decode()


def _ran(command: str, folder: Path) -> tuple[int, str]:
    if re.search(r"[>|&]", command) or not command.startswith("protolang "):
        return _shell(command, folder)
    said = run(shlex.split(command.replace("\\\n", " "))[1:])
    code = _EXIT.search(said)
    return (int(code[1]), said[: code.start()]) if code else (0, said)


def _is_shown(said: str, shown: str) -> bool:
    return re.fullmatch(re.escape(shown).replace("…\\\n", "(?:.*\n)*?"), said) is not None


@pytest.mark.parametrize("name", PAGES)
def test_commands_print_what_the_page_shows(
    name: str, project: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.delenv("PROTOLANG_DEBUG", raising=False)
    page = HOW_TO / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    update = pytestconfig.getoption("--update-golden")
    wrong: list[str] = []

    def step(found: re.Match[str]) -> str:
        command, shown = found[1], found[2]
        code, said = _ran(command, project)
        if code not in (0, 1) or (code and not shown):
            wrong.append(f"$ {command}\nends with {code}:\n{said}")
        elif shown and not _is_shown(said, shown):
            if update and "…\n" not in shown:
                return f"$ {command}\n{said}"
            wrong.append(f"$ {command}\nprints\n{said}\nbut the page shows\n{shown}")
        return found[0]

    def block(found: re.Match[str]) -> str:
        if "$ git " in found[1] and not _versions(project):
            return found[1]
        return _STEP.sub(step, found[1])

    written = _BLOCK.sub(block, text)
    if written != text:
        page.write_text(written, encoding="utf-8")
    assert wrong == [], "\n".join(wrong)


def _versions(folder: Path) -> bool:
    """Make the folder a repository with two versions; False where there is no git."""
    git = ["git", "-c", "user.name=Reader", "-c", "user.email=reader@example.org", "-c", "init.defaultBranch=main"]
    if shutil.which("git") is None:
        return False
    for arguments in (["init"], ["add", "."], ["commit", "-m", "one"], ["commit", "--allow-empty", "-m", "two"]):
        subprocess.run([*git, *arguments], cwd=folder, capture_output=True, check=True)
    return True


def _analysed(path: Path, text: str, project: Path) -> Analysis:
    path.write_text(text, encoding="utf-8")
    return analyse(str(path), text.encode(), project=Project(str(path), str(project)))


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_pages_is_laid_out_and_clean_and_its_patients_go_as_it_says(name: str, project: Path) -> None:
    path = project / "docs" / "how-to" / name
    text = path.read_text(encoding="utf-8")
    analysis = _analysed(path, text, project)
    found = {(item.code.number, item.severity) for item in analysis.diagnostics}
    # Every finding that is not an open decision of the base, or a note of what a variant is for: one file weakens a
    # rule on purpose.
    told = {("PL901", Severity.WARNING)} if "weakens" in text else set()
    assert {item for item in found if item[0] not in ("PL112", "PL902")} == told
    assert [result.verdict.value for result in analysis.results] == ["PROVED"] * len(analysis.results)
    assert run(["format", "--check", str(path)]) == ""
    if "\nlibrary " not in text:
        tested = run_all(str(path), text.encode(), analysis)
        assert [item.message for item in tested.failures] == []
        assert tested.scenarios


def test_every_file_is_shown_by_a_page() -> None:
    text = "".join((HOW_TO / f"{name}.md").read_text(encoding="utf-8") for name in PAGES)
    assert sorted(set(re.findall(r"```{literalinclude} (\S+)", text))) == FILES


MISTAKES = [
    ("six_weekly", "infusions.filling", "blood.filling", "PL906"),
    (
        "six_weekly",
        "  set full_from",
        '  change phase infusions.filling { remove then because "x" }\n  set full_from',
        "PL906",
    ),
    ("six_weekly", 'because "the ward stops earlier"', "", "PL801"),
    ("six_weekly", "../../tutorials/", "", "PL008"),
    ("six_weekly", "of iron_course", "of first", "PL101"),
    ("fewer_samples", "weakens because", "because", "PL901"),
    ("fewer_samples", "over six_weekly", "", "PL906"),
    ("until_full", 'sha256 "2', 'sha256 "3', "PL008"),
    ("until_full", "  policy", "  drug iron { route oral @textbook  dose 1 mg @textbook }\n  policy", "PL102"),
]


@pytest.mark.parametrize(("name", "before", "after", "code"), MISTAKES)
def test_what_the_pages_call_an_error_is_one(name: str, before: str, after: str, code: str, project: Path) -> None:
    path = project / "docs" / "how-to" / "iron" / f"{name}.proto"
    text = path.read_text(encoding="utf-8")
    assert before in text
    analysis = _analysed(path, text.replace(before, after, 1), project)
    assert code in {item.code.number for item in analysis.diagnostics if item.severity is Severity.ERROR}


def test_a_library_gives_only_what_is_used(project: Path) -> None:
    said = run(["expand", "--plain", str(project / "docs" / "how-to" / "iron" / "monthly.proto")])
    assert "drug iron" in said
    assert "ferritin" not in said
    assert "haemoglobin" not in said


def test_every_variant_is_listed_once_behind_its_base() -> None:
    rows = variant_table.rows()
    names = [row.name for row in rows]
    assert sorted(names) == sorted(path.stem for path in (ROOT / "protocols" / "variants").glob("*.proto"))
    known = {"ahmed"}
    for row in rows:
        assert row.base in known
        known.add(row.name)


def _cases() -> Iterator[tuple[str, str, bool]]:
    yield "a\nb\nc\n", "a\nb\nc\n", True
    yield "a\nb\nc\n", "a\n…\n", True
    yield "a\nb\nc\n", "…\nc\n", True
    yield "a\nb\nc\n", "a\nc\n", False
    yield "a\nb\nc\n", "b\n…\n", False


@pytest.mark.parametrize(("said", "shown", "expected"), [*_cases()])
def test_what_is_shown_may_leave_lines_out_but_not_change_them(said: str, shown: str, expected: bool) -> None:
    assert _is_shown(said, shown) is expected
