"""`protolang schedule`: a file in, its schedule of activities out."""

import click

from protolang.cli.options import example, file_argument, output_option, root_option, set_option


@click.command("schedule", epilog=example("schedule protocols/ahmed.proto -o ahmed.csv"))
@file_argument
@output_option("FILE", "Write to this file. [default: standard output]")
@click.option("--cells", is_flag=True, help="A line for each activity at each visit, for programs.")
@set_option
@root_option
def command(file: str, output: str | None, cells: bool, settings: dict[str, str]) -> int:
    """Write the schedule of activities of a protocol, as CSV: a column for each visit, with footnotes."""
    from protolang.cli.outputs import SCHEDULE
    from protolang.cli.single import write_one

    return write_one(file, settings, SCHEDULE, "schedule-cells.csv" if cells else "schedule.csv", output)
