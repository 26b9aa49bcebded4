"""The verbs that write one output. In: a file and an output. Out: its bytes, to a file or to standard output."""

import sys
from collections.abc import Mapping
from pathlib import Path

from protolang.cli.console import note, on_terminal
from protolang.cli.editions import analysed, tell_errors, weakened_line
from protolang.cli.options import WrongInput
from protolang.cli.outputs import Output
from protolang.cli.publishing import publish
from protolang.cli.reading import refuse_changed
from protolang.cli.writing import write_file
from protolang.diagnostics.terminal import escape_terminal
from protolang.publication import edition
from protolang.render.renderer import Edition


def edition_of(file: str, settings: Mapping[str, str]) -> Edition | None:
    """The checked protocol; None when errors, which are told, leave no machine."""
    checked = edition(analysed(file, settings))
    if checked is None:
        tell_errors(file, settings)
    elif checked.is_draft:
        note(f"DRAFT: {', '.join(checked.draft_reasons)}; see: protolang check {escape_terminal(file)}")
    weakened = None if checked is None else weakened_line(checked, file)
    if weakened is not None:
        note(weakened)
    return checked


def write_one(file: str, settings: Mapping[str, str], kind: Output, name: str, output: str | None) -> int:
    """Writes the file `name` of an output."""
    if output is None and name.endswith(".pdf") and on_terminal():
        raise WrongInput(f"a PDF cannot be shown here; name a file for it: -o {name}")
    checked = edition_of(file, settings)
    if checked is None:
        return 1
    content = next(artifact.content for artifact in kind.files(checked) if artifact.name == name)
    if output is not None:
        write_file(output, content)
    else:
        refuse_changed()
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    return 0


def write_folder(file: str, settings: Mapping[str, str], kind: Output, output: str) -> int:
    """Writes all files of an output into a folder, with a manifest."""
    checked = edition_of(file, settings)
    if checked is None:
        return 1
    publish(Path(output), kind.files(checked), checked, settings)
    return 0


def format_of(output: str | None, chosen: str | None, formats: tuple[str, ...]) -> str:
    """The format asked for, else that of the file's ending, else the first."""
    ending = Path(output or "").suffix.removeprefix(".").lower()
    if chosen is not None:
        return chosen
    if output is not None and ending not in formats:
        raise WrongInput(
            f"{escape_terminal(output)}: end it in .{' or .'.join(formats)}, or say which with --output-format"
        )
    return ending or formats[0]
