"""`protolang dump`: a file and the name of a stage in, that stage as JSON out. The same file gives the same bytes."""

import click

from protolang.cli.options import WrongInput, example, file_argument, output_option, root_option, set_option

_WORDS = {"ast": "syntax tree", "model": "model", "machine": "machine", "schedule": "schedule"}


@click.command(
    "dump", epilog=example("dump protocols/ahmed.proto --stage machine", "dump protocols/ahmed.proto --stage ast")
)
@file_argument
@click.option("--stage", type=click.Choice(tuple(_WORDS)), default="machine", show_default=True, help="What to print.")
@set_option
@root_option
@output_option("FILE", "Write to this file instead of printing.")
def command(file: str, stage: str, settings: dict[str, str], output: str | None) -> int:
    """Print one stage of the compiler as JSON, each node with the line it came from.

    ast is what was written, model what it means, machine what is executed, schedule the table of activities.
    """
    from protolang.cli.console import note, out
    from protolang.cli.findings import LIBRARY, errors_in, told
    from protolang.cli.reading import open_protocol, refuse_changed
    from protolang.cli.writing import write_file
    from protolang.diagnostics.terminal import escape_terminal
    from protolang.driver import analyse
    from protolang.machine.printing import as_json

    # No stage depends on a verdict, so nothing is explored.
    data, project = open_protocol(file)
    analysis = analyse(file, data, settings, budget=0, project=project)
    found = errors_in(analysis.diagnostics)
    if found:
        note(told(found, "text"))
    node: object = {"ast": analysis.tree, "model": analysis.protocol, "machine": analysis.machine}.get(stage)
    if stage == "schedule" and analysis.machine is not None and analysis.protocol is not None:
        from protolang.schedule import from_model as schedule_from_model

        node = schedule_from_model.lower(analysis.protocol)
    if node is None and not found:
        raise WrongInput(f"{escape_terminal(file)}: {LIBRARY}")
    if node is None:
        note(f"protolang: these errors leave no {_WORDS[stage]} to print")
        return 1
    text = as_json(node)
    if output is None:
        refuse_changed()
        out(text)
    else:
        write_file(output, text.encode())
    return 1 if found else 0
