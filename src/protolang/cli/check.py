"""`protolang check`: files in, findings and verdicts out."""

import click

from protolang.cli.options import (
    FORMATS,
    WrongInput,
    budget_option,
    example,
    files_argument,
    format_option,
    quiet_option,
    root_option,
    set_option,
)


@click.command(
    "check",
    epilog=example(
        "check protocols/ahmed.proto",
        'check --set closing_interval="6 weeks" protocols/ahmed.proto',
        "check --strict --format github protocols/*.proto",
        "check --summary protocols/*.proto",
        "check --together --offset 14 protocols/ahmed.proto protocols/published/omalizumab.proto",
    ),
)
@files_argument
@format_option(*FORMATS)
@set_option
@root_option
@click.option("--strict", is_flag=True, help="Warnings, open decisions and UNKNOWN verdicts are errors.")
@click.option("--summary", is_flag=True, help="A table with a row for each file; with concise, a line for each.")
@click.option("--together", is_flag=True, help="Look at two files as the protocols of one patient.")
@click.option(
    "--offset",
    metavar="DAYS",
    type=click.IntRange(0, 36500),
    help="With --together: the second begins this many days after the first. [default: 0]",
)
@click.option("--start", metavar="DATE", help="With --together: the date of day 0, as 2027-01-04.")
@click.option(
    "--built", metavar="DIR", help="Also look whether the outputs in DIR, made by build, are of this very text."
)
@budget_option
@quiet_option("Print errors only: no warnings, no table of requirements, no summary.")
def command(
    files: tuple[str, ...],
    style: str,
    settings: dict[str, str],
    strict: bool,
    summary: bool,
    together: bool,
    offset: int | None,
    start: str | None,
    built: str | None,
    budget: str | None,
    quiet: bool,
) -> int:
    """Report every finding, and the verdict on every requirement.

    PROVED and the exact bounds speak of every course that completes without a clinician's review; VIOLATED shows an
    example patient; UNKNOWN says why. With --format json, one FILE gives one object, several give an array of them.

    With --together, two files are the protocols of one patient: visits that clash, samples taken twice, orders that
    contradict each other, and one drug given by both.

    With --built, the outputs of an earlier `build` that are of another text, or were changed since, are errors too.

    Exit: 0 when no error was found, 1 when one was, 2 when a file cannot be read, 70 when protolang contradicts itself.
    """
    from protolang.cli.console import colour, note, out, width
    from protolang.cli.findings import OWN_FAULT, as_errors, failed, own_fault, told
    from protolang.cli.reading import open_protocol
    from protolang.driver import analyse
    from protolang.verify.budget import Budget, read_budget

    if built is not None and (together or len(files) != 1):
        raise click.UsageError("--built is for one file: the one whose outputs are in the folder")
    if together:
        return _together(files, settings, style, offset or 0, start, summary=summary, strict=strict, quiet=quiet)
    if offset is not None or start is not None:
        raise click.UsageError("--offset and --start belong to --together")
    if summary and style in ("sarif", "github"):
        raise click.UsageError("--summary is a table: it is told as text, concise or json")
    limit = Budget() if budget is None else read_budget(budget)
    checked, unread, code = [], list[str](), 0
    for path in files:
        try:
            data, project = open_protocol(path)
        except WrongInput as wrong:
            note(f"protolang: {wrong.format_message()}")
            unread.append(path)
            code = max(code, 2)
            continue
        analysis = analyse(path, data, settings, budget=limit, project=project)
        if built is not None:
            from pathlib import Path

            from protolang.cli.built import beside

            analysis = beside(analysis, Path(built), settings)
        if strict:
            analysis = as_errors(analysis)
        if failed(analysis, strict=strict):
            code = max(code, 1)
        if own_fault(analysis):
            code = OWN_FAULT
        checked.append((path, data, analysis))
        if style == "text" and not summary:
            from protolang.cli.check_text import check_as_text

            report = check_as_text(path, analysis, strict=strict, quiet=quiet, coloured=colour(), width=width())
            out(f"\n{report}" if len(checked) > 1 and report else report)
    if summary:
        from protolang.cli.check_summary import summary_told

        out(summary_told(checked, unread, style, strict=strict, coloured=colour()))
    elif style == "json":
        from protolang.cli.check_json import check_as_json

        out(check_as_json(checked))
    elif style != "text":
        found = [item for _, _, analysis in checked for item in analysis.diagnostics]
        allowed = [(item.finding, item.reason) for _, _, analysis in checked for item in analysis.allowed]
        out(told(found, style, quiet=quiet, allowed=allowed))
    return code


def _together(
    files: tuple[str, ...],
    settings: dict[str, str],
    style: str,
    offset: int,
    start: str | None,
    *,
    summary: bool,
    strict: bool,
    quiet: bool,
) -> int:
    if len(files) != 2 or summary:
        raise click.UsageError("--together takes two files, and no --summary")
    from protolang.cli.check_together import check_together

    return check_together((files[0], files[1]), settings, offset, start, style, strict=strict, quiet=quiet)
