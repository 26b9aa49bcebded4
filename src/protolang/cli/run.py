"""`protolang run`: a protocol, a patient and what happened in, the trace of the interpreter out."""

import click

from protolang.cli.options import example, file_argument, root_option, set_option
from protolang.cli.patient_options import style_option


@click.command(
    "run",
    epilog=example(
        "run protocols/ahmed.proto --patient patient.csv --events events.csv",
        "run protocols/ahmed.proto --patient patient.csv --events events.csv --until 2027-06-30",
        "check protocols/ahmed.proto --format json > report.json",
        "run protocols/ahmed.proto --witness report.json",
    ),
)
@file_argument
@click.option("--patient", metavar="FILE", type=click.Path(), help="The patient on day 0: CSV or JSON.")
@click.option("--events", metavar="FILE", type=click.Path(), help="What happened: CSV or JSON, an event a row.")
@click.option(
    "--witness", metavar="REPORT", type=click.Path(), help="Follow an example patient of `check --format json`."
)
@click.option(
    "--finding",
    metavar="N",
    type=click.IntRange(min=1),
    help="With --witness: the N-th finding that has a patient to follow. [default: 1]",
)
@click.option("--until", metavar="DATE", help="The last day, as a date or a study day. [default: the last event]")
@style_option
@set_option
@root_option
def command(
    file: str,
    patient: str | None,
    events: str | None,
    witness: str | None,
    finding: int | None,
    until: str | None,
    style: str,
    settings: dict[str, str],
) -> int:
    """Follow one patient through a protocol, day by day.

    Each step is told with its rule, the values that decided it and their ages, the line of the file and its source.
    The last line is the head of a chain of hashes over all steps: the same files give the same head, everywhere.

    With --witness the patient is the one who shows a finding of a report; the last lines say what was shown.

    Exit: 0 when the patient was followed, 1 when a file has errors, 2 when a file cannot be read or a decision of the
    protocol is open.
    """
    from protolang.cli.console import colour, out, width
    from protolang.cli.patient_input import day_of, tell_remarks
    from protolang.cli.patient_trace import SCHEMA, trace_as_json, trace_as_text
    from protolang.cli.patient_unusable import course_or_code

    if witness is not None:
        if patient is not None or events is not None or until is not None or settings:
            raise click.UsageError("--witness has a patient of its own: no --patient, --events, --until or --set")
        return _again(file, witness, finding, style)
    if finding is not None:
        raise click.UsageError("--finding belongs to --witness")
    if patient is None or events is None:
        missing = "--patient" if patient is None else "--events"
        raise click.UsageError(f"Missing option '{missing}'.")
    course = course_or_code(file, patient, events, settings, style, SCHEMA)
    if isinstance(course, int):
        return course
    last = course.events.last if until is None else day_of(until, course.calendar, "--until")
    trace = course.run(last)
    if style == "json":
        out(trace_as_json(course, trace))
        return 0
    tell_remarks(course)
    out(trace_as_text(course, trace, coloured=colour(), width=width()))
    return 0


def _again(file: str, report: str, finding: int | None, style: str) -> int:
    """The example patient of a report."""
    from protolang.cli.console import colour, out, width
    from protolang.cli.patient_input import Unusable, tell_unusable
    from protolang.cli.patient_trace import trace_as_json, trace_as_text
    from protolang.cli.patient_witness import outcome_lines, witness_of

    witness = witness_of(file, report, finding)
    if isinstance(witness, Unusable):
        return tell_unusable(witness)
    trace = witness.course.run(witness.last)
    # A patient who does not show what the report says must be told as our fault, not printed as if nothing were.
    lines = outcome_lines(witness, trace)
    if style == "json":
        out(trace_as_json(witness.course, trace))
    else:
        out(trace_as_text(witness.course, trace, coloured=colour(), width=width()))
        out("".join(f"{line}\n" for line in lines))
    return 0
