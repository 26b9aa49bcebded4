"""Whole processes, timed side by side in one run. In: command lines. Out: a table of times and ratios.

Times drift with the machine, ratios within one run hardly do: the commands take turns, and a ratio is taken within
each turn. Nothing here fails, whatever the figures.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
PROTOLANG = str(Path(PYTHON).with_name("protolang"))
TURNS = int(os.environ.get("BENCH_TURNS", "21"))


class Subject(NamedTuple):
    """A command, and the most that it should take in terms of the baseline; the first of a table is the baseline."""

    name: str
    command: Sequence[str]
    goal: float | None = None


def compare(title: str, subjects: Sequence[Subject], turns: int = TURNS) -> None:
    """Prints the median of each, its ratio to the first, and between which quartiles the ratio lies."""
    times: list[list[float]] = [[] for _ in subjects]
    for subject in subjects:
        _seconds(subject.command)  # the first run of each compiles modules and warms the disk's cache
    for _ in range(turns):
        for subject, found in zip(subjects, times, strict=True):
            found.append(_seconds(subject.command))
    print(f"{title}  (median of {turns} turns)")
    width = max(len(subject.name) for subject in subjects)
    print(f"  {'':{width}}        ms   ratio   quartiles      goal")
    for subject, found in zip(subjects, times, strict=True):
        ratios = [own / base for own, base in zip(found, times[0], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        median = statistics.median(found) * 1000
        line = f"  {subject.name:{width}}  {median:8.1f}  {middle:6.2f}   {low:5.2f} … {high:<5.2f}"
        if subject.goal is not None:
            line += f"  ≤ {subject.goal:g}  {'met' if middle <= subject.goal else 'NOT MET'}"
        print(line.rstrip())
    print(flush=True)


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started
