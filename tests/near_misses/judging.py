"""What is found in a near-miss, and whether it is broken before the code could be looked for. By kind of input."""

from functools import cache
from pathlib import Path

from protolang.compare.difference import Side
from protolang.compare.landing import migrate
from protolang.driver import analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.settings import decide
from protolang.records.calendar import Calendar
from protolang.records.events import read_events
from protolang.records.patient import read_patient
from protolang.source.project import Project

AHMED = Path(__file__).parents[2] / "protocols" / "ahmed.proto"

Judged = tuple[set[str], bool]


def plain(text: str | bytes) -> Judged:
    """A file by itself."""
    analysis = analyse("example.proto", text if isinstance(text, bytes) else text.encode())
    return {item.code.number for item in analysis.diagnostics}, analysis.machine is None


def in_folder(text: str, others: dict[str, str], folder: Path) -> Judged:
    """A file beside others, which it may import."""
    for name, content in {"main.proto": text, **others}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    main = folder / "main.proto"
    analysis = analyse("main.proto", main.read_bytes(), project=Project(str(main), str(folder)))
    return {item.code.number for item in analysis.diagnostics}, analysis.machine is None


def with_scenarios(text: str) -> Judged:
    """A file, and the failures of its scenarios as PL611."""
    analysis = analyse("example.proto", text.encode())
    found = {item.code.number for item in analysis.diagnostics}
    if analysis.protocol is None or analysis.machine is None:
        return found, True
    for scenario in analysis.protocol.scenarios:
        decided = decide(analysis.protocol, dict(scenario.settings)).value
        if run_scenario(from_model.bind(analysis.machine, decided), scenario).failures:
            found.add("PL611")
    return found, not analysis.protocol.scenarios


def migrated(text: str, old: str) -> Judged:
    """A file, and what its patients would come from."""
    sides = []
    for content in (old, text):
        analysis = analyse("example.proto", content.encode())
        if analysis.protocol is None or analysis.machine is None:
            return {item.code.number for item in analysis.diagnostics}, True
        sides.append(Side(analysis.protocol, analysis.machine))
    return {item.code.number for item in migrate(*sides).problems}, False


@cache
def _flagship():
    machine = analyse("ahmed.proto", AHMED.read_bytes(), budget=0).machine
    patient = read_patient("patient.csv", b"start,2027-01-04", machine).value
    return machine, patient


def events(text: str) -> Judged:
    """A file of events of the flagship; broken where no event could be read."""
    machine, patient = _flagship()
    outcome = read_events("events.csv", text.encode(), machine, patient, Calendar(patient.start))
    return {item.code.number for item in outcome.diagnostics}, outcome.value is None
