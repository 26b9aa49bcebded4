"""The whole command on protocols that are much too large: an answer, or what made it too much, within its budget."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.verify.exploding import (
    coupled_tracks,
    long_repeats,
    long_windows,
    lost_phases,
    many_labs,
    many_phases,
    wide_requirements,
)

SECONDS, MEMORY = 30, 2 << 30
LONGER = 1.3
"""Between looks at the clock, and to print what was found, the command may take some time more."""
WAITED = 600
"""Of the clock: a machine that is busy with other tests is slow."""


def checked(tmp_path: Path, text: str, *options: str, seconds: float = SECONDS) -> str:
    """What the command prints, having worked no longer and held no more than it may."""
    file = tmp_path / "large.proto"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "protolang", "check", *options, str(file)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAITED, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert worked < seconds * LONGER
    assert after.ru_maxrss << 10 < MEMORY * LONGER
    return " ".join(done.stdout.split())


SMALLER = [
    (coupled_tracks(8), ("8 tracks read `x`",)),
    (many_phases(300), ("300 phases",)),
    (many_labs(12), ("combinations of results to decide", "thresholds in 12 labs")),
    (long_windows(1_000), ("a window of 1001 days on `a`",)),
    (long_windows(1_000_000), ("PL307", "requirements were not looked at")),
    (long_repeats(1_000_000), ("PL307", "requirements were not looked at")),
    (wide_requirements(60), ("`a` 60 times",)),
    (lost_phases(30), ("PL501", "and 10 more")),
]
LARGE = [
    (coupled_tracks(20), ("20 tracks read `x`",)),
    (many_phases(10_000), ("10000 phases",)),
    (many_labs(50), ("combinations of results to decide", "thresholds in 50 labs")),
    (many_labs(50, 10), ("combinations of results to decide", "thresholds in 50 labs")),
    (long_windows(5_000), ("a window of 5001 days on `a`",)),
    (wide_requirements(400), ("`a` 400 times",)),
    (lost_phases(2_000), ("PL501", "more")),
]


@pytest.mark.parametrize(("text", "told"), SMALLER)
def test_a_little_too_large(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    shown = checked(tmp_path, text, "--budget", "500,8s", seconds=10)
    assert [words for words in told if words not in shown] == []


@pytest.mark.long
@pytest.mark.parametrize(("text", "told"), LARGE)
def test_built_to_explode(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    shown = checked(tmp_path, text)
    assert [words for words in told if words not in shown] == []
