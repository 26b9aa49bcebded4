"""The report of `check` for programs, `protolang.check/1`. In: analyses. Out: JSON text, in ASCII."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from protolang.cli.findings import severity_count, verdict_count
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.report_json import diagnostic_to_json, line_to_json, timeline_to_json
from protolang.driver import Analysis
from protolang.model.evidence import OpenDecision
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.verify.verdict import Result, Verdict

SCHEMA = "protolang.check/1"

Checked = tuple[str, bytes, Analysis]


def check_as_json(checked: Sequence[Checked]) -> str:
    """One object for one file; for several files an array of them, in the order in which they were named."""
    objects = [_report(*item) for item in checked]
    whole = objects[0] if len(objects) == 1 else objects
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def source_entry(path: str, data: bytes, source: SourceFile | None, protocol: Protocol | None) -> dict[str, Any]:
    """Which file was read: its path as the user gave it, and the hash that its handouts carry."""
    if protocol is not None:
        return {"path": path, "sha256": protocol.sha256, **files_entry(protocol)}
    # A file that could not be decoded has no text to hash, but its report must still say which bytes it is about.
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest() if source is None else source.sha256}


def files_entry(protocol: Protocol) -> dict[str, list[dict[str, str]]]:
    """The hash of each file of a protocol that is written in several, named as beside the main one; else nothing."""
    if not protocol.imported:
        return {}
    names = [PurePath(protocol.source.path).name, *(source.imported_as for source in protocol.imported)]
    listed = zip(names, protocol.files, strict=True)
    return {"files": [{"name": name, "sha256": source.sha256} for name, source in listed]}


def descent_entry(protocol: Protocol, weakened: Sequence[str]) -> dict[str, Any]:
    """Of a variant: what it descends from, and which safety rules of its base it weakens; else nothing."""
    if protocol.descent is None:
        return {}
    lineage = [{"name": item.id, "version": item.version, "sha256": item.sha256} for item in protocol.descent.ancestors]
    return {"variant_of": lineage, "weakened": list(weakened)}


def check_summary(found: Sequence[Diagnostic], results: Sequence[Result]) -> dict[str, int]:
    """How many findings and verdicts of each kind there are."""
    return {
        "errors": severity_count(found, Severity.ERROR),
        "warnings": severity_count(found, Severity.WARNING),
        "info": severity_count(found, Severity.INFO),
        "proved": verdict_count(results, Verdict.PROVED),
        "violated": verdict_count(results, Verdict.VIOLATED),
        "unknown": verdict_count(results, Verdict.UNKNOWN),
    }


def _report(path: str, data: bytes, analysis: Analysis) -> dict[str, Any]:
    protocol = analysis.protocol
    return {
        "schema": SCHEMA,
        "source": source_entry(path, data, analysis.source, protocol),
        "protocol": protocol.id if protocol is not None else None,
        "version": protocol.version if protocol is not None else None,
        "diagnostics": [diagnostic_to_json(item) for item in analysis.diagnostics],
        "requirements": [_requirement(result) for result in analysis.results],
        "decisions_needed": [
            {"name": item.name, "reason": item.question, **_between(item), **line_to_json(item.origin)}
            for item in (protocol.decisions if protocol is not None else ())
        ],
        **_allowed(analysis),
        "summary": {**check_summary(analysis.diagnostics, analysis.results), **_how_many_allowed(analysis)},
    }


def _allowed(analysis: Analysis) -> dict[str, Any]:
    """The findings that a comment of the file allows, with its reason; nothing where there are none."""
    if not analysis.allowed:
        return {}
    listed = [
        {
            "code": item.finding.code.number,
            "message": item.finding.message,
            "reason": item.reason,
            **line_to_json(item.finding.primary.span),
        }
        for item in analysis.allowed
    ]
    return {"allowed": listed}


def _how_many_allowed(analysis: Analysis) -> dict[str, int]:
    return {"allowed": len(analysis.allowed)} if analysis.allowed else {}


def _between(item: OpenDecision) -> dict[str, str]:
    return {"between": item.between} if item.between else {}


def _requirement(result: Result) -> dict[str, Any]:
    requirement = result.requirement
    return {
        "name": requirement.name,
        "text": requirement.text,
        **line_to_json(requirement.origin),
        "verdict": result.verdict.value,
        "engines": list(result.engines),
        "bounds": _bounds(result),
        "states": result.states,
        "witness": timeline_to_json(result.timeline) or None,
        "citation": list(dict.fromkeys(citation.source for citation in requirement.evidence.citations)),
        "reason": result.reason or None,
        **_round(result),
    }


def _round(result: Result) -> dict[str, Any]:
    """The course that goes round, where that is why there is no upper limit; nothing where there is none."""
    found = result.round
    if found is None:
        return {}
    return {"round": {"before": list(found.before), "again": [list(found.first), list(found.next)], "days": found.days}}


def _bounds(result: Result) -> dict[str, Any] | None:
    claim = result.requirement.claim
    if not isinstance(claim, Claim) or (result.minimum is None and result.maximum is None):
        return None
    unit = "" if claim.measure is Measure.COUNT else " days"
    low, high = (None if value is None else f"{value}{unit}" for value in (result.minimum, result.maximum))
    return {"min": low, "max": high, "unbounded": result.unbounded, "exact": result.exact}
