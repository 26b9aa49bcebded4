"""`protolang test`: files in, what became of their scenarios out; or scenarios for the author to judge."""

import click

from protolang.cli.options import (
    FORMATS,
    WrongInput,
    example,
    files_argument,
    format_option,
    output_option,
    quiet_option,
    root_option,
    set_option,
)


@click.command(
    "test",
    epilog=example(
        "test protocols/ahmed.proto",
        "test --format github protocols/ahmed.proto",
        "test --generate protocols/ahmed.proto -o boundaries.txt",
        "test --mutants protocols/ahmed.proto",
    ),
)
@files_argument
@format_option(*FORMATS)
@set_option
@root_option
@quiet_option("Print failed scenarios only.")
@click.option("--generate", is_flag=True, help="Write scenarios that stand on the boundaries of the protocol.")
@click.option("--mutants", is_flag=True, help="Change one token at a time, and say which changes nothing notices.")
@output_option("FILE", "Where --generate writes. [default: standard output]")
def command(
    files: tuple[str, ...],
    style: str,
    settings: dict[str, str],
    quiet: bool,
    generate: bool,
    mutants: bool,
    output: str | None,
) -> int:
    """Run the scenarios that are written in a protocol.

    Each patient takes every dose and sample on the day it is due, except as the scenario says; the settings of a
    scenario decide its parameters. A failed expectation shows what was found instead, and the days that led there. At
    the end: the exits, rows, rules, thresholds and edges of windows that no scenario reaches.

    With --generate nothing is tested: scenarios are written that stand at, just below and just above each threshold,
    and on the first and last day of each window. What they expect was found by running, for the author to judge.

    With --mutants the file is changed in one token at a time, as a slip of the pen would: a number one more or less,
    `<` for `<=`, days for weeks. Told is which of these changes no scenario and no requirement of the file notices.
    This takes a second or so for each.

    Exit: 0 when every scenario passed, 1 when one failed or a file has errors, 2 when a file cannot be read.
    """
    if mutants:
        if generate or settings or style not in ("text", "json"):
            raise click.UsageError("--mutants goes with --format text or json, and not with --generate or --set")
        return _mutants(files, style, quiet=quiet)
    if output is not None and not generate:
        raise click.UsageError("-o says where --generate writes")
    if generate and len(files) > 1:
        raise click.UsageError("--generate takes one file")
    return _generate(files[0], settings, output) if generate else _test(files, style, settings, quiet=quiet)


def _test(files: tuple[str, ...], style: str, settings: dict[str, str], *, quiet: bool) -> int:
    from protolang.cli.console import colour, note, out, width
    from protolang.cli.findings import errors_in, told
    from protolang.cli.reading import open_protocol
    from protolang.cli.scenario_report import summary_of, tests_as_json, tests_as_text
    from protolang.cli.scenarios import run_all
    from protolang.driver import analyse

    tested, code = [], 0
    for path in files:
        try:
            data, project = open_protocol(path)
        except WrongInput as wrong:
            note(f"protolang: {wrong.format_message()}")
            code = 2
            continue
        # A scenario does not ask what is proved, so nothing is explored.
        tested.append(run_all(path, data, analyse(path, data, settings, budget=0, project=project)))
        if tested[-1].failed:
            code = max(code, 1)
        if style == "text":
            report = tests_as_text(tested[-1], quiet=quiet, coloured=colour(), width=width())
            out(f"\n{report}" if len(tested) > 1 and report else report)
    if style == "text" and len(tested) > 1 and not quiet:
        out(summary_of(tested))
    if style == "json":
        out(tests_as_json(tested))
    elif style != "text":
        out(told([item for one in tested for item in (*errors_in(one.findings), *one.failures)], style))
    return code


def _mutants(files: tuple[str, ...], style: str, *, quiet: bool) -> int:
    from protolang.cli.console import colour, note, out
    from protolang.cli.findings import errors_in, told
    from protolang.cli.mutants import mutants_as_json, mutants_as_text
    from protolang.cli.reading import open_protocol
    from protolang.diagnostics.terminal import escape_terminal
    from protolang.driver import analyse
    from protolang.mutation.survey import survey

    surveyed, code = [], 0
    for path in files:
        try:
            data, project = open_protocol(path)
        except WrongInput as wrong:
            note(f"protolang: {wrong.format_message()}")
            code = 2
            continue
        found = survey(path, data, project)
        if found is None:
            note(told(errors_in(analyse(path, data, budget=0, project=project).diagnostics), "text"))
            note(f"protolang: {escape_terminal(path)}: there is no machine to change")
            code = max(code, 1)
            continue
        surveyed.append(found)
        if style == "text":
            report = mutants_as_text(found, quiet=quiet, coloured=colour())
            out(f"\n{report}" if len(surveyed) > 1 and report else report)
    if style == "json" and surveyed:
        out(mutants_as_json(surveyed))
    return code


def _generate(path: str, settings: dict[str, str], output: str | None) -> int:
    from pathlib import Path

    from protolang.cli.console import note, out
    from protolang.cli.findings import LIBRARY, errors_in, told
    from protolang.cli.reading import open_protocol
    from protolang.cli.scenario_generate import generate
    from protolang.cli.writing import write_file
    from protolang.diagnostics.terminal import escape_terminal
    from protolang.driver import analyse

    data, project = open_protocol(path)
    if output is not None and Path(output).exists() and Path(output).samefile(path):
        raise WrongInput("-o names the protocol itself; name another file")
    analysis = analyse(path, data, settings, budget=0, project=project)
    if analysis.machine is None and not analysis.errors:
        raise WrongInput(f"{escape_terminal(path)}: {LIBRARY}")
    made = generate(path, analysis, settings, project)
    if made.errors:
        note(told(errors_in(made.errors), "text"))
        note("protolang: these errors leave no scenario to write")
        return 1
    if output is None:
        out(made.text)
    else:
        write_file(output, made.text.encode())
    return 0
