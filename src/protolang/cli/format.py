"""`protolang format`: files in, the same files in their canonical layout out."""

import click

from protolang.cli.options import WrongInput, example


@click.command(
    "format",
    epilog=example(
        "format protocols/ahmed.proto",
        "format --check protocols/*.proto",
        "format --diff protocols/ahmed.proto",
        "format - < protocols/ahmed.proto",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--check", "checks", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", "shows", is_flag=True, help="Write nothing; show what would change.")
def command(files: tuple[str, ...], checks: bool, shows: bool) -> int:
    """Lay files out in the one canonical way.

    Only white space changes: every number, word and comment stays, and so do blank lines between statements. What a
    syntax error touches stays as it is, and is told. `-` reads standard input and writes standard output.

    Exit: 0 when all is well; 1 when a file has a syntax error, or with --check or --diff would change; 2 when a file
    cannot be read or written.
    """
    from protolang.cli.console import note

    code = 0
    for name in files:
        try:
            changes = _format(name, checks=checks, shows=shows)
        except WrongInput as wrong:
            note(f"protolang: {wrong.format_message()}")
            code = 2
        else:
            code = max(code, int(changes))
    return code


def _format(name: str, *, checks: bool, shows: bool) -> bool:
    """One file; whether there is something to find fault with. Raises `WrongInput`."""
    import sys

    from protolang.cli.console import colour, note, out, width
    from protolang.cli.reading import read
    from protolang.diagnostics.report_text import report_text
    from protolang.diagnostics.terminal import escape_terminal
    from protolang.syntax.decode import decode
    from protolang.syntax.format import format_source

    is_stream = name == "-"
    shown = "<standard input>" if is_stream else name
    data = _standard_input() if is_stream else read(name)
    decoded = decode(shown, data)
    formatted = None if decoded.value is None else format_source(decoded.value)
    found = decoded.diagnostics if formatted is None else formatted.diagnostics
    if found:
        note(report_text(found, color=colour(sys.stderr), width=width()))
    if decoded.value is None or formatted is None:
        raise WrongInput(f"{escape_terminal(shown)}: this cannot be laid out, and is left as it is")
    if found:
        note(f"protolang: {escape_terminal(shown)}: the statements that this is about are left as they are")
    new = formatted.text.encode()
    if shows:
        out(_difference(shown, decoded.value.text, formatted.text))
    if checks and new != data:
        out(f"{escape_terminal(shown)}\n")
    if checks or shows:
        return new != data or bool(formatted.diagnostics)
    if is_stream:
        _standard_output(new)
    elif new != data:
        _rewrite(name, data, new)
    return bool(formatted.diagnostics)


def _standard_input() -> bytes:
    import sys

    from protolang.source.reading import MOST_BYTES

    # One more than there may be shows that there are too many.
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _standard_output(content: bytes) -> None:
    import sys

    # It is a file: how a terminal would spell its characters must not matter.
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def _rewrite(name: str, old: bytes, new: bytes) -> None:
    from pathlib import Path

    from protolang.cli.reading import read
    from protolang.cli.writing import write_file
    from protolang.diagnostics.terminal import escape_terminal

    # A link stays a link.
    path = Path(name).resolve()
    if read(str(path)) != old:
        raise WrongInput(f"{escape_terminal(name)}: it has changed since it was read, and is left as it is")
    write_file(str(path), new, mode=path.stat().st_mode & 0o7777)


def _difference(shown: str, old: str, new: str) -> str:
    """What changes, as a unified diff that a terminal can be trusted with."""
    from difflib import unified_diff

    from protolang.diagnostics.terminal import escape_terminal

    name = escape_terminal(shown)
    lines = unified_diff(_lines(old), _lines(new), name, f"{name} (formatted)", lineterm="")
    found = "".join(f"{escape_terminal(line)}\n" for line in lines)
    if found or old == new:
        return found
    return f"{name}: its line ends would change\n"


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
