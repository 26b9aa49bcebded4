"""Windows against intervals: a dose must not be allowed so late, or so early, that it meets the next one (R12)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL301
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths, Timing
from protolang.model.findings import Findings
from protolang.model.treatment import Anchor, Missed, MissedAction, Policy
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Window
from protolang.source import Span


@attrs.frozen(eq=False, repr=False)
class Spacing:
    """The rules that place the doses of one action; `window_span` is where the author wrote the window.

    The clock ticks `per_day` times a day: so are its days, its window and its postponement counted. Days of a cycle
    come again after `again` ticks, at the earliest. `first_day` is the author's number of day 0.
    """

    subject: str
    timing: Timing
    window: Window
    window_span: Span | None
    missed: Missed | None
    anchor: Anchor | None
    per_day: int = 1
    again: int | None = None
    first_day: int = 0

    def under(self, policy: Policy) -> "Spacing":
        """The same, with the policy where the action says nothing of its own."""
        return attrs.evolve(self, missed=self.missed or policy.missed, anchor=self.anchor or policy.anchor)


def ticks_of(duration: Duration, per_day: int) -> tuple[int, int]:
    """The least and the greatest number of clock ticks that a duration may last."""
    match duration:
        case Days(count=count):
            return count, count
        case CalendarMonths():
            return duration.shortest() * per_day, duration.longest() * per_day
        case _:
            assert_never(duration)


def interval_of(timing: Timing, values: Mapping[str, Quantity | Duration | int | None]) -> Duration | None:
    """The interval of a timing when it is known, given the values of the parameters."""
    match timing:
        case Every(interval=str() as name):
            value = values.get(name)
            return value if isinstance(value, Days | CalendarMonths) else None
        case Every(interval=Days() | CalendarMonths() as interval):
            return interval
        case _:
            return None


def report_overlap(spacing: Spacing, interval: Duration | None, findings: Findings) -> None:
    """Report a window or a postponement that reaches the next dose; `interval` None: not known yet."""
    found = _shortest_gap(spacing, interval)
    if found is None:
        return
    gap, described = found
    window, missed = spacing.window, spacing.missed
    early, late = window.before, window.after
    timing_label = Label(spacing.timing.origin, described)

    def said(ticks: int) -> Days:
        return Days(ticks, spacing.per_day)

    if early + late >= gap:
        findings.report(
            PL301,
            f"two windows of `{spacing.subject}` overlap: up to {said(late)} late and up to {said(early)} early, "
            f"{described}",
            Label(spacing.window_span or spacing.timing.origin, f"{said(early + late)} from its first to its last day"),
            timing_label,
            help=f"the two sides of the window must add up to less than {said(gap)}",
        )
        return
    if missed is None or missed.action in (MissedAction.SKIP, MissedAction.STOP):
        return
    if _moves_along(spacing):
        return
    if early + late + missed.limit >= gap:
        findings.report(
            PL301,
            f"`{spacing.subject}` can be postponed into its next window: up to {said(late + missed.limit)} late, "
            f"{described}",
            timing_label,
            Label(missed.origin, f"postponed by up to {said(missed.limit)}"),
            *(() if spacing.window_span is None else (Label(spacing.window_span, "the window"),)),
            help=f"write `missed skip` here, or postpone by less than {said(gap - early - late)}",
        )


def _moves_along(spacing: Spacing) -> bool:
    """Whether the next dose is counted from the one that was given, so that a late one moves it along."""
    by_interval = isinstance(spacing.timing, Every | Growing)
    return by_interval and spacing.anchor not in (Anchor.GRID, Anchor.CYCLE_START)


def _shortest_gap(spacing: Spacing, interval: Duration | None) -> tuple[int, str] | None:
    per_day = spacing.per_day
    match spacing.timing:
        case Every(times=times):
            if interval is None or times == 1:
                return None
            return ticks_of(interval, per_day)[0], f"due every {_singular(interval)}"
        case Growing(intervals=intervals):
            closest = min(intervals, key=lambda one: ticks_of(one, per_day)[0])
            return ticks_of(closest, per_day)[0], f"due after {closest} at the closest"
        case OnDays(days=days, unit=unit):
            following = () if spacing.again is None else (days[0] + spacing.again,)
            pairs = list(pairwise((*days, *following)))
            if not pairs:
                return None
            one, two = min(pairs, key=lambda pair: pair[1] - pair[0])
            if unit == "days" and per_day == 1:
                return two - one, f"due on days {one + spacing.first_day} and {two + spacing.first_day}"
            return two - one, f"due every {_singular(Days(two - one, per_day))} at the closest"
        case OnMonths(months=months):
            if len(months) < 2:
                return None
            nearest = CalendarMonths(min(two - one for one, two in pairwise(months)))
            return ticks_of(nearest, per_day)[0], f"due every {_singular(nearest)} at the closest"
        case Alongside() | AtEach():
            return None  # due when another is, or when a result comes
        case _:
            assert_never(spacing.timing)


def _singular(interval: Duration) -> str:
    """The words after `every`: `week`, not `1 week`."""
    return str(interval).removeprefix("1 ")
