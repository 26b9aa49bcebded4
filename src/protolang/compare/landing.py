"""Where a patient in each state of one protocol lands in another (R29), tried on a patient in each. Out: a Migration.

Each phase that patients are known to reach is a row. Its patient is carried over into the other protocol and followed
there; a phase with nowhere to go is PL903, with that patient.
"""

from collections.abc import Mapping, Sequence

import attrs

from protolang.compare.destinations import Destination, destinations
from protolang.compare.difference import Decided, Side
from protolang.compare.differing import watch_always, watch_in
from protolang.compare.reached import Place, Reach, reach
from protolang.compare.renaming import renamings
from protolang.compare.sides import decide_both
from protolang.diagnostics import Diagnostic, Label, WitnessStep
from protolang.diagnostics.codes import PL903
from protolang.execution.landing import Landing, LandingError, land
from protolang.execution.simulated import last_named, reported
from protolang.execution.state import PatientState, Status
from protolang.execution.step import step
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.from_model import bind
from protolang.machine.statechart import Machine
from protolang.model.scenario import Scenario
from protolang.model.settings import decide
from protolang.source import Span

FOLLOWED, TRIED = 400, 3
"""Days for which a patient is followed beyond what a scenario names, and the scenarios that are tried for one."""

MOST_DAYS = 10_000
"""Days of patients that are followed in all; whoever comes after is carried over, and not followed."""

MOST_STEPS = 10


@attrs.frozen(eq=False)
class After:
    """What became of the patient under the new version.

    `scenario` is the one of the new file whose results he had. `day` is the last day that was looked at; `ended` when
    the course was over by then, `stopped` when it was not complete, `held` the tracks that wait for a clinician.
    """

    scenario: str
    day: int
    ended: bool
    stopped: bool
    held: tuple[str, ...]


@attrs.frozen(eq=False)
class Row:
    """The patients of one phase. `watch` says what changes for them; `day` is that of the patient, None without one.

    He was not `carried` over where one of his tracks has nowhere to go.
    """

    destination: Destination
    watch: tuple[str, ...]
    day: int | None
    carried: bool
    after: After | None


@attrs.frozen(eq=False)
class Migration:
    """What `migrate` found. `unproved` says of a track why there may be phases that patients reach unseen."""

    rows: tuple[Row, ...]
    always: tuple[str, ...]
    never: tuple[Place, ...]
    unproved: Mapping[str, str]
    decided: tuple[Decided, ...]
    problems: tuple[Diagnostic, ...]


def migrate(
    old: Side,
    new: Side,
    *,
    landings: Mapping[str, str] | None = None,
    renamed: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Migration:
    """Where the patients of `old` land in `new`.

    `landings` maps phases of `old`, as `track.phase` or `phase`, to phases of `new`, `end` or `stop`; `renamed` are
    phases of `old` that are the same phase under another name. Raises `MapError` where they name what is not there.
    Cost: the scenarios of both files, and an exploration of each track of `old`.
    """
    alike = {item.before: item.after for item in renamings(old.protocol, new.protocol) if item.kind == "phase"}
    places = destinations(old.machine, new.machine, landings or {}, {**alike, **(renamed or {})})
    before, after, decided = decide_both(old, new, settings)
    known = reach(before)
    table = {(item.track, item.phase): item.landing for item in places if item.landing is not None}
    scenarios = _scenarios(after) or _scenarios(before, after)
    rows, problems, spent = [], [], 0
    for planned in places:
        place, item = (planned.track, planned.phase), planned
        if place in known.never:
            continue
        patient = known.patients.get(place)
        became: After | None = None
        carried = False
        if item.landing is not None and patient is not None:
            tried = scenarios if spent < MOST_DAYS else []
            became, trouble, days = _followed(patient, after.machine, table, tried)
            spent += days
            carried = trouble is None
            if trouble is not None and _at_work(patient) <= table.keys():
                item = attrs.evolve(item, landing=None, rule=None, why=trouble)
        if item.landing is None:
            problems.append(_nowhere(old, new, item, patient, known))
        day = None if patient is None else len(patient.states) - 1
        rows.append(Row(item, watch_in(before.machine, after.machine, item), day, carried, became))
    always = watch_always(before.machine, after.machine)
    return Migration(tuple(rows), always, tuple(sorted(known.never)), known.unproved, decided, tuple(problems))


# ---- trying it -------------------------------------------------------------------------------------------------


def _scenarios(side: Side, on: Side | None = None) -> list[tuple[Scenario, Machine]]:
    """The scenarios of a file, with the machine they run on: their own, or that of another file as it is."""
    found = []
    for scenario in side.protocol.scenarios:
        decided = decide(side.protocol, dict(scenario.settings)).value
        if on is not None:
            found.append((scenario, on.machine))
        elif decided is not None:
            found.append((scenario, bind(side.machine, decided)))
    return found


def _followed(
    patient: Trace, new: Machine, table: Mapping[Place, Landing], scenarios: Sequence[tuple[Scenario, Machine]]
) -> tuple[After | None, str | None, int]:
    """What becomes of the patient with the results of the scenario that ends best, or why he cannot be carried over.

    The last is the number of days for which he was followed.
    """
    best, days = None, 0
    trouble = _trouble(patient, new, table)
    if trouble is not None:
        return None, trouble, 0
    for scenario, machine in scenarios[:TRIED]:
        found = _course(land(patient.machine, patient.states[-1], machine, table), machine, scenario)
        days += found.day - len(patient.states) + 1
        if best is None or _rank(found) < _rank(best):
            best = found
        if found.ended and not found.stopped:
            break
    return best, None, days


def _at_work(patient: Trace) -> set[Place]:
    """Where the patient is: a place of his that has nowhere to go is a problem of its own."""
    return {
        (chart.name, region.state)
        for chart, region in zip(patient.machine.regions, patient.states[-1].regions, strict=True)
        if region.status in (Status.RUNNING, Status.HELD)
    }


def _trouble(patient: Trace, new: Machine, table: Mapping[Place, Landing]) -> str | None:
    """Why a patient cannot go on, where a map does not tell it of each phase."""
    try:
        land(patient.machine, patient.states[-1], new, table)
    except LandingError as refused:
        return str(refused)
    return None


def _rank(after: After) -> tuple[bool, bool, int]:
    return not after.ended, after.stopped, after.day


def _course(landed: PatientState, machine: Machine, scenario: Scenario) -> After:
    per_day = machine.resolution.per_day
    patient, last = landed, max(landed.day, last_named(scenario)) + FOLLOWED * per_day
    while patient.day < last and not patient.ended:
        if _waits_for_good(patient):
            break
        patient, _ = step(machine, patient, reported(machine, scenario, patient))
    stopped = any(region.status is Status.STOPPED for region in patient.regions)
    held = tuple(
        chart.name
        for chart, region in zip(machine.regions, patient.regions, strict=True)
        if region.status is Status.HELD
    )
    return After(scenario.title, patient.day, patient.ended, stopped, held)


def _waits_for_good(patient: PatientState) -> bool:
    """Whether everything that is not over waits for a clinician, and no rule of the protocol ends that."""
    at_work = [item for item in patient.regions if item.status in (Status.RUNNING, Status.HELD)]
    return all(
        item.held is not None and item.held.rule is None and patient.day - item.held.since > 60 for item in at_work
    )


# ---- telling it ------------------------------------------------------------------------------------------------


def _nowhere(old: Side, new: Side, item: Destination, patient: Trace | None, known: Reach) -> Diagnostic:
    state = old.machine.region(item.track).state(item.phase)
    track = next((region for region in new.machine.regions if region.name == item.track), None)
    notes = []
    if patient is None:
        notes.append("no patient was found there, and none was ruled out")
    if item.track in known.unproved:
        notes.append(f"found by search, which is no proof of what was not found: {known.unproved[item.track]}")
    return Diagnostic(
        PL903,
        f"the patients in `{item.phase}` have nowhere to go: {item.why}",
        Label(_opening(new.machine.origin if track is None else track.origin), "they would go on here"),
        (Label(_opening(state.origin), "patients can be here"),),
        notes=tuple(notes),
        help=f'say where they go: `migrate {item.track}.{item.phase} to PHASE because "…"` in the variant, '
        f"or `--map {item.track}.{item.phase}=PHASE`",
        timeline=() if patient is None else timeline(patient, old),
    )


def _opening(span: Span) -> Span:
    """The first line of a declaration."""
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)


def timeline(patient: Trace, side: Side) -> tuple[WitnessStep, ...]:
    """The days of a patient that led to where he is, the last ones where there are many."""
    from datetime import timedelta

    machine = patient.machine
    titles = {item.id: item.title for item in (*machine.drugs, *machine.labs, *machine.attributes, *machine.events)}
    titles |= {state.name: state.title for region in machine.regions for state in region.states}
    steps, shown = list[WitnessStep](), dict[str, str]()
    counts: dict[str, int] = {}
    for entry in patient.entries:
        what = _said(entry, titles, shown, counts)
        if what is not None:
            when = patient.final.start + timedelta(days=entry.day // machine.resolution.per_day)
            steps.append(WitnessStep(entry.day // machine.resolution.per_day, when.isoformat(), what))
    return tuple(steps[-MOST_STEPS:])


def _said(entry: LogEntry, titles: Mapping[str, str], shown: dict[str, str], counts: dict[str, int]) -> str | None:
    title = titles.get(entry.subject) or entry.subject
    match entry.kind:
        case EntryKind.OBSERVED:
            value = dict(entry.values).get(entry.subject, "")
            if shown.get(entry.subject) == value:
                return None
            shown[entry.subject] = value
            return f"{title}: {value}"
        case EntryKind.GIVEN:
            counts[entry.subject] = counts.get(entry.subject, 0) + 1
            return f"{title}, number {counts[entry.subject]}"
        case EntryKind.HAPPENED:
            return title
        case EntryKind.ENTERED:
            return f"begins: {title}"
        case EntryKind.COMPLETED:
            return f"complete: {title}"
        case EntryKind.MISSED:
            return f"missed: {title}"
        case EntryKind.HELD:
            return f"held: {title}"
        case _:
            return None
