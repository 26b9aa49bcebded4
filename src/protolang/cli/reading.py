"""The only place that opens what a user names. In: a path. Out: bytes, or one friendly line."""

from collections.abc import Mapping

import click

from protolang.cli.options import ROOT, WrongInput
from protolang.diagnostics.codes import PL001
from protolang.diagnostics.terminal import escape_terminal
from protolang.source.project import Project
from protolang.source.reading import MOST_BYTES, RefusedError, read_bytes
from protolang.syntax.decode import decode

_PROJECTS = "protolang.projects"


def read(path: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file. Raises `WrongInput` when it is not a readable, ordinary file of a sensible size."""
    try:
        data, size = read_bytes(path, most)
    except RefusedError as error:
        raise WrongInput(f"{escape_terminal(path)}: {error.words}") from None
    if len(data) > most > MOST_BYTES:
        raise WrongInput(f"{escape_terminal(path)}: it has more than {most >> 20} MB")
    if most == MOST_BYTES:
        _refuse_large(path, data, size)
    return data


def open_protocol(path: str) -> tuple[bytes, Project]:
    """The content of a file, and the project that it imports from: the one of `--root`, where that was given.

    A file is read once in a command, whoever asks for it and however often. Raises `WrongInput`.
    """
    context = click.get_current_context(silent=True)
    asked = None if context is None else context.meta.get(ROOT)
    projects: dict[str, Project] = {} if context is None else context.meta.setdefault(_PROJECTS, {})
    if path not in projects:
        projects[path] = Project(path, asked, beside=next(iter(projects.values()), None))
    project = projects[path]
    try:
        data, size = project.read_main()
    except RefusedError as error:
        raise WrongInput(f"{escape_terminal(path)}: {error.words}") from None
    _refuse_large(path, data, size)
    if asked is not None:
        try:
            _ = project.root
        except RefusedError as error:
            raise WrongInput(f"--root {escape_terminal(asked)}: {escape_terminal(error.words)}") from None
    return data, project


def refuse_changed() -> None:
    """Raises `WrongInput` when a protocol, or a file it imports, is no longer what was read in this command."""
    context = click.get_current_context(silent=True)
    projects: Mapping[str, Project] = {} if context is None else context.meta.get(_PROJECTS, {})
    # All projects of a command share what was read.
    changed = next((project.changed() for project in projects.values()), ())
    if changed:
        names = ", ".join(map(escape_terminal, changed))
        what = "this file has" if len(changed) == 1 else "these files have"
        raise WrongInput(f"{names}: {what} changed since the command began; nothing was written, run it again")


def _refuse_large(path: str, data: bytes, size: int) -> None:
    if len(data) > MOST_BYTES and any(item.code is PL001 for item in decode(path, data).diagnostics):
        # Only here is it known how large the file is: no more of it than this is ever read.
        raise WrongInput(
            f"{escape_terminal(path)}: error[{PL001.number}]: {PL001.summary}: "
            f"it has {size / (1 << 20):.1f} MB, a protocol may have {MOST_BYTES / (1 << 20):.0f} MB"
        )
