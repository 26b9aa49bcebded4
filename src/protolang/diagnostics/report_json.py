"""Diagnostics for programs. In: a diagnostic. Out: its entry in the JSON of `check`, as plain dictionaries.

Text is left as the author wrote it; writing it with `ensure_ascii=True` keeps control characters off a terminal.
"""

from typing import Any

from protolang.diagnostics.diagnostic import Diagnostic, Fix
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
        return [
            {"day": step.day, "date": step.date, "what": step.what, "values": dict(step.values)}
            for step in diagnostic.timeline
        ]
    return dict(diagnostic.witness) or None


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
