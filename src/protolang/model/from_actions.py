"""What a phase does: `give`, `measure` and `infuse`, with the clauses that say when and how."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL105, PL109, PL301
from protolang.model.action import Action, ActionKind, Every, Growing, OnDays, Origin, Timing, Until
from protolang.model.evidence import Evidence
from protolang.model.from_doses import lower_dose
from protolang.model.from_header import lower_anchor, lower_missed
from protolang.model.from_times import (
    lower_alongside,
    lower_every,
    lower_growing,
    lower_list,
    lower_until,
    lower_window,
    lower_within,
    report_no_cycle,
)
from protolang.model.lowering import Lowering, only
from protolang.model.place import Place, find_target
from protolang.model.symbols import Kind
from protolang.model.treatment import Dose
from protolang.model.windows import Spacing, ticks_of
from protolang.quantity import CalendarMonths, Days, Duration, Window
from protolang.source import Span
from protolang.syntax.ast import (
    AlongsideClause,
    DoseClause,
    EveryClause,
    FollowingClause,
    GiveClause,
    GrowingClause,
    InfuseClause,
    MeasureClause,
    MissedClause,
    Name,
    NextDueClause,
    OnClause,
    SpacedClause,
    UntilClause,
    WindowClause,
    WithinClause,
)

Doing = GiveClause | MeasureClause | InfuseClause
_When = OnClause | EveryClause | GrowingClause | AlongsideClause
_KINDS = {
    ActionKind.GIVE: (Kind.DRUG,),
    ActionKind.INFUSE: (Kind.DRUG,),
    ActionKind.MEASURE: (Kind.LAB, Kind.ATTRIBUTE),
}


@attrs.frozen(eq=False, repr=False)
class Shared:
    """What a `repeat` says for all that stands inside it; `cycle` is its place among those with days of their own."""

    timing: Timing | None
    until: Until | None
    evidence: Evidence
    span: Span
    cycle: int | None


def lower_action(clause: Doing, place: Place, low: Lowering, shared: Shared | None = None) -> Action | None:
    """One `give`, `measure` or `infuse`; None when nothing sensible is left of it."""
    kind, name = _subject(clause)
    verb = kind.value
    about = f"{verb} {name.text} in {place.id}"
    evidence = low.names.evidence(clause.marks, about)
    subject = low.names.find(name, *_KINDS[kind])
    timing, until = _lower_when(clause, f"`{verb} {name.text}`", name, place, low, shared)
    if shared is not None:
        evidence = evidence.joined(shared.evidence)
    missed_clause = low.once(only(MissedClause, clause.clauses), "`missed`")
    next_due = low.once(only(NextDueClause, clause.clauses), "`next_due`")
    window, window_span = _lower_window(clause, low)
    following = low.once(only(FollowingClause, clause.clauses), "`following`")
    awaited = None if following is None else low.names.find(following.subject, Kind.DRUG, Kind.LAB, Kind.ATTRIBUTE)
    dose = _lower_action_dose(clause, kind, about, low)
    drug = place.rules.drugs.get(name.text)
    drug_dose = None if drug is None else drug.dose
    if timing is None and kind is ActionKind.GIVE:
        timing = _every_of_table(dose or drug_dose, low)
    action = Action(
        kind,
        name.text,
        timing,
        window,
        until,
        dose,
        None if missed_clause is None else lower_missed(missed_clause, low, f"missed of {about}"),
        None if next_due is None else lower_anchor(next_due),
        evidence,
        clause.span,
        following=None if awaited is None else awaited.id,
        spacing=_lower_spacing(clause, timing, low),
        cycle=None if shared is None else shared.cycle,
    )
    if subject is None:
        return None
    if timing is not None:
        low.spacings.append(
            Spacing(
                name.text,
                timing,
                action.window,
                window_span,
                action.missed,
                action.anchor,
                low.conventions.resolution.per_day,
                None if shared is None else _again(shared, low),
                low.conventions.first_day,
            )
        )
    return action


def _subject(clause: Doing) -> tuple[ActionKind, Name]:
    match clause:
        case GiveClause(agent=name):
            return ActionKind.GIVE, name
        case InfuseClause(agent=name):
            return ActionKind.INFUSE, name
        case MeasureClause(lab=name):
            return ActionKind.MEASURE, name
        case _:
            assert_never(clause)


def _lower_when(
    clause: Doing, verb: str, name: Name, place: Place, low: Lowering, shared: Shared | None
) -> tuple[Timing | None, Until | None]:
    written: list[_When] = [
        *only(OnClause, clause.clauses),
        *only(EveryClause, clause.clauses),
        *only(GrowingClause, clause.clauses),
        *only(AlongsideClause, clause.clauses),
    ]
    when = low.once(sorted(written, key=lambda one: one.span.order), f"the time of {verb}")
    until = low.once(only(UntilClause, clause.clauses), f"`until` of {verb}")
    lowered_until = None if until is None else lower_end(until, place, low)
    if shared is not None:
        if until is not None:
            _report_again(until.span, verb, shared, low)
        return _lower_shared(when, verb, low, shared)
    if until is not None and when is None:
        low.findings.report(
            PL109,
            f"nothing says how often {verb} is done",
            Label(name.span, "`every` is missing"),
            Label(until.span, "done until then"),
            help="write `every 4 weeks` before `until`",
        )
    return (None if when is None else lower_timing(when, low)), lowered_until


def _lower_shared(when: _When | None, verb: str, low: Lowering, shared: Shared) -> tuple[Timing | None, Until | None]:
    match when:
        case AlongsideClause():
            return lower_alongside(when, low), None
        case OnClause(origin="cycle"):
            return lower_list(when, low), None
        case OnClause() | EveryClause() | GrowingClause():
            lower_timing(when, low)
            _report_again(when.span, verb, shared, low)
        case None:
            pass
        case _:
            assert_never(when)
    return (shared.timing, shared.until) if shared.cycle is None else (first_of_cycle(shared.span), None)


def _again(shared: Shared, low: Lowering) -> int | None:
    """After how many ticks, at the earliest, the next cycle starts; None where there is none, or it is not known."""
    intervals: tuple[Duration, ...] = ()
    match shared.timing:
        case Every(interval=Days() | CalendarMonths() as interval, times=times) if times != 1:
            intervals = (interval,)
        case Growing(intervals=growing):
            intervals = growing
        case _:
            pass
    if shared.cycle is None or not intervals:
        return None
    return min(ticks_of(interval, low.conventions.resolution.per_day)[0] for interval in intervals)


def first_of_cycle(span: Span) -> OnDays:
    """The day on which a cycle starts."""
    return OnDays((0,), "days", span, Origin.CYCLE)


def _report_again(span: Span, verb: str, shared: Shared, low: Lowering) -> None:
    low.findings.report(
        PL102,
        f"the time of {verb} is said twice",
        Label(span, "said again here"),
        Label(shared.span, "said for all of `repeat` here"),
        help="take it out of the body, write `on day … of cycle`, or write this statement outside `repeat`",
    )


def lower_timing(clause: _When, low: Lowering) -> Timing | None:
    """The timing of a statement that stands in no cycle."""
    match clause:
        case OnClause(origin="cycle"):
            report_no_cycle(clause, low)
            return None
        case OnClause():
            return lower_list(clause, low)
        case EveryClause():
            return checked_interval(lower_every(clause, low), clause, low)
        case GrowingClause():
            return lower_growing(clause, low)
        case AlongsideClause():
            return lower_alongside(clause, low)
        case _:
            assert_never(clause)


def checked_interval(timing: Every | None, clause: EveryClause, low: Lowering) -> Every | None:
    """The same timing when the level or table that it names tells times; else a finding."""
    if timing is None or not isinstance(timing.interval, str):
        return timing
    name = timing.interval
    level, table = low.levels.get(name), low.tables.get(name)
    if level is not None and level.unit is not None and not level.unit.is_time:
        message = f"level `{name}` is in {level.unit}, which is no time"
    elif table is not None and not table.has_interval and (table.unit is None or not table.unit.is_time):
        message = f"table `{name}` says no interval"
    else:
        return timing
    low.findings.report(PL105, message, Label(clause.interval.span, "an interval is expected here"))
    return None


def _every_of_table(dose: Dose | None, low: Lowering) -> Every | None:
    """The interval of a table that says dose and interval together, where the statement says no time itself."""
    if dose is None or dose.table is None or dose.amount is not None:
        return None
    table = low.tables.get(dose.table)
    return Every(dose.table, None, dose.origin) if table is not None and table.has_interval else None


def lower_end(clause: UntilClause, place: Place, low: Lowering) -> Until | None:
    """`until …`, and where to go when its limit comes first."""
    otherwise = None if clause.otherwise is None else find_target(clause.otherwise, place, low)
    return lower_until(clause, otherwise, low)


def _lower_window(clause: Doing, low: Lowering) -> tuple[Window, Span | None]:
    window = low.once(only(WindowClause, clause.clauses), "`window`")
    within = low.once(only(WithinClause, clause.clauses), "`within`")
    if window is not None and within is not None:
        low.findings.report(
            PL102,
            "the latest time is said twice",
            Label(within.span, "said again here"),
            Label(window.span, "first said here"),
            help="keep `window` or `within`",
        )
    lowered = None if within is None else lower_within(within, low)
    if window is not None:
        lowered = lower_window(window, low)
    said = window or within
    return lowered or Window(), None if said is None else said.span


def _lower_spacing(clause: Doing, timing: Timing | None, low: Lowering) -> Duration | None:
    spaced = low.once(only(SpacedClause, clause.clauses), "`spaced`")
    if spaced is None:
        return None
    least = low.literals.duration(spaced.least, "a time", least=1)
    match timing:
        case Every(interval=Days() | CalendarMonths() as interval) if least is not None:
            per_day = low.conventions.resolution.per_day
            if ticks_of(interval, per_day)[1] < ticks_of(least, per_day)[0]:
                low.findings.report(
                    PL301,
                    f"due every {str(interval).removeprefix('1 ')}, and never closer than {least}",
                    Label(spaced.span, "further apart than it is due"),
                    Label(timing.origin, "due so often"),
                    help="keep one of them",
                )
        case _:
            pass
    return least


def _lower_action_dose(clause: Doing, kind: ActionKind, about: str, low: Lowering) -> Dose | None:
    dose = low.once(only(DoseClause, clause.clauses), "`dose`")
    if dose is None:
        return None
    if kind is ActionKind.MEASURE:
        low.findings.report(
            PL105, "a measurement has no dose", Label(dose.span, "only what is given has a dose"), help="take it out"
        )
        return None
    return lower_dose(dose, low, f"dose of {about}")
