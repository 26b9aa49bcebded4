"""`protolang docs`: a file in, its documentation site out."""

import click

from protolang.cli.options import example, file_argument, output_option, root_option, set_option


@click.command("docs", epilog=example("docs protocols/ahmed.proto -o site", "docs protocols/ahmed.proto -o build/site"))
@file_argument
@output_option("DIR", "The folder to write into. [default: build/NAME-docs, NAME being that of the file]")
@set_option
@root_option
def command(file: str, output: str | None, settings: dict[str, str]) -> int:
    """Write the documentation site of a protocol, as HTML; its first page is index.html.

    It needs no server and nothing from the network. Files of an earlier site of ours are replaced or removed, other
    files in the folder are left alone.
    """
    from pathlib import Path

    from protolang.cli.outputs import SITE
    from protolang.cli.single import write_folder

    return write_folder(file, settings, SITE, output or f"build/{Path(file).stem}-docs")
