"""`protolang diff`: two protocols in, what they say and do differently out."""

import click

from protolang.cli.options import example, format_option, output_option, root_option, set_option


@click.command(
    "diff",
    epilog=example(
        "diff protocols/ahmed.proto protocols/variants/nejm2006.proto",
        "diff old.proto new.proto --format html -o changes.html",
        "diff old.proto new.proto --flowchart changes.svg",
    ),
)
@click.argument("one", metavar="A", type=click.Path())
@click.argument("two", metavar="B", type=click.Path())
@format_option("text", "json", "html")
@set_option
@root_option
@output_option("FILE", "Write the report to this file. [default: standard output]")
@click.option(
    "--flowchart",
    metavar="FILE",
    type=click.Path(),
    help="Also draw both in one flowchart, with what only one of them has marked.",
)
def command(one: str, two: str, style: str, settings: dict[str, str], output: str | None, flowchart: str | None) -> int:
    """Say what protocol B changes against protocol A, by meaning.

    A file that is only reordered, laid out anew or commented otherwise is the same. The report says what differs for
    a patient first: doses, days, phases, and the first day on which one patient is treated differently, followed on
    both sides. Then it says which statements differ, those that keep a patient safe before the others.

    Exit: 0 when both say and do the same, 1 when they differ, 2 when one of them cannot be read or has errors.
    """
    from protolang.cli.diff_reading import compared

    found = compared(one, two, settings)
    if found is None:
        return 2
    from protolang.cli.console import out
    from protolang.cli.writing import write_file

    drawing = None
    if flowchart is not None or style == "html":
        from protolang.cli.diff_drawing import drawn

        drawing = drawn(found)
    if style == "json":
        from protolang.cli.diff_json import diff_as_json

        report = diff_as_json(found)
    elif style == "html":
        from protolang.cli.diff_drawing import diff_as_html

        report = diff_as_html(found, drawing or "")
    else:
        from protolang.cli.console import colour, width
        from protolang.cli.diff_text import diff_as_text

        plain = output is not None
        report = diff_as_text(found, coloured=colour() and not plain, width=100 if plain else width())
    if flowchart is not None and drawing is not None:
        write_file(flowchart, drawing.encode())
    if output is not None:
        write_file(output, report.encode())
    else:
        out(report)
    return 1 if found.differs else 0
