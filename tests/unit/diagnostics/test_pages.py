"""Every code has a page, and the examples of each page are found to be what the page says they are."""

from pathlib import Path

import pytest

from protolang.cli.built import changed_since_built, read_manifest
from protolang.compare.difference import Side
from protolang.compare.landing import migrate
from protolang.diagnostics import Severity, explain
from protolang.diagnostics.codes import ALL_CODES, PL611
from protolang.driver import analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.settings import decide
from protolang.records.calendar import Calendar
from protolang.records.events import read_events
from protolang.records.patient import read_patient
from protolang.source.project import Project
from protolang.together.examine import examine

from ..together.pairs import pair
from .written_out import found, marked, written_out

AHMED = Path(__file__).parents[3] / "protocols" / "ahmed.proto"
NUMBERS = [known.number for known in ALL_CODES]

# Our own fault, which no text of an author can show: tests/unit/verify/test_disagreement.py.
UNSHOWN = {"PL904"}
SHOWN = [number for number in NUMBERS if number not in UNSHOWN]


@pytest.mark.parametrize("number", SHOWN)
def test_the_rejected_example_has_exactly_what_is_marked_in_it(number, tmp_path):
    rejected, _ = explain.examples(number)
    assert number in {code for _, _, code in marked(rejected.text)}
    assert outcome(rejected, tmp_path) == marked(rejected.text)


@pytest.mark.parametrize("number", SHOWN)
def test_the_accepted_example_has_no_finding(number, tmp_path):
    _, accepted = explain.examples(number)
    assert outcome(accepted, tmp_path) == []


@pytest.mark.parametrize("number", SHOWN)
def test_an_error_is_shown_without_any_other_error(number):
    rejected, _ = explain.examples(number)
    others = {code for _, severity, code in marked(rejected.text) if severity == "error"} - {number}
    assert others == set()


@pytest.mark.parametrize("number", NUMBERS)
def test_a_page_fits_a_terminal_and_has_no_line_end_of_another_system(number):
    page = explain.page(number)
    assert "\r" not in page and "\t" not in page
    outside = page.split("```")[::2]
    assert max(len(line) for part in outside for line in part.splitlines()) <= 110


def outcome(example, folder):
    """What `check`, `test` and `migrate` find in an example, or what reading it finds when it is an event file."""
    if example.text.startswith("date,"):
        return found(read_example(example.text))
    main = folder / "example.proto"
    main.write_bytes(written_out(example.text))
    for name, text in example.others:
        (folder / name).write_text(text, encoding="utf-8")
    analysis = analyse(main.name, main.read_bytes(), project=Project(str(main)))
    assert {item.primary.span.source.path for item in analysis.diagnostics} <= {main.name}
    failed = [] if analysis.machine is None else list(failures(analysis))
    for name, text in example.others:
        if name == "old.proto":
            old, new = analyse(name, text.encode()), analysis
            sides = (Side(one.protocol, one.machine) for one in (old, new))
            failed += found(migrate(*sides).problems)
        if name == "manifest.json":
            failed += found(changed_since_built(analysis.protocol, read_manifest(folder), folder, {}))
        if name == "first.proto":
            failed += found(examine(pair(text, example.text)))
    return sorted(found(analysis.diagnostics) + failed)


def read_example(events):
    machine = analyse("ahmed.proto", AHMED.read_bytes(), budget=0).machine
    patient = read_patient("patient.csv", b"start,2027-01-04", machine).value
    return read_events("events.csv", events.encode(), machine, patient, Calendar(patient.start)).diagnostics


def failures(analysis):
    for scenario in analysis.protocol.scenarios:
        protocol = decide(analysis.protocol, dict(scenario.settings)).value
        result = run_scenario(from_model.bind(analysis.machine, protocol), scenario)
        for failure in result.failures:
            yield failure.expectation.origin.start_position.line, Severity.ERROR.value, PL611.number
