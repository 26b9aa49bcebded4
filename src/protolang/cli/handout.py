"""`protolang handout`: a file in, its handout out."""

import click

from protolang.cli.options import example, file_argument, output_option, root_option, set_option

_FORMATS = ("pdf", "html")


@click.command("handout", epilog=example("handout protocols/ahmed.proto -o ahmed.pdf"))
@file_argument
@output_option("FILE", "Write to this file, its ending being the format. [default: standard output]")
@click.option("--output-format", "chosen", type=click.Choice(_FORMATS), help="The format, whatever the file is called.")
@set_option
@root_option
def command(file: str, output: str | None, chosen: str | None, settings: dict[str, str]) -> int:
    """Write the clinical handout of a protocol, as PDF or HTML.

    It is marked DRAFT while a decision is open or a requirement is not kept.
    """
    from protolang.cli.outputs import HANDOUT
    from protolang.cli.single import format_of, write_one

    return write_one(file, settings, HANDOUT, f"handout.{format_of(output, chosen, _FORMATS)}", output)
