"""The patients of the tests of `run`, `next` and `why`: of the flagship, and what a command says about them."""

from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

from protolang.cli.main import main

ROOT = Path(__file__).parents[2]
FILES = Path("tests", "cli", "ahmed")
AHMED = "protocols/ahmed.proto"
DECIDED = [
    part
    for name, value in (
        ("closing_interval", "6 weeks"),
        ("longest_maintenance", "36 cycles"),
        ("longest_wait", "12 weeks"),
    )
    for part in ("--set", f"{name}={value}")
]
EARLY, LATER = "events.csv", "later.csv"


def arguments(verb, *others, events=EARLY, patient="patient.csv", decided=True):
    """The command line of a verb about the patient of the flagship, as it is typed in the folder of the project."""
    files = ["--patient", str(FILES / patient), "--events", str(FILES / events)]
    return [verb, AHMED, *files, *(DECIDED if decided else []), *others]


def flat(text):
    """A text without its line ends, for a search that the width of a line must not decide."""
    return " ".join(text.split())


def said(words):
    """What a command prints on each of its streams, and its exit code."""
    streams = [TextIOWrapper(BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main(words)
        for stream in streams:
            stream.flush()
    return (*(stream.buffer.getvalue().decode() for stream in streams), code)
