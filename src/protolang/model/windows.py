"""Windows against intervals: a dose must not be allowed so late, or so early, that it meets the next one (R12)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL301
from protolang.model.action import Every, OnDays
from protolang.model.findings import Findings
from protolang.model.treatment import Anchor, Missed, MissedAction, Policy
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Window
from protolang.source import Span


@attrs.frozen(eq=False, repr=False)
class Spacing:
    """The rules that place the doses of one action; `window_span` is where the author wrote the window."""

    subject: str
    timing: OnDays | Every
    window: Window
    window_span: Span | None
    missed: Missed | None
    anchor: Anchor | None

    def under(self, policy: Policy) -> "Spacing":
        """The same, with the policy where the action says nothing of its own."""
        return attrs.evolve(self, missed=self.missed or policy.missed, anchor=self.anchor or policy.anchor)


def interval_of(timing: OnDays | Every, values: Mapping[str, Quantity | Duration | int | None]) -> Duration | None:
    """The interval of a timing when it is known, given the values of the parameters."""
    match timing:
        case OnDays():
            return None
        case Every(interval=str() as name):
            value = values.get(name)
            return value if isinstance(value, Days | CalendarMonths) else None
        case Every(interval=Days() | CalendarMonths() as interval):
            return interval
        case _:
            return None


def report_overlap(spacing: Spacing, interval: Duration | None, findings: Findings) -> None:
    """Report a window or a postponement that reaches the next dose; `interval` None: not known yet."""
    found = _shortest_gap(spacing.timing, interval)
    if found is None:
        return
    gap, described = found
    window, missed = spacing.window, spacing.missed
    early, late = window.before, window.after
    timing_label = Label(spacing.timing.origin, described)
    if early + late >= gap:
        findings.report(
            PL301,
            f"two windows of `{spacing.subject}` overlap: up to {Days(late)} late and up to {Days(early)} early, "
            f"{described}",
            Label(spacing.window_span or spacing.timing.origin, f"{Days(early + late)} from its first to its last day"),
            timing_label,
            help=f"the two sides of the window must add up to less than {Days(gap)}",
        )
        return
    if missed is None or missed.action in (MissedAction.SKIP, MissedAction.STOP):
        return
    if isinstance(spacing.timing, Every) and spacing.anchor not in (Anchor.GRID, Anchor.CYCLE_START):
        # The next dose is counted from the one that was given, so a late one moves it along.
        return
    if early + late + missed.limit >= gap:
        findings.report(
            PL301,
            f"`{spacing.subject}` can be postponed into its next window: up to {Days(late + missed.limit)} late, "
            f"{described}",
            timing_label,
            Label(missed.origin, f"postponed by up to {Days(missed.limit)}"),
            *(() if spacing.window_span is None else (Label(spacing.window_span, "the window"),)),
            help=f"write `missed skip` here, or postpone by less than {Days(gap - early - late)}",
        )


def _shortest_gap(timing: OnDays | Every, interval: Duration | None) -> tuple[int, str] | None:
    match timing:
        case Every(times=times):
            if interval is None or times == 1:
                return None
            return interval.shortest(), f"due every {_singular(interval)}"
        case OnDays(days=days, unit=unit):
            pairs = list(pairwise(days))
            if not pairs:
                return None
            one, two = min(pairs, key=lambda pair: pair[1] - pair[0])
            if unit == "weeks":
                return two - one, f"due every {_singular(Days(two - one))} at the closest"
            return two - one, f"due on days {one} and {two}"
        case _:
            assert_never(timing)


def _singular(interval: Duration) -> str:
    """The words after `every`: `week`, not `1 week`."""
    return str(interval).removeprefix("1 ")
