"""The example patient of a report, followed again: `run --witness`. In: the JSON of `check`. Out: a Course.

What the report keeps of the patient is written as the files that `run` reads for any patient, and read by the same
readers: nothing that a report says is believed.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from protolang.cli.check_json import SCHEMA
from protolang.cli.findings import LIBRARY, counted, errors_in, weakened
from protolang.cli.options import WrongInput
from protolang.cli.patient_input import Course, Unusable, clock
from protolang.cli.reading import open_protocol, read
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import analyse
from protolang.execution.judging import Outcome, judge
from protolang.execution.state import Status
from protolang.execution.trace import Trace
from protolang.machine.from_model import bind
from protolang.model.protocol import Requirement
from protolang.model.settings import decide
from protolang.records.calendar import LONGEST_DAYS, Calendar, Moment
from protolang.records.decoding import MOST_BYTES
from protolang.records.events import read_events
from protolang.records.patient import read_patient


class NoReplayError(Exception):
    """A patient of a report who does not show what the report says: our own fault."""


@attrs.frozen(eq=False, repr=False)
class Witness:
    """The patient; the last tick; and what the report says: a message, and the requirement that is not kept, if any."""

    course: Course
    last: int
    code: str
    message: str
    requirement: Requirement | None


def witness_of(file: str, report: str, number: int | None) -> Witness | Unusable:
    """The `number`-th finding from 1 that has a patient to follow, else the first. Raises `WrongInput`."""
    shown = escape_terminal(report)
    data, project = open_protocol(file)
    analysis = analyse(file, data, budget=0, project=project)
    protocol, machine = analysis.protocol, analysis.machine
    if protocol is None or machine is None:
        wrong = errors_in(analysis.diagnostics)
        if not wrong:
            return Unusable((), f"{escape_terminal(file)}: {LIBRARY}", 2)
        return Unusable(wrong, f"{escape_terminal(file)}: {counted(len(wrong), 'error')}; no patient was followed", 1)
    found = _findings(shown, read(report, MOST_BYTES), protocol.sha256)
    at = 1 if number is None else number
    if at > len(found):
        has = f"it has {len(found)}" if found else "it has none"
        raise WrongInput(f"{shown}: finding {at} with a patient to follow was asked for, and {has}")
    finding = found[at - 1]
    records = [item for day in finding["witness"] for item in day.get("record", ())]
    start, last = _one(records, "start", shown), _one(records, "until", shown)
    try:
        moment = Moment(date.fromisoformat(str(start.get("value"))))
    except ValueError:
        raise WrongInput(f"{shown}: the patient has no date of day 0") from None
    calendar = Calendar(moment, protocol.conventions.first_day, machine.resolution.per_day)
    open_ones = {item.id for item in protocol.parameters if item.value is None}
    settings = {
        str(item.get("name")): str(item.get("value"))
        for item in records
        if item["kind"] == "set" and item.get("name") in open_ones
    }
    decided = decide(protocol, settings)
    refused = errors_in(decided.diagnostics)
    if decided.value is None or refused:
        return Unusable(refused, f"{shown}: its settings are not accepted", 1)
    machine = bind(machine, decided.value)
    person = read_patient(report, _written({"start": moment.date.isoformat()}), machine)
    if person.value is None:
        return Unusable(person.diagnostics, f"{shown}: the patient cannot be read", 1)
    rows = [_event(item, calendar, place, shown) for place, item in enumerate(records) if item["kind"] in _EVENTS]
    happened = read_events(report, _written(rows), machine, person.value, calendar)
    if happened.value is None:
        return Unusable(happened.diagnostics, f"{shown}: what happened to the patient cannot be read", 1)
    weaker = weakened(analysis.diagnostics)
    course = Course(file, decided.value, machine, settings, calendar, happened.value, (), weaker)
    line = finding.get("start", {}).get("line") if isinstance(finding.get("start"), dict) else None
    meant = [
        item
        for item in decided.value.requirements
        if item.origin.start_position.line == line and str(finding.get("code", "")).startswith("PL6")
    ]
    code, message = str(finding.get("code", "")), str(finding.get("message", ""))
    return Witness(course, _tick(last, calendar, shown), code, message, meant[0] if meant else None)


_EVENTS = ("result", "given", "event")


def outcome_lines(witness: Witness, trace: Trace) -> list[str]:
    """What the patient shows, a line each. Raises `NoReplayError` when it is not what the report says."""
    said = f"the report: {escape_terminal(witness.code)}: {escape_terminal(witness.message)}"
    if witness.requirement is None:
        return [said]
    # The proof speaks of the tracks that end; what goes on beside them has no part in it.
    ended = frozenset(
        region.name
        for region, state in zip(trace.machine.regions, trace.final.regions, strict=True)
        if state.status is Status.DONE
    )
    judged = next(
        (
            found
            for tracks in (None, ended)
            if (found := judge(trace, witness.requirement, tracks)).outcome is Outcome.BROKEN
        ),
        None,
    )
    if judged is None:
        raise NoReplayError(f"requirement {witness.requirement.name} is kept by the patient who was to break it")
    when = "" if judged.day is None else f" on {clock(witness.course.calendar.moment(judged.day))}"
    name = escape_terminal(witness.requirement.name)
    return [said, f"followed again: requirement `{name}` is not kept by this patient{when}"]


def _findings(shown: str, data: bytes, sha256: str) -> list[dict[str, Any]]:
    """The findings with a patient, of the report on this very text."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise WrongInput(f"{shown}: this is not JSON; make it with: protolang check --format json FILE") from None
    reports = [one for one in (whole if isinstance(whole, list) else [whole]) if isinstance(one, dict)]
    reports = [one for one in reports if one.get("schema") == SCHEMA and isinstance(one.get("source"), dict)]
    if not reports:
        raise WrongInput(f"{shown}: this is no report of `check`; make it with: protolang check --format json FILE")
    ours = [one for one in reports if one["source"].get("sha256") == sha256]
    if not ours:
        raise WrongInput(f"{shown}: the report is about another text of the protocol; run `check` again")
    return [one for one in _list(ours[0], "diagnostics") if _is_followed(one)]


def _is_followed(finding: dict[str, Any]) -> bool:
    days = finding.get("witness")
    if not isinstance(days, list) or not all(isinstance(day, dict) for day in days):
        return False
    records = [item for day in days for item in _list(day, "record")]
    return bool(records) and all(isinstance(item.get("kind"), str) for item in records)


def _list(node: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    found = node.get(key)
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, dict))


def _one(records: list[dict[str, Any]], kind: str, shown: str) -> dict[str, Any]:
    found = [item for item in records if item["kind"] == kind]
    if len(found) != 1:
        raise WrongInput(f"{shown}: the record of the patient has no {kind}")
    return found[0]


def _tick(item: dict[str, Any], calendar: Calendar, shown: str) -> int:
    tick = item.get("tick")
    if not isinstance(tick, int) or isinstance(tick, bool) or not 0 <= tick <= LONGEST_DAYS * calendar.per_day:
        raise WrongInput(f"{shown}: the record of the patient has a day that cannot be")
    return tick


def _event(item: dict[str, Any], calendar: Calendar, place: int, shown: str) -> dict[str, str]:
    """A row as an event file has it."""
    moment = calendar.moment(_tick(item, calendar, shown))
    row = {"date": moment.date.isoformat(), "kind": str(item["kind"])}
    if moment.minute is not None:
        row["time"] = f"{moment.minute // 60:02d}:{moment.minute % 60:02d}"
    # Two doses of one day are two events, so each has a name.
    row |= {"id": f"record {place}"} if item["kind"] == "given" else {}
    return row | {key: str(item[key]) for key in ("name", "value", "unit") if key in item}


def _written(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=True).encode()
