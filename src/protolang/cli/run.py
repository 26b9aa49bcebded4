"""`protolang run`: a protocol, a patient and what happened in, the trace of the interpreter out."""

import click

from protolang.cli.options import example, file_argument, root_option, set_option
from protolang.cli.patient_options import patient_options, style_option


@click.command(
    "run",
    epilog=example(
        "run protocols/ahmed.proto --patient patient.csv --events events.csv",
        "run protocols/ahmed.proto --patient patient.csv --events events.csv --until 2027-06-30",
    ),
)
@file_argument
@patient_options
@click.option("--until", metavar="DATE", help="The last day, as a date or a study day. [default: the last event]")
@style_option
@set_option
@root_option
def command(file: str, patient: str, events: str, until: str | None, style: str, settings: dict[str, str]) -> int:
    """Follow one patient through a protocol, day by day.

    Each step is told with its rule, the values that decided it and their ages, the line of the file and its source.
    The last line is the head of a chain of hashes over all steps: the same files give the same head, everywhere.

    Exit: 0 when the patient was followed, 1 when a file has errors, 2 when a file cannot be read or a decision of the
    protocol is open.
    """
    from protolang.cli.console import colour, out, width
    from protolang.cli.patient_input import day_of, tell_remarks
    from protolang.cli.patient_trace import SCHEMA, trace_as_json, trace_as_text
    from protolang.cli.patient_unusable import course_or_code

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
