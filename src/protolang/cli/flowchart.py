"""`protolang flowchart`: a file in, its flowchart out."""

import click

from protolang.cli.options import example, file_argument, output_option, root_option, set_option

_FORMATS = ("svg", "pdf", "dot")


@click.command("flowchart", epilog=example("flowchart protocols/ahmed.proto -o ahmed.svg"))
@file_argument
@output_option("FILE", "Write to this file, its ending being the format. [default: standard output]")
@click.option("--output-format", "chosen", type=click.Choice(_FORMATS), help="The format, whatever the file is called.")
@set_option
@root_option
def command(file: str, output: str | None, chosen: str | None, settings: dict[str, str]) -> int:
    """Draw the flowchart of a protocol, as SVG, PDF or DOT.

    It is marked DRAFT while a decision is open or a requirement is not kept.
    """
    from protolang.cli.outputs import FLOWCHART
    from protolang.cli.single import format_of, write_one

    return write_one(file, settings, FLOWCHART, f"flowchart.{format_of(output, chosen, _FORMATS)}", output)
