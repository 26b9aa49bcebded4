"""The steps of `build`, told one by one. In: a file. Out: a folder of outputs, and an exit code."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from protolang.cli.console import colour, out, paint, rewritable
from protolang.cli.editions import analysed, tell_errors, weakened_line
from protolang.cli.findings import counted, summary
from protolang.cli.outputs import OUTPUTS
from protolang.cli.publishing import publish
from protolang.diagnostics.terminal import escape_terminal
from protolang.publication import edition
from protolang.render.renderer import Artifact, Edition
from protolang.verify.budget import Budget

_NAMES = 10


def build(file: str, folder: Path, settings: Mapping[str, str], *, budget: Budget | None, quiet: bool) -> int:
    """Checks, renders and writes."""
    steps = _Steps(quiet=quiet)
    with steps.step("check"):
        analysis = analysed(file, settings, budget)
        steps.says(summary(analysis))
    checked = edition(analysis)
    if checked is None:
        if not quiet:
            out("\n")
        tell_errors(file, settings)
        return 1
    files: list[Artifact] = []
    for output in OUTPUTS:
        with steps.step(output.name):
            made = output.files(checked)
            files += made
            steps.says(f"{output.folder}/ ({len(made)} files)" if output.folder else _listing(made))
    with steps.step("write"):
        publish(folder, files, checked, settings)
        steps.says(f"{counted(len(files) + 1, 'file')} in {escape_terminal(str(folder))}")
    if not quiet:
        _tell_what_to_open(file, folder, checked)
    return 0


class _Steps:
    """A line for each step, with its time where a person is waiting for it."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._words = quiet, ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Names the step before it begins, and says what came of it when it has ended."""
        started, waiting = time.monotonic(), rewritable() and not self._quiet
        if waiting:
            out(f"{name:{_NAMES}} …")
            _flush()
        try:
            yield
        except BaseException:
            if waiting:
                out("\n")
            raise
        if waiting:
            took = paint(f"{time.monotonic() - started:.1f} s", "2", coloured=colour())
            out(f"\r\x1b[K{name:{_NAMES}} {self._words}  {took}\n")
        elif not self._quiet:
            out(f"{name:{_NAMES}} {self._words}\n")
        _flush()

    def says(self, words: str) -> None:
        """What came of the step."""
        self._words = words


def _flush() -> None:
    import sys

    sys.stdout.flush()


def _listing(made: tuple[Artifact, ...]) -> str:
    return ", ".join(artifact.name for artifact in made)


def _tell_what_to_open(file: str, folder: Path, checked: Edition) -> None:
    place, name = escape_terminal(folder.as_posix()), escape_terminal(file)
    if checked.is_draft:
        out(f"\nThis edition is a DRAFT: {', '.join(checked.draft_reasons)}.\n")
        out(f"What is open, and what is to be mended: protolang check {name}\n")
    weakened = weakened_line(checked, file)
    if weakened is not None:
        out(f"\n{weakened}\n")
    out(f"\nOpen first:   {place}/docs/index.html   all of it, in a browser\n")
    out(f"To print:     {place}/handout.pdf, {place}/flowchart.pdf\n")
