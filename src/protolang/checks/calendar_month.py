"""PL304: a text that promises something in every calendar month, over an interval that is counted in days."""

import re
from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.checks.said_texts import texts_about, texts_of
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL304
from protolang.execution.obligation import duration_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.claim import EveryWindow
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Protocol, Requirement
from protolang.model.treatment import Anchor
from protolang.quantity import CalendarMonths, Days, Duration
from protolang.source import Span

# "every two calendar months" promises something else
_PROMISE = re.compile(r"\b(?:each|every|any|per|a|one|1)\s+calendar\s+month\b", re.IGNORECASE)

_SHORTEST = 29
"""Days from 31 January to 1 March: two doses closer than that have no month between them."""


def calendar_month(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each action, and each requirement of a longest distance, with such a text.

    A requirement in calendar months is a matter of proof, and PL607 reports it.
    """
    told = set[str]()
    for region, state in live_states(machine):
        for item in state.obligations:
            if item.kind is ActionKind.DECIDE or not _promised(texts_about(machine, region, state, item)):
                continue
            apart = _furthest(machine, item)
            if apart is not None:
                told.add(item.subject)
                yield _finding(machine, item.subject, apart, item.origin)
    for requirement in protocol.requirements:
        found = _required(requirement) if _promised((*texts_of(requirement.evidence), requirement.name)) else None
        if found is not None and found[0] not in told:
            yield _finding(machine, *found, requirement.origin)


def _promised(texts: tuple[str, ...]) -> bool:
    return any(_PROMISE.search(text) is not None for text in texts)


def _furthest(machine: Machine, item: Obligation) -> int | None:
    """How many days may lie between two of it, where that can leave a month out; None where it cannot."""
    match item.timing:
        case Every(interval, times) if times is None or times > 1:
            found: tuple[Duration | None, ...] = (duration_of(machine, interval),)
        case Growing(intervals):
            found = intervals
        case None | OnDays() | OnMonths() | Every() | Alongside() | AtEach():
            return None
        case _:
            assert_never(item.timing)
    per_day = machine.resolution.per_day
    slack = item.window.after + item.missed.limit
    slack += item.window.before if item.anchor is not Anchor.LAST_GIVEN else 0
    late = -(-slack // per_day)
    furthest = 0
    for one in found:
        match one:
            case Days():
                furthest = max(furthest, one.longest() + late)
            case CalendarMonths(count):
                # one calendar month after the 31st of January is the last of February, and no day later
                furthest = max(furthest, one.shortest() + late if late or count > 1 else 0)
            case None:
                pass
            case _:
                assert_never(one)
    return furthest if furthest >= _SHORTEST else None


def _required(requirement: Requirement) -> tuple[str, int] | None:
    match requirement.claim:
        case Claim(Measure.GAP, subject, high=high) if high is not None and isinstance(high.value, Days):
            longest = high.value.longest() if high.inclusive else high.value.longest() - 1
        case EveryWindow(subject, Days() as window):
            longest = window.longest()
        case _:
            return None
    return (subject, longest) if longest >= _SHORTEST else None


def _finding(machine: Machine, subject: str, apart: int, origin: Span) -> Diagnostic:
    drug = any(item.id == subject for item in machine.drugs)
    return Diagnostic(
        PL304,
        f"a calendar month can be without `{subject}`, though the text speaks of every one",
        Label(statement(origin), f"up to {Days(apart)} apart"),
        help="an interval of at most 28 days, lateness included, leaves no month out; or say in the text that days "
        "are counted",
        witness=_example(apart, "given" if drug else "measured"),
    )


def _example(apart: int, done: str) -> tuple[tuple[str, str], ...]:
    from datetime import date, timedelta

    march = date(2027, 3, 1)
    first = max(march - timedelta(days=apart), date(2027, 1, 1))
    second = first + timedelta(days=apart)
    return ((f"{done} on", f"{first:%Y-%m-%d}"), ("then on", f"{second:%Y-%m-%d}"), ("none in", "February 2027"))
