"""Entering a state, and keeping its duties up to the day: cycles, doses beside others, rates (R11, R12, R16)."""

import attrs

from protolang.execution.day import Day
from protolang.execution.evaluate import Truth
from protolang.execution.event import ObservationStatus
from protolang.execution.obligation import consequence_of, deadline
from protolang.execution.planning import first_due, following, later, time_is_up
from protolang.execution.state import Cycling, Due, RegionState, Status
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Obligation, State
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing
from protolang.model.rule import Cycle
from protolang.model.treatment import Consequence


def enter(sheet: Day, index: int, state: str, entry: int, trail: tuple[str, ...] = ()) -> None:
    """Puts region `index` into a state on day `entry`: counters anew, obligations made (R11)."""
    chart = sheet.machine.regions[index]
    entered = chart.state(state)
    cycles = tuple(Cycling(0, None, entry) for _ in entered.cycles)
    old = sheet.regions[index]
    stayed = dict(zip(chart.state(old.state).groups, old.groups, strict=False))
    visit = RegionState(
        Status.RUNNING,
        state,
        entry,
        (),
        shift=old.shift,
        cycles=cycles,
        trail=trail,
        entered=entry,
        groups=tuple(stayed.get(group, entry) for group in entered.groups),
        midday=index in sheet.moved and entry == sheet.day,
    )
    dues = tuple(_first(sheet, index, item, visit) for item in entered.obligations)
    sheet.regions[index] = attrs.evolve(visit, dues=dues)
    pass_over(sheet, index)


def _first(sheet: Day, index: int, obligation: Obligation, visit: RegionState) -> Due:
    due = first_due(sheet, obligation, visit, sheet.name(index))
    if visit.midday and obligation.kind is ActionKind.DECIDE and due.day == sheet.day:
        # R10: the decisions of today are taken, one more could ask for a second move
        return attrs.evolve(due, day=sheet.day + 1)
    return due


def pass_over(sheet: Day, index: int) -> None:
    """Leaves behind listed days that were over before the state was entered, so that later ones are not late (R12).

    Where a missed one asks for a decision it stays, and is missed at the end of the day.
    """
    region = sheet.regions[index]
    state = sheet.chart_state(index)
    today = max(region.entry, sheet.day)
    for position, due in enumerate(region.dues):
        obligation, now = state.obligations[due.obligation], due
        if consequence_of(obligation) not in (Consequence.SKIP, Consequence.ALERT):
            continue
        while not now.over and now.day is not None and (last := deadline(now, obligation)) is not None and last < today:
            miss(sheet, index, obligation)
            now = following(sheet, now, obligation, region, day=now.day, met=False)
        sheet.set_due(index, position, now)


def miss(sheet: Day, index: int, obligation: Obligation) -> None:
    """Writes down that an obligation was not met (R14)."""
    sheet.miss(obligation.subject)
    evidence = obligation.missed.evidence
    sheet.log(EntryKind.MISSED, sheet.name(index), obligation.subject, evidence=evidence, origin=obligation.origin)


# ---- what the day makes due ------------------------------------------------------------------------------------


def call_up(sheet: Day, index: int) -> None:
    """Makes due what waits for a result, an event or a dose, when one has arrived.

    A state that is entered today looks tomorrow at a result of today, which meets its own measurements too; an event
    that led into it came before it.
    """
    state, region = sheet.chart_state(index), sheet.regions[index]
    entered_now = region.midday and region.entry == sheet.day
    for position, due in enumerate(region.dues):
        timing = state.obligations[due.obligation].timing
        if not isinstance(timing, AtEach) or due.over:
            continue
        if entered_now and any(item.id == timing.subject for item in sheet.machine.events):
            continue
        if _arrived(sheet, timing.subject):
            sheet.set_due(index, position, attrs.evolve(due, day=sheet.day + entered_now))


def bring_up(sheet: Day, index: int) -> None:
    """Makes due what other things of this day make due: cycles that begin, doses beside others, new rates."""
    state = sheet.chart_state(index)
    for position, cycle in enumerate(state.cycles):
        _turn(sheet, index, position, cycle)
    for position, due in enumerate(sheet.regions[index].dues):
        obligation = state.obligations[due.obligation]
        if not due.over:
            sheet.set_due(index, position, _brought_up(sheet, index, state, obligation, due))


def _turn(sheet: Day, index: int, position: int, cycle: Cycle) -> None:
    """Begins a cycle on its planned day; where it must wait for a condition, on the first day that this holds."""
    region = sheet.regions[index]
    cycling = region.cycles[position]
    if cycling.over or cycling.start is not None or sheet.day < cycling.planned:
        return
    # R8: what ends the repeat today comes before its next cycle
    ends = cycle.until is not None and sheet.snapshot.truth(cycle.until) is Truth.HOLDS
    if ends or time_is_up(sheet, cycle.limit, region):
        return
    name, late = sheet.name(index), sheet.day - cycling.planned
    if cycle.delay is not None and sheet.snapshot.truth(cycle.delay.until) is not Truth.HOLDS:
        if sheet.snapshot.truth(cycle.delay.until) is Truth.UNKNOWN:
            sheet.raise_measurements(cycle.delay.until, index)
        if not late and (index, position) not in sheet.delayed:
            sheet.delayed.add((index, position))
            sheet.log(EntryKind.DELAYED, name, region.state, guard=cycle.delay.until, origin=cycle.delay.origin)
        return
    number = ("cycle", str(cycling.number + 1))
    sheet.log(EntryKind.CYCLE, name, region.state, values=(number,), evidence=cycle.evidence, origin=cycle.origin)
    begun = Cycling(cycling.number + 1, sheet.day, cycling.planned)
    cycles = tuple(begun if at == position else item for at, item in enumerate(region.cycles))
    visit = attrs.evolve(region, cycles=cycles)
    state = sheet.chart_state(index)
    dues = tuple(
        attrs.evolve(
            first_due(sheet, state.obligations[due.obligation], visit, name), given=due.given, blocked=due.blocked
        )
        if state.obligations[due.obligation].cycle == position
        else due
        for due in region.dues
    )
    sheet.regions[index] = attrs.evolve(visit, dues=dues)


def next_cycle(sheet: Day, index: int, position: int, cycle: Cycle) -> Cycling | None:
    """The cycle after the present one, which is complete; None when that was the last."""
    cycling = sheet.regions[index].cycles[position]
    start = sheet.day if cycling.start is None else cycling.start
    match cycle.timing:
        case Every(interval, times):
            duration = sheet.interval(interval)
            if (times is not None and cycling.number >= times) or duration is None:
                return None
        case Growing(intervals):
            if cycling.number > len(intervals):
                return None
            duration = intervals[cycling.number - 1]
        case _:
            return None
    # counted from the day the cycle really began, and never before the present one is complete
    return Cycling(cycling.number, None, max(later(sheet, start, duration), sheet.day + 1))


def _brought_up(sheet: Day, index: int, state: State, obligation: Obligation, due: Due) -> Due:
    region = sheet.regions[index]
    match obligation.timing:
        case Alongside(subject, offset):
            return _beside(region, state, subject, offset, due)
        case Every(interval) if due.day is None and isinstance(interval, str):
            # the level or table that says the interval was not known when the last one was given
            duration = sheet.interval(interval)
            given = [item.day for item in sheet.given if item.subject == obligation.subject]
            last = [day for day in given if day >= region.entered]
            if duration is None:
                if obligation.kind is ActionKind.MEASURE:
                    _ask_for(sheet, index, interval)
                return due
            return attrs.evolve(due, day=max(sheet.day, later(sheet, max(last), duration)) if last else sheet.day)
        case _:
            pass
    if obligation.kind is ActionKind.INFUSE and due.given:
        amount = sheet.amount(obligation, due)
        changed = due.day is None and amount.value is not None and str(amount) != due.amount
        return attrs.evolve(due, day=sheet.day) if changed else due
    earliest = _spaced(sheet, obligation)
    if due.day is not None and earliest is not None and due.day < earliest:
        return attrs.evolve(due, day=earliest)
    return due


def _ask_for(sheet: Day, index: int, interval: str) -> None:
    # R6: a measurement must not wait for the result that it alone would bring
    for looked_up in sheet.machine.tables:
        if looked_up.id == interval:
            for case in looked_up.cases:
                if case.when is not None:
                    sheet.raise_measurements(case.when, index)


def _beside(region: RegionState, state: State, subject: str, offset: int, due: Due) -> Due:
    for other in region.dues:
        duty = state.obligations[other.obligation]
        if duty.subject != subject or duty.index == due.obligation or isinstance(duty.timing, Alongside):
            continue
        if due.day is not None and due.cursor < other.cursor:
            return due  # what goes after the one before is still to come
        if other.day is not None and not other.over and due.cursor <= other.cursor:
            return attrs.evolve(due, day=other.day + offset, cursor=other.cursor)
        if other.over and due.day is None:
            return attrs.evolve(due, over=True)
    return due


def end_beside(sheet: Day, index: int) -> None:
    """Completes what goes with another dose on the day on which both are done (R17)."""
    region, state = sheet.regions[index], sheet.chart_state(index)
    for position, due in enumerate(region.dues):
        match state.obligations[due.obligation].timing:
            case Alongside(subject, offset) if due.day is None:
                ended = _beside(region, state, subject, offset, due).over
                sheet.set_due(index, position, attrs.evolve(due, over=ended))
            case _:
                pass


def _arrived(sheet: Day, subject: str) -> bool:
    results = any(
        item.name == subject and item.value is not None and item.status is not ObservationStatus.PRELIMINARY
        for item in sheet.accepted
    )
    # R18: what asks for a dose of yesterday acts today
    drugs = {drug.id for drug in sheet.machine.drugs}
    doses = subject in drugs and any((item.subject, item.day) == (subject, sheet.day - 1) for item in sheet.given)
    return results or subject in sheet.inputs.events or doses


def _spaced(sheet: Day, obligation: Obligation) -> int | None:
    """The first day that keeps the least distance from the last of its kind."""
    if obligation.spacing is None:
        return None
    days = [item.day for item in sheet.given if item.subject == obligation.subject]
    return later(sheet, max(days), obligation.spacing) if days else None


def waits(sheet: Day, index: int, obligation: Obligation) -> bool:
    """Whether it may not be done before another thing of the same phase has been done."""
    wanted, entry = obligation.following, sheet.regions[index].entered
    if wanted is None:
        return False
    given = any(item.subject == wanted and item.day >= entry for item in sheet.given)
    return not given and not any(item.sampled >= entry for item in sheet.snapshot.results(wanted))
