"""`protolang expand`: a file in; out the protocol that it and its imports make, each line with where it comes from."""

import click

from protolang.cli.options import example, file_argument, output_option, root_option

# Beyond this column a place is written right behind its line.
_MOST_COLUMNS = 96


@click.command(
    "expand",
    epilog=example("expand protocols/variants/nejm2006.proto", "expand --plain protocols/ahmed.proto"),
)
@file_argument
@click.option(
    "--format", "style", type=click.Choice(("text", "json")), default="text", help="How it is printed. [default: text]"
)
@click.option("--plain", is_flag=True, help="Print the protocol alone, without the places.")
@root_option
@output_option("FILE", "Write to this file instead of printing.")
def command(file: str, style: str, plain: bool, output: str | None) -> int:
    """Print the whole protocol that a variant or a file with imports stands for.

    Changes are applied and what libraries give is put in; behind each line stands the file and line it comes from. The
    text is a protocol itself: it needs no other file, and means the same.

    Exit: 0, 1 when errors were found (they are told, and what could be expanded is printed), 2 for an unreadable file.
    """
    from protolang.cli.console import note, out
    from protolang.cli.findings import errors_in, told
    from protolang.cli.reading import open_protocol, refuse_changed
    from protolang.cli.writing import write_file
    from protolang.driver import analyse
    from protolang.variants.effective_text import effective_lines, origins

    data, project = open_protocol(file)
    analysis = analyse(file, data, budget=0, project=project)
    found = errors_in(analysis.diagnostics)
    if found:
        note(told(found, "text"))
    if analysis.effective is None:
        note("protolang: these errors leave no protocol to print")
        return 1
    lines = origins(effective_lines(analysis.effective))
    if style == "json":
        import json

        placed = [{"text": text, "place": place} for text, place in lines]
        text = json.dumps({"schema": "protolang.expand/1", "lines": placed}, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(f"{line}\n" for line, _ in lines) if plain else _annotated(lines)
    if output is None:
        refuse_changed()
        out(text)
    else:
        write_file(output, text.encode())
    return 1 if found else 0


def _annotated(lines: list[tuple[str, str]]) -> str:
    """The lines with their places as comments in one column."""
    column = min(max((len(line) for line, _ in lines), default=0), _MOST_COLUMNS)
    return "".join(f"{line:<{column}}  # {place}\n" if place else f"{line}\n" for line, place in lines)
