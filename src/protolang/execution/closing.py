"""The end of the day: misses, limits, completions; what they lead to begins tomorrow (R14, R16, R17, R19)."""

from typing import assert_never

import attrs

from protolang.execution.day import Day
from protolang.execution.moves import take
from protolang.execution.obligation import consequence_of, deadline, following, limit_of
from protolang.execution.opening import stop_everything
from protolang.execution.state import Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import TransitionEvent
from protolang.model.treatment import Consequence


def close_day(sheet: Day) -> None:
    """Misses, limits and completions; what they lead to begins tomorrow."""
    for index in range(len(sheet.regions)):
        if sheet.regions[index].status is Status.RUNNING and sheet.regions[index].entry <= sheet.day:
            _miss(sheet, index)
    for index in range(len(sheet.regions)):
        if sheet.regions[index].status is Status.RUNNING and sheet.regions[index].entry <= sheet.day:
            _complete(sheet, index)
    for index, region in enumerate(sheet.regions):
        hold = sheet.machine.hold
        overlong = hold is not None and region.since is not None and sheet.day - region.since == hold.limit
        if region.status is Status.HELD and hold is not None and overlong:
            name = sheet.machine.regions[index].name
            sheet.log(EntryKind.HELD, name, region.state, evidence=hold.evidence, origin=hold.origin)
            if hold.consequence is Consequence.STOP:  # R21: the declared exit of a hold
                stop_everything(sheet, name, "hold", origin=hold.origin, evidence=hold.evidence)
                return


def _miss(sheet: Day, index: int) -> None:
    name, state = sheet.machine.regions[index].name, sheet.chart_state(index)
    for position, due in enumerate(sheet.regions[index].dues):
        obligation = state.obligations[due.obligation]
        last = deadline(due, obligation)
        if due.over or last is None or due.day is None or sheet.day < last:
            continue
        sheet.log(
            EntryKind.MISSED, name, obligation.subject, evidence=obligation.missed.evidence, origin=obligation.origin
        )
        consequence = consequence_of(obligation)
        match consequence:
            case Consequence.SKIP | Consequence.ALERT:
                region = sheet.regions[index]
                dues = list(region.dues)
                start = sheet.before.start
                dues[position] = following(
                    sheet.machine, due, obligation, day=due.day, shift=region.shift, start=start, met=False
                )
                sheet.regions[index] = attrs.evolve(region, dues=tuple(dues))
                if consequence is Consequence.ALERT:
                    sheet.log(EntryKind.HELD, name, obligation.subject, origin=obligation.missed.origin)
            case Consequence.REVIEW:
                sheet.regions[index] = attrs.evolve(sheet.regions[index], status=Status.HELD, since=sheet.day)
                sheet.log(
                    EntryKind.HELD,
                    name,
                    obligation.subject,
                    evidence=obligation.missed.evidence,
                    origin=obligation.missed.origin,
                )
                return
            case Consequence.STOP:
                stop_everything(
                    sheet, name, "missed", origin=obligation.missed.origin, evidence=obligation.missed.evidence
                )
                return
            case _:
                assert_never(consequence)


def _complete(sheet: Day, index: int) -> None:
    region, state = sheet.regions[index], sheet.chart_state(index)
    tomorrow = sheet.day + 1
    for position, due in enumerate(region.dues):
        limit = limit_of(sheet.machine, state.obligations[due.obligation])
        if not due.over and isinstance(limit, int) and due.given >= limit:
            sheet.log(
                EntryKind.LIMIT,
                sheet.machine.regions[index].name,
                state.name,
                origin=state.obligations[due.obligation].origin,
            )
            leaving = [
                item
                for item in state.transitions
                if item.event is TransitionEvent.LIMIT and item.obligation == due.obligation
            ]
            if leaving:
                sheet.cancel(index)
                take(sheet, index, leaving[0], tomorrow)
                return
            dues = list(sheet.regions[index].dues)
            dues[position] = attrs.evolve(due, over=True)
            sheet.regions[index] = attrs.evolve(sheet.regions[index], dues=tuple(dues))
    if all(due.over for due in sheet.regions[index].dues):
        done = [item for item in state.transitions if item.event is TransitionEvent.COMPLETION]
        if done:
            # R17: the successor is entered tomorrow, so that no two phases act on one day
            take(sheet, index, done[0], tomorrow)
