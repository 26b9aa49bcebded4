"""The end of a protocol for one patient (R23): nothing restarts, and what follows a stop begins tomorrow."""

import attrs

from protolang.execution.day import Day
from protolang.execution.entering import enter
from protolang.execution.state import Status
from protolang.execution.trace import EntryKind
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.source import Span


def stop_everything(
    sheet: Day,
    region: str | None,
    why: str,
    *,
    origin: Span,
    evidence: Evidence | None = None,
    guard: Expression | None = None,
) -> None:
    """Ends every track; those that follow a stop begin, or end when it is one of them that stops."""
    sheet.log(EntryKind.STOPPED, region, why, evidence=evidence, origin=origin, guard=guard)
    after = any(chart.on_stop and chart.name == region for chart in sheet.machine.regions)
    for index, chart in enumerate(sheet.machine.regions):
        item = sheet.regions[index]
        if chart.on_stop and not after:
            if item.status is Status.WAITING:
                enter(sheet, index, chart.initial, sheet.day + 1)
        elif item.status in (Status.RUNNING, Status.HELD):
            sheet.cancel(index, why)
            sheet.regions[index] = attrs.evolve(
                item, status=Status.STOPPED, since=sheet.day, dues=(), cycles=(), held=None
            )
    sheet.measure_now.clear()
    sheet.ordered.clear()
    sheet.extras.clear()
