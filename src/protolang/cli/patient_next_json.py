"""Where a patient stands and what comes next, for a program: `protolang.next/1`. In: a Standing. Out: JSON in ASCII."""

import json
from typing import Any

from protolang.cli.patient_dose import amount, arithmetic
from protolang.cli.patient_input import clock, study_day
from protolang.cli.patient_missing import Gap, gaps
from protolang.cli.patient_next import reasons
from protolang.cli.patient_standing import Place, Standing, Task
from protolang.cli.patient_trace import entry_as_json, head, identity
from protolang.cli.patient_words import Words
from protolang.diagnostics.report_json import diagnostic_to_json, line_to_json
from protolang.model.action import ActionKind

SCHEMA = "protolang.next/1"


def next_as_json(at: Standing) -> str:
    """The same as the text says, with study days and dates."""
    said = Words(at.course)
    whole = {
        "schema": SCHEMA,
        **identity(at.course),
        "on": day_as_json(at, at.tick),
        "diagnostics": [diagnostic_to_json(item) for item in at.course.found],
        "tracks": [_place(place, at) for place in at.places],
        "due": [_task(task, at, said) for task in at.tasks],
        "waiting": [_task(task, at, said) | {"reasons": list(reasons(task, at, said))} for task in at.waiting],
        "coming": [_task(task, at, said) for task in at.coming],
        "missing": [_gap(gap, at, said) for gap in gaps(at)],
        "today": [entry_as_json(entry, said, at.course) for entry in at.entries],
        "decisions_needed": [
            {"name": item.name, "reason": item.question, **line_to_json(item.origin)}
            for item in at.course.protocol.decisions
        ],
        "later_events": at.course.events.later_than(at.tick),
        "head": head(at.trace),
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def day_as_json(at: Standing, tick: int) -> dict[str, Any]:
    """A day by its number and its date."""
    moment = at.course.calendar.moment(tick)
    return {"day": study_day(moment.date, at.course.calendar), "date": clock(moment)}


def _place(place: Place, at: Standing) -> dict[str, Any]:
    since = place.at.since
    return {
        "track": place.region.name,
        "status": place.at.status.value,
        "phase": place.state.name,
        "entered": day_as_json(at, place.entered),
        "since": None if since is None else day_as_json(at, since),
    }


def _task(task: Task, at: Standing, said: Words) -> dict[str, Any]:
    item, dose = task.obligation, task.kind in (ActionKind.GIVE, ActionKind.INFUSE)
    return {
        "do": task.kind.value,
        "subject": task.subject,
        "track": task.place.region.name if task.place is not None else None,
        "phase": task.place.state.name if task.place is not None else None,
        "due": day_as_json(at, task.due),
        "first": day_as_json(at, task.opens),
        "last": day_as_json(at, task.last),
        "late": max(at.tick - task.due, 0),
        "amount": amount(task, at) if dose else None,
        "arithmetic": list(arithmetic(task, at, said)) if dose and item is not None else [],
        **line_to_json(item.origin if item is not None else None),
        "citations": said.citations(item.evidence) if item is not None else [],
        "assumed": list(item.evidence.assumptions) if item is not None else [],
    }


def _gap(gap: Gap, at: Standing, said: Words) -> dict[str, Any]:
    results = at.snapshot.results(gap.name)
    return {
        "name": gap.name,
        "state": "too old" if results else "missing",
        "age": at.tick - results[-1].sampled if results else None,
        "needed_for": [
            {
                "what": use.text(at, said),
                "consequence": use.consequence,
                **line_to_json(use.origin),
                "citations": said.citations(use.evidence),
            }
            for use in gap.uses
        ],
    }
