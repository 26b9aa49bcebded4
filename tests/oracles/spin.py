"""Spin: `spin -a`, a C compiler, and the program that comes out."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .program import Program
from .promela import model
from .search import UNBOUNDED, Answer

TOOLS = ("spin", "gcc")
DEPTH = 300_000
DEEPEST = 30_000_000
_LINE = re.compile(r"^protocol (\d+) states (\d+) least (-?\d+) greatest (-?\d+)$", re.MULTILINE)


class SpinError(Exception):
    """Spin or the compiler refused, or did not finish."""


@dataclass(frozen=True)
class Timed:
    """Answers in the order of the programs, with the seconds for making the searcher and for searching."""

    answers: list[Answer]
    making: float
    searching: float
    stored: int


def missing() -> str:
    """Which tools are not there."""
    return " and ".join(name for name in TOOLS if shutil.which(name) is None)


def ask(programs: list[Program]) -> Timed:
    """One run of Spin over many programs that carry their totals; one that reaches its cap has no upper limit."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "model.pml").write_text(model(programs), encoding="ascii")
        started = time.perf_counter()
        _run(["spin", "-a", "model.pml"], folder)
        # no partial order: there is one process; -O0 compiles in a fraction of the time, and the searches are short
        define = ["-DSAFETY", "-DNOREDUCE", "-DNOFAIR", "-DVECTORSZ=2048", "-w"]
        _run(["gcc", "-O0", *define, "-o", "pan", "pan.c"], folder)
        made = time.perf_counter()
        said, depth = "too small", DEPTH
        while "too small" in said and depth <= DEEPEST:
            # room for a deep search costs time before the search begins
            said = _run(["./pan", "-E", "-A", f"-m{depth}", "-w18"], folder)
            depth *= 10
        searched = time.perf_counter()
    if "errors: 0" not in said or "too small" in said or "Search not completed" in said:
        raise SpinError(said[-2000:])
    found = {int(at): (int(states), int(low), int(high)) for at, states, low, high in _LINE.findall(said)}
    if len(found) != len(programs):
        raise SpinError(said[-2000:])
    stored = re.search(r"(\d+(?:\.\d+)?(?:e\+\d+)?) states, stored", said)
    answers = [_answer(*found[at], program.lasting[-1].high) for at, program in enumerate(programs)]
    return Timed(answers, made - started, searched - made, int(float(stored[1])) if stored else 0)


def _answer(states: int, low: int, high: int, cap: int) -> Answer:
    if low < 0:
        return Answer(states, None, None)
    return Answer(states, low, None if high >= min(cap, UNBOUNDED) else high)


def _run(command: list[str], folder: str) -> str:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SpinError(f"{' '.join(command)}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.stdout
