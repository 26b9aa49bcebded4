"""A patient of one version of a protocol goes on in another (R29). In: a state and a map. Out: a state of the other.

Nothing of the past is undone. A phase that is the same phase goes on as it was: what was given counts, and a limit that
is passed already acts at once. A phase that another takes the place of is left, and the other is entered on the day
after, as by a transition; intervals count from the last dose all the same.
"""

from collections.abc import Mapping
from enum import Enum

import attrs

from protolang.execution.carrying import begun, carried, counterpart
from protolang.execution.closing import complete
from protolang.execution.day import Day
from protolang.execution.effects import apply_effects
from protolang.execution.entering import enter, pass_over
from protolang.execution.event import NOTHING
from protolang.execution.history import History
from protolang.execution.recollection import levels, remembered, results
from protolang.execution.state import Cycling, Extra, Given, Held, PatientState, RegionState, Status
from protolang.execution.stopping import stop_everything
from protolang.machine.statechart import Machine, State


class Arrival(Enum):
    """How a patient comes to where a map leads."""

    VISIT = "visit"  # the same phase: its visit goes on
    ENTRY = "entry"  # another phase, entered on the day after
    END = "end"  # the track is over
    STOP = "stop"  # everything stops (R23)


@attrs.frozen
class Landing:
    """Where the patients of one phase land; `region` and `state` are of the new machine, empty for an end or a stop."""

    arrival: Arrival
    region: str = ""
    state: str = ""


class LandingError(ValueError):
    """A phase the patient is in has nowhere to go, or two of them would share one track."""


Landings = Mapping[tuple[str, str], Landing]
"""By track and phase of the old machine."""

_AT_WORK = (Status.RUNNING, Status.HELD)


def land(old: Machine, patient: PatientState, new: Machine, landings: Landings) -> PatientState:
    """The state in which a patient of `old` begins the next day under `new`.

    A track that `new` alone has begins on that day, unless the course is over. Raises `LandingError`. Cost: as one
    day, and days times facts where a fact has changed its meaning.
    """
    sheet = _sheet(old, patient, new, landings)
    taken = set[int]()
    stops = False
    for chart, region in zip(old.regions, patient.regions, strict=True):
        if region.status in _AT_WORK:
            landing = landings.get((chart.name, region.state))
            if landing is None:
                raise LandingError(f"`{chart.name}.{region.state}` has nowhere to go")
            stops = stops or landing.arrival is Arrival.STOP
            at = _position(new, landing.region or chart.name)
            if at is None:
                continue
            if at in taken:
                raise LandingError(f"two tracks would share `{new.regions[at].name}`")
            taken.add(at)
            _place(sheet, old, chart.state(region.state), region, at, landing, landings)
    for chart, region in zip(old.regions, patient.regions, strict=True):
        at = _position(new, chart.name)
        if at is None or at in taken or region.status is Status.WAITING:
            continue  # one that waited for a stop goes on waiting, or begins where it need not wait
        taken.add(at)
        if region.status in _AT_WORK:
            # its patients have gone to another track, and must not begin this one again
            sheet.regions[at] = attrs.evolve(sheet.regions[at], status=Status.DONE, since=patient.day)
        else:
            sheet.regions[at] = _ended(new, at, region)
    over = all(
        region.status not in (*_AT_WORK, Status.WAITING) or chart.on_stop
        for chart, region in zip(old.regions, patient.regions, strict=True)
    )
    for at, chart in enumerate(new.regions):
        if at not in taken and not chart.on_stop:
            if over:
                sheet.regions[at] = attrs.evolve(sheet.regions[at], status=Status.DONE, since=patient.day)
            else:
                enter(sheet, at, chart.initial, patient.day + 1)
    if stops:
        stop_everything(sheet, None, "migration", origin=new.origin)
    for at in sheet.at_work():
        complete(sheet, at)
    apply_effects(sheet)
    return attrs.evolve(
        sheet.before,
        day=patient.day,
        regions=tuple(sheet.regions),
        missed=sheet.missed,
        measure_now=frozenset(sheet.measure_now),
        ordered=sheet.ordered,
        levels=sheet.levels,
        extras=tuple(sheet.extras),
    )


def _position(machine: Machine, name: str) -> int | None:
    return next((at for at, region in enumerate(machine.regions) if region.name == name), None)


def _sheet(old: Machine, patient: PatientState, new: Machine, landings: Landings) -> Day:
    """The evening of the patient's last day, on which every track of `new` still waits."""
    waiting = tuple(RegionState(Status.WAITING, region.initial, 0, ()) for region in new.regions)
    labs = {item.id for item in (*new.labs, *new.attributes)}
    told = [old.alerts[number] for number in patient.alerting]
    before = PatientState(
        day=patient.day - 1,
        start=patient.start,
        regions=waiting,
        observations=results(old, patient, new),
        given=History(_as_given(item, patient, old, landings) for item in patient.given),
        missed=patient.missed,
        events=patient.events,
        measure_now=patient.measure_now & labs,
        ordered={name: day for name, day in patient.ordered.items() if name in labs},
        levels=levels(patient, new),
        alerting=frozenset(number for number, rule in enumerate(new.alerts) if rule in told),
        extras=tuple(item for item in patient.extras if _is_orderable(item, old, new)),
        source=new.source_sha256,
        # who may be treated is asked of those who begin
        eligible=patient.eligible,
    )
    past = remembered(old, patient, new, before)
    before = attrs.evolve(before, once=past.once, holding=past.holding)
    sheet = Day(new, before, NOTHING)
    sheet.closing = True
    return sheet


def _is_orderable(item: Extra, old: Machine, new: Machine) -> bool:
    """Whether a single dose that was ordered is the same dose under `new`."""
    plain = item.dose is None or (old.tables, old.levels, old.attributes) == (new.tables, new.levels, new.attributes)
    return plain and any(drug.id == item.drug for drug in new.drugs)


def _as_given(item: Given, patient: PatientState, old: Machine, landings: Landings) -> Given:
    """A dose of the past, in the track and phase that now stand for those it was given in."""
    known = landings.get((item.region, item.state))
    if known is not None and known.arrival is Arrival.VISIT:
        return attrs.evolve(item, region=known.region, state=known.state)
    for chart, region in zip(old.regions, patient.regions, strict=True):
        if chart.name == item.region and region.status in _AT_WORK:
            here = landings.get((chart.name, region.state))
            if here is not None and here.region:
                return attrs.evolve(item, region=here.region)
    return item


def _ended(new: Machine, at: int, region: RegionState) -> RegionState:
    chart = new.regions[at]
    known = {state.name for state in chart.states}
    if region.state not in known:
        return attrs.evolve(region, state=chart.initial, trail=(), groups=())
    return attrs.evolve(region, trail=tuple(name for name in region.trail if name in known))


def _place(
    sheet: Day, old: Machine, former: State, region: RegionState, at: int, landing: Landing, landings: Landings
) -> None:
    tomorrow = sheet.day + 1
    groups = dict(zip(former.groups, region.groups, strict=False))
    match landing.arrival:
        case Arrival.VISIT if region.entry <= sheet.day:
            _continue(sheet, old, former, region, at, landing, landings)
        case Arrival.VISIT | Arrival.ENTRY:
            sheet.regions[at] = attrs.evolve(sheet.regions[at], shift=region.shift)
            stays = landing.arrival is Arrival.VISIT
            trail = _trail(old, sheet.machine.regions[at].name, region, landings) if stays else ()
            enter(sheet, at, landing.state, tomorrow, trail)
            entered = sheet.chart_state(at).groups
            sheet.regions[at] = attrs.evolve(
                sheet.regions[at], groups=tuple(groups.get(name, tomorrow) for name in entered)
            )
        case Arrival.END | Arrival.STOP:
            status = Status.DONE if landing.arrival is Arrival.END else Status.STOPPED
            sheet.regions[at] = attrs.evolve(sheet.regions[at], status=status, since=sheet.day)


def _continue(
    sheet: Day, old: Machine, former: State, region: RegionState, at: int, landing: Landing, landings: Landings
) -> None:
    """The same visit, with what the new version asks for in it."""
    chart = sheet.machine.regions[at]
    state = chart.state(landing.state)
    groups = dict(zip(former.groups, region.groups, strict=False))
    cycles = tuple(
        region.cycles[number] if number < len(region.cycles) else Cycling(0, None, sheet.day + 1)
        for number in range(len(state.cycles))
    )
    visit = attrs.evolve(
        region,
        status=Status.RUNNING,
        state=landing.state,
        dues=(),
        cycles=cycles,
        held=None,
        trail=_trail(old, chart.name, region, landings),
        groups=tuple(groups.get(name, region.entry) for name in state.groups),
    )
    dues = []
    for obligation in state.obligations:
        before = counterpart(former, state, obligation)
        if before is None:
            dues.append(begun(sheet, obligation, visit, chart.name))
        else:
            dues.append(carried(sheet, old, before, region.dues[before.index], obligation, visit))
    sheet.regions[at] = attrs.evolve(visit, dues=tuple(dues))
    if region.status is not Status.HELD:
        # where a hold stops the clock, what is due waits for its end (R20)
        pass_over(sheet, at)
    if region.status is Status.HELD and region.held is not None:
        held = attrs.evolve(sheet.regions[at], status=Status.HELD, held=_held(old, sheet.machine, region.held))
        sheet.regions[at] = held


def _trail(old: Machine, track: str, region: RegionState, landings: Landings) -> tuple[str, ...]:
    """The phases before this one, as far as they are phases of the track still."""
    found = (landings.get((_region_of(old, name), name)) for name in region.trail)
    return tuple(item.state for item in found if item is not None and item.region == track)


def _region_of(machine: Machine, state: str) -> str:
    return next((at.name for at in machine.regions if any(item.name == state for item in at.states)), "")


def _held(old: Machine, new: Machine, held: Held) -> Held:
    """The hold under the rule that is the same; without one a clinician decides, as in a review."""
    rule = None if held.rule is None else old.holds[held.rule]
    same = next((number for number, item in enumerate(new.holds) if item == rule), None)
    return attrs.evolve(held, rule=same)
