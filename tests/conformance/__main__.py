"""Runs the conformance suite on an executor: `python -m tests.conformance --help`."""

# ruff: noqa: T201 - what a command says goes to its terminal
from __future__ import annotations

import argparse
import difflib
import importlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from tests.conformance.case import FOLDER, Case, all_cases, read

Executor = Callable[[str, dict[str, Any]], list[str]]


def main() -> int:
    """Prints each failing case with the difference between its logs; the exit code is 1 when one fails."""
    options = _options()
    execute = _of_command(options.command) if options.command else _of_module(options.executor)
    cases = [read(FOLDER / f"{name.removesuffix('.case')}.case") for name in options.cases] or list(all_cases())
    failed = 0
    for case in cases:
        if case.log is None:
            continue
        found = _run(execute, case)
        if found == case.log:
            continue
        if options.update or options.restate:
            failed += not _rewrite(case, found, changes_course=bool(options.update))
            continue
        failed += 1
        _show(case, found)
    ran = sum(case.log is not None for case in cases)
    print(f"{ran - failed} of {ran} cases pass; {len(cases) - ran} are about what a compiler refuses")
    return int(failed > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--executor",
        metavar="MODULE:FUNCTION",
        default="tests.conformance.reference:execute",
        help="takes the source and the inputs as plain data, returns the lines of the log",
    )
    which.add_argument(
        "--command", metavar="CMD", help="reads one case as JSON from its standard input, prints the lines of the log"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--restate",
        action="store_true",
        help="write the logs anew where lines are only told in other words: same day, rule, track, subject, values",
    )
    how.add_argument(
        "--update", action="store_true", help="write the logs of the named cases anew, whatever changed: judge the diff"
    )
    parser.add_argument("cases", metavar="CASE", nargs="*", help="names of cases; all of them when none is named")
    options = parser.parse_args()
    if options.update and not options.cases:
        parser.error("--update wants the cases by name: each log is judged, none is recorded blindly")
    return options


def _of_module(place: str) -> Executor:
    module, _, function = place.partition(":")
    found: Executor = getattr(importlib.import_module(module), function)
    return found


def _of_command(command: str) -> Executor:
    def execute(source: str, data: dict[str, Any]) -> list[str]:
        told = json.dumps({"source": source} | data)
        ended = subprocess.run(shlex.split(command), input=told, capture_output=True, text=True, check=False)
        if ended.returncode:
            return [f"the command ended with {ended.returncode}", *ended.stderr.splitlines()[-3:]]
        return ended.stdout.splitlines()

    return execute


def _run(execute: Executor, case: Case) -> tuple[str, ...]:
    try:
        return tuple(execute(case.source, case.data()))
    except Exception as problem:  # one case that an executor cannot run must not keep the others from running
        return (f"{type(problem).__name__}: {problem}",)


def skeleton(line: str) -> str:
    """What a line of the log says happened: day, rule, track, subject. The rest says why, and may be restated."""
    return re.split(r" [a-z][a-z0-9_]*=| [@#\[]", line, maxsplit=1)[0]


def says_no_less(new: str, old: str) -> bool:
    """Whether a line of the log tells the same fact as before: same skeleton, and no value that was there differs.

    More may be said: a unit behind a value, its age, a citation.
    """
    told = re.findall(r" ([a-z][a-z0-9_]*)=(.*?)(?= [a-z][a-z0-9_]*=| [(@#\[]|$)", old)
    return skeleton(new) == skeleton(old) and all(
        re.search(rf" {name}={re.escape(value)}(?![0-9.])", new) for name, value in told
    )


def _rewrite(case: Case, found: tuple[str, ...], *, changes_course: bool) -> bool:
    log = case.log or ()
    same = len(found) == len(log) and all(map(says_no_less, found, log))
    if not same and not changes_course:
        print(f"{case.name}: not restated, its course changed (judge it, then name it with --update)")
        _show(case, found)
        return False
    case.path.write_text(case.with_log(found), encoding="utf-8")
    print(f"{case.name}: rewritten")
    return True


def _show(case: Case, found: tuple[str, ...]) -> None:
    print(f"FAILED {case.name} ({', '.join(f'R{rule}' for rule in case.rules)}): {case.shows}")
    for line in difflib.unified_diff(case.log or (), found, "expected", "found", lineterm="", n=2):
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
