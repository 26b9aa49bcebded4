"""What the exporters speak of, and an obligation in whole numbers of days; all else is refused with a reason."""

from __future__ import annotations

from typing import NamedTuple

from protolang.machine.statechart import Machine, Obligation, State
from protolang.model.action import ActionKind, Every, OnDays, Origin
from protolang.model.expression import Expression
from protolang.model.treatment import Anchor, Consequence, MissedAction
from protolang.quantity import Days


class NotCoveredError(Exception):
    """The exporters do not speak of it; the message says what."""


class Duty(NamedTuple):
    """An obligation with whole numbers of days."""

    item: Obligation
    subject: str
    gives: bool
    days: tuple[int, ...] | None
    from_entry: bool
    interval: int | None
    times: int | None
    on_grid: bool
    before: int
    late: int  # the last day on which it may be met, after the due day
    until: Expression | None
    most_given: int | None
    most_days: int | None
    consequence: Consequence

    @property
    def counts(self) -> bool:
        return self.times is not None or self.most_given is not None

    @property
    def most_counted(self) -> int:
        return max(self.times or 0, self.most_given or 0)


# ---- what is not covered ---------------------------------------------------------------------------------------


def refuse(machine: Machine) -> None:
    """Raises `NotCoveredError` for what a machine has that no program here can say."""
    reasons = (
        (machine.resolution.per_day != 1, "a clock finer than a day"),
        (bool(machine.holds), "a rule that holds a track"),
        (bool(machine.vetoes), "a veto"),
        (bool(machine.eligibility), "who may be treated"),
        (any(region.on_stop for region in machine.regions), "what follows a stop"),
        (any(drug.limits for drug in machine.drugs), "a limit of a drug over time"),
    )
    for found, reason in reasons:
        if found:
            raise NotCoveredError(reason)
    for region in machine.regions:
        for state in region.states:
            _refuse_state(machine, state)


def _refuse_state(machine: Machine, state: State) -> None:
    if state.cycles or state.on_entry or state.on_exit or state.groups:
        raise NotCoveredError("cycles, groups of phases, or effects of a phase")
    if any(edge.back or edge.as_new for edge in state.transitions):
        raise NotCoveredError("a way back")
    resumes = machine.hold is not None and machine.hold.consequence is Consequence.SKIP
    for item in state.obligations:
        if item.kind not in (ActionKind.GIVE, ActionKind.MEASURE):
            raise NotCoveredError(f"an action that is to {item.kind.value}")
        if item.following or item.spacing or item.course or item.cycle is not None:
            raise NotCoveredError("what follows, or keeps a distance, or is tapered")
        if consequence(item) is Consequence.REVIEW and resumes:
            raise NotCoveredError("a hold that ends by itself")


def consequence(item: Obligation) -> Consequence:
    """R14: what follows a miss."""
    if item.missed.action is MissedAction.SKIP:
        return Consequence.SKIP
    return Consequence.STOP if item.missed.action is MissedAction.STOP else item.missed.consequence


def days_of(machine: Machine, value: object) -> int:
    """A duration in days."""
    if isinstance(value, str):
        value = next((item.value for item in machine.parameters if item.id == value), None)
        if value is None:
            raise NotCoveredError("an open decision, a level or a table as a time")
    if isinstance(value, Days) and value.days.denominator == 1:
        return int(value.days)
    raise NotCoveredError("calendar months")


def duty_of(machine: Machine, item: Obligation) -> Duty:
    """The obligation in numbers."""
    days, from_entry, interval, times = None, False, None, None
    match item.timing:
        case None:
            pass
        case OnDays(listed, _, counted):
            if counted is Origin.CYCLE:
                raise NotCoveredError("days of a cycle")
            days, from_entry = listed, counted is Origin.PHASE
        case Every(written, times):
            interval = days_of(machine, written)
        case _:
            raise NotCoveredError("another timing than a list of days or `every`")
    limit: object = None if item.until is None else item.until.limit
    if isinstance(limit, str):
        limit = next((one.value for one in machine.parameters if one.id == limit), None)
        if limit is None:
            raise NotCoveredError("an open decision as a limit")
    return Duty(
        item,
        item.subject,
        item.kind is ActionKind.GIVE,
        days,
        from_entry,
        interval,
        times,
        item.anchor is not Anchor.LAST_GIVEN,
        item.window.before,
        item.window.after
        + (item.missed.limit if item.missed.action not in (MissedAction.SKIP, MissedAction.STOP) else 0),
        None if item.until is None else item.until.condition,
        limit if isinstance(limit, int) else None,
        None if limit is None or isinstance(limit, int) else days_of(machine, limit),
        consequence(item),
    )
