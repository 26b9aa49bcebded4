"""What every call pays before it does anything, beside an empty Python and the library of the command line alone."""

from side_by_side import PROTOLANG, PYTHON, Subject, compare

compare(
    "Start-up",
    [
        Subject("python -c pass", [PYTHON, "-c", "pass"]),
        Subject("python -c 'import click'", [PYTHON, "-c", "import click"]),
        Subject("protolang --version", [PROTOLANG, "--version"], goal=6),
        Subject("protolang --help", [PROTOLANG, "--help"]),
        Subject("protolang check --help", [PROTOLANG, "check", "--help"]),
        Subject("protolang explain PL202", [PROTOLANG, "explain", "PL202"]),
    ],
)
