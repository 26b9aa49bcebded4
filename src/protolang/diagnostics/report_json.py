"""Diagnostics for programs. In: a diagnostic. Out: its entry in the JSON of `check`, as plain dictionaries.

Text is left as the author wrote it; writing it with `ensure_ascii=True` keeps control characters off a terminal.
"""

from collections.abc import Iterable
from typing import Any

from protolang.diagnostics.diagnostic import Diagnostic, Fix, WitnessStep
from protolang.source import Span


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """One entry of "diagnostics"; keys are always all there, in one order.

    "labels" has the primary label first, "witness" is an object of values, a list of days, or null.
    """
    return {
        "code": diagnostic.code.number,
        "name": diagnostic.code.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.primary.span),
        "labels": [{**_place(label.span), "text": label.text} for label in diagnostic.labels],
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "fixes": [_fix(fix) for fix in diagnostic.fixes],
        "witness": witness_to_json(diagnostic),
    }


def witness_to_json(diagnostic: Diagnostic) -> dict[str, str] | list[dict[str, Any]] | None:
    """The example of a diagnostic: a list of days when it has a timeline, else an object of values, else None."""
    if diagnostic.timeline:
        return timeline_to_json(diagnostic.timeline)
    return dict(diagnostic.witness) or None


def timeline_to_json(steps: Iterable[WitnessStep]) -> list[dict[str, Any]]:
    """The days of an example patient; "record" is there where the patient can be followed again."""
    return [
        {"day": step.day, "date": step.date, "what": step.what, "values": dict(step.values), **_record(step)}
        for step in steps
    ]


def _record(step: WitnessStep) -> dict[str, Any]:
    listed = [
        {"tick": item.tick, "kind": item.kind}
        | {key: text for key, text in (("name", item.name), ("value", item.value), ("unit", item.unit)) if text}
        for item in step.record
    ]
    return {"record": listed} if listed else {}


def line_to_json(span: Span | None) -> dict[str, Any]:
    """The line where a statement stands, null for none; with its file where that is not the one reported on."""
    if span is None:
        return {"line": None}
    file = {"file": span.source.path} if span.source.imported_as else {}
    return {"line": span.start_position.line, **file}


def _place(span: Span) -> dict[str, Any]:
    start, end = span.start_position, span.end_position
    return {
        "file": span.source.path,
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [{**_place(edit.span), "replacement": edit.replacement} for edit in fix.edits],
    }
