"""Diagnostics as SARIF 2.1.0, for code scanning and editors. In: diagnostics. Out: one JSON document.

A finding is a result, its code a rule with the page that `explain` shows, its labels related locations, its example
patient a code flow of days.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from protolang.diagnostics import explain
from protolang.diagnostics.codes import Code, Severity
from protolang.diagnostics.diagnostic import Applicability, Diagnostic, Fix, Label, WitnessStep
from protolang.diagnostics.report_json import witness_to_json
from protolang.source import SourceFile, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def report_sarif(
    told: Sequence[Diagnostic], *, tool_version: str, allowed: Sequence[tuple[Diagnostic, str]] = ()
) -> str:
    """The diagnostics, in the order given, as the text of a SARIF log, in ASCII, ending in a line end.

    Behind them stand those that the author allows, with the reason: results that are suppressed.
    """
    diagnostics = (*told, *(item for item, _ in allowed))
    reasons = [*(None for _ in told), *(reason for _, reason in allowed)]
    codes = sorted({diagnostic.code for diagnostic in diagnostics}, key=lambda code: code.number)
    rule_indexes = {code: index for index, code in enumerate(codes)}
    sources = dict.fromkeys(label.span.source for diagnostic in diagnostics for label in diagnostic.labels)
    run = {
        "tool": {"driver": {"name": "protolang", "version": tool_version, "rules": list(map(_rule, codes))}},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "artifacts": list(map(_artifact, sources)),
        "results": [
            _result(diagnostic, rule_indexes[diagnostic.code], fingerprint) | _suppressed(reason)
            for diagnostic, fingerprint, reason in zip(diagnostics, _fingerprints(diagnostics), reasons, strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.number,
        "name": code.name,
        "shortDescription": {"text": code.summary},
        "help": _help(code),
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _help(code: Code) -> dict[str, str]:
    command = f"protolang explain {code.number}"
    page = explain.page(code.number)
    return {"text": command} if page is None else {"text": f"{page}\n{command}\n", "markdown": page}


def _fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """What a finding is known by from one run to the next: not its line, which moves when text above it does."""
    counted: Counter[tuple[str, ...]] = Counter()
    found = []
    for diagnostic in diagnostics:
        key = (diagnostic.code.number, _uri(diagnostic.primary.span.source), diagnostic.message)
        counted[key] += 1
        text = "\0".join((*key, str(counted[key])))
        found.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return found


def _artifact(source: SourceFile) -> dict[str, Any]:
    return {"location": {"uri": _uri(source)}, "hashes": {"sha-256": source.sha256}}


def _result(diagnostic: Diagnostic, rule_index: int, fingerprint: str) -> dict[str, Any]:
    parts = [diagnostic.message, *diagnostic.notes]
    if diagnostic.help is not None:
        parts.append(f"help: {diagnostic.help}")
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.number,
        "ruleIndex": rule_index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(map(_escape_message, parts))},
        "locations": [_location(diagnostic.primary)],
        "partialFingerprints": {"protolang/v1": fingerprint},
    }
    if diagnostic.secondary:
        result["relatedLocations"] = [
            {"id": index, **_location(label)} for index, label in enumerate(diagnostic.secondary, 1)
        ]
    if diagnostic.timeline:
        days = [_day(step, diagnostic.primary.span, place) for place, step in enumerate(diagnostic.timeline, 1)]
        flow = {"message": {"text": "an example patient, day by day"}, "threadFlows": [{"locations": days}]}
        result["codeFlows"] = [flow]
    # A viewer offers to apply what it finds under "fixes": a fix that no tool may apply must not be there.
    applicable = [fix for fix in diagnostic.fixes if fix.applicability is not Applicability.DISPLAY_ONLY]
    if applicable:
        result["fixes"] = list(map(_fix, applicable))
    witness = witness_to_json(diagnostic)
    if witness is not None:
        result["properties"] = {"witness": witness}
    return result


def _suppressed(reason: str | None) -> dict[str, Any]:
    return {} if reason is None else {"suppressions": [{"kind": "inSource", "justification": reason}]}


def _day(step: WitnessStep, span: Span, place: int) -> dict[str, Any]:
    """A step of a code flow. A day of a patient has no line of its own: each points at the finding."""
    when = f"day {step.day}" + (f", {step.date}" if step.date else "")
    day: dict[str, Any] = {"location": _location(Label(span, f"{when}: {step.what}")), "executionOrder": place}
    if step.values:
        day["state"] = {name: {"text": _escape_message(value)} for name, value in step.values}
    return day


def _location(label: Label) -> dict[str, Any]:
    span = label.span
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(span.source)}, "region": _region(span)}
    }
    if label.text:
        location["message"] = {"text": _escape_message(label.text)}
    return location


def _region(span: Span) -> dict[str, int]:
    start, end = span.start_position, span.end_position
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    changes: dict[SourceFile, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
        changes.setdefault(edit.span.source, []).append(replacement)
    return {
        "description": {"text": _escape_message(fix.title)},
        "artifactChanges": [
            {"artifactLocation": {"uri": _uri(source)}, "replacements": replacements}
            for source, replacements in changes.items()
        ],
    }


def _escape_message(text: str) -> str:
    # `[text](target)` is a link in a SARIF message and `{0}` a place to fill: an author's text must become neither.
    text = text.replace("{", "{{").replace("}", "}}")
    return text.replace("[", "\\[") if "](" in text else text


def _uri(source: SourceFile) -> str:
    path = PurePath(source.path)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogatepass")
