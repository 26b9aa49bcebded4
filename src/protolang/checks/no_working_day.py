"""PL305: a dose or a measurement whose every day may fall on a weekend, where that ends the treatment or is ruled out.

Windows of no day are the rule in protocols, and a ward that treats at weekends needs no others. So a finding is for
two cases alone: the text says that it is done on working days; or a missed one stops the protocol for this patient.
"""

import re
from collections.abc import Iterator
from typing import assert_never

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.checks.said_texts import texts_about
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL305
from protolang.execution.obligation import consequence_of, duration_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.protocol import Protocol
from protolang.model.treatment import Anchor, Consequence
from protolang.quantity import Days, Duration

_SAID = re.compile(
    r"\b(?:working|business|week)[ -]?days?\b|\bmonday (?:to|through) friday\b|\bnot (?:at|on) weekends?\b",
    re.IGNORECASE,
)
_WEEK, _WEEKEND = 7, 2
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AT_HOME = frozenset({"oral", "subcutaneous", "inhaled", "topical", None})


def no_working_day(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each action that a patient who began on a working day may be due on a weekend alone."""
    per_day = machine.resolution.per_day
    routes = {drug.id: drug.route for drug in machine.drugs}
    for region, state in live_states(machine):
        for item in state.obligations:
            if item.kind is ActionKind.DECIDE:
                continue
            said = any(_SAID.search(text) is not None for text in texts_about(machine, region, state, item))
            given = item.kind is not ActionKind.MEASURE
            stops = consequence_of(item) is Consequence.STOP and not (given and routes.get(item.subject) in _AT_HOME)
            length = (item.window.before + item.window.after + item.missed.limit) // per_day + 1
            if not (said or stops) or length > _WEEKEND:
                continue
            for after in _distances(machine, item):
                opens = (after - item.window.before // per_day) % _WEEK
                start = next((day for day in range(5) if _is_weekend(day + opens, length)), None)
                if start is not None:
                    yield _finding(item, after, start, length, opens, said=said)
                    break


def _is_weekend(day: int, length: int) -> bool:
    return all((day + offset) % _WEEK >= _WEEK - _WEEKEND for offset in range(length))


def _distances(machine: Machine, item: Obligation) -> Iterator[int]:
    """In days, how far from a day on which something was done the next due day may be; the first ones do."""
    per_day = machine.resolution.per_day
    intervals: tuple[Duration | None, ...] = ()
    match item.timing:
        case OnDays(days):
            yield from (day // per_day for day in days)
        case Every(interval, times) if times is None or times > 1:
            intervals = (duration_of(machine, interval),)
        case Growing(intervals=found):
            intervals = found
        case None | OnMonths() | Every() | Alongside() | AtEach():
            pass
        case _:
            assert_never(item.timing)
    for one in intervals:
        if isinstance(one, Days) and one.shortest() == one.longest() > _WEEKEND:
            # on a grid each is as far from the first as its number says
            rounds = _WEEK if item.anchor is not Anchor.LAST_GIVEN else 1
            yield from (one.shortest() * number for number in range(1, rounds + 1))


def _finding(item: Obligation, after: int, start: int, length: int, opens: int, *, said: bool) -> Diagnostic:
    days = [_WEEKDAYS[(start + opens + offset) % _WEEK] for offset in range(length)]
    only = " and ".join(days)
    why = "the text speaks of working days" if said else "a missed one stops the protocol for this patient"
    return Diagnostic(
        PL305,
        f"`{item.subject}` can be due on a {only} alone, and {why}",
        Label(statement(item.origin), f"{after} days later, with a window of {length} day{'s' * (length > 1)}"),
        () if said else (Label(statement(item.missed.origin), "no working day, and it counts as missed"),),
        help="give it a window of three days or more, or an interval of whole weeks"
        + ("" if said else "; or let a missed one be postponed"),
        witness=(("begins on a", _WEEKDAYS[start]), ("due on a", only)),
    )
