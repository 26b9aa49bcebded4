"""`protolang next`: a protocol, a patient and a day in; where the patient stands and what is due, out."""

import click

from protolang.cli.options import example, file_argument, root_option, set_option
from protolang.cli.patient_options import on_option, patient_options, style_option


@click.command(
    "next",
    epilog=example("next protocols/ahmed.proto --patient patient.csv --events events.csv --on 2027-02-03"),
)
@file_argument
@patient_options
@on_option
@style_option
@set_option
@root_option
def command(file: str, patient: str, events: str, on: str, style: str, settings: dict[str, str]) -> int:
    """Say where one patient stands on a day, what is due, what is late, and which result is missing.

    Each thing to do has its window, its amount with the arithmetic, the line of the file and its source. What is
    recorded of that day is known; what becomes known later is not looked at.

    Exit: 0 when the patient was followed, 1 when a file has errors, 2 when a file cannot be read or a decision of the
    protocol is open.
    """
    from protolang.cli.console import colour, out, width
    from protolang.cli.patient_input import day_of, tell_remarks
    from protolang.cli.patient_next import next_as_text
    from protolang.cli.patient_next_json import SCHEMA, next_as_json
    from protolang.cli.patient_standing import standing
    from protolang.cli.patient_unusable import course_or_code

    course = course_or_code(file, patient, events, settings, style, SCHEMA)
    if isinstance(course, int):
        return course
    at = standing(course, day_of(on, course.calendar, "--on"))
    if style == "json":
        out(next_as_json(at))
        return 0
    tell_remarks(course)
    out(next_as_text(at, coloured=colour(), width=width()))
    return 0
