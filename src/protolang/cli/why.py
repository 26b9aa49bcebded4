"""`protolang why`: a patient, a day and a name in; why it happened, or why it did not, out."""

import click

from protolang.cli.options import example, file_argument, root_option, set_option
from protolang.cli.patient_options import on_option, patient_options, style_option


@click.command(
    "why",
    epilog=example(
        "why protocols/ahmed.proto rituximab --patient patient.csv --events events.csv --on 2027-02-03",
        "why protocols/ahmed.proto --patient patient.csv --events events.csv --on 35",
    ),
)
@file_argument
@click.argument("subject", required=False)
@patient_options
@on_option
@style_option
@set_option
@root_option
def command(
    file: str, subject: str | None, patient: str, events: str, on: str, style: str, settings: dict[str, str]
) -> int:
    """Say why something happened to one patient on a day, or why it did not.

    SUBJECT is the name of a track, a phase, a drug, a lab, a patient attribute or an event; without it, every track is
    told. Each rule that was looked at is shown in words, with what it read, how old that was, what came of it, the line
    of the file and its source.

    Exit: 0 when the patient was followed, 1 when a file has errors, 2 when a file cannot be read, a decision of the
    protocol is open, or nothing has that name.
    """
    from protolang.cli.console import colour, out, width
    from protolang.cli.patient_input import day_of, tell_remarks
    from protolang.cli.patient_standing import standing
    from protolang.cli.patient_unusable import course_or_code
    from protolang.cli.patient_why import SCHEMA, check_subject, why_as_json, why_as_text

    course = course_or_code(file, patient, events, settings, style, SCHEMA)
    if isinstance(course, int):
        return course
    if subject is not None:
        check_subject(subject, course.protocol)
    at = standing(course, day_of(on, course.calendar, "--on"))
    if style == "json":
        out(why_as_json(at, subject))
        return 0
    tell_remarks(course)
    out(why_as_text(at, subject, coloured=colour(), width=width()))
    return 0
