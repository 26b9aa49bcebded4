"""What the verbs about one patient say when there is none to follow."""

from collections.abc import Mapping

from protolang.cli.console import out
from protolang.cli.patient_input import Course, Unusable, load, tell_unusable
from protolang.cli.patient_trace import failure_as_json
from protolang.diagnostics.report_json import diagnostic_to_json


def course_or_code(
    file: str, patient: str, events: str, settings: Mapping[str, str], style: str, schema: str
) -> Course | int:
    """The course of a patient; an exit code when there is none, and the reasons have been told in that format."""
    loaded = load(file, patient, events, settings)
    match loaded:
        case Course():
            return loaded
        case Unusable(found=found, message=message, code=code):
            if style == "json":
                out(failure_as_json(schema, file, [diagnostic_to_json(item) for item in found], message))
                return code
            return tell_unusable(loaded)
