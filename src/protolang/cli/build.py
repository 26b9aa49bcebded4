"""`protolang build`: a file in, a folder with every output out."""

import click

from protolang.cli.options import (
    budget_option,
    example,
    file_argument,
    output_option,
    quiet_option,
    root_option,
    set_option,
)


@click.command("build", epilog=example("build protocols/ahmed.proto -o build/ahmed"))
@file_argument
@output_option("DIR", "The folder to write into. [default: build/NAME, NAME being that of the file]")
@set_option
@root_option
@budget_option
@quiet_option("Print nothing but problems.")
def command(file: str, output: str | None, settings: dict[str, str], budget: str | None, quiet: bool) -> int:
    """Check a protocol and write every output.

    Flowchart (SVG, PDF), schedule of activities (CSV), handout (PDF, HTML), documentation (HTML), machine (JSON), and
    a manifest with the hash of each. An open decision, or a requirement that is violated or not decided, marks all of
    them DRAFT. Errors that leave no machine are reported, and nothing is written.

    The same file gives the same bytes. Files of an earlier build are replaced one by one, each as a whole, and those
    no longer made are removed; other files in the folder are left alone.

    Exit: 0 when the outputs were written, 1 when errors left nothing to write, 2 when a file cannot be read or
    written.
    """
    from pathlib import Path

    from protolang.cli.building import build
    from protolang.verify.budget import Budget, read_budget

    folder = Path("build", Path(file).stem) if output is None else Path(output)
    return build(file, folder, settings, budget=Budget() if budget is None else read_budget(budget), quiet=quiet)
