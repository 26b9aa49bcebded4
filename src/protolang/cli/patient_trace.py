"""The trace of one patient, for a person or a program. In: a Course and its Trace. Out: text, or JSON in ASCII."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from protolang.cli.check_json import descent_entry, files_entry
from protolang.cli.console import paint
from protolang.cli.findings import counted, weakened_in_short
from protolang.cli.patient_input import Course, clock, study_day
from protolang.cli.patient_words import Words
from protolang.diagnostics.report_json import diagnostic_to_json, line_to_json
from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells
from protolang.execution.trace import LogEntry, Trace
from protolang.prose.descent import descent_text

SCHEMA = "protolang.run/1"
_RULE = 5


def trace_as_text(course: Course, trace: Trace, *, coloured: bool, width: int) -> str:
    """A block for each day on which something happened, and the head of the hash chain."""
    said = Words(course)
    lines = [*heading(course), ""]
    for day, entries in groupby(trace.entries, key=lambda entry: entry.day):
        lines.append(paint(said.when(day), "1", coloured=coloured))
        for entry in entries:
            lines += _entry(entry, said, coloured=coloured, width=width)
    lines += ["", *_end(course, trace, said)]
    return "".join(f"{line}\n" for line in lines)


def heading(course: Course) -> list[str]:
    """Which text, which settings, which patient."""
    protocol = course.protocol
    version = f", version {escape_terminal(protocol.version)}" if protocol.version else ""
    lines = [f"{escape_terminal(protocol.title or protocol.id)}{version}"]
    lines += [escape_terminal(descent)] if (descent := descent_text(protocol)) is not None else []
    lines += weakened_in_short(course.weakened, course.path)
    lines += [f"set for this run: {name} = {escape_terminal(text)}" for name, text in sorted(course.settings.items())]
    return lines


def _entry(entry: LogEntry, said: Words, *, coloured: bool, width: int) -> Iterator[str]:
    alert = entry.kind.alerts
    text = said.what(entry) + _because(entry, said)
    place = said.place(entry.origin, entry.evidence)
    hang = 2 + _RULE
    lines = wrap_cells(f"{'ALERT ' if alert else ''}{text}", width - hang)
    rule = entry.kind.value.split()[0]
    rule = rule if rule[:1] == "R" and rule[1:].isdigit() else ""
    shown = [paint(line, "1;31", coloured=coloured) if alert else line for line in lines]
    if place and hang + cell_width(lines[-1]) + 4 + cell_width(place) <= width:
        shown[-1] += "  " + paint(f"[{place}]", "2", coloured=coloured)
    elif place:
        shown += [paint(line, "2", coloured=coloured) for line in wrap_cells(f"[{place}]", width - hang)]
    for number, line in enumerate(shown):
        yield f"  {rule if number == 0 else '':{_RULE}}{line}"


def _because(entry: LogEntry, said: Words) -> str:
    parts = []
    for title, value, age in said.decided_by(entry):
        old = "" if age is None else said.age_text(age)
        parts.append(f", {old}" if not value else f"; {title} {value}{f' ({old})' if old else ''}")
    return "".join(parts)


def _end(course: Course, trace: Trace, said: Words) -> Iterator[str]:
    alerts = sum(entry.kind.alerts for entry in trace.entries)
    left_out = course.events.later_than(trace.final.day)
    yield f"{counted(course.events.count - left_out, 'event')} followed to {said.when(trace.final.day)}; " + (
        counted(alerts, "alert") if alerts else "no alert"
    )
    if left_out:
        yield f"{counted(left_out, 'later event')} not looked at"
    yield f"head of the log: {head(trace)}"


def head(trace: Trace) -> str:
    """The last hash of the chain; that of the text while nothing is logged."""
    hashes = trace.hashes()
    return hashes[-1] if hashes else trace.machine.source_sha256


def trace_as_json(course: Course, trace: Trace) -> str:
    """The whole log, one object for each entry."""
    said = Words(course)
    hashes = trace.hashes()
    whole = {
        "schema": SCHEMA,
        **identity(course),
        "until": {"day": trace.final.day, "date": clock(course.calendar.moment(trace.final.day))},
        "diagnostics": [diagnostic_to_json(item) for item in course.found],
        "steps": [
            entry_as_json(entry, said, course) | {"hash": link}
            for entry, link in zip(trace.entries, hashes, strict=True)
        ],
        "head": head(trace),
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def identity(course: Course) -> dict[str, Any]:
    """What every report about a patient begins with."""
    return {
        "source": {"path": course.path, "sha256": course.protocol.sha256, **files_entry(course.protocol)},
        "protocol": course.protocol.id,
        "version": course.protocol.version,
        **descent_entry(course.protocol, course.weakened),
        "settings": dict(sorted(course.settings.items())),
        "start": course.calendar.start.date.isoformat(),
    }


def entry_as_json(entry: LogEntry, said: Words, course: Course) -> dict[str, Any]:
    """One entry of the log."""
    moment, ages = course.calendar.moment(entry.day), dict(entry.ages)
    return {
        "tick": entry.day,
        "day": study_day(moment.date, course.calendar),
        "date": clock(moment),
        "rule": entry.kind.value.split()[0],
        "kind": entry.kind.name.lower().replace("_", "-"),
        "alert": entry.kind.alerts,
        "track": entry.region,
        "subject": entry.subject,
        "what": said.what(entry),
        "values": {name: {"value": text, "age": ages.get(name)} for name, text in entry.values},
        **line_to_json(entry.origin),
        "citations": said.citations(entry.evidence),
        "assumed": list(entry.evidence.assumptions),
    }


def failure_as_json(schema: str, path: str, found: list[dict[str, Any]], message: str) -> str:
    """What a program is told when there is no course."""
    whole = {"schema": schema, "source": {"path": path}, "diagnostics": found, "message": message}
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"
