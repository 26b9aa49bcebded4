"""Where text is printed. Colour and progress only on a terminal, and no colour where NO_COLOR is set."""

import os
import shutil
import sys
from typing import TextIO

# A report that goes to a file has the same lines on every machine.
_WIDTH = 100


def out(text: str) -> None:
    """Prints a text as it is; what an author wrote in it has been made harmless by whoever made it."""
    sys.stdout.write(text)


def note(text: str) -> None:
    """Prints a line that is not part of the result."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def on_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person is looking."""
    return (stream or sys.stdout).isatty()


def colour(stream: TextIO | None = None) -> bool:
    """Whether the stream may be coloured."""
    return rewritable(stream) and not os.environ.get("NO_COLOR")


def rewritable(stream: TextIO | None = None) -> bool:
    """Whether a line that was printed can be printed over."""
    return on_terminal(stream) and os.environ.get("TERM") != "dumb"


def width() -> int:
    """The cells of a line."""
    return shutil.get_terminal_size((_WIDTH, 24)).columns if on_terminal() else _WIDTH


def paint(text: str, code: str, *, coloured: bool) -> str:
    """The text in a colour, given as the number of its escape sequence."""
    return f"\x1b[{code}m{text}\x1b[0m" if coloured and text else text
