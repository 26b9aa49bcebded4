"""`protolang test`: files in, what became of their scenarios out."""

import click

from protolang.cli.options import (
    FORMATS,
    WrongInput,
    example,
    files_argument,
    format_option,
    quiet_option,
    set_option,
)


@click.command("test", epilog=example("test protocols/ahmed.proto", "test --format github protocols/ahmed.proto"))
@files_argument
@format_option(*FORMATS)
@set_option
@quiet_option("Print failed scenarios only.")
def command(files: tuple[str, ...], style: str, settings: dict[str, str], quiet: bool) -> int:
    """Run the scenarios that are written in a protocol.

    Each patient takes every dose and sample on the day it is due; the settings of a scenario decide its parameters.
    A failed expectation shows what was found instead, and the days that led there. At the end: the exits and stop
    rules that no scenario took.

    Exit: 0 when every scenario passed, 1 when one failed or a file has errors, 2 when a file cannot be read.
    """
    from protolang.cli.console import colour, note, out, width
    from protolang.cli.findings import errors_in, told
    from protolang.cli.reading import read
    from protolang.cli.scenario_report import tests_as_json, tests_as_text
    from protolang.cli.scenarios import run_all
    from protolang.driver import analyse

    tested, code = [], 0
    for path in files:
        try:
            data = read(path)
        except WrongInput as wrong:
            note(f"protolang: {wrong.format_message()}")
            code = 2
            continue
        # A scenario does not ask what is proved, so nothing is explored.
        tested.append(run_all(path, data, analyse(path, data, settings, budget=0)))
        if tested[-1].failed:
            code = max(code, 1)
        if style == "text":
            report = tests_as_text(tested[-1], quiet=quiet, coloured=colour(), width=width())
            out(f"\n{report}" if len(tested) > 1 and report else report)
    if style == "json":
        out(tests_as_json(tested))
    elif style != "text":
        out(told([item for one in tested for item in (*errors_in(one.findings), *one.failures)], style))
    return code
