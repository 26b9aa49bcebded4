"""A file as the verbs that write outputs need it. In: a path. Out: its Edition, or the reasons why there is none."""

from collections.abc import Mapping
from pathlib import PurePath

from protolang.cli.console import note
from protolang.cli.findings import LIBRARY, counted, told
from protolang.cli.options import WrongInput
from protolang.cli.reading import open_protocol
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import Analysis, analyse
from protolang.render.renderer import Edition
from protolang.verify.budget import Budget
from protolang.verify.requirements import BUDGET


def analysed(file: str, settings: Mapping[str, str], budget: Budget | None = None) -> Analysis:
    """The analysis of a file, in which the file is known by its name alone.

    What is published must not depend on the folder in which the author keeps the protocol, nor tell it.
    """
    data, project = open_protocol(file)
    return analyse(PurePath(file).name, data, settings, budget=budget or BUDGET, project=project)


def tell_errors(file: str, settings: Mapping[str, str]) -> None:
    """Prints why there is nothing to write; here a person needs the path, to find the place.

    Raises `WrongInput` for a library, in which nothing is wrong.
    """
    data, project = open_protocol(file)
    found = analyse(file, data, settings, budget=0, project=project)
    if not found.errors:
        raise WrongInput(f"{escape_terminal(file)}: {LIBRARY}")
    note(told(found.diagnostics, "text"))
    note(f"{escape_terminal(file)}: {counted(found.errors, 'error')} to mend; nothing was written")


def weakened_line(edition: Edition, file: str) -> str | None:
    """How many safety rules of its base a variant weakens, where it does."""
    count = len(edition.weakened)
    if not count:
        return None
    rules = f"{count} safety rule{'s' if count > 1 else ''} of its base"
    return f"WEAKENED: {rules}, as the output says; see: protolang check {escape_terminal(file)}"
