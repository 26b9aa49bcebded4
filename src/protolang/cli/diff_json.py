"""The report of `diff` for programs, `protolang.diff/1`. In: a Compared. Out: JSON text, in ASCII."""

import json
from typing import Any, assert_never

from protolang.cli.patient_trace import head
from protolang.compare.behaviour import Behaviour, Range
from protolang.compare.day_words import day_clauses
from protolang.compare.difference import Comparison, DayDone, Decided, Differs, NotFound, Same, Side
from protolang.compare.report import Compared, Weakened
from protolang.compare.statements import StatementChange
from protolang.diagnostics import WitnessStep
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.prose import happenings, setting_text
from protolang.source import Span

SCHEMA = "protolang.diff/1"


def diff_as_json(found: Compared) -> str:
    """The whole comparison."""
    ours, theirs = found.behaviours
    one, two = (side.protocol for side in found.sides)
    whole = {
        "schema": SCHEMA,
        "a": _side(found.paths[0], found.sides[0]),
        "b": _side(found.paths[1], found.sides[1]),
        "differs": found.differs,
        "headline": list(found.headline),
        "decided": [_decided(item) for item in found.decided],
        "behaviour": {"a": _behaviour(ours), "b": _behaviour(theirs)},
        "patient": _patient(found.comparison, one, two),
        "weakened": [_weakened(item) for item in found.weakened],
        "statements": [_change(change) for change in found.changes],
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def _side(path: str, side: Side) -> dict[str, Any]:
    protocol = side.protocol
    return {
        "path": path,
        "sha256": protocol.source.sha256,
        "protocol": protocol.id,
        "title": protocol.title,
        "version": protocol.version,
    }


def _decided(item: Decided) -> dict[str, Any]:
    return {
        "name": item.name,
        "value": None if item.value is None else setting_text(item.value),
        "by": item.by.value,
        "sides": ["ab"[side - 1] for side in item.sides],
    }


# ---- behaviour -------------------------------------------------------------------------------------------------


def _behaviour(found: Behaviour) -> dict[str, Any]:
    return {
        "drugs": [
            {
                "drug": course.drug,
                "title": course.title,
                "doses": _range(course.doses),
                "span_days": _range(course.span),
                "days": list(course.days),
                "open_end": course.open_end,
            }
            for course in found.drugs
        ],
        "labs": [{"lab": lab.lab, "title": lab.title, "times": _range(lab.times)} for lab in found.labs],
        "length_days": _range(found.length),
        "visits": _range(found.visits),
    }


def _range(found: Range) -> dict[str, Any]:
    return {
        "least": found.least,
        "most": found.most,
        "exactness": found.exactness.value,
        "reason": found.reason or None,
    }


# ---- the patient -----------------------------------------------------------------------------------------------


def _patient(found: Comparison, one: Protocol, two: Protocol) -> dict[str, Any]:
    match found:
        case Same(reason=reason):
            return {"verdict": "same", "reason": reason}
        case NotFound():
            return {
                "verdict": "not found",
                "reason": found.reason,
                "searched": found.searched,
                "until": found.until,
                "complete": found.complete,
            }
        case Differs():
            return {
                "verdict": "differs",
                "day": found.day,
                "kinds": [kind.value for kind in found.kinds],
                "earliest": found.earliest,
                "searched": found.searched,
                "timeline": [_step(step) for step in found.timeline],
                "a": _day(found.one, found.two, one),
                "b": _day(found.two, found.one, two),
                "story": list(happenings(found.scenario, one)),
                "heads": [head(trace) for trace in found.traces],
            }
    assert_never(found)


def _step(step: WitnessStep) -> dict[str, Any]:
    return {"day": step.day, "date": step.date, "what": step.what, "values": dict(step.values)}


def _day(done: DayDone, other: DayDone, protocol: Protocol) -> dict[str, Any]:
    return {
        "given": [{"drug": dose.drug, "title": dose.title, "amount": dose.amount or None} for dose in done.given],
        "measured": list(done.measured),
        "tracks": [
            {"track": place.track, "phase": place.phase, "title": place.title, "status": place.status}
            for place in done.standing
        ],
        "alerts": [{"kind": alert.kind, "text": alert.text} for alert in done.alerts],
        "stopped": done.stopped,
        "ended": done.ended,
        "next_day": done.next_day,
        "text": list(day_clauses(done, other, protocol)),
    }


# ---- statements ------------------------------------------------------------------------------------------------


def _weakened(item: Weakened) -> dict[str, Any]:
    weakening = item.weakening
    return {
        "kind": weakening.kind.value,
        "loss": weakening.loss.value,
        "a": _said(weakening.base.sentence, weakening.base.origin, None, None),
        "b": None
        if weakening.variant is None
        else _said(weakening.variant.sentence, weakening.variant.origin, None, None),
        "witness": weakening.witness,
        "values": dict(weakening.point),
        "reason": item.reason or None,
    }


def _change(change: StatementChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "section": change.section.value,
        "safety": change.section.is_safety,
        "subject": change.subject,
        "name": change.name,
        "a": _said(change.before, change.before_at, change.before_evidence, change.before_source),
        "b": _said(change.after, change.after_at, change.after_evidence, change.after_source),
        "inside": change.inside,
    }


def _said(text: str | None, place: Span | None, evidence: Evidence | None, source: str | None) -> dict[str, Any] | None:
    if text is None or place is None:
        return None
    start = place.start_position
    return {
        "text": text,
        "file": place.source.path,
        "line": start.line,
        "column": start.column,
        "source": source,
        "citations": [
            {"source": one.source, "place": one.locator} for one in (evidence.citations if evidence is not None else ())
        ],
    }
