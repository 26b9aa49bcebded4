"""The same file gives the same bytes: on any day, in any folder, on any machine."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AHMED = ROOT / "protocols" / "ahmed.proto"


def build(folder: Path, *, umask: int = 0o022, absolute: bool = False, **environment: str) -> dict[str, str]:
    """The hash of every file that a build writes, the protocol standing in this folder."""
    folder.mkdir(parents=True)
    (folder / "ahmed.proto").write_bytes(AHMED.read_bytes())
    file = str(folder / "ahmed.proto") if absolute else "ahmed.proto"
    done = subprocess.run(
        [sys.executable, "-m", "protolang", "build", file, "-o", "out"],
        cwd=folder,
        capture_output=True,
        text=True,
        umask=umask,
        env=os.environ | environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return hashes(folder / "out")


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C", "COLUMNS": "40", "TERM": "xterm"}


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(tmp_path_factory.mktemp("here") / "a", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C.UTF-8")


def test_another_place_and_another_hour_give_the_same_bytes(here: dict[str, str], tmp_path: Path) -> None:
    there = build(
        tmp_path / "a longer name, with spaces" / "b",
        umask=0o077,
        absolute=True,
        PYTHONHASHSEED="1",
        SOURCE_DATE_EPOCH="1",
        **ELSEWHERE,
    )
    assert len(here) > 30
    assert differing(here, there) == []


def test_building_again_changes_nothing(tmp_path: Path) -> None:
    first = build(tmp_path / "a")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "a" / "out").rglob("*") if path.is_file()}
    subprocess.run(
        [sys.executable, "-m", "protolang", "build", "ahmed.proto", "-o", "out", "-q"], cwd=tmp_path / "a", check=True
    )
    assert differing(first, hashes(tmp_path / "a" / "out")) == []
    rewritten = [path.name for path, then in times.items() if path.stat().st_mtime_ns != then]
    assert rewritten == ["manifest.json"]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 10))
def test_the_order_of_hashes_does_not_show(seed: int, here: dict[str, str], tmp_path: Path) -> None:
    assert differing(here, build(tmp_path / "a", PYTHONHASHSEED=str(seed))) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TZ", "America/St_Johns"),
        ("TZ", "Asia/Kathmandu"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "C"),
        ("LC_ALL", "POSIX"),
        ("LANGUAGE", "de"),
        ("HOME", "/nonexistent"),
        ("PYTHONUTF8", "0"),
        ("PYTHONOPTIMIZE", "1"),
    ],
)
def test_the_environment_does_not_show(name: str, value: str, here: dict[str, str], tmp_path: Path) -> None:
    assert differing(here, build(tmp_path / "a", **{name: value})) == []


@pytest.mark.parametrize("stage", ["ast", "model", "machine", "schedule"])
def test_a_stage_is_the_same_under_another_seed(stage: str) -> None:
    said = [
        subprocess.run(
            [sys.executable, "-m", "protolang", "dump", str(AHMED), "--stage", stage],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("3", "4")
    ]
    assert said[0] == said[1]


def test_a_report_is_the_same_under_another_seed(tmp_path: Path) -> None:
    for style in ("text", "json", "sarif"):
        said = {
            subprocess.run(
                [sys.executable, "-m", "protolang", "check", "protocols/ahmed.proto", "--format", style],
                cwd=ROOT,
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
                check=False,
            ).stdout
            for seed in ("5", "6")
        }
        assert len(said) == 1
